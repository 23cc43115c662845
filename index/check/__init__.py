"""Looks an index over, and repairs it."""
