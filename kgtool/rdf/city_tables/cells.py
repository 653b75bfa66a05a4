"""Read one cell of a city's table as the form says: what it holds, or the mistake in it.

Cells are canonical: codes are local names of concepts, elements are paths within their version, years are Gregorian.
``kgtool import`` makes them so from what people write (kgtool/intake/city_tables/).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from kgtool.base import printed_numbers
from kgtool.base.errors import InputError
from kgtool.base.printed_numbers import PrintedPeriod, PrintedValue
from kgtool.rdf import iris
from kgtool.rdf.city_tables.form import CURRENCIES, DASH, LONGEST_NAME, PLAN, UNDECIDED, Column

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_YEAR = re.compile(r"(19[5-9][0-9]|20[0-9]{2}|21[0-4][0-9]|2150)")
_WORDS = re.compile(r"「[^「」]+」")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def check(column: Column, cell: str) -> None:
    """Raise ``InputError`` for a cell that is not what its column holds: one of the codes table-…, without a place."""
    if not cell:
        if column.required:
            raise InputError("table-blank", column=called(column))
    elif _BREAKS.search(cell):
        raise InputError("table-line-break", column=called(column))
    elif not (cell == DASH and column.gap):
        _CHECKS[column.kind](column, cell)


def called(column: Column) -> dict[str, str]:
    """Return what an error calls a column: its head, by language."""
    return {"ja": column.head.ja, "en": column.head.en}


def value(cell: str) -> PrintedValue:
    """Read the cell of a value; words in 「」 are a gap (not-read)."""
    return printed_numbers.value(cell)


def period(cell: str) -> PrintedPeriod:
    """Read the cell of a time. A bare year is a fiscal year: the form says so."""
    found = printed_numbers.period(cell)
    return found if found.fiscal is not None or found.year is None else replace(found, fiscal=True)


def amount(cell: str, currency: str) -> PrintedValue:
    """Read an amount together with its unit: a number of yen, or a gap."""
    found = printed_numbers.value(cell)
    return found if found.gap else printed_numbers.value(cell + currency)


def gap(cell: str) -> str:
    """Return why a cell says nothing: the local name of a reason of id:gap-reason, or empty where it says something."""
    found = printed_numbers.value(cell).gap
    return "" if found == "not-read" else found


def _id(column: Column, cell: str) -> None:
    if not iris.is_path(cell) or "/" in cell:
        raise InputError("table-id", column=called(column), cell=cell)


def _element(column: Column, cell: str) -> None:
    if cell == PLAN or not iris.is_path(cell):
        raise InputError("table-element", column=called(column), cell=cell)


def _subject(column: Column, cell: str) -> None:
    if cell != PLAN:
        _element(column, cell)


def _name(column: Column, cell: str) -> None:
    if len(cell) > LONGEST_NAME:
        raise InputError("table-name-long", column=called(column), length=len(cell), most=LONGEST_NAME)


def _code(column: Column, cell: str) -> None:
    if not _CODE.fullmatch(cell):
        raise InputError("table-code", column=called(column), cell=cell)


def _period(column: Column, cell: str) -> None:
    found = period(cell)
    years = [str(year) for year in (found.first, found.year) if year is not None]
    if found.gap == "not-read" or not all(map(_YEAR.fullmatch, years)):
        raise InputError("table-period", column=called(column), cell=cell)


def _fiscal_period(column: Column, cell: str) -> None:
    _period(column, cell)
    found = period(cell)
    if found.date or found.fiscal is False:
        raise InputError("table-fiscal-year", column=called(column), cell=cell)


def _value(column: Column, cell: str) -> None:
    if value(cell).gap == "not-read" and not _WORDS.fullmatch(cell):
        raise InputError("table-value", column=called(column), cell=cell)


def _year(column: Column, cell: str) -> None:
    if not _YEAR.fullmatch(cell) and cell != UNDECIDED:
        raise InputError("table-fiscal-year", column=called(column), cell=cell)


def _amount(column: Column, cell: str) -> None:
    found = value(cell)
    plain = PrintedValue(found.value) if found.value is not None and found.value >= Decimal(0) else None
    if found != plain and found.gap in ("", "not-read"):
        raise InputError("table-amount", column=called(column), cell=cell)


def _currency(column: Column, cell: str) -> None:
    if cell not in CURRENCIES:
        raise InputError("table-currency", column=called(column), cell=cell, known="、".join(CURRENCIES))


_CHECKS: dict[str, Callable[[Column, str], None]] = {
    "id": _id,
    "version": _id,
    "element": _element,
    "subject": _subject,
    "name": _name,
    "code": _code,
    "period": _period,
    "fiscal-period": _fiscal_period,
    "value": _value,
    "year": _year,
    "amount": _amount,
    "currency": _currency,
}
