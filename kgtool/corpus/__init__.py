"""The files of a repository: where they are, which named graph each goes into, which graphs form a unit."""
