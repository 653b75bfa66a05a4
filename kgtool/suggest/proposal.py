"""Proposals as values, and the file that holds them: ``data/PLAN/proposed.ttl``, canonical Turtle.

A proposal is never a fact: no named graph holds it, so no build, page or answer shows it. Each is an annotation
(``jpp:Proposal`` ⊑ ``oa:Annotation``) whose IRI stands below the element that it is about and says kind and value, so that
a decision about it still finds it when everything is proposed again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import PROPOSED, Repo, prefixes
from kgtool.rdf import iris, turtle
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, OA, RDF, SKOS, SSSOM, XSD

NONE = SSSOM.NoTermFound.value
"""The value that says: nothing in the other plan corresponds."""


class Kind(Enum):
    """What is proposed of an element. The value of each is the word that stands for it in IRIs and in tables."""

    SHORT_NAME = "short-name"
    THEME = "theme"
    MENTION = "mention"
    ROLE = "role"
    COMMITMENT = "commitment"
    COUNTERPART = "counterpart"


PREDICATES = {
    Kind.SHORT_NAME: (JPP.shortName.value,),
    Kind.THEME: (JPP.theme.value,),
    Kind.MENTION: (JPP.mentions.value,),
    Kind.ROLE: (JPP.role.value,),
    Kind.COMMITMENT: (JPP.commitment.value,),
    Kind.COUNTERPART: tuple(SKOS[name].value for name in ("closeMatch", "broadMatch", "narrowMatch", "relatedMatch")),
}
"""The properties for which a proposal of each kind may have a value; the first is the one that counts where nothing tells them apart."""
_TEXTS = (Kind.SHORT_NAME, Kind.MENTION)
_KINDS = {predicate: kind for kind, predicates in PREDICATES.items() for predicate in predicates}


class ProposedText(NamedTuple):
    """A value that is text: in Japanese, in English, or in both; what nobody proposes is empty.

    ``kind`` is the IRI of the class of what a mention names (``jpp:Law``); a short name has none.
    """

    ja: str
    en: str = ""
    kind: str = ""

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Its languages, each with the text."""
        return tuple((lang, text) for lang, text in (("ja", self.ja), ("en", self.en)) if text)


