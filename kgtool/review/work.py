"""What there is to decide: proposals by element and whole measure, each with what it is called and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, Store

from kgtool.base.errors import InputError, UsageError
from kgtool.corpus.layout import Repo
from kgtool.extract import passages, source
from kgtool.extract.passages import Passages
from kgtool.rdf import iris, turtle
from kgtool.rdf.reader import NAMES, GraphReader
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SKOS
from kgtool.review import decision
from kgtool.review.decision import Decision, Verdict
from kgtool.search.entries import THINGS
from kgtool.suggest import proposal as proposing
from kgtool.suggest.proposal import NONE, PREDICATES, Kind, Proposal, ProposedText

_SURE = 0.5
"""From this confidence on a further theme, mention or counterpart is chosen beforehand."""
_SEVERAL = (Kind.THEME, Kind.MENTION, Kind.COUNTERPART)
_BELOW = {
    Kind.THEME: iris.THEME,
    Kind.ROLE: iris.ID + "role/",
    Kind.COMMITMENT: iris.ID + "commitment/",
}
_MENTION = "/mention/"
DECIDED: tuple[Verdict, ...] = (Verdict.ACCEPTED, Verdict.CHANGED, Verdict.REJECTED, Verdict.UNSURE)
"""The verdicts of a decision that is not taken back."""
NOTHING = ("none", "なし", "-")
"""How a person says that nothing corresponds."""


class Card(NamedTuple):
    """What is decided at one look: an element, by its IRI and path, and what is proposed of it."""

    number: int
    element: str
    path: str
    whole: str
    proposals: tuple[Proposal, ...]


class Tally(NamedTuple):
    """How many proposals of a whole measure there are, and how many of them somebody decided in which way."""

    whole: str
    first: int
    cards: int
    proposals: int
    verdicts: Mapping[Verdict, int]

    @property
    def open(self) -> int:
        """How many are still to be decided."""
        return self.proposals - sum(self.verdicts.values())


class Correction(NamedTuple):
    """What a person puts in the place of a proposal, as typed; what is empty stays as proposed.

    ``value`` names a theme, a role and so on by its name or the end of its IRI, a counterpart by code, name or path, or
    is the Japanese name; ``english`` the English one; ``relation`` how a counterpart corresponds, or the kind of a thing that is
    mentioned; ``words`` the passage.
    """

    value: str = ""
    english: str = ""
    relation: str = ""
    words: str = ""


@dataclass(frozen=True)
class Work:
    """The proposals of one plan or version and what is known around them, read once."""

    cards: tuple[Card, ...]
    known: GraphReader
    places: Mapping[str, tuple[int, int]]
    text: Passages | None
    _choices: dict[tuple[Kind, str], list[str]] = field(default_factory=dict, compare=False, repr=False)

    def called(self, iri: str, lang: str) -> str:
        """Return what a resource is called, its code before it; the end of its IRI where it has no name."""
        name = self.known.said(iri, lang, *NAMES)
        code = self.known.value(iri, SKOS.notation)
        shown = name.text if name else iri.removeprefix(iris.ID).rpartition("#")[2]
        return f"{code} {shown}" if code and self.known.objects(iri, JPP.inVersion) else shown

    def shown(self, value: str | ProposedText, lang: str) -> str:
        """Return a value as people read it."""
        if isinstance(value, ProposedText):
            return " / ".join(text for _, text in value.names)
        if value == NONE:
            return "対応するものなし" if lang == "ja" else "no counterpart"
        return self.called(value, lang)

    def abstract(self, iri: str, lang: str) -> str:
        """Return our abstract of an element; empty where there is none."""
        found = self.known.said(iri, lang, DCTERMS.abstract)
        return found.text if found else ""

    def choices(self, kind: Kind, lang: str) -> list[str]:
        """Return the names of all that a proposal of a kind may be changed to; none where that is free or far too much."""
        if (kind, lang) not in self._choices:
            below = _BELOW.get(kind)
            found = {self.called(iri, lang) for iri in self._concepts if below and iri.startswith(below)}
            self._choices[kind, lang] = sorted(found)
        return self._choices[kind, lang]

    def chosen(self, card: Card) -> set[str]:
        """Return the IRIs of the proposals that are right as far as the machine can tell: what one key accepts."""
        first: dict[tuple[Kind, str], Proposal] = {}
        for one in card.proposals:
            first.setdefault((one.kind, f"{one.element} {one.sought_in}"), one)
        found = {one.iri for one in first.values()}
        for one in card.proposals:
            leading = first[one.kind, f"{one.element} {one.sought_in}"]
            if one.kind in _SEVERAL and one.confidence >= _SURE and NONE not in (one.value, leading.value):
                found.add(one.iri)
        return found

    def tallies(self, decisions: Iterable[Decision]) -> list[Tally]:
        """Return how far one person's decisions have come, whole by whole in the order of the text."""
        verdicts = {one.proposal: one.verdict for one in decisions}
        wholes: dict[str, list[Card]] = defaultdict(list)
        for card in self.cards:
            wholes[card.whole].append(card)
        found = []
        for whole, cards in wholes.items():
            proposals = [one.iri for card in cards for one in card.proposals]
            count = {verdict: sum(verdicts.get(iri) is verdict for iri in proposals) for verdict in DECIDED}
            found.append(Tally(whole, cards[0].number, len(cards), len(proposals), count))
        return found

    def changed(self, one: Proposal, change: Correction) -> Proposal:
        """Return a proposal with what a person put in its place.

        Raises ``UsageError`` (review-value) for a name that means nothing or several things, and ``InputError`` (words-…).
        """
        value, predicate, evidence = one.value, one.predicate, one.evidence
        if isinstance(value, ProposedText):
            kind = self._thing_kind(change.relation) if one.kind is Kind.MENTION and change.relation else value.kind
            value = ProposedText(change.value.strip() or value.ja, change.english.strip() or value.en, kind)
        elif change.value.strip():
            value = self._meant(one, change.value.strip())
        if change.relation and one.kind is not Kind.MENTION:
            found = [name for name in PREDICATES[one.kind] if name.rpartition("#")[2] == change.relation]
            if not found:
                raise UsageError("review-value", value=change.relation)
            predicate = found[0]
        if change.words.strip():
            if self.text is None:
                raise UsageError("sources-missing")
            element = one.element.partition(_MENTION)[0].removeprefix(self._base)
            text = self.text.source.description.text_iri
            own = iris.span(text, *self.text.one(change.words, element).at)
            evidence = (own, *(span for span in evidence if span.partition("#")[0] != text))
        ordered = tuple(sorted(evidence, key=turtle.natural))
        return Proposal(
            one.kind, one.element, predicate, value, one.method, one.confidence, ordered, one.rank, one.sought_in
        )

    @staticmethod
    def _thing_kind(name: str) -> str:
        if name not in THINGS:
            raise UsageError("review-value", value=name)
        return iris.NS + name

    def _meant(self, one: Proposal, text: str) -> str:
        if one.kind is Kind.COUNTERPART:
            if text in NOTHING:
                return NONE
            among = self.known.subjects(JPP.inVersion, one.sought_in)
            below = f"{one.sought_in}/"
        else:
            below = _BELOW[one.kind]
            among = [iri for iri in self._concepts if iri.startswith(below)]
        named = [iri for iri in among if iri == below + text]
        named = named or [iri for iri in among if text in {self.called(iri, lang) for lang in ("ja", "en")}]
        named = named or [iri for iri in among if text == self.known.value(iri, SKOS.notation)]
        if len(named) != 1:
            raise UsageError("review-value", value=text)
        return named[0]

    @property
    def _base(self) -> str:
        version = "/".join(iris.path_of(self.cards[0].element).split("/")[:2])
        return f"{iris.ID}{version}/"

    @cached_property
    def _concepts(self) -> list[str]:
        return sorted({q.subject.value for q in self.known.store if isinstance(q.subject, NamedNode)})


