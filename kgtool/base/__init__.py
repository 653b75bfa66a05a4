"""What nothing of ours is below: errors, files, languages, text that is safe to look at."""
