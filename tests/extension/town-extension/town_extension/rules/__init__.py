"""The town's own rules and questions: shapes/ and queries/ beside this file."""
