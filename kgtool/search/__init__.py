"""The full-text index, what can be found in it, and how texts are compared."""
