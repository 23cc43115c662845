"""One small reader for each format, and what they share: decoding, dates, titles, bylines, a page's leftovers."""
