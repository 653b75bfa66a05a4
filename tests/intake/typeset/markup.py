"""Turn a plan into HTML for one layout, and write down from the same blocks what a reader must find."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from tests.intake.typeset.content import (
    Block,
    Chapter,
    Footnotes,
    Framed,
    Heading,
    Items,
    MadeUpPlan,
    Quote,
    Table,
    Text,
    made_up,
)

_RUBY = re.compile(r"\{([^|{}^]+)\|([^}]+)\}")
_MARK = re.compile(r"\{\^([^}]+)\}")


@dataclass(frozen=True)
class Layout:
    """How a plan is set. Lengths as CSS writes them."""

    name: str
    seed: int
    chapters: int = 3
    page: str = "A4"
    margin: str = "22mm 20mm 20mm 20mm"
    font: str = "Noto Serif CJK JP"
    heads: str = "Noto Sans CJK JP"
    size: str = "10pt"
    leading: float = 1.7
    columns: int = 1
    gutter: str = "8mm"
    column_rule: str = "none"
    vertical: bool = False
    table: str = "ruled"
    """ruled, level (rules between rows only), open (no rules at the sides), booktabs, plain (no rules), shaded."""
    indent: bool = True
    head_left: str = "plan"
    head_right: str = ""
    foot: str = "number"
    """number, dashes, outer (left and right pages in turn), title."""
    band: str = ""
    """left or right: each chapter's title on a band at the edge of its pages."""
    contents: str = "dots"
    """dots, rule, or empty for no page of contents."""
    ruby: bool = False
    half_width: bool = False
    merged: bool = False
    upright: bool = False
    bullet: str = "・"
    notes: bool = False
    spaced: str = "0"
    """Space between the characters of numbers in tables, in em."""
    justify: bool = True
    centred: bool = False
    extra: str = ""


@dataclass(frozen=True)
class GoldTable:
    """The cells of a table: row and column from 0, rows and columns that each spans, and its words."""

    cells: tuple[tuple[int, int, int, int, str], ...]


@dataclass
class Typeset:
    """A typeset plan: its HTML, the running text that a reader must find in its order, and its tables."""

    layout: Layout
    html: str
    text: list[str] = field(default_factory=list)
    tables: list[GoldTable] = field(default_factory=list)
    ruby: list[tuple[str, str]] = field(default_factory=list)


def typeset(layout: Layout) -> Typeset:
    """Return the typeset plan of a layout."""
    plan = made_up(
        layout.seed,
        layout.chapters,
        layout.ruby,
        layout.half_width,
        layout.merged,
        layout.upright,
        layout.bullet,
        layout.notes,
    )
    made = Typeset(layout, "")
    body = [_cover(plan, made), _contents(plan, layout, made)]
    body += [_chapter(number, chapter, layout, made) for number, chapter in enumerate(plan.chapters, 1)]
    made.html = (
        f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"><title>{plan.title}</title>\n'
        f"<style>{_style(plan, layout)}</style></head>\n<body>\n" + "\n".join(body) + "\n</body></html>\n"
    )
    return made


def _cover(plan: MadeUpPlan, made: Typeset) -> str:
    made.text += [plan.title, plan.period, f"令和９年３月　{plan.town}"]
    return f'<div class="cover"><h1>{plan.title}</h1><p>{plan.period}</p><p>令和９年３月　{plan.town}</p></div>'


def _contents(plan: MadeUpPlan, layout: Layout, made: Typeset) -> str:
    if not layout.contents:
        return ""
    made.text.append("目　次")
    rows = []
    number = 3
    for chapter in plan.chapters:
        for depth, title in [(1, chapter.title)] + [
            (2, b.text) for b in chapter.blocks if isinstance(b, Heading) and b.level == 2
        ]:
            dots = "…" * 8 if layout.contents == "dots" else ""
            made.text.append(f"{title}{dots}{number}")
            rows.append(
                f'<div class="t{depth}"><span>{title}</span><span class="dots">{dots}</span><span>{number}</span></div>'
            )
        number += 2
    return '<section class="toc"><h2 class="toctitle">目　次</h2>' + "".join(rows) + "</section>"


