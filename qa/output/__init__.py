"""Answers as text, Markdown and data; saved quotes, checked again."""
