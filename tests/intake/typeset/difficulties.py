"""Small pages of a made-up plan, each with one difficulty, and what a reader must find on them.

They are printed once and kept as ``tests/intake/printed/<name>.pdf``, so that they are read without a browser:
``python -m tests.intake.typeset.difficulties`` prints them anew. All words are invented.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.intake.typeset.markup import GoldTable
from tests.intake.typeset.printing import chromium, printed, scanned, without_map

PRINTED = Path(__file__).parents[1] / "printed"
_TEXT = (
    "第１章　水と道",
    "町の水は山から来ます。",
    "道は橋でつながります。",
    "第２章　人と町",
    "人が町をつくります。",
    "町は人を守ります。",
)
_BODY = "<h1>{}</h1><p>{}</p><p>{}</p><h1>{}</h1><p>{}</p><p>{}</p>".format(*_TEXT)


@dataclass(frozen=True)
class PrintedPage:
    """HTML with its style, the running text in reading order, and the tables on it."""

    body: str
    style: str = ""
    text: tuple[str, ...] = _TEXT
    tables: tuple[GoldTable, ...] = ()

    @property
    def html(self) -> str:
        return (
            '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"><style>@page{size:105mm 148mm;margin:18mm 12mm}'
            'body{font:10pt/1.7 "IPAGothic";margin:0}h1{font-size:13pt}p{margin:.3em 0}table{border-collapse:collapse}'
            f"td,th{{padding:1mm 2mm;text-align:left;font-weight:normal}}{self.style}</style></head><body>{self.body}</body></html>\n"
        )


def _table(rows: list[list[str]], style: str) -> PrintedPage:
    """A table in which ``2*x`` reaches over two columns and ``2^x`` over two rows."""
    gold: list[tuple[int, int, int, int, str]] = []
    taken: set[tuple[int, int]] = set()
    lines = []
    for r, row in enumerate(rows):
        line, c = "", 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            wide, high = 1 + cell.startswith("2*"), 1 + cell.startswith("2^")
            words = cell.removeprefix("2*").removeprefix("2^")
            taken |= {(r + dr, c + dc) for dr in range(high) for dc in range(wide)}
            gold.append((r, c, high, wide, words))
            line += f'<td rowspan="{high}" colspan="{wide}">{words}</td>'
        lines.append(f"<tr>{line}</tr>")
    texts = [words for *_, words in gold]
    body = f"<h1>{_TEXT[0]}</h1><table>{''.join(lines)}</table><p>{_TEXT[1]}</p>"
    return PrintedPage(body, style, (_TEXT[0], *texts, _TEXT[1]), (GoldTable(tuple(gold)),))


_ROWS = [
    ["指標名", "現状値", "目標値"],
    ["水の量", "12.5％", "20.0％"],
    ["橋の数", "3本", "5本"],
    ["町の人", "1,200人", "1,500人"],
]
_MERGED = [["2^指標名", "2*年度の値"], ["現状値", "目標値"], ["2^水の量", "12.5％", "20.0％"], ["13.0％", "21.0％"]]
_RULED = "td{border:.6pt solid #345}"

PAGES = {
    "heads": PrintedPage(
        "".join(
            f'<section style="break-before:page"><h1>{t}</h1><p>{s}</p></section>'
            for t, s in zip(_TEXT[::3], _TEXT[1::3], strict=True)
        )
        * 2,
        '@page{@top-left{content:"水と道の町計画";font-size:7pt}@bottom-center{content:"- " counter(page) " -";font-size:7pt}}',
        (_TEXT[0], _TEXT[1], _TEXT[3], _TEXT[4]) * 2,
    ),
    "ruby": PrintedPage(
        "<p>町の<ruby>水<rt>みず</rt></ruby>は<ruby>山<rt>やま</rt></ruby>から来ます。</p><p>道は橋でつながります。</p>",
        "",
        _TEXT[1:3],
    ),
    "columns": PrintedPage(
        _BODY, "@page{size:148mm 105mm}body{column-count:2;column-gap:9mm}h1:last-of-type{break-before:column}"
    ),
    "band": PrintedPage(
        f'<div class="band">水と道</div><div style="margin-right:14mm">{_BODY}</div>',
        ".band{position:absolute;right:0;top:0;width:8mm;height:80mm;background:#246;color:#fff;writing-mode:vertical-rl}",
        ("水と道", *_TEXT),
    ),
    "vertical": PrintedPage(_BODY, "html{writing-mode:vertical-rl}"),
    "ruled": _table(_ROWS, _RULED),
    "unruled": _table(_ROWS, "td{padding:1mm 7mm 1mm 0}"),
    "merged": _table(_MERGED, _RULED),
    "footnotes": PrintedPage(
        "<h1>第１章　水と道</h1><p>町の水<sup>1</sup>は山から来ます。</p><div><p>1 川の水をいいます。</p></div>",
        "sup{font-size:6pt}div{border-top:.4pt solid;font-size:7pt;margin-top:30mm}",
        (_TEXT[0], "町の水1は山から来ます。", "1 川の水をいいます。"),
    ),
    "spaced": PrintedPage(
        "<p>町の人は<span>１２００</span>人、橋は<span>35</span>本です。</p><p>道は橋でつながります。</p>",
        "span{letter-spacing:.3em}",
        ("町の人は１２００人、橋は35本です。", _TEXT[2]),
    ),
    "half-width": PrintedPage(
        "<p>｢水｣と｢道｣は､町のﾁｶﾗです｡</p><p>道は橋でつながります。</p>", "", ("｢水｣と｢道｣は､町のﾁｶﾗです｡", _TEXT[2])
    ),
}
"""By the name of their file."""


def main() -> None:
    program = chromium()
    if program is None:
        raise SystemExit("no Chromium to print with")
    PRINTED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for page, made in PAGES.items():
            (PRINTED / f"{page}.pdf").write_bytes(printed(program, made.html, Path(name), page).read_bytes())
    plain = (PRINTED / "columns.pdf").read_bytes()
    (PRINTED / "no-map.pdf").write_bytes(without_map(plain))
    (PRINTED / "picture.pdf").write_bytes(scanned(plain, 150))


if __name__ == "__main__":
    main()
