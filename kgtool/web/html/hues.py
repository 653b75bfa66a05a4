"""The colour and pattern of a town in charts and lists: always its own, however many towns there are and whichever are shown.

Both follow from the municipality's code alone. 7 hues and 6 patterns have no common divisor, so of 42 codes in a row, more
than most prefectures have cities, no two look alike.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

HUES, PATTERNS = 7, 6


class TownMark(NamedTuple):
    """A hue from 0 to 6 and a pattern from 0 (plain) to 5, as in ``style.css`` and ``charts.html``."""

    hue: int
    pattern: int

    def __str__(self) -> str:
        return f"hue-{self.hue} pattern-{self.pattern}"


def of(plan: str) -> TownMark:
    """Return the mark of the town to which a plan belongs, from the plan's id (``13221-kiyose-5``)."""
    code = plan.partition("-")[0]
    number = int(code) if code.isascii() and code.isdecimal() else zlib.crc32(code.encode())
    return TownMark(number % HUES, number % PATTERNS)
