"""Tables of pages as CSV: with names of columns for programs, or for people in one language.

Every one begins with a byte order mark and ends its lines with CRLF, so that Excel opens it by a click.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kgtool.base import csv, toml
from kgtool.base.languages import LANGUAGES

_FILE = Path(__file__).with_suffix(".toml")


def write(columns: Sequence[str], lines: Iterable[Sequence[object]], lang: str = "") -> bytes:
    """Return a table: all columns by their names, or those that are in ``lang`` or in none, with heads and words in it."""
    kept = [n for n, name in enumerate(columns) if not lang or name[-3:] not in _suffixes() - {f"_{lang}"}]
    names = [columns[n] for n in kept]
    head = [_head(name, lang) for name in names] if lang else names
    rows = ([_word(name, line[n], lang) for n, name in zip(kept, names, strict=True)] for line in lines)
    return csv.for_spreadsheets(csv.write([head, *rows]))


def columns_of(name: str) -> Iterator[str]:
    """Yield the columns of a name in each language: ``theme_ja``, ``theme_en``."""
    yield from (f"{name}_{lang}" for lang in LANGUAGES)


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(f"_{lang}" for lang in LANGUAGES)


@cache
def _texts() -> dict[str, Any]:
    return toml.parse(_FILE.read_text("utf-8"), _FILE.name).data


def _head(name: str, lang: str) -> str:
    found: list[str] = _texts()["columns"][name.removesuffix(lang) if name[-3:] in _suffixes() else name]
    return found[LANGUAGES.index(lang)]


def _word(name: str, value: object, lang: str) -> object:
    words: dict[str, list[str]] = _texts()["words"].get(name, {}) if lang else {}
    return words[value][LANGUAGES.index(lang)] if isinstance(value, str) and value in words else value
