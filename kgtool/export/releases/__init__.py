"""Releases: states of the graph that are kept, each with its date, its hash and what changed since the one before."""
