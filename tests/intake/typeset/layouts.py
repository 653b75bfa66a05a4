"""The layouts: those that the reader was written with, and those that nobody looked at while writing it."""

from __future__ import annotations

import random

from tests.intake.typeset.markup import Layout

TUNED = (
    Layout("heads", 1, head_right="chapter", foot="dashes"),
    Layout(
        "columns",
        2,
        columns=2,
        indent=False,
        font="Noto Sans CJK JP",
        size="9.2pt",
        table="level",
        contents="rule",
        bullet="●",
    ),
    Layout(
        "bands", 3, band="left", head_left="", foot="outer", font="BIZ UDPMincho", heads="BIZ UDPGothic", bullet="◆"
    ),
    Layout(
        "upright",
        4,
        vertical=True,
        ruby=True,
        head_left="",
        foot="number",
        contents="",
        table="ruled",
        bullet="○",
        font="IPAMincho",
    ),
    Layout("merged", 5, merged=True, upright=True, table="ruled", size="9.5pt", head_right="plan", head_left=""),
    Layout("plain", 6, table="plain", spaced="0.12", font="IPAPMincho", heads="IPAPGothic", contents=""),
    Layout("ruby", 7, ruby=True, leading=2.0, bullet="○", font="Noto Serif CJK JP", size="11pt"),
    Layout("notes", 8, notes=True, half_width=True, font="VL PGothic", heads="VL PGothic", bullet="■", table="open"),
    Layout(
        "landscape",
        9,
        page="A4 landscape",
        columns=3,
        gutter="7mm",
        column_rule=".4pt solid #888",
        size="8.8pt",
        indent=False,
        table="level",
        foot="title",
    ),
    Layout("centred", 10, centred=True, table="booktabs", justify=False, spaced="0.2", leading=1.9, foot="outer"),
    Layout(
        "bandright",
        11,
        band="right",
        columns=2,
        gutter="6mm",
        table="ruled",
        size="9pt",
        font="BIZ UDPGothic",
        heads="BIZ UDPGothic",
        ruby=True,
        notes=True,
    ),
    Layout("shaded", 12, table="shaded", merged=False, half_width=True, bullet="①", foot="title", head_left="town"),
)
"""Together they hold every difficulty; the reader was written while looking at them."""


def unseen(seed: int) -> Layout:
    """Return a layout put together by chance. Whoever looks at its faults has to take new seeds afterwards."""
    chance = random.Random(seed)
    pick = chance.choice
    columns = pick([1, 1, 2, 2, 3])
    wide = columns == 3
    vertical = columns == 1 and chance.random() < 0.15
    # Without upright rules or in vertical writing nothing on the page would say how far a merged cell reaches
    table = pick(["ruled", "ruled", "level", "open", "booktabs", "plain", "shaded", "dotted", "double"])
    table = "ruled" if vertical else table
    return Layout(
        f"unseen{seed}",
        seed,
        chapters=chance.randint(2, 4),
        page=pick(["A4 landscape", "B4 landscape"]) if wide else pick(["A4", "B5", "A4"]),
        margin=pick(["22mm 20mm 20mm 20mm", "18mm 15mm 22mm 25mm", "25mm 25mm 25mm 25mm"]),
        font=pick(
            [
                "Noto Serif CJK JP",
                "Noto Sans CJK JP",
                "IPAMincho",
                "IPAPGothic",
                "BIZ UDPMincho",
                "VL PGothic",
                "TakaoPGothic",
            ]
        ),
        heads=pick(["Noto Sans CJK JP", "IPAGothic", "BIZ UDPGothic", "VL Gothic"]),
        size=pick(["9pt", "9.5pt", "10pt", "10.5pt", "11pt"] if columns < 3 else ["8pt", "8.5pt"]),
        leading=pick([1.5, 1.6, 1.75, 1.9, 2.0]),
        columns=columns,
        gutter=pick(["6mm", "8mm", "10mm"]),
        column_rule=pick(["none", "none", ".4pt solid #999"]),
        vertical=vertical,
        table=table,
        indent=pick([True, False]),
        head_left=pick(["plan", "town", ""]),
        head_right=pick(["chapter", "plan", ""]),
        foot=pick(["number", "dashes", "outer", "title"]),
        band=pick(["", "", "left", "right"]),
        contents=pick(["dots", "rule", ""]),
        ruby=pick([True, False]),
        half_width=pick([True, False]),
        merged=table in ("ruled", "level", "open", "dotted", "double") and pick([True, False]),
        upright=pick([True, False]),
        bullet=pick(["・", "●", "○", "◆", "■", "①", "（１）", "※", "▶"]),
        notes=pick([True, False]),
        spaced=pick(["0", "0", "0.1", "0.25"]),
        justify=pick([True, True, False]),
        centred=pick([True, False]),
    )
