"""JSON-LD for the graph of a CONSTRUCT or DESCRIBE."""

from __future__ import annotations

from pyoxigraph import RdfFormat

from kgtool.results import GRAPHS, Answer, RenderOptions
from kgtool.results.graph import write

FORMS = GRAPHS
FOR_PEOPLE = False


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the graph as JSON-LD."""
    return write(answer, options, RdfFormat.JSON_LD)
