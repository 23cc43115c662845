"""Text and its language: sentences, passages, boilerplate, word forms, characters that are safe to show."""
