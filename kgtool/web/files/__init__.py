"""The website as files, and rules for the web servers that hold them."""
