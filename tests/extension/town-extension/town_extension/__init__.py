"""What one town wants of kgtool."""
