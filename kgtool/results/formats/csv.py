"""SPARQL 1.1 Query Results CSV: values without their kind. An IRI gives way to its label where the answer has one."""

from __future__ import annotations

from kgtool.base import csv
from kgtool.results import ROWS, Answer, RenderOptions
from kgtool.results.cells import cell

FORMS = ROWS
FOR_PEOPLE = False


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as CSV. What is unbound is empty; the truth of an ASK stands alone."""
    if answer.truth is not None:
        return csv.write([[str(answer.truth).lower()]])
    rows = ((cell(term, answer.labels).text for term in row) for row in answer.rows)
    return csv.write([answer.columns, *rows])
