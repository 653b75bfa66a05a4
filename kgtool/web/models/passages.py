"""Read a plan as it reads: its passages in the order of the text, each with what was found in it and concluded from it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA
from kgtool.web.models import conclusions, contents, gaps, repairs, sdgs
from kgtool.web.models.conclusions import Counterpart
from kgtool.web.models.contents import PlanElement
from kgtool.web.models.gaps import Gap
from kgtool.web.models.places import TextRange
from kgtool.web.models.repairs import Repair
from kgtool.web.models.sdgs import Goal
from kgtool.web.models.view import View

_PLACES = (JPP.statedAt, JPP.bodyAt, JPP.restatedAt)
_NAMED = 12


class PassageNotes(NamedTuple):
    """What stands beside a passage: themes, counterparts, goals that it states, up to twelve things that it names
    (``more`` counts the others), its indicators, repairs and gaps.
    """

    themes: list[str]
    matches: list[Counterpart]
    goals: list[Goal]
    named: list[str]
    more: int
    indicators: list[str]
    repairs: list[Repair]
    gaps: list[Gap]


class PlacedPassage(NamedTuple):
    """A passage: the element that stands there, its places, and every place inside of them (``inside``).

    Without an element it is a run of places that belong to none; ``standing`` is what stands there. ``wording`` is
    empty unless the build holds the text. ``depth`` counts the elements above.
    """

    element: PlanElement | None
    own: list[TextRange]
    inside: list[TextRange]
    standing: list[str]
    wording: str
    depth: int
    notes: PassageNotes | None

    @property
    def lines(self) -> tuple[int, int] | None:
        """Return the first and the last line, where they are known."""
        known = [line for place in self.own for line in (place.first, place.last) if line is not None]
        return (min(known), max(known)) if known else None

    @property
    def page(self) -> int | None:
        """Return the page on which the passage begins, where it is known."""
        return min((place.page for place in self.own if place.page is not None), default=None)


def read(view: View, text: str, version: str | None) -> list[PlacedPassage]:
    """Return the passages of a source text. Cost: one pass over the places of a plan, a few look-ups for each element."""
    graph = NamedNode(iris.graph("plan", text.removeprefix(iris.TEXT).partition("/")[0]))
    every, standing = _every(view, text, graph)
    elements = contents.read(view, version).elements if version else {}
    own: dict[str, list[TextRange]] = defaultdict(list)
    taken: set[str] = set()
    for predicate in _PLACES:
        for subject, span in view.pairs(predicate, graph):
            if subject in elements and (place := every.get(span.value)):
                own[subject].append(place)
                taken.add(place.iri)
    ranges = sorted((place.start, place.end, iri) for iri, found in own.items() for place in found)
    inside: dict[str, list[TextRange]] = defaultdict(list)
    for place in sorted(every.values(), key=lambda place: (place.start, -place.end)):
        if place.iri not in taken:
            inside[_around(ranges, place)].append(place)
    unplaced = inside.pop("", [])
    lines = sorted((place.start, place.first) for place in every.values() if place.first is not None)

    def key(iri: str, start: int) -> tuple[int, int, int, str]:
        """What passages are sorted by: their line; on one line a goal before its measure, whichever code comes first."""
        at = bisect_right(lines, (start, 1 << 60))
        return lines[at - 1][1] if at else 0, _depth(elements[iri], elements) if iri else 0, start, iri

    alone: dict[int, list[TextRange]] = defaultdict(list)
    for place in unplaced:
        alone[place.start].append(place)
    keyed = [key(iri, min(place.start for place in found)) for iri, found in own.items()]
    keyed += [key("", start) for start in alone]
    made = []
    for iri, run in groupby(sorted(keyed), key=lambda key: key[3]):
        found = own[iri] if iri else [place for _, _, start, _ in run for place in alone[start]]
        made.append(_passage(view, elements.get(iri), found, inside.get(iri, []), standing, elements))
    return made


def address(view: View, iri: str) -> str:
    """Return the path, with fragment, at which an element is read in its plan; empty where its text has no place for it."""
    version = view.object(iri, JPP.inVersion)
    text = view.object(version, JPP.sourceText) if version else None
    if not version or not text or not view.objects(iri, JPP.statedAt):
        return ""
    return f"doc/{text.removeprefix(iris.BASE)}#{iri.removeprefix(f'{version}/')}"


def _passage(
    view: View,
    element: PlanElement | None,
    own: list[TextRange],
    inside: list[TextRange],
    standing: Mapping[str, list[str]],
    elements: Mapping[str, PlanElement],
) -> PlacedPassage:
    own = sorted(set(own), key=lambda place: (place.start, place.end))
    if element is None:
        named = dict.fromkeys(iri for place in own for iri in standing.get(place.iri, ()))
        return PlacedPassage(None, own, [], list(named), "", 0, None)
    wording = view.value(element.iri, JPP.text)
    return PlacedPassage(element, own, inside, [], wording, _depth(element, elements), _notes(view, element.iri))


def _notes(view: View, iri: str) -> PassageNotes:
    named = view.objects(iri, JPP.mentions)
    return PassageNotes(
        [found.theme for found in conclusions.themes(view, iri)],
        conclusions.matches(view, iri),
        [stated.goal for stated in sdgs.stated(view, iri)],
        named[:_NAMED],
        max(len(named) - _NAMED, 0),
        view.subjects(JPP.indicatorOf, iri),
        repairs.of(view, iri),
        [gap for gap in gaps.of(view, iri) if gap.what != JPP.contributesTo.value],
    )


def _depth(element: PlanElement, elements: Mapping[str, PlanElement]) -> int:
    seen = {element.iri}
    while element.parent in elements and element.parent not in seen:
        seen.add(element.parent)
        element = elements[element.parent]
    return len(seen) - 1


def _around(ranges: list[tuple[int, int, str]], place: TextRange) -> str:
    """The element with the smallest range that holds a place; empty for none."""
    found, size = "", 0
    for start, end, iri in reversed(ranges[: bisect_right(ranges, (place.start, place.end, "\U0010ffff"))]):
        if found and place.start - start > size:
            break
        if end >= place.end and (not found or end - start < size):
            found, size = iri, end - start
    return found


def _every(view: View, text: str, graph: NamedNode) -> tuple[dict[str, TextRange], dict[str, list[str]]]:
    """Every place of a text, and what stands at each: elements, and things that are named there."""
    standing: dict[str, set[str]] = defaultdict(set)
    for predicate in (*_PLACES, OA.hasTarget):
        for subject, span in view.pairs(predicate, graph):
            element, named, thing = subject.partition("/mention/")
            if span.value.startswith(f"{text}#char="):
                standing[span.value].add(iris.THING + thing if named else element)
    found = {place.iri: place for place in _described(view, text, graph)}
    for place in standing.keys() - found.keys():
        if at := iris.read_span(place):
            found[place] = TextRange(place, text, None, None, at.start, at.end, "")
    return found, {span: sorted(subjects) for span, subjects in standing.items()}


def _described(view: View, text: str, graph: NamedNode) -> Iterator[TextRange]:
    known = (JPP.firstLine, JPP.lastLine, JPP.page, JPP.spanSha256)
    first, last, pages, hashes = ({s: o.value for s, o in view.pairs(predicate, graph)} for predicate in known)
    for span in first.keys() | hashes.keys():
        at = iris.read_span(span)
        if at and at.text == text:
            start, end, page = (int(found[span]) if span in found else None for found in (first, last, pages))
            yield TextRange(span, text, start, end, at.start, at.end, hashes.get(span, ""), page)
