"""Answers as text and Markdown, the check of saved quotes, and the opening of originals."""
