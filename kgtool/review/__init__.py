"""Decide by reading: places given by their words, proposals beside their passages, decisions that are remembered."""
