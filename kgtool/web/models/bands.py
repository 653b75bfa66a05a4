"""Sort the elements of plans on one theme into four bands: in several plans, in one only, and not judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kgtool.web.models.correspondences import ABSENCES, Judgement
from kgtool.web.models.plans import Plan
from kgtool.web.models.themes import KINDS, ThemedElement

_CLOSE = ("exact", "close", "first-broader", "second-broader")


class MatchedGroup(NamedTuple):
    """Elements of several plans on one subject, by plan in the order of the plans, and the judgements that join them."""

    members: tuple[tuple[str, ...], ...]
    judgements: tuple[Judgement, ...]


class LoneElement(NamedTuple):
    """An element of which nothing close, broader or narrower was found in another plan, and the judgements that say so."""

    iri: str
    judgements: tuple[Judgement, ...]


class PlanShare(NamedTuple):
    """How many elements of a plan are in each band, and how many there are."""

    both: int
    only: int
    open: int

    @property
    def total(self) -> int:
        """Return the number of its elements."""
        return self.both + self.only + self.open

    def share(self, number: int) -> int:
        """Return a part of them in percent, rounded."""
        return round(100 * number / self.total) if self.total else 0


class Bands(NamedTuple):
    """The four bands. ``only``, ``unjudged`` and ``shares`` have an entry for each plan, in the order of the plans."""

    both: list[MatchedGroup]
    only: list[list[LoneElement]]
    unjudged: list[list[str]]
    shares: list[PlanShare]


def sort(plans: Sequence[Plan], columns: Sequence[Sequence[ThemedElement]], judgements: Sequence[Judgement]) -> Bands:
    """Sort the elements on a theme, a column a plan, by what was judged between the plans.

    What is close, broader or narrower joins elements into one group. Of the others, one that has no such counterpart is in
    one plan only; one that is merely related joins the group of the surest of its counterparts. Titles of listed plans are
    not judged and stand in no band.
    """
    every = {e.iri: e for column in columns for e in column if e.kind != "PlanListing"}
    pairs = [judgement for judgement in judgements if judgement.relation not in ABSENCES]
    groups = _Groups()
    for judgement in pairs:
        if judgement.relation in _CLOSE:
            groups.join(judgement.first, judgement.second)
    absent: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        if judgement.relation in ABSENCES:
            absent.setdefault(judgement.first or judgement.second, []).append(judgement)
    lone = {iri for iri in every if iri in absent and iri not in groups}
    for judgement in sorted(pairs, key=lambda found: (-found.confidence, found.iri)):
        ends = (judgement.first, judgement.second)
        if judgement.relation == "related" and any(
            iri in every and iri not in groups and iri not in lone for iri in ends
        ):
            groups.join(*ends)

    def place(iri: str) -> tuple[int, int, str]:
        element = every.get(iri)
        return (KINDS.index(element.kind), element.at, iri) if element else (len(KINDS), 0, iri)

    both = [_group(plans, members, pairs, place) for members in groups.all() if any(iri in every for iri in members)]
    both.sort(key=lambda group: (_off(group, every), min(place(iri) for column in group.members for iri in column)))
    ours = [[iri for iri in (e.iri for e in column) if iri in every] for column in columns]
    only = [[LoneElement(iri, tuple(absent[iri])) for iri in column if iri in lone] for column in ours]
    unjudged = [[iri for iri in column if iri not in groups and iri not in lone] for column in ours]
    shares = [
        PlanShare(len(column) - len(alone) - len(open_), len(alone), len(open_))
        for column, alone, open_ in zip(ours, only, unjudged, strict=True)
    ]
    return Bands(both, only, unjudged, shares)


def _group(
    plans: Sequence[Plan],
    members: frozenset[str],
    pairs: Sequence[Judgement],
    place: Callable[[str], tuple[int, int, str]],
) -> MatchedGroup:
    columns = (sorted((iri for iri in members if iri.startswith(f"{plan.version}/")), key=place) for plan in plans)
    joining = (judgement for judgement in pairs if {judgement.first, judgement.second} <= members)
    return MatchedGroup(
        tuple(map(tuple, columns)), tuple(sorted(joining, key=lambda found: (-found.confidence, found.iri)))
    )


def _off(group: MatchedGroup, every: Mapping[str, ThemedElement]) -> int:
    """How far a group is from the theme in tenths, 0 where a part of every plan surely is on it: what is nearest comes first.

    In whole numbers, so that a copy without a server (``compare.js``) comes to the same.
    """
    sure = [max((every[iri].percent for iri in column if iri in every), default=0) for column in group.members]
    return (100 * len(sure) - sum(sure) + 5) // 10


class _Groups:
    """Sets of elements that were joined, directly or through others."""

    def __init__(self) -> None:
        self._of: dict[str, set[str]] = {}

    def __contains__(self, iri: str) -> bool:
        return iri in self._of

    def join(self, first: str, second: str) -> None:
        """Put two elements, with those already beside them, into one set."""
        whole = self._of.get(first, {first}) | self._of.get(second, {second})
        for iri in whole:
            self._of[iri] = whole

    def all(self) -> list[frozenset[str]]:
        """Return the sets, each once."""
        return list({frozenset(whole): None for whole in self._of.values()})
