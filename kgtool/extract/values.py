"""Convert printed values: codes, years of Japanese eras (令和14年 is 2032), dates, numbers."""

from __future__ import annotations

import datetime
import re
import unicodedata

from kgtool.base.errors import InputError, Place
from kgtool.base.japanese import DASHES, ERAS

_ERA_YEAR = r"(?P<era>明治|大正|昭和|平成|令和)\s*(?P<of_era>元|[1-9][0-9]*)"
_FOUR_DIGITS = r"(?<![0-9])(?P<plain>[0-9]{4})(?![0-9])"
_ERA = re.compile(_ERA_YEAR)
_YEAR = re.compile(_FOUR_DIGITS)
_DATE = re.compile(rf"(?:{_ERA_YEAR}|{_FOUR_DIGITS})\s*年\s*(?P<month>[0-9]{{1,2}})\s*月\s*(?P<day>[0-9]{{1,2}})\s*日")
_MONTH = re.compile(rf"(?:{_ERA_YEAR}|{_FOUR_DIGITS})\s*年\s*(?P<month>[0-9]{{1,2}})\s*月")
_INTEGER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+")


def code(text: str) -> str:
    """Return a printed code without white space and with plain hyphens."""
    return "".join(text.split()).translate(DASHES)


def notation(text: str) -> str:
    """Return a printed code in normal form (NFKC): １ as 1, Ⅱ as II, ① as 1; without white space, with plain hyphens."""
    return code(unicodedata.normalize("NFKC", text))


def year(text: str) -> int | None:
    """Return the Gregorian year of an era year (令和14年) or of a four-digit year; None when there is neither."""
    text = unicodedata.normalize("NFKC", text)
    if era := _ERA.search(text):
        return _era_year(era)
    plain = _YEAR.search(text)
    return int(plain["plain"]) if plain else None


def date(text: str) -> datetime.date | None:
    """Return the day of a printed date (2025年8月12日, 令和9年3月5日); None when there is none, or none in the calendar."""
    found = _DATE.search(unicodedata.normalize("NFKC", text))
    if not found:
        return None
    try:
        return datetime.date(_gregorian(found), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def month(text: str) -> str | None:
    """Return the month of a printed date (令和３年３月) as ``2021-03``; None when there is none, or none of a calendar."""
    found = _MONTH.search(unicodedata.normalize("NFKC", text))
    if not found or not 1 <= int(found["month"]) <= 12:
        return None
    return f"{_gregorian(found)}-{int(found['month']):02}"


def integer(text: str) -> int | None:
    """Return the first number of a text, with or without commas between thousands; None when there is none."""
    found = _INTEGER.search(unicodedata.normalize("NFKC", text))
    return int(found[0].replace(",", "")) if found else None


def read(read_as: str, text: str, place: Place) -> str:
    """Convert a printed value: years to Gregorian years, dates and months to ISO 8601, text by NFKC.

    ``read_as`` is one of ``profile.VALUE_FORMATS``. Raises ``InputError`` (toml-value) when the text is no such value.
    """
    if read_as == "text":
        return unicodedata.normalize("NFKC", text)
    found = {"date": date, "month": month, "integer": integer}.get(read_as, year)(text)
    if found is None:
        reason = {"ja": f"「{text}」は {read_as} として読めません", "en": f"{text!r} is no {read_as}"}
        raise InputError("toml-value", place, where="values", key=read_as, reason=reason, guide="docs/profile.md")
    return str(found)


def _gregorian(found: re.Match[str]) -> int:
    return int(found["plain"]) if found["plain"] else _era_year(found)


def _era_year(found: re.Match[str]) -> int:
    return ERAS[found["era"]] + (1 if found["of_era"] == "元" else int(found["of_era"]))
