"""From the files of a repository to a build: parts, assembly, store, description."""
