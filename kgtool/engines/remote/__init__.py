"""Other people's servers: SPARQL endpoints to ask, graph stores to load."""
