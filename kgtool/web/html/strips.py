"""Lay out a plan as a strip of small cells, a cell a theme, and a theme as the spread of its shares over all plans.

Units are those of the viewBox of an SVG; the strip is drawn as wide as there is room. What nobody looked at is never drawn as
what was not found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kgtool.web.models.coverage import MatrixCell
from kgtool.web.models.themes import ThemeGroup
from kgtool.web.models.towns import Town

STEPS = (1, 3, 5, 8, 12)
"""Percent of a plan from which on a cell has the next shade."""
_CELL, _GAP, _HIGH = 9, 7, 16
_UNKNOWN, _NONE, _ELSEWHERE = "unknown", "nothing", "elsewhere"


class Strip(NamedTuple):
    """A strip: an SVG path for each kind of cell that it has; ``unknown`` counts the themes that nobody looked at."""

    width: int
    height: int
    paths: list[tuple[str, str]]
    unknown: int


class Spread(NamedTuple):
    """How the shares of one theme are spread over plans: a bar (x, y, height) for each percent, and who could not be counted.

    ``least`` and ``most`` are the ends in percent, ``middle`` the median of the plans with a share; ``elsewhere`` counts plans
    that have it only outside of their units, ``none`` those in which it was not found, ``unknown`` those not looked at.
    """

    bars: list[tuple[int, int, int]]
    least: int
    middle: int
    most: int
    elsewhere: int
    none: int
    unknown: int


def kind(cell: MatrixCell) -> str:
    """Return the kind of a cell: ``unknown``, ``nothing``, ``elsewhere``, or its shade by the share, 0 to 5."""
    if cell.number:
        return f"s{sum(cell.share >= step for step in STEPS)}"
    return _ELSEWHERE if cell.treats else _UNKNOWN if cell.treats is None else _NONE


def columns(groups: Sequence[ThemeGroup]) -> list[tuple[str, int, int]]:
    """Return the groups of themes over a strip: the name, and where it begins and ends."""
    found, x = [], 0
    for group in groups:
        end = x + _CELL * len(group.below)
        found.append((group.theme.name.text, x, end))
        x = end + _GAP
    return found


def strip(town: Town, groups: Sequence[ThemeGroup]) -> Strip:
    """Return the strip of a plan."""
    found: dict[str, list[str]] = defaultdict(list)
    x = 0
    for group in groups:
        for theme in group.below:
            found[kind(town.cells[theme.iri])].append(f"M{x} 8h8")
            x += _CELL
        x += _GAP
    unknown = sum(cell.treats is None and not cell.number for cell in town.cells.values())
    return Strip(x - _GAP, _HIGH, [(name, "".join(found[name])) for name in sorted(found)], unknown)


def spreads(every: Sequence[Town], groups: Sequence[ThemeGroup]) -> Mapping[str, Spread]:
    """Return the spread of each theme, by IRI."""
    return {theme.iri: _spread([town.cells[theme.iri] for town in every]) for group in groups for theme in group.below}


def _spread(cells: Sequence[MatrixCell]) -> Spread:
    shares = sorted(cell.share for cell in cells if cell.number)
    kinds = Counter(kind(cell) for cell in cells)
    counts = Counter(min(share, 40) for share in shares)
    highest = max(counts.values(), default=1)
    heights = {share: max(3, round(30 * number / highest)) for share, number in counts.items()}
    bars = [(4 * share, 32 - high, high) for share, high in sorted(heights.items())]
    ends = (shares[0], shares[len(shares) // 2], shares[-1]) if shares else (0, 0, 0)
    return Spread(bars, *ends, kinds[_ELSEWHERE], kinds[_NONE], kinds[_UNKNOWN])
