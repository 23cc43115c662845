"""Keeps an index's SQLite file and the other files in its folder: all SQL and all atomic writes are here."""
