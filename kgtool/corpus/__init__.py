"""Where things are, which files make which graph, which graphs belong together."""
