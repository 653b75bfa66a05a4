"""A second version of a plan beside the first: its elements matched, its curation carried over, its folder written."""
