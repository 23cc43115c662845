"""Finds passages by their words (lexical search) and by their meaning (vector search)."""
