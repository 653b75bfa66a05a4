"""What was read, whether it changed, and the same work for many plans."""
