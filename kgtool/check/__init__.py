"""Whether the data is right: shapes, check queries, the reasoner; unit by unit, then what units show together."""
