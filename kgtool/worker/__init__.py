"""Local queries in a process of their own: who asks (local), what runs (child), and what passes between them (wire)."""
