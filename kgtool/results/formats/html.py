"""An answer as one page for the browser: no script, nothing loaded, every text escaped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kgtool.base import templates
from kgtool.results import GRAPHS, ROWS, Answer, RenderOptions
from kgtool.results.cells import grid

FORMS = (*ROWS, *GRAPHS)
FOR_PEOPLE = True

_TEMPLATE = Path(__file__).with_name("answer.html")
_TABLE = Path(__file__).with_name("answer_table.html")
_FIRST = {"ja": "{}(はじめの{}行)", "en": "{}, the first {}"}
_ROWS = {"ja": "{}行", "en": "{} rows"}
_HEADING = {"ja": "問いの答え", "en": "Answer"}


def render(answer: Answer, options: RenderOptions) -> str:
    """Return a whole HTML document that is well-formed XML, too. Only web addresses become links."""
    title = options.title or _HEADING[options.lang]
    return templates.fill(_TEMPLATE, title=title, description=options.description, **_filled(answer, options.lang))


def table(answer: Answer, lang: str, most: int) -> str:
    """Return the table alone, for a page of somebody else's such as a notebook; ``most`` rows, with the number of all."""
    return templates.fill(_TABLE, **_filled(answer, lang, most))


def _filled(answer: Answer, lang: str, most: int | None = None) -> dict[str, Any]:
    found = grid(answer)
    numeric = found.numeric()
    count = _ROWS[lang].format(f"{len(found.rows):,}")
    return {
        "lang": lang,
        "caption": count if most is None or len(found.rows) <= most else _FIRST[lang].format(count, most),
        "columns": list(zip(found.columns, numeric, strict=True)),
        "rows": [list(zip(row, numeric, strict=True)) for row in found.rows[:most]],
    }
