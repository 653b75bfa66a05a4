"""A cell as a file holds it, and the text that people see in it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from kgtool.base.errors import InputError, Place
from kgtool.rdf.city_tables.cells import called
from kgtool.rdf.city_tables.form import Column

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_SILENT = re.compile(r"\[[^\]]*\]|_.|\*.|[¥$\s()]")
_SCALED = re.compile(r"[0#?],+(?![0#?])")
_PRINTED = re.compile(r"[^0#?.,;%+\-/E@]")


@dataclass(frozen=True)
class SheetCell:
    """A cell: its value, where it stands, the number format by which it is shown; ``kind`` is value, formula or error."""

    value: str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None
    place: Place
    format: str = "General"
    kind: str = "value"

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


def text(cell: SheetCell, column: Column) -> str:
    """Return what people see in a cell: dates as 2025年4月1日 where the column holds times, 0.35 shown as 35 % as 35%.

    Raises ``InputError``, without a place, for what is shown otherwise than it is, or is none of texts and numbers.
    """
    value = cell.value
    if cell.kind == "formula":
        raise InputError("table-formula", column=called(column), cell=str(value))
    if cell.kind == "error":
        raise InputError("table-cell-error", column=called(column), cell=str(value))
    if isinstance(value, bool):
        raise InputError("table-cell-truth", column=called(column), cell=str(value).upper())
    if isinstance(value, datetime.datetime | datetime.date):
        if column.kind == "period":
            return f"{value.year}年{value.month}月{value.day}日"
        raise InputError("table-cell-date", column=called(column), cell=f"{value:%Y-%m-%d}")
    if isinstance(value, datetime.time):
        raise InputError("table-cell-date", column=called(column), cell=f"{value:%H:%M}")
    if isinstance(value, int | float):
        return _number(cell, value, column)
    return (value or "").strip()


def _number(cell: SheetCell, value: float, column: Column) -> str:
    """A number as text, with at most the 15 digits that a spreadsheet keeps."""
    number = Decimal(format(value, ".15g"))
    shown = _section(cell.format, value)
    if shown is None:
        raise InputError("table-format", column=called(column), format=cell.format, cell=_plain(number))
    if "%" in shown:
        return f"{_plain(number * 100)}%"
    return _plain(number)


def _plain(number: Decimal) -> str:
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _section(pattern: str, value: float) -> str | None:
    """The part of a number format that shows a value; None where it adds words or leaves digits out."""
    if pattern in ("General", "@"):
        return ""
    parts = pattern.split(";")
    part = parts[2] if value == 0 and len(parts) > 2 else parts[1] if value < 0 and len(parts) > 1 else parts[0]
    words = "".join(found[1] or found[2] or "" for found in _QUOTED.finditer(part)).strip(" ¥")
    bare = _SILENT.sub("", _QUOTED.sub("", part))
    hidden = not re.search(r"[0#?]", bare)
    return None if words or hidden or _SCALED.search(bare) or _PRINTED.search(bare) else bare


def placed(error: InputError, place: Place) -> InputError:
    """Give an error its place, and return it."""
    error.place = place
    return error
