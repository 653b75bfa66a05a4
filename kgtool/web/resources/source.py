"""The page of a source text: the plan as it reads, passage by passage, every place a target of links."""

from __future__ import annotations

from typing import Any, NamedTuple

from kgtool.rdf.vocab import DCTERMS, JPP, PROV
from kgtool.web.models import passages, plans
from kgtool.web.models.contents import HEADED
from kgtool.web.models.view import View

CLASSES = (JPP.SourceText,)
TEMPLATE = "source.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``source.html`` shows. Cost: that of ``passages.read``."""
    versions = view.subjects(JPP.sourceText, iri)
    edition = versions[0] if versions else None
    return {
        "versions": versions,
        "plan": plans.read(view, plans.plan_of(edition)) if edition else None,
        "edition": plans.version(view, edition) if edition else None,
        "holder": view.object(iri, DCTERMS.rightsHolder),
        "file": view.value(iri, JPP.fileName),
        "characters": view.number(iri, JPP.characterCount),
        "sha256": view.value(iri, JPP.sha256),
        "document": _document(view, iri),
        "passages": passages.read(view, iri, edition),
        "headed": HEADED,
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
