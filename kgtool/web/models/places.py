"""Read spans of source texts: lines, characters and the hash of the wording."""

from __future__ import annotations

from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.models.view import View


class TextRange(NamedTuple):
    """A range of a source text: first and last line, code points (half-open), SHA-256 of the wording, page it begins on."""

    iri: str
    text: str
    first: int | None
    last: int | None
    start: int
    end: int
    sha256: str
    page: int | None = None


def read(view: View, span: str) -> TextRange | None:
    """Read a span; None for an IRI that is no span."""
    found = iris.read_span(span)
    if found is None:
        return None
    first, last = view.number(span, JPP.firstLine), view.number(span, JPP.lastLine)
    return TextRange(
        span,
        found.text,
        first,
        last,
        found.start,
        found.end,
        view.value(span, JPP.spanSha256),
        view.number(span, JPP.page),
    )


def of(view: View, iri: str) -> TextRange | None:
    """Return the first place where a resource is stated; None where no place is known."""
    return next((place for span in view.objects(iri, JPP.statedAt) if (place := read(view, span))), None)


def start(spans: list[str]) -> int:
    """Return the smallest offset of some spans; 0 for none."""
    return min((found.start for found in map(iris.read_span, spans) if found), default=0)


def around(places: list[TextRange], span: str) -> TextRange | None:
    """Return the smallest range that contains a span and whose lines are known."""
    found = iris.read_span(span)
    holding = [
        place
        for place in places
        if found and found.text == place.text and place.start <= found.start and found.end <= place.end and place.first
    ]
    return min(holding, key=lambda place: (place.end - place.start, place.iri), default=None)
