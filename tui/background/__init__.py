"""The chat's work in threads, the messages by which the work reports, and the state that they change."""
