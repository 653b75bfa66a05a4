"""Find a passage of a source text by a few of its words.

Width, kind of kana, punctuation, spaces and line breaks make no difference, as in search. Of several hits those that are
letter for letter as asked count alone. ``first words … last words`` is everything from the one to the nearest other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kgtool.base.errors import InputError, Place
from kgtool.corpus.layout import Repo
from kgtool.extract.outline import Range
from kgtool.extract.source import PAGE_BREAK, SourceDescription, SourceLine, SourceText
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.search import folding

_BETWEEN = re.compile(r"…+|\.{3,}")
_MOST_NAMED = 5
"""So many places are named where words stand at several."""


class StatedElement(NamedTuple):
    """One place of an element: its path in the version, and a half-open range of code points."""

    path: str
    at: Range


class Passage(NamedTuple):
    """A place in a source text: a half-open range of code points, its first line and page, counted from 1 (no page: 0).

    ``element`` is the path of the smallest element whose own place holds it or else, since the place of many is only their
    heading, of the last that begins before it; empty before the first.
    """

    at: Range
    line: int
    page: int
    element: str


@dataclass(frozen=True)
class Passages:
    """The places of one text: where its elements stand, by ``plan.ttl``, in the order of the text."""

    source: SourceText
    elements: tuple[StatedElement, ...]

    def find(self, words: str) -> list[Passage]:
        """Return every place where some words stand, in the order of the text. Cost: one pass over the text."""
        return [self.passage(at) for at in _ranges(self.source.text, words)]

    def one(self, words: str, element: str = "", place: Place | None = None) -> Passage:
        """Return the one place that some words mean.

        Where ``element`` or what lies below it has them once, that place is meant, wherever else they stand. ``place`` is
        where the words are written. Raises ``InputError``: words-unknown, words-ambiguous, which names the places.
        """
        found = self.find(words)
        inside = [passage for passage in found if element and _is_below(passage.element, element)]
        if len(inside) == 1 or len(found) == 1:
            return (inside or found)[0]
        if not found:
            raise InputError("words-unknown", place, words=words, text=self.source.name)
        raise InputError("words-ambiguous", place, words=words, count=len(found), places=_named(inside or found))

    def passage(self, at: Range) -> Passage:
        """Return what stands around a range."""
        text = self.source.text
        page = 1 + text.count(PAGE_BREAK, 0, at[0] + 1) if PAGE_BREAK in text else 0
        return Passage(at, text.count("\n", 0, at[0]) + 1, page, self._element(at))

    def lines(self, at: Range, around: int = 0) -> Iterator[tuple[int, str, Range]]:
        """Yield the lines that a range touches and so many ``around`` them: number, text, and which part of it is meant."""
        lines = self._lines
        first = self.source.text.count("\n", 0, at[0])
        last = self.source.text.count("\n", 0, max(at[0], at[1] - 1))
        for number in range(max(0, first - around), min(len(lines), last + around + 1)):
            line = lines[number]
            start = line.offsets[0][0] if line.offsets else -1
            inside = (max(0, at[0] - start), min(len(line.text), at[1] - start)) if first <= number <= last else (0, 0)
            yield number + 1, line.text, inside if inside[0] < inside[1] else (0, 0)

    @cached_property
    def _lines(self) -> list[SourceLine]:
        return self.source.lines()

    def _element(self, at: Range) -> str:
        begun = [e for e in self.elements if e.at[0] <= at[0]]
        holding = [e for e in begun if at[1] <= e.at[1]]
        if holding:
            return min(holding, key=lambda e: e.at[1] - e.at[0]).path
        return begun[-1].path if begun else ""


def of(repo: Repo, source: SourceText) -> Passages:
    """Return the places of a text; ``plan.ttl`` says where its elements stand, once there is one."""
    return Passages(source, stated(repo, source.description))


def stated(repo: Repo, description: SourceDescription) -> tuple[StatedElement, ...]:
    """Return where the elements of a text stand, in its order, by ``plan.ttl``; none where there is no such file yet."""
    path = repo.plan(description.edition) / "plan.ttl"
    statements = list(repo.file(path).statements) if path.is_file() else []
    below = iris.element(description.plan, description.version) + "/"
    beside = {s.subject for s in statements if s.predicate == RDF.type and s.object in (JPP.Repair, JPP.InformationGap)}
    elements = {s.subject.value for s in statements if s.predicate == JPP.inVersion and s.subject not in beside}
    places = (
        StatedElement(s.subject.value.removeprefix(below), (span.start, span.end))
        for s in statements
        if s.predicate == JPP.statedAt and s.subject.value in elements and (span := iris.read_span(s.object.value))
    )
    return tuple(sorted(places, key=lambda e: (e.at, e.path)))


def _ranges(text: str, words: str) -> list[Range]:
    """Where words stand, or what is from the first to the last where they name both ends."""
    ends = [part for part in _BETWEEN.split(words) if folding.run(part).strip("-")]
    found = _hits(text, ends[0]) if ends else []
    for part in ends[1:]:
        later = _hits(text, part)
        starts = [start for start, _ in later]
        found = [(at[0], later[n][1]) for at in found if (n := bisect_right(starts, at[1] - 1)) < len(later)]
    return found


def _hits(text: str, words: str) -> list[Range]:
    run = folding.run(words).strip("-")
    hits = folding.places("ja", text, folding.SearchWord(run, ()))
    bare = "".join(words.split())
    exact = [at for at in hits if bare in "".join(text[at[0] : at[1]].split())]
    return exact or hits


def _is_below(path: str, element: str) -> bool:
    return path == element or path.startswith(f"{element}/")


def _named(found: Iterable[Passage]) -> dict[str, str]:
    """Some places in words, by language."""
    few = list(found)
    more = len(few) - _MOST_NAMED
    return {
        lang: sep.join(said.format(p.line, p.element or "-") for p in few[:_MOST_NAMED]) + ("…" if more > 0 else "")
        for lang, sep, said in (("ja", "、", "{}行目({})"), ("en", ", ", "line {} ({})"))
    }
