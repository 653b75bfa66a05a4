"""The result of a comparison, as values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from kgtool.diff.elements import ComparedElement, ComparedGap, Replacement
from kgtool.diff.sources import Source

Names = dict[str, dict[str, str]]
"""What resources are called, by language."""


class ElementChange(NamedTuple):
    """An element on both sides, or one and its replacement, with what changed: aspect → (before, after).

    Aspects: kind, code, label, label_en, place (its parent), order, abstract, themes.
    """

    old: ComparedElement
    new: ComparedElement
    aspects: dict[str, tuple[str, str]]


@dataclass
class PlanChange:
    """The changes of one plan. ``counts`` are resources by class, ``statements`` removed and added ones; gaps open or close."""

    plan: str
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    added: list[ComparedElement] = field(default_factory=list)
    removed: list[ComparedElement] = field(default_factory=list)
    replaced: list[Replacement] = field(default_factory=list)
    changed: list[ElementChange] = field(default_factory=list)
    opened: list[ComparedGap] = field(default_factory=list)
    closed: list[ComparedGap] = field(default_factory=list)
    statements: list[int] = field(default_factory=lambda: [0, 0])


class CorrespondenceChange(NamedTuple):
    """A correspondence: its two ends, and whether it was added, removed or changed."""

    first: str
    second: str
    change: str


@dataclass
class Difference:
    """A whole comparison.

    ``lines`` is a temporary file with every statement that differs, behind ``-`` or ``+``; ``statements`` are the sizes of
    both sides, ``others`` counts of changed resources outside of plans by class, ``names`` labels by IRI and language.
    """

    old: Source
    new: Source
    lines: IO[bytes]
    statements: list[int] = field(default_factory=lambda: [0, 0])
    added: int = 0
    removed: int = 0
    plans: dict[str, PlanChange] = field(default_factory=dict)
    links: list[CorrespondenceChange] = field(default_factory=list)
    others: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    names: Names = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether no statement differs."""
        return not self.added and not self.removed

    def changes(self) -> Iterator[tuple[str, bytes]]:
        """Yield every statement that differs: ``-`` or ``+``, and its line."""
        self.lines.seek(0)
        for line in self.lines:
            yield line[:1].decode(), line[1:]

    def name(self, iri: str, lang: str) -> str:
        """Return the name of a resource in ``lang``, else in the other language, else the last part of its IRI."""
        found = self.names.get(iri, {})
        return (
            found.get(lang) or next(iter(found.values()), "") or iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]
        )