def decided(work: Work, one: Proposal, verdict: Verdict, change: Correction, who: str, when: str, why: str) -> Decision:
    """Return a decision; accepted with something changed is changed. Raises ``KgtoolError`` for a change that means nothing.

    It is about the proposal as made, whatever the person puts in its place.
    """
    if verdict not in (Verdict.ACCEPTED, Verdict.CHANGED):
        return decision.of(one, who, when, verdict, why)
    changed = work.changed(one, change)
    same = (changed.value, changed.predicate, changed.evidence) == (one.value, one.predicate, one.evidence)
    made = decision.of(changed, who, when, Verdict.ACCEPTED if same else Verdict.CHANGED, why)
    return decision.about(made, one)


def of(repo: Repo, edition: str, sources: Path | None) -> Work:
    """Read what is proposed of a plan or version, and all that it takes to judge it; the text only where ``sources`` has it.

    Raises ``UsageError`` (nothing-proposed), ``InputError`` for files that cannot be read. Cost: a second for two plans.
    """
    proposals = proposing.load(repo, edition)
    if not proposals:
        raise UsageError("nothing-proposed", plan=edition)
    description = source.describe(repo, edition)
    stated = passages.stated(repo, description)
    store = Store()
    for path in [*repo.things(edition.partition("/")[0]), *_described(repo, edition, proposals)]:
        store.extend(Quad(*statement) for statement in repo.file(path).statements)
    known = GraphReader(store, turtle.natural)
    version = iris.element(description.plan, description.version)
    places = {f"{version}/{one.path}": one.at for one in reversed(stated)}
    text = None
    if sources is not None and source.text_file(repo, description, sources).path.is_file():
        text = Passages(source.read(repo, edition, sources), stated)
    return Work(tuple(_cards(proposals, known, version, places)), known, places, text)


