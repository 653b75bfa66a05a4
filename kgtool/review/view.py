"""What a page shows of one card: the passage with its surroundings, and each proposal in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kgtool.base.languages import Text
from kgtool.rdf import iris
from kgtool.review.decision import Decision, Verdict
from kgtool.review.work import Card, Work
from kgtool.suggest.proposal import PREDICATES, Kind, Proposal, ProposedText

AROUND = 6
"""So many lines are shown before and after the passage."""
KINDS = {
    Kind.SHORT_NAME: Text("短い名前", "Short name"),
    Kind.THEME: Text("主題", "Theme"),
    Kind.MENTION: Text("言及", "Mention"),
    Kind.ROLE: Text("役割", "Role"),
    Kind.COMMITMENT: Text("約束の強さ", "Commitment"),
    Kind.COUNTERPART: Text("対応", "Counterpart"),
}
VERDICTS = {
    Verdict.ACCEPTED: Text("採る", "Accept"),
    Verdict.CHANGED: Text("直して採る", "Change"),
    Verdict.REJECTED: Text("退ける", "Reject"),
    Verdict.UNSURE: Text("判断できない", "Not sure"),
}
_RELATIONS = {
    "closeMatch": Text("近い", "close"),
    "broadMatch": Text("相手のほうが広い", "the other is broader"),
    "narrowMatch": Text("相手のほうが狭い", "the other is narrower"),
    "relatedMatch": Text("関連する", "related"),
}
_THINGS = {
    "Actor": Text("主体", "actor"),
    "PopulationGroup": Text("人々の集団", "population group"),
    "Programme": Text("制度・計画", "programme"),
    "Law": Text("法令", "law"),
    "Facility": Text("施設", "facility"),
    "Place": Text("場所", "place"),
    "Term": Text("用語", "term"),
}
"""Kinds of things that are mentioned."""


class ShownLine(NamedTuple):
    """A line of the text in three parts: before what is meant, that, and after it; ``meant`` is empty around the passage."""

    number: int
    before: str
    meant: str
    after: str


class ShownProposal(NamedTuple):
    """A proposal in words; ``verdict`` is what is chosen on the page: the person's own, or what the machine holds for right."""

    place: int
    kind: str
    value: str
    detail: str
    confidence: int
    words: str
    verdict: str
    own: str
    why: str
    others: list[str]
    names: bool
    relations: list[tuple[str, str, bool]]
    choices: list[str]


@dataclass(frozen=True)
class CardView:
    """One card for one person in one language; of what others decided a ``blind`` one shows nothing."""

    work: Work
    card: Card
    decisions: list[Decision]
    who: str
    lang: str
    blind: bool

    @property
    def name(self) -> str:
        """What the element is called."""
        return self.work.called(self.card.element, self.lang)

    @property
    def whole(self) -> str:
        """What the measure is called that it belongs to; empty where it is that itself."""
        return "" if self.card.whole == self.card.element else self.work.called(self.card.whole, self.lang)

    @property
    def abstract(self) -> str:
        """Our abstract of the element."""
        return self.work.abstract(self.card.element, self.lang)

    @cached_property
    def at(self) -> tuple[int, int] | None:
        """Where the element stands, in code points."""
        return self.work.places.get(self.card.element)

    @property
    def lines(self) -> list[ShownLine]:
        """The passage with its surroundings; none without the text."""
        if self.work.text is None or self.at is None:
            return []
        found = self.work.text.lines(self.at, AROUND)
        return [ShownLine(number, line[:a], line[a:b], line[b:]) for number, line, (a, b) in found if line.strip()]

    @property
    def proposals(self) -> list[ShownProposal]:
        """Each proposal in the order of the card."""
        chosen = self.work.chosen(self.card)
        return [self._shown(place, one, chosen) for place, one in enumerate(self.card.proposals, 1)]

    @property
    def decided(self) -> bool:
        """Whether the person decided any of it before."""
        return any(self._own(one) for one in self.card.proposals)

    def _own(self, one: Proposal) -> Decision | None:
        return next((d for d in self.decisions if d.proposal == one.iri and d.who == self.who), None)

    def _shown(self, place: int, one: Proposal, chosen: Iterable[str]) -> ShownProposal:
        own = self._own(one)
        verdict = own.verdict if own else Verdict.ACCEPTED if one.iri in chosen else Verdict.REJECTED
        others = [d for d in self.decisions if d.proposal == one.iri and d.who != self.who and not self.blind]
        return ShownProposal(
            place,
            KINDS[one.kind][self.lang],
            self.work.shown(one.value, self.lang),
            self._detail(one),
            round(100 * one.confidence),
            self._words(one),
            (Verdict.ACCEPTED if verdict is Verdict.CHANGED else verdict).value,
            VERDICTS[own.verdict][self.lang] + (f": {self.work.shown(own.value, self.lang)}" if own.holds else "")
            if own
            else "",
            own.why if own else "",
            [f"{d.who}: {VERDICTS[d.verdict][self.lang]}" for d in others],
            isinstance(one.value, ProposedText),
            self._relations(own or one),
            self.work.choices(one.kind, self.lang),
        )

    def _relations(self, one: Proposal | Decision) -> list[tuple[str, str, bool]]:
        """How a counterpart corresponds, or which kind of thing is mentioned: all that is possible, and what is said."""
        if one.kind is Kind.MENTION and isinstance(one.value, ProposedText):
            return [(name, label[self.lang], name == _local(one.value.kind)) for name, label in _THINGS.items()]
        possible = PREDICATES[one.kind] if one.kind is Kind.COUNTERPART else ()
        return [(name, _RELATIONS[name][self.lang], name == _local(one.predicate)) for name in map(_local, possible)]

    def _detail(self, one: Proposal) -> str:
        """Where it was sought, whose role it is, and by which method it was found."""
        parts = []
        if one.kind is Kind.COUNTERPART:
            parts = [_RELATIONS[_local(one.predicate)][self.lang], iris.path_of(one.sought_in)]
        elif one.kind is Kind.MENTION and isinstance(one.value, ProposedText) and one.value.kind:
            parts = [_THINGS[_local(one.value.kind)][self.lang]]
        elif one.kind is Kind.ROLE:
            parts = [self.work.called(iris.THING + one.element.rpartition("/")[2], self.lang)]
        return " · ".join([*parts, self.work.called(one.method, self.lang)])

    def _words(self, one: Proposal) -> str:
        """The words that speak for it, where the text is at hand; else their places."""
        own = [span for span in map(iris.read_span, one.evidence) if span]
        if self.work.text is None:
            return ", ".join(f"{span.start}–{span.end}" for span in own)
        text = self.work.text.source
        here = [span for span in own if span.text == text.description.text_iri]
        return " … ".join(" ".join(text.text[span.start : span.end].split()) for span in here)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]
