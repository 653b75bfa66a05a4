"""What is generated from ontology, rules and questions: reference, OpenAPI description, glossary."""