def _chapter(number: int, chapter: Chapter, layout: Layout, made: Typeset) -> str:
    band = ""
    if layout.band:
        made.text.append(chapter.title)
        band = f'<div class="band">{chapter.title}</div>'
    made.text.append(chapter.title)
    inner = "\n".join(_block(block, layout, made) for block in chapter.blocks)
    flow = f'<div class="cols">{inner}</div>' if layout.columns > 1 else inner
    return f'<section class="chapter c{number}">{band}<h1>{chapter.title}</h1>\n{flow}</section>'


def _block(block: Block, layout: Layout, made: Typeset) -> str:
    match block:
        case Heading(level, text):
            made.text.append(text)
            return f"<h{level}>{text}</h{level}>"
        case Text(text):
            return f"<p>{_inline(text, made)}</p>"
        case Items(bullet, items):
            made.text += [bullet + item for item in items]
            return "".join(f'<p class="li">{bullet}{item}</p>' for item in items)
        case Framed(title, blocks):
            made.text.append(title)
            return (
                f'<div class="frame"><p class="ft">{title}</p>'
                + "".join(_block(b, layout, made) for b in blocks)
                + "</div>"
            )
        case Footnotes(notes):
            made.text += notes
            return '<div class="notes">' + "".join(f"<p>{note}</p>" for note in notes) + "</div>"
        case Quote(text, source):
            made.text += [text, source]
            return f'<div class="quote">{text}<small>{source}</small></div>'
        case Table():
            return _table(block, layout, made)


def _inline(text: str, made: Typeset) -> str:
    made.ruby += _RUBY.findall(text)
    made.text.append(_MARK.sub(r"\1", _RUBY.sub(r"\1", text)))
    marked = _MARK.sub(r"<sup>\1</sup>", html.escape(text, quote=False))
    return _RUBY.sub(r"<ruby>\1<rt>\2</rt></ruby>", marked)


def _table(table: Table, layout: Layout, made: Typeset) -> str:
    taken: set[tuple[int, int]] = set()
    gold = []
    rows = []
    for r, row in enumerate(table.rows):
        c = 0
        cells = []
        line = []
        for cell in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + dr, c + dc) for dr in range(cell.rows) for dc in range(cell.columns)}
            gold.append((r, c, cell.rows, cell.columns, cell.text))
            line.append(cell.text)
            name = "th" if r == 0 else "td"
            classes = " ".join(key for key, on in (("n", cell.number), ("u", cell.upright)) if on)
            spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
                f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            )
            cells.append(f'<{name} class="{classes}"{spans}>{cell.text}</{name}>')
        made.text.append("\t".join(line))
        rows.append("<tr>" + "".join(cells) + "</tr>")
    made.tables.append(GoldTable(tuple(gold)))
    return "<table><thead>" + rows[0] + "</thead><tbody>" + "".join(rows[1:]) + "</tbody></table>"


_TABLES = {
    "ruled": "td,th{border:.6pt solid #567}th{background:#eef4f8}",
    "level": "td,th{border-bottom:.5pt solid #a33}th{background:#f3d9d9}",
    "open": "td,th{border:.5pt solid #333}td:first-child,th:first-child{border-left:0}td:last-child,th:last-child{border-right:0}",
    "booktabs": "table{border-top:1pt solid #000;border-bottom:1pt solid #000}thead{border-bottom:.5pt solid #000}",
    "plain": "td,th{padding:1mm 5mm 1mm 0}",
    "shaded": "tr:nth-child(odd) td{background:#eef}th{background:#ccd}td,th{border:0}",
    "dotted": "td,th{border:.6pt dotted #333}th{border-bottom:1.2pt solid #333}",
    "double": "table{border:2.5pt double #333}td,th{border:.5pt solid #666}",
}


