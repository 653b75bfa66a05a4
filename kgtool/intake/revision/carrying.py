"""Carry the curation of one version over to the next: what is said of elements that say the same still holds.

Whatever rests on a place is carried only if that place is found again in the counterpart; the rest is returned with the reason.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.base.languages import Text
from kgtool.extract.outline import Outline, Range
from kgtool.intake.revision.matching import VersionMatches
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, PROV, RDFS

Term = NamedNode | BlankNode | Literal
CHANGED = Text("文が変わった", "its wording changed")
GONE = Text("新しい版にない", "it is not in the new version")
PARTED = Text("分かれたか、合わさった", "it was split or merged")
PLACE = Text("根拠の箇所が新しい文に見つからない", "the place it rests on is not found in the new text")
OTHER = Text("版全体について述べている", "it is about the version as a whole")


class NotCarried(NamedTuple):
    """Something that was said of an element of the version before (or of a node below it), by path, and why it was not carried."""

    path: str
    element: str
    reason: Text


class VersionText(NamedTuple):
    """One version: its IRI, the IRI of its text, the text, and the outline that was read from it."""

    iri: str
    text_iri: str
    text: str
    outline: Outline


@dataclass
class CarriedCuration:
    """The statements about the new version, and what could not be carried, in the order of the version before."""

    statements: list[Statement] = field(default_factory=list)
    left: list[NotCarried] = field(default_factory=list)


def carry(curation: Iterable[Statement], old: VersionText, new: VersionText, found: VersionMatches) -> CarriedCuration:
    """Return what the curation of the old version says of elements of the new one, with links from these to the old ones.

    Statements about anything else than the old version are left where they are: they hold as before.
    """
    return _Carrier(old, new, found).carried(curation)


class _Carrier:
    def __init__(self, old: VersionText, new: VersionText, found: VersionMatches) -> None:
        self.old, self.new, self.found = old, new, found
        self.places = _Places(old, new)
        self.into: dict[str, list[str]] = defaultdict(list)
        self.origins: dict[str, list[str]] = defaultdict(list)
        for match in found.matches:
            self.into[match.old].append(match.new)
            self.origins[match.new].append(match.old)

    def carried(self, curation: Iterable[Statement]) -> CarriedCuration:
        made = CarriedCuration()
        for match in self.found.matches:
            made.statements.append(
                Statement(
                    NamedNode(f"{self.new.iri}/{match.new}"),
                    PROV.wasRevisionOf,
                    NamedNode(f"{self.old.iri}/{match.old}"),
                )
            )
        about: dict[str, list[Statement]] = defaultdict(list)
        for statement in curation:
            if statement.subject.value.startswith(f"{self.old.iri}/") or statement.subject.value == self.old.iri:
                about[statement.subject.value].append(statement)
        for subject, said in about.items():
            self._node(subject.removeprefix(self.old.iri).removeprefix("/"), said, made)
        return made

    def _node(self, path: str, said: list[Statement], made: CarriedCuration) -> None:
        """Carry what is said of one node: of an element each statement by itself, of a node below it all or nothing."""
        element = self._element(path)
        said = [statement for statement in said if statement.predicate != PROV.wasRevisionOf]
        for group in [[one] for one in said] if path == element else [said]:
            reason, statements = self._moved(path, element, group)
            made.statements += statements
            if reason and (path, reason) not in [(left.path, left.reason) for left in made.left]:
                made.left.append(NotCarried(path, element, reason))

    def _element(self, path: str) -> str:
        """The element that a node belongs to: the longest beginning of its path that is one; empty for the version's own."""
        while path and path not in self.old.outline.elements:
            path = path.rpartition("/")[0]
        return path

    def _moved(self, path: str, element: str, said: Sequence[Statement]) -> tuple[Text | None, list[Statement]]:
        """Statements as they hold in the new version, or why they do not."""
        if not element:
            levels = [s for s in said if s.predicate == JPP.comparisonLevel and self._has(s.object)]
            if len(levels) < len(said) or path:
                return OTHER, []
            return None, [Statement(NamedNode(self.new.iri), s.predicate, s.object) for s in levels]
        counterpart = self._counterpart(element)
        if isinstance(counterpart, Text):
            return counterpart, []
        if not self._same(element, counterpart, said):
            return CHANGED, []
        subject = NamedNode(f"{self.new.iri}/{counterpart}{path.removeprefix(element)}")
        if not self._gap(path, subject):
            return GONE, []
        moved = []
        for statement in said:
            value = self._object(statement.object)
            if value is None:
                return PLACE, []
            moved.append(Statement(subject, statement.predicate, value))
        return None, moved

    def _has(self, kind: Term) -> bool:
        return any(JPP[e.class_] == kind for e in self.new.outline.elements.values())

    def _counterpart(self, element: str) -> str | Text:
        """The one element that an old one became, and that was nothing else; else why there is none."""
        into = self.into.get(element, [])
        if not into:
            return GONE
        return into[0] if len(into) == len(self.origins[into[0]]) == 1 else PARTED

    def _same(self, element: str, counterpart: str, said: Sequence[Statement]) -> bool:
        """Say whether the wording is the same; for a name in English, whether what it translates is."""
        old, new = self.found.old[element], self.found.new[counterpart]
        names = all(s.predicate == RDFS.label for s in said)
        return old.wording == new.wording or (names and bool(old.label) and old.label == new.label)

    def _gap(self, path: str, subject: NamedNode) -> bool:
        """Say whether a node that is about a gap still has that gap."""
        if "gap" not in path.split("/"):
            return True
        gaps = {f"{self.new.iri}/{gap.element}/gap/{gap.property}" for gap in self.new.outline.gaps}
        return any(subject.value == gap or subject.value.startswith(f"{gap}/") for gap in gaps)

    def _object(self, value: Term) -> Term | None:
        """A value as it is in the new version: a place or a node of the old one moved; None where that is not to be found."""
        if not isinstance(value, NamedNode):
            return value
        span = iris.read_span(value.value)
        if span is not None and span.text == self.old.text_iri:
            place = self.places.moved((span.start, span.end), self.into)
            return NamedNode(iris.span(self.new.text_iri, *place)) if place else None
        if not value.value.startswith(f"{self.old.iri}/"):
            return value
        path = value.value.removeprefix(f"{self.old.iri}/")
        element = self._element(path)
        counterpart = self._counterpart(element) if element else GONE
        if isinstance(counterpart, Text):
            return None
        return NamedNode(f"{self.new.iri}/{counterpart}{path.removeprefix(element)}")


