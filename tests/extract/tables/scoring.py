"""Compare what was read from a table with what is true of it: a value is right, missing, or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kgtool.extract.outline import Outline, OutlineIndicatorValue
from tests.extract.tables.anatomies import GoldCell, GoldRow


@dataclass
class TableScore:
    """How many values were read right, how many are gaps, and what was read that is not so."""

    right: int = 0
    missing: int = 0
    wrong: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.missing and not self.wrong


def score(outline: Outline, table: Sequence[GoldRow]) -> TableScore:
    """Score the only table that was read. Of a name that has lost a part, the values are those of its row."""
    found = TableScore()
    gold = {
        (row.name, kind): cell for row in table for kind, cell in (("baseline", row.baseline), ("target", row.target))
    }
    read = {(outline.elements[value.indicator].label, value.kind): value for value in outline.indicator_values}
    for (name, kind), value in read.items():
        meant = [cell for (whole, of), cell in gold.items() if name in whole and of == kind]
        if not value.value.gap and not any(_same(value, cell) for cell in meant):
            found.wrong += (f"{name}, {kind}: {value.value_text} {value.period_text}",)
    for key, cell in gold.items():
        silent = not cell.number and not cell.comparator
        same = key in read and _same(read[key], cell)
        found.right += same or (silent and key in read)
        found.missing += not same and not silent
    return found


def _same(value: OutlineIndicatorValue, cell: GoldCell) -> bool:
    number = "" if value.value.value is None else f"{value.value.value:f}"
    year = value.period.year if value.period else None
    unit = value.unit.rpartition("/")[2]
    return (number, unit, value.value.comparator, year) == (cell.number, cell.unit, cell.comparator, cell.year)
