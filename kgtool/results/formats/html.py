"""An answer as one page for the browser: no script, nothing loaded, every text escaped."""

from __future__ import annotations

import html
import re
from pathlib import Path

from kgtool.base.display import visible
from kgtool.results import GRAPHS, ROWS, Answer, RenderOptions
from kgtool.results.cells import Cell, grid

FORMS = (*ROWS, *GRAPHS)
FOR_PEOPLE = True

_CSS = Path(__file__).with_name("html.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_ROWS = {"ja": "{}行", "en": "{} rows"}
_HEADING = {"ja": "問いの答え", "en": "Answer"}


def render(answer: Answer, options: RenderOptions) -> str:
    """Return a whole HTML document that is well-formed XML, too. Only web addresses become links."""
    found = grid(answer)
    title = _text(options.title or _HEADING[options.lang])
    about = f"<p>{_text(options.description)}</p>\n" if options.description else ""
    kinds = [' class="number"' if number else "" for number in found.numeric()]
    heads = "".join(
        f'<th scope="col"{kind}>{_text(name)}</th>' for name, kind in zip(found.columns, kinds, strict=True)
    )
    rows = "\n".join(_row(row, kinds, options.lang) for row in found.rows)
    return f"""<!DOCTYPE html>
<html lang="{options.lang}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>
<title>{title}</title>
<style>
{_CSS.read_text("utf-8")}</style>
</head>
<body>
<h1>{title}</h1>
{about}<div class="wide" tabindex="0" role="region" aria-label="{title}">
<table>
<caption>{_ROWS[options.lang].format(f"{len(found.rows):,}")}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</body>
</html>
"""


def _row(row: list[Cell], kinds: list[str], lang: str) -> str:
    cells = (f"<td{kind}{_language(cell, lang)}>{_cell(cell)}</td>" for cell, kind in zip(row, kinds, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def _cell(cell: Cell) -> str:
    shown = _text(cell.text)
    if re.match(r"https?://", cell.iri, re.IGNORECASE):
        return f'<a href="{html.escape(cell.iri)}">{shown}</a>'
    return f'<span title="{html.escape(cell.iri)}">{shown}</span>' if cell.iri else shown


def _text(text: str) -> str:
    return html.escape("\n".join(visible(line) for line in text.split("\n")))


def _language(cell: Cell, lang: str) -> str:
    return f' lang="{html.escape(cell.language)}"' if cell.language and cell.language != lang else ""
