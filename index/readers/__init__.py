"""Readers of the file formats, one module each, and the modules that they share: encoding, dates, bylines, titles."""
