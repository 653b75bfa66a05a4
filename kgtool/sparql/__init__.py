"""SPARQL as text: tokens, what a query may do, headers of query files, the catalogue of questions."""
