"""Describe one resource: the triples that its document shows in every format.

A description holds the resource's own statements, those of the places in the source that it names, those of the nodes
that speak about it (annotations, correspondences, gaps, repairs) and the labels of what it points to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    Store,
    Triple,
)

from kgtool.rdf import iris
from kgtool.rdf.reader import NAMES, GraphReader
from kgtool.rdf.vocab import DCTERMS, JPP, OA, OWL, SSSOM

_ABOUT = (OA.hasTarget, SSSOM.subject_id, SSSOM.object_id, JPP.gapIn, JPP.repairOf)

_MOST_ABOUT = 200
_FRAGMENTS = {iris.NS[:-1]: "ontology", iris.SHAPES[:-1]: "shapes"}


@dataclass(frozen=True)
class ResourceDescription:
    """The triples that describe a resource, sorted, and the same as canonical N-Triples."""

    iri: str
    triples: tuple[Triple, ...]
    ntriples: bytes

    @property
    def hash(self) -> str:
        """The SHA-256 of the N-Triples, in hexadecimal."""
        return hashlib.sha256(self.ntriples).hexdigest()


def describe(store: Store, iri: str, extra: Iterable[Triple] = ()) -> ResourceDescription | None:
    """Describe a resource; None where no statement is about it. ``extra`` triples, about its document, are added.

    ``iri`` has no fragment; a hash namespace is described with all its terms. At most 200 nodes that speak about the
    resource are included. Cost: a few look-ups a statement, whatever the size of the store.
    """
    node = NamedNode(iri)
    found = set(_own(store, node))
    if iri in _FRAGMENTS:
        found |= _terms(store, iri)
    if not found:
        return None
    found |= _parts(store, node)
    for predicate in _ABOUT:
        for quad in islice(store.quads_for_pattern(None, predicate, node, None), _MOST_ABOUT):
            found.update(_own(store, quad.subject))
    for place in {t.object for t in found if isinstance(t.object, NamedNode) and iris.read_span(t.object.value)}:
        found |= _span(store, place)
    described = {t.subject for t in found}
    for pointed in {t.object for t in found if isinstance(t.object, NamedNode)} - described:
        for predicate in NAMES:
            found.update(_triples(store.quads_for_pattern(pointed, predicate, None, None)))
    found.update(extra)
    ordered, text = _canonical(found)
    return ResourceDescription(iri, ordered, text)


def retired(store: Store, iri: str) -> list[str] | None:
    """Return the successors of a resource that is retired (owl:deprecated, dcterms:isReplacedBy); None if it is not."""
    reader = GraphReader(store)
    deprecated = any(literal.value in ("true", "1") for literal in reader.literals(iri, OWL.deprecated))
    return reader.objects(iri, DCTERMS.isReplacedBy) if deprecated else None


def known(store: Store, iri: str) -> bool:
    """Say whether the graph says anything of a resource, or of a term of the hash namespace ``iri``."""
    return iri in _FRAGMENTS or next(store.quads_for_pattern(NamedNode(iri), None, None, None), None) is not None


def documents(store: Store) -> list[str]:
    """Return the IRIs of this project that have a document: subjects without their fragments, sorted. Cost: a scan."""
    found = {quad.subject.value.partition("#")[0] for quad in store if isinstance(quad.subject, NamedNode)}
    return sorted(iri for iri in found if iri.startswith(iris.BASE) and len(iri) > len(iris.BASE))


def _canonical(triples: set[Triple]) -> tuple[tuple[Triple, ...], bytes]:
    """Sort triples as canonical N-Triples; blank nodes get their canonical names (RDFC-1.0)."""
    if any(isinstance(term, BlankNode) for t in triples for term in (t.subject, t.object)):
        dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        triples = {quad.triple for quad in dataset}
    lines = {str(t): t for t in triples}
    ordered = sorted(lines)
    return tuple(lines[line] for line in ordered), "".join(f"{line} .\n" for line in ordered).encode()


def _own(store: Store, node: NamedNode | BlankNode | Triple) -> Iterator[Triple]:
    """The statements of a node, and of the blank nodes below it."""
    if isinstance(node, Triple):
        return
    for quad in store.quads_for_pattern(node, None, None, None):
        yield quad.triple
        if isinstance(quad.object, BlankNode):
            yield from _own(store, quad.object)


def _triples(quads: Iterable[Quad]) -> Iterator[Triple]:
    return (quad.triple for quad in quads)


def _terms(store: Store, namespace: str) -> set[Triple]:
    """The statements of all terms behind ``#``; they stand in one small graph."""
    graph = NamedNode(iris.graph(_FRAGMENTS[namespace]))
    subjects = {q.subject for q in store.quads_for_pattern(None, None, None, graph)}
    own = [s for s in subjects if isinstance(s, NamedNode) and s.value.startswith(namespace + "#")]
    return {triple for subject in own for triple in _own(store, subject)}


def _parts(store: Store, text: NamedNode) -> set[Triple]:
    """The spans of a source text."""
    if not text.value.startswith(iris.TEXT):
        return set()
    return {
        triple for span in GraphReader(store).subjects(OA.hasSource, text) for triple in _span(store, NamedNode(span))
    }


def _span(store: Store, span: NamedNode) -> set[Triple]:
    return {*_own(store, span), *_own(store, NamedNode(iris.selector(span.value)))}
