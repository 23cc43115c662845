"""Models: the embedders, and how models are found, converted to ONNX and run."""
