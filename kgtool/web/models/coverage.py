"""Say how much of a plan is on a theme: its units of a level and its directions, counted and as a share of all of them."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kgtool.web.models import levels

_STEPS = (1, 3, 5, 8, 12)


class MatrixCell(NamedTuple):
    """What a plan has on a theme, by kind.

    ``number`` counts the units of a level (``units``) and directions, ``shade`` is its step from 0 to 5, ``share`` its share
    of all that the plan has, in percent, since plans are not written in units of one grain. ``treats`` says whether a part
    of the plan is on the theme, None where nobody has looked; a plan that it only lists by title does not count.
    """

    counts: Counter[str]
    units: int
    number: int
    others: int
    shade: int
    share: int
    treats: bool | None


def cell(counts: Counter[str], level: str, parts: int, judged: bool) -> MatrixCell:
    """Return the cell for the elements on a theme, counted by kind, of a plan with so many units of a level and directions."""
    units = sum(counts[kind] for kind in levels.LEVELS[level])
    number = units + counts["Direction"]
    others = counts.total() - number
    share = round(100 * number / parts) if parts else 0
    treats = any(kind != "PlanListing" for kind in counts) or (False if judged else None)
    return MatrixCell(counts, units, number, others, sum(number >= step for step in _STEPS), share, treats)
