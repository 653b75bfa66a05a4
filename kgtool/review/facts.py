"""What a decision says, as statements of ``curation.ttl`` or as a row of an alignment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, SKOS, SSSOM, XSD
from kgtool.review.decision import Decision
from kgtool.suggest.proposal import NONE, Kind, ProposedText

CREATOR = SSSOM.author_label
"""Who decided, by name, as rows of an alignment say it; ``dcterms:creator`` would need an IRI for the person."""
METHOD = iris.ID + "method/reviewed-proposal"
_ROLE_METHOD = iris.ID + "method/close-reading"
"""Mentions are settled by rule or by reading (Mention-method)."""
_ANNOTATIONS = {Kind.THEME: JPP.ThemeAnnotation, Kind.COMMITMENT: JPP.CommitmentAnnotation}
_INVERSE = {SKOS.broadMatch.value: SKOS.narrowMatch.value, SKOS.narrowMatch.value: SKOS.broadMatch.value}


class CounterpartRow(NamedTuple):
    """A row of an alignment: both ends, how they correspond, and where that rests on each side."""

    subject: str
    predicate: str
    object: str
    subject_evidence: str
    object_evidence: str


def statements(decision: Decision) -> list[Statement]:
    """Return what an accepted decision adds to ``curation.ttl``: none for counterparts, and none for mentions, which are
    found by the names of ``data/reference``."""
    if isinstance(decision.value, ProposedText):
        return list(_names(decision)) if decision.kind is Kind.SHORT_NAME else []
    if decision.kind in _ANNOTATIONS:
        return list(_annotation(decision, decision.value))
    return list(_role(decision, decision.value)) if decision.kind is Kind.ROLE else []


def node(decision: Decision) -> str:
    """Return the IRI of what the statements are about."""
    if decision.kind is Kind.THEME:
        return f"{decision.element}/theme/{str(decision.value).rpartition('/')[2]}"
    return f"{decision.element}/commitment" if decision.kind is Kind.COMMITMENT else decision.element


def _names(decision: Decision) -> Iterator[Statement]:
    assert isinstance(decision.value, ProposedText)
    for lang, text in zip(("ja", "en"), decision.value, strict=True):
        if text:
            yield Statement(NamedNode(decision.element), JPP.shortName, Literal(text, language=lang))


def _annotation(decision: Decision, value: str) -> Iterator[Statement]:
    subject = NamedNode(node(decision))
    yield Statement(subject, RDF.type, _ANNOTATIONS[decision.kind])
    yield Statement(subject, OA.hasTarget, NamedNode(decision.element))
    yield Statement(subject, OA.hasBody, NamedNode(value))
    yield Statement(subject, JPP.confidence, Literal(f"{decision.confidence:.2f}", datatype=XSD.decimal))
    for span in decision.evidence:
        yield Statement(subject, JPP.evidence, NamedNode(span))
    yield from _decided(subject, decision)


def _role(decision: Decision, value: str) -> Iterator[Statement]:
    subject = NamedNode(decision.element)
    yield Statement(subject, JPP.role, NamedNode(value))
    yield from _decided(subject, decision)


def _decided(subject: NamedNode, decision: Decision) -> Iterator[Statement]:
    yield Statement(subject, JPP.method, NamedNode(_ROLE_METHOD if decision.kind is Kind.ROLE else METHOD))
    yield Statement(subject, CREATOR, Literal(decision.who))
    yield Statement(subject, DCTERMS.created, Literal(decision.when, datatype=XSD.dateTime))


def row(decision: Decision, turned: bool) -> CounterpartRow:
    """Return an accepted counterpart as a row; ``turned`` where the plan under review is the table's object."""
    assert isinstance(decision.value, str)
    found = SSSOM.NoTermFound.value if decision.value == NONE else decision.value
    text = iris.TEXT + "/".join(iris.path_of(decision.element).split("/")[:2])
    own, other = (
        next((span for span in decision.evidence if (span.partition("#")[0] == text) is wanted), "")
        for wanted in (True, False)
    )
    if turned:
        return CounterpartRow(found, _INVERSE.get(decision.predicate, decision.predicate), decision.element, other, own)
    return CounterpartRow(decision.element, decision.predicate, found, own, other)
