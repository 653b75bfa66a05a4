"""SPARQL 1.1 Query Results TSV: terms as in Turtle, so that nothing is lost."""

from __future__ import annotations

import re

from pyoxigraph import Literal

from kgtool.rdf.vocab import XSD
from kgtool.results import ROWS, Answer, RenderOptions, Term

FORMS = ROWS
FOR_PEOPLE = False

_PLAIN = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.double: re.compile(r"[+-]?([0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as TSV. What is unbound is empty; the truth of an ASK stands alone."""
    if answer.truth is not None:
        return f"{str(answer.truth).lower()}\n"
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join(_term(term) for term in row) for row in answer.rows]
    return "".join(line + "\n" for line in lines)


def _term(term: Term) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and not term.language:
        plain = _PLAIN.get(term.datatype)
        if plain and plain.fullmatch(term.value):
            return term.value
    return str(term).replace("\t", "\\t")
