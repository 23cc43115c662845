"""Reads passages for the words that answer a question, and says how sure it is."""
