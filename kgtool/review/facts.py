"""What a decision says, as statements of ``curation.ttl`` or ``things.ttl``, or as a row of an alignment."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.corpus.layout import THINGS
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS, SSSOM, XSD
from kgtool.review.decision import Decision
from kgtool.suggest.proposal import NONE, Kind, ProposedText

CREATOR = SSSOM.author_label
"""Who decided, by name, as rows of an alignment say it; ``dcterms:creator`` would need an IRI for the person."""
METHOD = iris.ID + "method/reviewed-proposal"
_ROLE_METHOD = iris.ID + "method/close-reading"
"""Mentions are settled by rule or by reading (Mention-method)."""
CURATION = "curation.ttl"
FILES = (CURATION, THINGS)
"""The files of a plan's folder that statements go to."""
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
    """Return what an accepted decision adds to its file: none for counterparts.

    Of a mention that is the thing with its name: wherever the text has the name, extraction finds the mention.
    """
    if isinstance(decision.value, ProposedText):
        return list(_names(decision) if decision.kind is Kind.SHORT_NAME else _thing(decision, decision.value))
    if decision.kind in _ANNOTATIONS:
        return list(_annotation(decision, decision.value))
    return list(_role(decision, decision.value)) if decision.kind is Kind.ROLE else []


def node(decision: Decision) -> str:
    """Return the IRI of what the statements are about."""
    if decision.kind is Kind.THEME:
        return f"{decision.element}/theme/{str(decision.value).rpartition('/')[2]}"
    if isinstance(decision.value, ProposedText) and decision.kind is Kind.MENTION:
        return _named_thing(decision, decision.value)
    return f"{decision.element}/commitment" if decision.kind is Kind.COMMITMENT else decision.element


def file(decision: Decision) -> str:
    """Return the name of the file that the statements stand in."""
    return THINGS if decision.kind is Kind.MENTION else CURATION


def claim(decision: Decision) -> str:
    """Return what two decisions have in common that say the same: for mentions the name, whatever the element."""
    if isinstance(decision.value, ProposedText) and decision.kind is Kind.MENTION:
        return decision.value.ja
    return f"{decision.proposal} {node(decision)}"


def _named_thing(decision: Decision, value: ProposedText) -> str:
    """The IRI of the thing of a name: by the name of the town and the English name, or else a hash of the Japanese one."""
    town = "-".join(iris.path_of(decision.element).partition("/")[0].split("-")[1:-1])
    plain = unicodedata.normalize("NFKD", value.en).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{iris.THING}{town}-{name or 'name-' + hashlib.sha256(value.ja.encode()).hexdigest()[:8]}"


def _thing(decision: Decision, value: ProposedText) -> Iterator[Statement]:
    subject = NamedNode(_named_thing(decision, value))
    yield Statement(subject, RDF.type, NamedNode(value.kind or JPP.Term.value))
    for lang, text in value.names:
        yield Statement(subject, RDFS.label, Literal(text, language=lang))
    yield Statement(subject, JPP.surface, Literal(value.ja))
    yield Statement(subject, JPP.usedIn, NamedNode(iris.element(iris.path_of(decision.element).partition("/")[0])))
    yield from _decided(subject, decision)


def _names(decision: Decision) -> Iterator[Statement]:
    assert isinstance(decision.value, ProposedText)
    for lang, text in decision.value.names:
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
