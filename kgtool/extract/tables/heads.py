"""The heads of a table's columns: which rule each column follows, and the time and unit that its head prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kgtool.base import printed_numbers
from kgtool.base.printed_numbers import PrintedPeriod
from kgtool.extract.printed_units import PrintedUnits
from kgtool.extract.profile import ColumnRule, LineRule

_BRACKETED = re.compile(r"[（(\[［]([^（）()\[\]［］]+)[）)\]］]")
_UNIT = re.compile(r"^単位[:：]?\s*")
_AT_END = re.compile(_BRACKETED.pattern + "$")
_SURE_UNIT = re.compile(r"[百千万億]*(?:.|[か箇個ヶケカヵ]所|[A-Za-z0-9㎡㎥²/-]+)")
_SCALE = re.compile(r"^[百千万億兆]+")


@dataclass(frozen=True)
class HeadedColumn:
    """A column of one table: its rule, what is printed over it, and the unit and time that this says for its values."""

    rule: ColumnRule
    head: str
    unit: str = ""
    period: PrintedPeriod | None = None
    period_text: str = ""


def columns(rule: LineRule, heads: Sequence[str], units: PrintedUnits) -> list[HeadedColumn] | None:
    """Return the columns with these heads; None where a head fits no column of the rule or two columns hold the names."""
    found = [next((column for column in rule.column if column.head.search(head)), None) for head in heads]
    known = [column for column in found if column]
    if len(known) < len(found) or sum(column.group == "title" for column in known) > 1:
        return None
    return [_column(column, head, units) for column, head in zip(known, heads, strict=True)]


def over(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the heads that several rows make: a cell of an upper row reaches over the blank ones at its right."""
    count = max(map(len, rows))
    parts: list[list[str]] = [[] for _ in range(count)]
    for n, row in enumerate(rows):
        reaching = ""
        for column in range(count):
            text = row[column] if column < len(row) else ""
            below = any(column < len(other) and other[column] for other in rows[n + 1 :])
            reaching = text or (reaching if below else "")
            if reaching:
                parts[column].append(reaching)
    return [" ".join(part) for part in parts]


def unit_in_name(name: str, head: str, units: PrintedUnits) -> str:
    """Return the unit that a name ends with in brackets, as 本の数（冊）; empty where that may be a remark.

    A word such as 教室 is a unit there only if the head of the names says that they have units.
    """
    found = _AT_END.search(name.strip())
    text = printed_numbers.plain(_UNIT.sub("", found[1])) if found else ""
    if not units.iri(_SCALE.sub("", text)):
        return ""
    return text if "単位" in head or _SURE_UNIT.fullmatch(text) else ""


def _column(rule: ColumnRule, head: str, units: PrintedUnits) -> HeadedColumn:
    if not rule.numbers:
        return HeadedColumn(rule, head)
    groups = match.groupdict() if (match := rule.head.search(head)) else {}
    time = printed_numbers.time_in(groups.get("period") or head)
    unit = groups.get("unit") or _unit(head, units)
    return HeadedColumn(rule, head, unit, *(time or (None, "")))


def _unit(head: str, units: PrintedUnits) -> str:
    """The one unit that stands in brackets in a head, as in 目標値（千円）."""
    found = {
        text
        for inside in _BRACKETED.findall(head)
        if units.iri(_SCALE.sub("", text := printed_numbers.plain(_UNIT.sub("", inside)))) or text in _SCALES
    }
    return found.pop() if len(found) == 1 else ""


_SCALES = frozenset({"百万", "千", "万", "億"})
