"""Read the terms of the ontology: what each means, where it belongs, how often it is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, OWL, RDF, RDFS, SKOS, VOID
from kgtool.web.models.view import View

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_COUNTS = {OWL.Class: (VOID["class"], VOID.entities)}
_NATURE = (OWL.FunctionalProperty, OWL.TransitiveProperty, OWL.SymmetricProperty)


class OntologyTerm(NamedTuple):
    """A class or property.

    ``id`` is its local name, ``kind`` one of ``KINDS``, ``uses`` how often the dataset uses it.
    """

    iri: str
    id: str
    kind: NamedNode
    label: LangString
    other: LangString | None
    definition: LangString | None
    example: LangString | None
    scope: LangString | None
    above: list[str]
    domain: list[str]
    range: list[str]
    nature: list[str]
    replaced: list[str]
    uses: int


def own(view: View) -> list[OntologyTerm]:
    """Return all terms of our namespace, by kind and name. Cost: some look-ups for each term."""
    return [_term(view, iri, kind) for kind, iri in names(view)]


def names(view: View) -> list[tuple[NamedNode, str]]:
    """Return (kind, IRI) of all terms of our namespace."""
    found = ((kind, iri) for kind in KINDS for iri in view.subjects(RDF.type, kind.value))
    return [(kind, iri) for kind, iri in found if iri.startswith(iris.NS)]


def defined_by(view: View, ontology: str) -> list[OntologyTerm]:
    """Return the terms of one module of the ontology."""
    found = view.subjects(RDFS.isDefinedBy, ontology)
    known = [(kind, iri) for kind in KINDS for iri in found if kind.value in view.types(iri)]
    return [_term(view, iri, kind) for kind, iri in known]


def by_kind(terms: Iterable[OntologyTerm]) -> dict[NamedNode, list[OntologyTerm]]:
    """Group terms by kind; a kind without terms is left out."""
    found: dict[NamedNode, list[OntologyTerm]] = {}
    for term in terms:
        found.setdefault(term.kind, []).append(term)
    return found


def _term(view: View, iri: str, kind: NamedNode) -> OntologyTerm:
    label = view.text(iri, RDFS.label) or LangString(iri.removeprefix(iris.NS))
    labels = [literal for literal in view.literals(iri, RDFS.label) if literal.language == view.other]
    other = next((LangString(literal.value, view.other) for literal in labels if literal.value != label.text), None)
    partition, number = _COUNTS.get(kind, (VOID.property, VOID.triples))
    types = view.types(iri)
    counts = [view.number(found, number) or 0 for found in view.subjects(partition, iri)]
    return OntologyTerm(
        iri,
        iri.removeprefix(iris.NS),
        kind,
        label,
        other,
        view.text(iri, SKOS.definition),
        view.text(iri, SKOS.example),
        view.text(iri, SKOS.scopeNote),
        [*view.objects(iri, RDFS.subClassOf), *view.objects(iri, RDFS.subPropertyOf)],
        view.objects(iri, RDFS.domain),
        view.objects(iri, RDFS.range),
        [nature.value for nature in _NATURE if nature.value in types],
        view.objects(iri, DCTERMS.isReplacedBy),
        max(counts, default=0),
    )
