"""From a source text and ``profile.toml`` to the statements of a plan: ``extraction`` does it, the rest are its steps."""
