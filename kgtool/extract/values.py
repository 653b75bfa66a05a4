"""Read what is printed: codes without spaces, years of Japanese eras, dates."""

from __future__ import annotations

import re
import unicodedata

from kgtool.errors import InputError, Place

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA = re.compile(r"(明治|大正|昭和|平成|令和)\s*(元|\d+)")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def code(text: str) -> str:
    """Return a printed code without white space and with plain hyphens."""
    return "".join(text.split()).translate(_DASHES)


def year(text: str) -> int | None:
    """Return the Gregorian year of an era year (令和14年) or of a four-digit year; None when there is neither."""
    text = unicodedata.normalize("NFKC", text)
    if era := _ERA.search(text):
        return _ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
    plain = re.search(r"\d{4}", text)
    return int(plain[0]) if plain else None


def read(read_as: str, text: str, place: Place) -> str:
    """Return a printed value in the form of its property: years as Gregorian years, dates as ISO 8601.

    ``read_as`` is one of ``profile.READINGS``. Raises ``InputError`` (profile-value) when the text is no such value.
    """
    plain = unicodedata.normalize("NFKC", text)
    if read_as in ("year", "fiscal-year"):
        found = year(plain)
        if found is not None:
            return str(found)
    elif read_as == "date":
        if date := _DATE.search(plain):
            return f"{int(date[1]):04}-{int(date[2]):02}-{int(date[3]):02}"
    elif read_as == "integer":
        if number := re.search(r"\d+", plain):
            return str(int(number[0]))
    else:
        return plain
    raise InputError("profile-value", place, where="values", key=read_as, reason=f"{text!r} is no {read_as}")
