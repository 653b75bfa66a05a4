"""The graph on the web: the same pages live (app) and as files (static)."""
