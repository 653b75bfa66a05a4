"""The page of a source text: what it is, and every span that the data refers to, as a target of links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, PROV
from kgtool.web.models.places import TextRange
from kgtool.web.models.view import View

CLASSES = (JPP.SourceText,)
TEMPLATE = "source.html"
_PLACES = (JPP.statedAt, JPP.bodyAt, JPP.restatedAt)


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``source.html`` shows. Cost: one pass over the places of one plan."""
    versions = view.subjects(JPP.sourceText, iri)
    graph = NamedNode(iris.graph("plan", iri.removeprefix(iris.TEXT).partition("/")[0]))
    standing = _standing(view, iri, graph)
    described = set(_spans(view, iri, graph))
    bare = {_bare(span) for span in standing.keys() - {place.iri for place in described}}
    return {
        "versions": versions,
        "holder": view.object(iri, DCTERMS.rightsHolder),
        "file": view.value(iri, JPP.fileName),
        "characters": view.number(iri, JPP.characterCount),
        "sha256": view.value(iri, JPP.sha256),
        "document": _document(view, iri),
        "spans": sorted(described | bare, key=lambda place: (place.start, -place.end)),
        "standing": standing,
    }


class ShownDocument(NamedTuple):
    """The document that a text was read from: pages, address where it is published, programs that read it; empty if unknown."""

    iri: str
    pages: int | None
    address: str
    programs: str


def _document(view: View, iri: str) -> ShownDocument | None:
    document = view.object(iri, PROV.wasDerivedFrom)
    if not document:
        return None
    address = view.object(document, JPP.publishedAt) or ""
    address = address if address.startswith(("http://", "https://")) else ""
    return ShownDocument(document, view.number(document, JPP.pageCount), address, view.value(iri, JPP.readingProgram))


def _spans(view: View, iri: str, graph: NamedNode) -> Iterator[TextRange]:
    known = (JPP.firstLine, JPP.lastLine, JPP.page, JPP.spanSha256)
    first, last, pages, hashes = (_values(view, p, graph) for p in known)
    for span in first.keys() | hashes.keys():
        read = iris.read_span(span)
        if read and read.text == iri:
            start, end, page = (int(found[span]) if span in found else None for found in (first, last, pages))
            yield TextRange(span, iri, start, end, read.start, read.end, hashes.get(span, ""), page)


def _bare(span: str) -> TextRange:
    """A place of which only the IRI is known."""
    read = iris.read_span(span)
    assert read is not None
    return TextRange(span, read.text, None, None, read.start, read.end, "")


def _values(view: View, predicate: NamedNode, graph: NamedNode) -> dict[str, str]:
    return {subject: term.value for subject, term in view.pairs(predicate, graph)}


def _standing(view: View, iri: str, graph: NamedNode) -> dict[str, list[str]]:
    """What stands at each place: elements, and things that are named there."""
    found: dict[str, set[str]] = defaultdict(set)
    for predicate in (*_PLACES, OA.hasTarget):
        for subject, span in view.pairs(predicate, graph):
            element, named, thing = subject.partition("/mention/")
            if span.value.startswith(f"{iri}#char="):
                found[span.value].add(iris.THING + thing if named else element)
    return {span: sorted(subjects) for span, subjects in found.items()}
