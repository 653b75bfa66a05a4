"""What is read from a text: elements, gaps, repairs, marked cells, facts, and the ledger of its lines.

Offsets are code points of the source, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

Range = tuple[int, int]


class OutlineValue(NamedTuple):
    """What is printed, in the form of its property; ``read_as`` is one of ``profile.VALUE_FORMATS``."""

    text: str
    at: Range
    read_as: str


@dataclass
class OutlineElement:
    """One part of the plan, as read."""

    path: str
    class_: str
    order: int
    line: int
    type: str = ""
    parent: str = ""
    listed_under: str = ""
    notation: str = ""
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
    """A piece of information that the text ought to give and does not."""

    element: str
    property: str
    reason: str
    at: Range | None = None


@dataclass(frozen=True)
class OutlineRepair:
    """A place where the scan's damage was mended in the reading."""

    kind: str
    at: Range
    printed: str
    read: str
    element: str = ""
    why: tuple[str, str] | None = None


@dataclass(frozen=True)
class Mark:
    """A marked cell of a matrix: ``element`` is linked to ``target`` by ``property``."""

    element: str
    property: str
    target: str
    at: Range


class OutlineFact(NamedTuple):
    """What a line says of the plan or its version; without ``property``, only that the line speaks of it."""

    of: str
    property: str
    text: str
    at: Range
    read_as: str = "text"


@dataclass(frozen=True)
class LedgerEntry:
    """What one line of the source is: part of an element, or furniture of a named kind."""

    line: int
    rule: str
    kind: str
    element: str = ""


@dataclass
class Outline:
    """A whole text as read: the result of ``reader.read``."""

    elements: dict[str, OutlineElement] = field(default_factory=dict)
    gaps: list[OutlineGap] = field(default_factory=list)
    repairs: list[OutlineRepair] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    facts: list[OutlineFact] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
