"""Read what sources outside a plan say of it: shown beside the plan's gaps, never as the plan's word."""

from __future__ import annotations

from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS
from kgtool.web.models import plans
from kgtool.web.models.view import View


class OutsidePage(NamedTuple):
    """An outside source: where it stood, its own date and the day on which it was seen (ISO 8601; empty where not known)."""

    iri: str
    address: str
    issued: str
    seen: str


class OutsideFact(NamedTuple):
    """What outside sources say: of which resource and property, the value, a remark, and the sources."""

    iri: str
    about: str
    what: str
    value: str
    remark: LangString | None
    pages: list[OutsidePage]

    @property
    def local(self) -> str:
        """Return the local name of the property."""
        return iris.end(self.what)


def read(view: View, iri: str) -> OutsideFact:
    """Read one fact with its sources."""
    return OutsideFact(
        iri,
        view.object(iri, OA.hasTarget) or "",
        view.object(iri, JPP.factProperty) or "",
        view.value(iri, JPP.factValue),
        view.text(iri, RDFS.comment),
        [page(view, source) for source in view.objects(iri, JPP.evidence)],
    )


def page(view: View, iri: str) -> OutsidePage:
    """Read one outside source."""
    return OutsidePage(
        iri, view.value(iri, JPP.pageAddress), view.value(iri, DCTERMS.issued), view.value(iri, JPP.seenOn)
    )


def of_plan(view: View, iri: str) -> list[OutsideFact]:
    """Return the facts in a plan's graph of outside sources, in order of IRI. Cost: one pass over that graph's facts."""
    return [
        read(view, fact) for fact in view.subjects(RDF.type, JPP.OutsideFact.value, graph=plans.graph("outside", iri))
    ]


def beside(view: View, about: str, what: str) -> list[OutsideFact]:
    """Return the facts about a resource, or about the plan of a version, for one property."""
    facts = view.subjects(JPP.factProperty, what, graph=plans.graph("outside", about))
    whole = {about, view.object(about, JPP.versionOf)}
    return [found for found in (read(view, fact) for fact in facts) if found.about in whole]
