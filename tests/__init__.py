"""Tests mirror kgtool/; what is data (ontology, shapes, queries, docs) is tested beside them."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
