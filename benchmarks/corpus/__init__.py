"""A corpus of made-up plans that are built like the real ones: ``python -m benchmarks.corpus --plans N --out DIR``."""
