"""RDF without knowledge of plans: IRIs, vocabulary, Turtle, N-Quads, SSSOM."""
