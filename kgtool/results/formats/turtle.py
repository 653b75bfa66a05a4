"""Turtle for the graph of a CONSTRUCT or DESCRIBE."""

from __future__ import annotations

from pyoxigraph import RdfFormat

from kgtool.results import GRAPHS, Answer, View
from kgtool.results.graph import write

FORMS = GRAPHS
FOR_PEOPLE = False


def render(answer: Answer, view: View) -> str:
    """Return the graph as Turtle."""
    return write(answer, view, RdfFormat.TURTLE)
