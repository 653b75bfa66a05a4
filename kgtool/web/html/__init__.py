"""HTML from templates, and what templates need: layouts of charts, names, words, index letters, years."""
