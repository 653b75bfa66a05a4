"""The website: the same pages served live and written as files."""
