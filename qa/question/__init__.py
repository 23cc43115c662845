"""A question by itself: what it asks for, and how it is spelt."""
