"""What the chat does in threads, what it reports, and what it knows."""
