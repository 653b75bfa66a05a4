"""SPARQL Query Results XML Format, second edition."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kgtool.base.errors import AnswerFormatError
from kgtool.rdf.vocab import XSD
from kgtool.results import ROWS, Answer, RenderOptions, Term

FORMS = ROWS
FOR_PEOPLE = False

_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as XML. Raises ``AnswerFormatError`` (format-character) for what XML 1.0 cannot write."""
    if answer.truth is not None:
        body = f"  <head/>\n  <boolean>{str(answer.truth).lower()}</boolean>\n"
    else:
        names = "".join(f"<variable name={quoteattr(name)}/>" for name in answer.columns)
        rows = "".join(f"    <result>{_row(answer.columns, row)}</result>\n" for row in answer.rows)
        body = f"  <head>{names}</head>\n  <results>\n{rows}  </results>\n"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n{body}</sparql>\n'
    impossible = _IMPOSSIBLE.search(text)
    if impossible:
        raise AnswerFormatError("format-character", format="xml", character=f"U+{ord(impossible[0]):04X}")
    return text


def _row(columns: tuple[str, ...], row: tuple[Term, ...]) -> str:
    return "".join(
        f"<binding name={quoteattr(name)}>{_term(term)}</binding>"
        for name, term in zip(columns, row, strict=True)
        if term is not None
    )


def _term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_text(term.value)}</bnode>"
    if isinstance(term, Literal):
        kind = f" xml:lang={quoteattr(term.language)}" if term.language else ""
        if not kind and term.datatype != XSD.string:
            kind = f" datatype={quoteattr(term.datatype.value)}"
        return f"<literal{kind}>{_text(term.value)}</literal>"
    assert isinstance(term, Triple)
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return f"<triple>{''.join(f'<{name}>{_term(part)}</{name}>' for name, part in parts.items())}</triple>"


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
