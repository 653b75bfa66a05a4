"""Export a build: dumps, tables, the description of one resource, graphs for a remote store."""
