"""The SQLite file of an index and every other file in its folder: all SQL, all atomic writes."""
