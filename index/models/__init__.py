"""The embedders, and what runs them."""
