"""The pipeline from a question to an answer with its citations, and the stages that the pipeline runs."""