def _style(plan: MadeUpPlan, layout: Layout) -> str:
    said = {"plan": plan.title, "town": plan.town, "": ""}
    small = f'writing-mode:horizontal-tb;font:8pt "{layout.heads}"'
    margin_boxes = ""
    if layout.head_left:
        margin_boxes += f'@top-left{{content:"{said[layout.head_left]}";{small}}}'
    if layout.head_right == "plan":
        margin_boxes += f'@top-right{{content:"{plan.title}";{small}}}'
    counter = {
        "number": f"@bottom-center{{content:counter(page);{small}}}",
        "dashes": f'@bottom-center{{content:"- " counter(page) " -";{small}}}',
        "title": f'@bottom-right{{content:counter(page) "　" "{plan.title}";{small}}}',
        "outer": "",
        "": "",
    }[layout.foot]
    pages = f"@page{{size:{layout.page};margin:{layout.margin};{margin_boxes}{counter}}}"
    if layout.foot == "outer":
        for side in ("left", "right"):
            pages += f"@page:{side}{{@bottom-{side}{{content:counter(page);{small}}}}}"
    boxes = ("top-left", "top-right", "bottom-center", "bottom-right", "bottom-left")
    pages += "@page cover{" + "".join(f"@{box}{{content:none}}" for box in boxes) + "}"
    if layout.head_right == "chapter":
        for number, chapter in enumerate(plan.chapters, 1):
            pages += f'@page c{number}{{@top-right{{content:"{chapter.title}";{small}}}}} .c{number}{{page:c{number}}}'
    edge = {"left": "left:0", "right": "right:0", "": "display:none"}[layout.band]
    room = {"left": "padding-left:14mm", "right": "padding-right:14mm", "": ""}[layout.band]
    writing = "html{writing-mode:vertical-rl}" if layout.vertical else ""
    return (
        f"{pages}{writing}"
        f'body{{font:{layout.size}/{layout.leading} "{layout.font}";margin:0}}'
        f"p{{margin:.3em 0;text-indent:{'1em' if layout.indent else '0'};text-align:{'justify' if layout.justify else 'left'}}}"
        f'h1,h2,h3,th,.ft{{font-family:"{layout.heads}"}}h1{{font-size:1.9em;line-height:1.3}}h2{{font-size:1.35em;line-height:1.3}}'
        "h3{font-size:1.05em;margin:.6em 0 .2em}h1,h2,h3{break-after:avoid}"
        ".cover{page:cover;text-align:center;padding-top:70mm}.cover p{text-indent:0;text-align:center}"
        f"section{{break-before:page;position:relative;{room}}}"
        f".band{{position:absolute;top:0;{edge};width:9mm;height:120mm;background:#246;color:#fff;writing-mode:vertical-rl;"
        "font-weight:bold;font-size:12pt;letter-spacing:.2em;padding-top:8mm;box-sizing:border-box;display:flex;align-items:center}"
        f".cols{{column-count:{layout.columns};column-gap:{layout.gutter};column-rule:{layout.column_rule}}}"
        ".toc div{display:flex}.dots{flex:1;margin:0 2mm}.t2{padding-left:5mm}"
        f".dots{{border-bottom:{'1pt dotted #888' if layout.contents == 'rule' else '0'}}}"
        ".dots{text-align:right;overflow:hidden;white-space:nowrap}"
        ".li{padding-left:1em;text-indent:-1em}.frame{border:1pt solid #246;padding:2mm 3mm;margin:2mm 0;break-inside:avoid}"
        ".ft{font-weight:bold;text-indent:0}.notes{font-size:.78em;border-top:.4pt solid #000;margin-top:2mm}.notes p{text-indent:0}"
        "sup{font-size:.6em}rt{font-size:.5em}"
        ".quote{text-align:center;font-size:1.3em;margin:3mm 0;line-height:1.5}.quote small{display:block;font-size:.6em}"
        "table{border-collapse:collapse;width:100%;font-size:.88em;line-height:1.45;break-inside:avoid;margin:1mm 0}"
        f"td,th{{padding:.8mm 1.5mm;text-align:left}}.n{{text-align:right;letter-spacing:{layout.spaced}em}}"
        ".u{writing-mode:vertical-rl;text-align:center}"
        f"{_TABLES[layout.table]}{'h1,h2,th{text-align:center}' if layout.centred else ''}{layout.extra}"
    )
