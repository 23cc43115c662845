"""What is known of text and of English: sentences, passages, word forms, what may be shown."""
