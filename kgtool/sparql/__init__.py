"""SPARQL as text: tokens, the guard against updates and foreign calls, headers of query files, the catalogue."""
