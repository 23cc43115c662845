"""Examines an index for damage, and repairs it."""
