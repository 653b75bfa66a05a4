"""Measurements, never tests: ``python -m benchmarks.<name>`` prints one table of ratios measured in one run."""
