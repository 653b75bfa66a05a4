"""Invented tables of indicators, printed in the ways in which plans print them, with what is true of their cells.

``tabbed`` is what the reader of PDFs leaves, ``aligned`` and ``wide`` what stands in fixed columns counted in characters or in the
widths of a fixed font, ``moved`` what ``pdftotext -layout`` makes of cells in several lines: each column keeps its order, and its
lines stand anywhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from kgtool.extract.tables.fixed_columns import width

NAMES = (
    "図書館を訪れた人の数",
    "川辺の清掃に加わった人",
    "公園の満足度",
    "自転車の駐車場",
    "朝市に出た店",
    "学校の給食で地元の野菜が占める割合",
    "橋の点検を終えた率",
    "森の手入れをした面積",
    "夜の相談",
    "子どもの遊び場",
)
PARTS = ("（市民への\nアンケート）", "（年度末）", "（累計）", "の\n割合", "")
VALUES = (
    ("{}人", "person"), ("{}％", "percent"), ("{}.5％", "percent"), ("{}か所", "place"), ("{}件", "case"), ("{}ha", "hectare"),
    ("{}回", "time"), ("{}千円", "yen"), ("{}冊", "volume"),
)  # fmt: skip
ENDS = (("", ""), ("以上", "at-least"), ("以下", "at-most"))


@dataclass(frozen=True)
class GoldCell:
    """A cell: its lines as printed, the number that it says (empty for none), its unit, comparator and year."""

    lines: tuple[str, ...]
    number: str
    unit: str = ""
    comparator: str = ""
    year: int = 0


@dataclass(frozen=True)
class GoldRow:
    """A row: its name, the lines of its name, its baseline and target."""

    name: str
    lines: tuple[str, ...]
    baseline: GoldCell
    target: GoldCell


def rows(seed: int) -> list[GoldRow]:
    """Return the rows of an invented table."""
    chance = random.Random(seed)
    return [_row(chance, name) for name in chance.sample(NAMES, chance.randint(1, 5))]


def _row(chance: random.Random, name: str) -> GoldRow:
    whole = name + chance.choice(PARTS)
    form, unit = chance.choice(VALUES)
    own = chance.choice((0, 0, 2022, 2023))
    time = (f"令和{own - 2018}年度",) if own else ()
    return GoldRow(
        whole.replace("\n", ""),
        tuple(whole.split("\n")),
        _cell(chance, form, unit, ("", ""), time, own or 2024),
        _cell(chance, form, unit, chance.choice(ENDS), (), 2031),
    )


def _cell(
    chance: random.Random, form: str, unit: str, end: tuple[str, str], time: tuple[str, ...], year: int
) -> GoldCell:
    special = chance.random()
    if special < 0.08:
        return GoldCell((*time, "―"), "", year=year)
    if special < 0.14:
        return GoldCell((*time, "現状維持"), "", "", "maintain", year)
    number = chance.randint(1, 900)
    printed = form.format(number) + end[0]
    value = number * 1000 if "千" in form else number
    return GoldCell((*time, printed), f"{value}.5" if ".5" in form else f"{value}", unit, end[1], year)


HEADS = ("指標名", "現状値（令和６年度）", "目標値（令和13年度）")


def tabbed(table: list[GoldRow], seed: int) -> str:
    """Print a table with a line for each row and tabs between cells."""
    lines = [(row.name, "".join(row.baseline.lines), "".join(row.target.lines)) for row in table]
    return "\n".join("\t".join(cells) for cells in (HEADS, *lines)) + "\n"


def aligned(table: list[GoldRow], seed: int) -> str:
    """Print a table in columns counted in characters, with each cell in one line under its head."""
    return _columns(table, len)


def wide(table: list[GoldRow], seed: int) -> str:
    """Print a table in columns counted in the widths of a fixed-width font."""
    return _columns(table, width)


def _columns(table: list[GoldRow], measure: Callable[[str], int]) -> str:
    lines = [HEADS, *((row.name, " ".join(row.baseline.lines), " ".join(row.target.lines)) for row in table)]
    ends = [max(measure(line[n]) for line in lines) + 4 for n in range(3)]
    return "".join(
        "".join(c + " " * (e - measure(c)) for c, e in zip(line, ends, strict=True)) + "\n" for line in lines
    )


def moved(table: list[GoldRow], seed: int) -> str:
    """Print a table whose cells a program has moved: the order in each column is left, and a head that stands elsewhere."""
    chance = random.Random(seed)
    columns: list[dict[int, str]] = [dict(enumerate(line for row in table for line in row.lines)), {}, {}]
    for column, cells in ((1, [row.baseline for row in table]), (2, [row.target for row in table])):
        at = chance.randint(0, 2)
        for printed in (line for cell in cells for line in cell.lines):
            columns[column][at] = printed
            at += 2
    text = "  ".join(HEADS) + "\n"
    for n in range(max(max(column) for column in columns) + 1):
        text += (
            columns[0].get(n, "").ljust(48) + columns[1].get(n, "").rjust(9).ljust(18) + columns[2].get(n, "") + "\n"
        )
    return text


ANATOMIES = (tabbed, aligned, wide, moved)


def damaged(text: str, seed: int, measured: Callable[[str], int]) -> str:
    """Return the text of a table without a name or a value, which a reader of the page lost; all else stays in its place.

    Not without a time: that it was there, nothing tells. ``measured`` is how the columns of the text are counted.
    """
    chance = random.Random(seed)
    head, *body = text.split("\n")
    pieces = [(n, found) for n, line in enumerate(body) for found in re.finditer(r"[^\s]+(?: [^\s]+)*", line)]
    at, found = chance.choice([(n, found) for n, found in pieces if not found[0].startswith("令和")])
    piece = found[0]
    blank = "".join("　" if width(char) == 2 else " " for char in piece) if measured == width else " " * len(piece)
    body[at] = body[at][: found.start()] + blank + body[at][found.end() :]
    return "\n".join([head, *body])
