"""How well the elements of two versions of a plan are matched, on generated edits of the two plans."""
