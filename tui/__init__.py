"""The chat: ask, read the cited answer."""
