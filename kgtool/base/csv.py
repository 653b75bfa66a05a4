"""Write CSV as RFC 4180 has it: commas, lines that end with CRLF, quotation marks only where they are needed.

Not by the csv module, which writes a row of one empty field as ``""``: in SPARQL 1.1 Query Results CSV, and as Oxigraph
writes it, that is an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPECIAL = re.compile('[",\r\n]')
_SPECIAL_IN_TABS = re.compile('["\t\r\n]')


def write(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV; None is an empty field."""
    return "".join(",".join(map(_field, row)) + "\r\n" for row in rows)


def tabbed(row: Iterable[str]) -> str:
    """Return one row of a tab-separated table, without its line end; quoted as in RFC 4180 where it has to be."""
    return "\t".join(_quoted(text) if _SPECIAL_IN_TABS.search(text) else text for text in row)


def for_spreadsheets(text: str) -> bytes:
    """Return CSV as a file for people: UTF-8 after a byte order mark, without which Excel reads Japanese as Shift_JIS."""
    return text.encode("utf-8-sig")


def _field(value: object) -> str:
    text = "" if value is None else str(value)
    return _quoted(text) if _SPECIAL.search(text) else text


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