class _Places:
    """Where passages of the old text stand in the new one."""

    def __init__(self, old: VersionText, new: VersionText) -> None:
        self.old, self.new = old, new
        self.ranges = sorted(
            ((end - start), (start, end), path) for path in old.outline.elements for start, end in ranges(old, path)
        )

    def moved(self, place: Range, into: Mapping[str, list[str]]) -> Range | None:
        """Return the same passage in the counterpart of the element around it; None unless it stands there as often as before."""
        for _, (start, end), path in self.ranges:
            if start <= place[0] and place[1] <= end:
                counterparts = into.get(path, [])
                if len(counterparts) == 1 and (found := self._found(place, path, counterparts[0])):
                    return found
        return None

    def _found(self, place: Range, old: str, new: str) -> Range | None:
        words = "".join(char for char, _ in _folded(self.old.text, place))
        before = [found for at in ranges(self.old, old) for found in _occurrences(self.old.text, at, words)]
        after = [found for at in ranges(self.new, new) for found in _occurrences(self.new.text, at, words)]
        starts = [start for start, _ in before]
        first = _folded(self.old.text, place)[0][1] if words else -1
        return after[starts.index(first)] if len(before) == len(after) and first in starts else None


def ranges(version: VersionText, path: str) -> list[Range]:
    """Return the places of an element of a version, none inside another, in order."""
    element = version.outline.elements[path]
    every = [span for span in (element.heading, element.body, element.stated, *element.restated) if span]
    kept: list[Range] = []
    for start, end in sorted(set(every), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _folded(text: str, at: Range) -> list[tuple[str, int]]:
    """The characters of a range in one width and without white space, each with its place in the text."""
    return [
        (char, place)
        for place in range(*at)
        for char in unicodedata.normalize("NFKC", text[place])
        if not char.isspace()
    ]


def _occurrences(text: str, at: Range, words: str) -> list[Range]:
    """Every place in a range of a text where words stand, however the lines break."""
    folded = _folded(text, at)
    line = "".join(char for char, _ in folded)
    found, start = [], line.find(words) if words else -1
    while start >= 0:
        found.append((folded[start][1], folded[start + len(words) - 1][1] + 1))
        start = line.find(words, start + 1)
    return found
