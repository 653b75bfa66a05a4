"""From a person's words to a question of the catalogue with its parameters, without a language model."""
