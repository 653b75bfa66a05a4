"""SPARQL 1.1 Query Results JSON, one line a row."""

from __future__ import annotations

import json
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgtool.rdf.vocab import XSD
from kgtool.results import ROWS, Answer, RenderOptions, Term

FORMS = ROWS
FOR_PEOPLE = False


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as JSON. What is unbound is left out of its row."""
    if answer.truth is not None:
        return _dump({"head": {}, "boolean": answer.truth}) + "\n"
    rows = (
        {name: _term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    )
    head = _dump({"vars": list(answer.columns)})
    bindings = ",\n".join(_dump(row) for row in rows)
    return f'{{"head": {head}, "results": {{"bindings": [\n{bindings}\n]}}}}\n'


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype != XSD.string:
            found["datatype"] = term.datatype.value
        return found
    assert isinstance(term, Triple)
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
