"""The formats of an answer: one module each, found by standing here."""
