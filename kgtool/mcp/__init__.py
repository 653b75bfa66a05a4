"""The graph for language models: tools, resources and prompts of the Model Context Protocol, by its official package.

Nothing is said without its plan, version and status, its place and hash, whose voice it is, and what is not known.
"""
