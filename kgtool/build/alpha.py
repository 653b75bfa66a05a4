"""Agreement of independent readers: Krippendorff's alpha for nominal data, with its interval.

After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: any number of readers, values may
be missing. The interval is that of a jackknife over what was read, which needs no chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import sqrt
from typing import NamedTuple

_NORMAL_95 = 1.959964


class Agreement(NamedTuple):
    """Alpha (1 perfect, 0 as by chance), its 95 % interval, and how many things two or more readers have read."""

    alpha: float
    lower: float
    upper: float
    read: int


def measure(things: Iterable[Iterable[Sequence[Hashable]]]) -> Agreement | None:
    """Return the agreement on what was read: for each thing its units, for each unit the values that readers gave it.

    A thing has one unit where a reader gives it one value, and a unit for each value that could be given where it may
    have several. Units with fewer than two values do not count. Returns None where nothing can be compared, and where
    all values are the same, since alpha is then not defined. Cost: one pass over the values, and one step a thing.
    """
    counted = [found for thing in things if (found := _count(thing))[1]]
    totals: Counter[Hashable] = Counter()
    disagreement = 0.0
    for within, values in counted:
        disagreement += within
        totals.update(values)
    whole = _alpha(disagreement, totals)
    if whole is None:
        return None
    number = len(counted)
    pseudo = []
    for within, values in counted:
        without = _alpha(disagreement - within, totals - values)
        pseudo.append(whole if without is None else number * whole - (number - 1) * without)
    margin = _NORMAL_95 * _standard_error(pseudo)
    return Agreement(whole, max(-1.0, whole - margin), min(1.0, whole + margin), number)


def _count(units: Iterable[Sequence[Hashable]]) -> tuple[float, Counter[Hashable]]:
    """Disagreeing pairs of values within units, each weighted by one less than its number of values; and all values."""
    disagreement, values = 0.0, list[Hashable]()
    for unit in units:
        if len(unit) > 1:
            disagreement += (len(unit) ** 2 - sum(map(unit.count, unit))) / (len(unit) - 1)
            values += unit
    return disagreement, Counter(values)


def _alpha(disagreement: float, totals: Counter[Hashable]) -> float | None:
    total = totals.total()
    by_chance = total * total - sum(n * n for n in totals.values())
    return 1 - (total - 1) * disagreement / by_chance if by_chance else None


def _standard_error(pseudo: Sequence[float]) -> float:
    mean, number = sum(pseudo) / len(pseudo), len(pseudo)
    return sqrt(sum((value - mean) ** 2 for value in pseudo) / (number * (number - 1))) if number > 1 else 0.0
