"""Brings an index up to date with its remembered folders, files and web addresses."""
