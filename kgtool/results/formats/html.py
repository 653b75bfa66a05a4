"""An answer as one page for the browser: no script, nothing loaded, every text escaped."""

from __future__ import annotations

from pathlib import Path

from kgtool.base import templates
from kgtool.results import GRAPHS, ROWS, Answer, RenderOptions
from kgtool.results.cells import grid

FORMS = (*ROWS, *GRAPHS)
FOR_PEOPLE = True

_TEMPLATE = Path(__file__).with_name("answer.html")
_ROWS = {"ja": "{}行", "en": "{} rows"}
_HEADING = {"ja": "問いの答え", "en": "Answer"}


def render(answer: Answer, options: RenderOptions) -> str:
    """Return a whole HTML document that is well-formed XML, too. Only web addresses become links."""
    found = grid(answer)
    numeric = found.numeric()
    return templates.fill(
        _TEMPLATE,
        lang=options.lang,
        title=options.title or _HEADING[options.lang],
        description=options.description,
        caption=_ROWS[options.lang].format(f"{len(found.rows):,}"),
        columns=zip(found.columns, numeric, strict=True),
        rows=(zip(row, numeric, strict=True) for row in found.rows),
    )
