"""Query rewriting: what a question that leans on the conversation before it means by itself."""