@dataclass(frozen=True)
class Proposal:
    """One value that a person may accept for one property of one element.

    ``element`` is the IRI of an element of a plan; for a role it is the IRI of the mention. ``predicate`` is the property, one of
    ``PREDICATES``. ``value`` is an IRI (a theme, a
    role, a commitment, an element of another version, or ``NONE``) or a text (a short name; the printed name of a
    thing that no recorded mention names). ``confidence`` is a whole number of hundredths from 0 to 1: the share of
    proposals of this kind and confidence that turned out right where the truth is known. ``evidence`` are IRIs of spans, in
    the order of the text. ``rank`` counts from 1 among the proposals of one kind for one element and, for counterparts,
    one ``sought_in``: the version of the other plan. Raises ``ValueError`` for what cannot be a proposal.
    """

    kind: Kind
    element: str
    predicate: str
    value: str | ProposedText
    method: str
    confidence: float
    evidence: tuple[str, ...]
    rank: int
    sought_in: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be written and read again as the same."""
        if self.predicate not in PREDICATES[self.kind]:
            raise ValueError(f"a {self.kind.value} is not proposed for {self.predicate}")
        if not 0 <= self.confidence <= 1 or round(self.confidence, 2) != self.confidence:
            raise ValueError(f"the confidence {self.confidence} is no whole number of hundredths from 0 to 1")
        if self.rank < 1:
            raise ValueError(f"the rank {self.rank} is below 1")
        if bool(self.sought_in) != (self.kind is Kind.COUNTERPART):
            raise ValueError("a counterpart, and nothing else, is sought in another version")
        if isinstance(self.value, ProposedText) and not self.value.names:
            raise ValueError("a text in no language")
        if self.evidence != _in_order(set(self.evidence)):
            raise ValueError("evidence is not in order, or a span stands twice")
        if isinstance(self.value, ProposedText) != (self.kind in _TEXTS):
            raise ValueError(f"{self.value!r} is no value of a {self.kind.value}")

    @property
    def iri(self) -> str:
        """Its own IRI, below that of its element; it depends on the kind and the value, not on confidence and rank."""
        return f"{self.element}/proposal/{self.kind.value}/{self._value_path()}"

    def _value_path(self) -> str:
        if isinstance(self.value, ProposedText):
            return hashlib.sha256(f"{self.value.ja}\n{self.value.en}".encode()).hexdigest()[:12]
        if self.value == NONE:
            return f"none/{iris.path_of(self.sought_in)}"
        if self.kind is Kind.COUNTERPART:
            return iris.path_of(self.value)
        return self.value.rsplit("/", 1)[-1]

    @property
    def order(self) -> tuple[object, ...]:
        """Its place among others: element, kind, where a counterpart was sought, rank."""
        kinds = list(Kind)
        return turtle.natural(self.element), kinds.index(self.kind), turtle.natural(self.sought_in), self.rank, self.iri


def write(proposals: Iterable[Proposal], names: Mapping[str, str], edition: str, base: str, text_iri: str) -> bytes:
    """Return proposals as canonical Turtle, whatever their order.

    ``names`` are the project's prefixes, ``base`` ends in a slash and is the IRI of the version, ``text_iri`` that of its
    source text. Raises ``ValueError`` where two proposals have one IRI.
    """
    every = sorted(proposals, key=lambda proposal: proposal.order)
    if len({proposal.iri for proposal in every}) < len(every):
        raise ValueError("a value is proposed twice for one element")
    comment = (
        f"Proposed by `kgtool suggest {edition}`; these are no facts, and no build holds them. Decide with `kgtool review`.\n"
        "本ファイルは kgtool suggest による提案であり、事実ではない。ビルドには入らない。採否は kgtool review で決める。"
    )
    known = {**names, "char": f"{text_iri}#char="}
    return turtle.write((s for proposal in every for s in _statements(proposal)), known, base, comment)


def _statements(proposal: Proposal) -> Iterator[Statement]:
    node = NamedNode(proposal.iri)
    yield Statement(node, RDF.type, JPP.Proposal)
    yield Statement(node, OA.hasTarget, NamedNode(proposal.element))
    yield Statement(node, JPP.proposedProperty, NamedNode(proposal.predicate))
    if isinstance(proposal.value, ProposedText):
        for lang, text in proposal.value.names:
            yield Statement(node, JPP.proposedValue, Literal(text, language=lang))
    if body := proposal.value.kind if isinstance(proposal.value, ProposedText) else proposal.value:
        yield Statement(node, OA.hasBody, NamedNode(body))
    yield Statement(node, JPP.method, NamedNode(proposal.method))
    yield Statement(node, JPP.confidence, Literal(f"{proposal.confidence:.2f}", datatype=XSD.decimal))
    for span in proposal.evidence:
        yield Statement(node, JPP.evidence, NamedNode(span))
    yield Statement(node, JPP.rank, Literal(str(proposal.rank), datatype=XSD.integer))
    if proposal.sought_in:
        yield Statement(node, JPP.soughtIn, NamedNode(proposal.sought_in))


def read(file: InputFile) -> list[Proposal]:
    """Return the proposals of a file in order: by element, kind, version of the other plan, rank.

    Raises ``InputError``: turtle-syntax, encoding, bom, file-missing; proposal, with the line, for what is no proposal.
    """
    found: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, object_ in file.statements:
        assert isinstance(subject, NamedNode)
        assert isinstance(object_, NamedNode | Literal)
        found[subject.value][predicate.value].append(object_)
    return sorted((_read(iri, values, file) for iri, values in found.items()), key=lambda proposal: proposal.order)


def _read(iri: str, values: Mapping[str, list[NamedNode | Literal]], file: InputFile) -> Proposal:
    def one(predicate: NamedNode) -> str:
        objects = values.get(predicate.value, [])
        if len(objects) != 1:
            raise ValueError(f"{len(objects)} {predicate.value.rsplit('#')[-1].rsplit('/')[-1]}, 1 expected")
        return objects[0].value

    try:
        predicate = one(JPP.proposedProperty)
        if predicate not in _KINDS:
            raise ValueError(f"nothing is proposed for {predicate}")
        said = {o.language: o.value for o in values.get(JPP.proposedValue.value, ()) if isinstance(o, Literal)}
        proposal = Proposal(
            kind=_KINDS[predicate],
            element=one(OA.hasTarget),
            predicate=predicate,
            value=_text(said, one(OA.hasBody) if OA.hasBody.value in values else "") if said else one(OA.hasBody),
            method=one(JPP.method),
            confidence=float(Decimal(one(JPP.confidence))),
            evidence=_in_order(node.value for node in values.get(JPP.evidence.value, ())),
            rank=int(one(JPP.rank)),
            sought_in=one(JPP.soughtIn) if JPP.soughtIn.value in values else "",
        )
        if proposal.iri != iri:
            raise ValueError(f"its IRI would be <{proposal.iri}>")
    except (ValueError, InvalidOperation) as error:
        raise InputError("proposal", _place(file, iri), proposal=iri, reason=str(error)) from None
    return proposal


def _text(said: Mapping[str | None, str], kind: str) -> ProposedText:
    return ProposedText(said.get("ja", ""), said.get("en", ""), kind)


def _in_order(spans: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(spans, key=turtle.natural))


def _place(file: InputFile, iri: str) -> Place:
    """The line on which a proposal begins: its own path below the base is how canonical Turtle writes it."""
    for number, line in enumerate(file.text.split("\n"), 1):
        if line.startswith("<") and iri.endswith(line[1:].partition(">")[0]):
            return Place(file.name, number)
    return Place(file.name)


def path(repo: Repo, edition: str) -> Path:
    """Return where the proposals of a plan, or of a version beside its first, stand; the file need not be there."""
    return repo.plan(edition) / PROPOSED


def load(repo: Repo, edition: str) -> list[Proposal]:
    """Return the proposals of a plan or version; none where nothing was proposed. Raises ``InputError`` as ``read`` does."""
    at = path(repo, edition)
    return read(repo.file(at)) if at.is_file() else []


def serialise(repo: Repo, edition: str, version: str, proposals: Iterable[Proposal]) -> bytes:
    """Return the content of ``proposed.ttl`` of a plan or of a version beside its first.

    ``version`` is the version's name, such as ``draft-2025-08-12``.
    """
    plan = edition.partition("/")[0]
    return write(proposals, prefixes(repo), edition, f"{iris.element(plan, version)}/", iris.text(plan, version))
