"""SPARQL 1.1 Query Results CSV: values without their kind, lines that end with CRLF (RFC 4180).

An IRI gives way to its label where the answer has one.
"""

from __future__ import annotations

from kgtool.results import ROWS, Answer, View
from kgtool.results.cells import cell

FORMS = ROWS
FOR_PEOPLE = False


def render(answer: Answer, view: View) -> str:
    """Return the answer as CSV. What is unbound is empty; the truth of an ASK stands alone."""
    if answer.truth is not None:
        return f"{str(answer.truth).lower()}\r\n"
    lines = [",".join(map(_field, answer.columns))]
    lines += [",".join(_field(cell(term, answer.labels).text) for term in row) for row in answer.rows]
    return "".join(line + "\r\n" for line in lines)


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in '",\r\n') else text
