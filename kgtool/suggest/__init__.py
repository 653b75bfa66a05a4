"""Propose what a person then decides: names, themes, mentions, roles, commitments and counterparts, each with its reasons."""
