"""How well plans are taken in: documents read (pdf), profiles drafted (draft)."""
