"""The outline of a text: the elements, gaps, repairs, links and facts found in it, and a ledger of its lines.

Ranges are half-open, in code points of the source text. Elements are referred to by path: the IRI below the version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kgtool.base.printed_numbers import PrintedPeriod, PrintedValue

Range = tuple[int, int]


class OutlineValue(NamedTuple):
    """A printed value, converted to the lexical form of its property (a year as ``2032``, a date as ``2025-08-12``).

    ``at`` is where it is printed, ``read_as`` the conversion, one of ``profile.VALUE_FORMATS``.
    """

    text: str
    at: Range
    read_as: str


@dataclass
class OutlineElement:
    """One element of the plan: a vision, a goal, a measure.

    ``order`` counts from 1 among siblings of one class; ``line`` is the number of its first line. ``heading``, ``body``
    and ``stated`` are ranges: the last is what ``jpp:statedAt`` will say, chosen by the rule's ``covers``. ``restated``
    are ranges where it is printed again, ``also`` further properties that point to the parent, ``links`` paths by
    property, ``values`` by property. ``printed`` is the code as printed, where ``notation`` differs from it.
    """

    path: str
    class_: str
    order: int
    line: int
    type: str = ""
    parent: str = ""
    listed_under: str = ""
    notation: str = ""
    printed: str = ""
    label: str = ""
    alternative: str = ""
    heading: Range | None = None
    body: Range | None = None
    stated: Range | None = None
    restated: list[Range] = field(default_factory=list)
    also: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)
    values: dict[str, OutlineValue] = field(default_factory=dict)


@dataclass(frozen=True)
class OutlineGap:
    """Information that a plan of this kind gives and this text lacks: of which element, which property, and why.

    ``why`` says more than the reason, in Japanese and English.
    """

    element: str
    property: str
    reason: str
    at: Range | None = None
    why: tuple[str, str] | None = None


@dataclass(frozen=True)
class OutlineRepair:
    """Damage of the scan that was corrected: what is printed at a range, and what it was taken for.

    ``element`` is empty where the profile declares the repair; ``why`` are its reasons in Japanese and English.
    """

    kind: str
    at: Range
    printed: str
    read: str
    element: str = ""
    why: tuple[str, str] | None = None


@dataclass(frozen=True)
class Mark:
    """A marked cell of a matrix: the element is linked to ``target`` (an SDG goal) by ``property``."""

    element: str
    property: str
    target: str
    at: Range


@dataclass(frozen=True)
class OutlineIndicatorValue:
    """A value of an indicator, of one kind: what a cell prints and what was read of it.

    ``unit`` is the IRI of a concept of ``id:unit``, empty where none is printed. ``at`` are the pieces of the text in which
    the cell is printed, in order; none for a blank cell, of which ``row`` says where it would stand.
    """

    path: str
    indicator: str
    kind: str
    value: PrintedValue
    unit: str
    period: PrintedPeriod | None
    value_text: str
    period_text: str
    at: tuple[Range, ...]
    row: Range


@dataclass(frozen=True)
class OutlineBudgetLine:
    """An amount of money that a cell prints for an element ``of``; its value is a number of yen or a gap.

    ``at`` and ``row`` are as in a value of an indicator.
    """

    path: str
    of: str
    amount: PrintedValue
    period: PrintedPeriod | None
    value_text: str
    period_text: str
    at: tuple[Range, ...]
    row: Range


@dataclass(frozen=True)
class OutlineTable:
    """A table that a rule read: its first line and its place, its elements and, in both languages, why it has none."""

    line: int
    rule: str
    at: Range
    elements: tuple[str, ...] = ()
    fault: tuple[str, str] | None = None


class OutlineFact(NamedTuple):
    """A statement of a line about the plan or its version as a whole; without ``property``, only that it is about it."""

    of: str
    property: str
    text: str
    at: Range
    read_as: str = "text"


@dataclass(frozen=True)
class LedgerEntry:
    """What one line of the source is: part of an element, or furniture (page numbers, headers) of a named kind.

    ``rule`` is the name of the rule that read it.
    """

    line: int
    rule: str
    kind: str
    element: str = ""


@dataclass
class Outline:
    """All that the rules of a profile found in one text; elements by path, in the order of the text."""

    elements: dict[str, OutlineElement] = field(default_factory=dict)
    gaps: list[OutlineGap] = field(default_factory=list)
    repairs: list[OutlineRepair] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    facts: list[OutlineFact] = field(default_factory=list)
    indicator_values: list[OutlineIndicatorValue] = field(default_factory=list)
    budget_lines: list[OutlineBudgetLine] = field(default_factory=list)
    tables: list[OutlineTable] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
