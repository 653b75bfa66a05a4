"""The live site: requests, caching, the SPARQL endpoint, health, metrics."""
