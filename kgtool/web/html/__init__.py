"""HTML from templates, and what templates need: charts as numbers, words, letters, years."""
