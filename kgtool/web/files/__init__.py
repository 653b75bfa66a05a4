"""The site as files, with rules for the web servers that hold them."""
