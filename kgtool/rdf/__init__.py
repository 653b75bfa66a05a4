"""Read and write RDF without knowledge of plans: IRIs, vocabularies, Turtle, N-Quads, SSSOM, look-ups, formats."""