def _described(repo: Repo, edition: str, proposals: Iterable[Proposal]) -> Iterator[Path]:
    """The files that say what elements are called: of the plan, and of those in which counterparts were sought."""
    versions = {iris.path_of(one.sought_in) for one in proposals if one.sought_in}
    editions = {edition}
    for plan in {version.partition("/")[0] for version in versions}:
        for other in repo.editions(plan) if repo.has(plan) and repo.whole(plan) is None else ():
            described = source.describe(repo, other)
            if f"{described.plan}/{described.version}" in versions:
                editions.add(other)
    for one in sorted(editions):
        yield from (path for name in ("plan.ttl", "curation.ttl") if (path := repo.plan(one) / name).is_file())


def _cards(
    proposals: Iterable[Proposal], known: GraphReader, version: str, places: Mapping[str, tuple[int, int]]
) -> Iterator[Card]:
    of: dict[str, list[Proposal]] = defaultdict(list)
    for one in proposals:
        of[one.element.partition(_MENTION)[0]].append(one)
    wholes = {element: _whole(element, known, version) for element in of}
    last = (1 << 62, 0)

    def order(element: str) -> tuple[object, ...]:
        whole = wholes[element]
        return places.get(whole, last), turtle.natural(whole), places.get(element, last), turtle.natural(element)

    for number, element in enumerate(sorted(of, key=order), 1):
        if not element.startswith(f"{version}/"):
            raise InputError("proposal", f"data/{iris.path_of(version)}", proposal=element, reason="of another version")
        path = element.removeprefix(f"{version}/")
        yield Card(number, element, path, wholes[element], tuple(of[element]))


def _whole(element: str, known: GraphReader, version: str) -> str:
    """The measure that an element is or belongs to; itself where there is none."""
    above, found = element, element
    while above.startswith(f"{version}/"):
        if JPP.Measure.value in known.objects(above, RDF.type):
            found = above
        above = above.rpartition("/")[0]
    return found
