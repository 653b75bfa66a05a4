"""Full-text search: the entries that can be found, how text is normalised, and the index."""
