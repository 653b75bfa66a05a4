"""Write fiscal years in words, with the Japanese era beside the Gregorian year."""

from __future__ import annotations

from kgtool.base.japanese import ERAS

_NAMES = {"令和": "Reiwa", "平成": "Heisei", "昭和": "Showa"}
"""The eras that are written, the latest first, and their names in English."""


def era(year: int, lang: str) -> str:
    """Return a year in its era: 令和14, Reiwa 14; empty for years before Showa."""
    for ja, en in _NAMES.items():
        number = year - ERAS[ja]
        if number >= 1:
            return f"{ja}{'元' if number == 1 else number}" if lang == "ja" else f"{en} {number}"
    return ""


def fiscal(year: int, lang: str) -> str:
    """Return a fiscal year, which begins in April: 令和14(2032)年度, fiscal 2032 (Reiwa 14)."""
    named = era(year, lang)
    if lang == "ja":
        return f"{named}({year})年度" if named else f"{year}年度"
    return f"fiscal {year} ({named})" if named else f"fiscal {year}"


def period(first: int | None, last: int | None, lang: str) -> str:
    """Return a period of fiscal years; an unknown end is left blank."""
    if first is None and last is None:
        return ""
    dash = "〜" if lang == "ja" else " to "
    return dash.join(fiscal(year, lang) if year is not None else "" for year in (first, last)).strip()
