"""Queries in processes of their own: one for each query of a command (local, child), some that stay for a server (pool,
process, serving, turns), what they may take (limits), and what passes between parent and worker (wire)."""
