"""Brings an index up to date with the folders, files and addresses that it remembers."""
