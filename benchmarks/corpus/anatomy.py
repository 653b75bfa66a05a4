"""What a real plan is made of: its elements as parts without their words, and how the parts nest.

A part is one element with all that hangs on it (mentions, themes, gaps, repairs), as a pattern of N-Quads lines in which
names, places, words and years are left open. Parts of one kind make a pool from which made-up plans draw.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

OWN, SHARED = 7, 1
"""The statements of a plan about a thing of its own town, and about one that all plans share."""
_YEAR = re.compile(r"\{years\[(-?\d+)\]\}")

Key = tuple[str, ...]
"""The kind of an element: its local type and those of its parents, from the top."""


@dataclass(frozen=True)
class Words:
    """A text to be made up: what it is for, its language and its length in characters."""

    role: str
    language: str
    length: int


@dataclass(frozen=True)
class Range:
    """A span: where it starts, counted from the start of its element (None: elsewhere in the text), and its length.

    ``described`` spans are resources of their own; others are only pointed to.
    """

    start: int | None
    length: int
    described: bool


@dataclass(frozen=True)
class Part:
    """One element without its words. ``pattern`` has a line a statement; ``ranges[0]`` is the place of the element."""

    key: Key
    kind: str
    pattern: str
    words: tuple[Words, ...] = ()
    ranges: tuple[Range, ...] = ()
    things: tuple[str, ...] = ()
    others: tuple[Key, ...] = ()
    repairs: int = 0
    theme: str = ""
    path: str = ""
    below_parent: bool = False
    evidence: tuple[int, ...] = ()
    groups: tuple[tuple[Key, int], ...] = ()

    @cached_property
    def statements(self) -> int:
        """How many statements the part makes, without those of its children and of the things that it names."""
        return self.pattern.count("\n") + 9 * sum(r.described for r in self.ranges)

    @cached_property
    def extent(self) -> int:
        """How many characters of the text belong to the part itself."""
        return max((r.start + r.length for r in self.ranges if r.start is not None), default=0)

    @property
    def alone(self) -> bool:
        """Whether a parent can have only one of these: its name does not count."""
        return "{" not in self.path


@dataclass(frozen=True)
class Anatomy:
    """A real plan as a stock of parts. ``front`` is what stands before all elements: plan, version, text, local types.

    ``codes`` has the style of the codes of each kind, ``things`` the class of each thing that the plan names,
    ``own`` those of the town itself.
    """

    plan: str
    version: str
    end_year: int
    line_length: float
    front: Part
    roots: tuple[tuple[Key, int], ...]
    pools: dict[Key, tuple[Part, ...]]
    codes: dict[Key, str]
    things: dict[str, str]
    own: frozenset[str]

    @property
    def parts(self) -> Iterator[Part]:
        """All elements."""
        return (part for pool in self.pools.values() for part in pool)

    @cached_property
    def town(self) -> str:
        """The name with which the ids of this town's own things begin."""
        return self.plan.split("-")[1]

    @cached_property
    def year_offsets(self) -> frozenset[int]:
        """The years that the plan names, counted from its last."""
        patterns = (part.pattern for part in (self.front, *self.parts))
        return frozenset(int(found) for pattern in patterns for found in _YEAR.findall(pattern))

    @cached_property
    def levels(self) -> dict[Key, int]:
        """Over how many levels each kind shares the thinning of a smaller plan: those at which a parent has several.

        Nothing is thinned inside of measures.
        """
        groups = [self.roots, *(part.groups for part in self.parts)]
        several = {key for group in groups for key, count in group if count > 1}

        def inside(key: Key) -> bool:
            return any(self.pools[key[:n]][0].kind == "Measure" for n in range(1, len(key)))

        def depth(key: Key) -> int:
            return sum(key[:n] in several for n in range(1, len(key) + 1))

        thinned = [key for key in self.pools if not inside(key)]
        return {key: max(1, max(depth(other) for other in thinned if other[: len(key)] == key)) for key in thinned}

    def siblings(self, key: Key, count: int, richness: float) -> float:
        """How many a parent has of a kind when a plan of this anatomy has ``richness`` times as much."""
        levels = self.levels.get(key)
        return count * richness ** (1 / levels) if levels else count

    def expected(self, richness: float) -> float:
        """The statements to expect of a plan drawn with ``richness``, with those about the things that it names."""
        known: dict[Key, float] = {}

        def total(groups: tuple[tuple[Key, int], ...]) -> float:
            return sum(max(1.0, self.siblings(key, n, richness)) * mean(key) for key, n in groups)

        def mean(key: Key) -> float:
            if key not in known:
                pool = self.pools[key]
                known[key] = sum(part.statements + total(part.groups) for part in pool) / len(pool)
            return known[key]

        elements = self.front.statements + total(self.roots)
        return elements + self._about_things(elements / (self.front.statements + sum(p.statements for p in self.parts)))

    def _about_things(self, share: float) -> float:
        """The statements to expect about things, when a plan has this share of the real one's elements."""
        uses = Counter(thing for part in (self.front, *self.parts) for thing in part.things)
        rare = max(0.0, 1 - share)
        return sum((1 - rare**n) * self.about(thing) for thing, n in uses.items())

    def about(self, thing: str) -> int:
        """How many statements a plan makes about a thing that it names."""
        return OWN if thing in self.own else SHARED

    def richness(self, statements: float) -> float:
        """The richness that makes plans of about so many statements."""
        return self._steps[min(bisect_left(self._expected, statements), len(self._steps) - 1)]

    @cached_property
    def _steps(self) -> list[float]:
        """Richnesses from a hundredth to a hundredfold of the real plan's, each four per cent more than the one before."""
        return [0.01 * 1.04**n for n in range(236)]

    @cached_property
    def _expected(self) -> list[float]:
        return [self.expected(richness) for richness in self._steps]
