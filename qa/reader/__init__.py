"""The reader: a model that marks the words of a passage that answer a question, and how likely they are right."""
