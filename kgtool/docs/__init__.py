"""Generate documentation from ontology, rules and questions: reference, OpenAPI description, glossary."""
