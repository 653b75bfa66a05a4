"""Put the pieces of a page into reading order: columns one after the other, side bands before what they stand beside."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kgtool.intake.layout.geometry import Rectangle, RuledLine, around
from kgtool.intake.layout.lines import LinePiece
from kgtool.intake.layout.tables import PageTable, unruled


@dataclass(slots=True)
class CrossText:
    """A block that runs across the writing of its page: its place there, and its own columns, on the page turned for it."""

    box: Rectangle
    columns: list[ReadingColumn]


@dataclass(slots=True)
class TextRow:
    """Pieces of one column that stand on one level, from left to right."""

    pieces: list[LinePiece]
    box: Rectangle

    @property
    def size(self) -> float:
        return max(one.size for one in self.pieces)


Block = TextRow | PageTable | CrossText


@dataclass(slots=True)
class ReadingColumn:
    """Blocks that are read from top to bottom, and the place that they share."""

    box: Rectangle
    blocks: list[Block] = field(default_factory=list)


def ordered(
    pieces: Sequence[LinePiece], others: Sequence[PageTable | CrossText], rules: Sequence[RuledLine] = ()
) -> list[ReadingColumn]:
    """Return the columns of a page in reading order. ``rules`` are upright ones that may stand between columns."""
    bands = [one for one in others if isinstance(one, CrossText) and _beside(one.box, [p.box for p in pieces])]
    flow = [one for one in others if not any(one is band for band in bands)]
    columns = _columns(list(pieces), flow, rules, 0)
    for band in sorted(bands, key=lambda one: (-one.box.y0, one.box.x0)):
        # Lettering begins a little below the upper edge of the band that it stands on
        top = band.box.y0 - 2 * band.box.width
        at = next((n for n, column in enumerate(columns) if column.box.y1 > top), len(columns))
        if at < len(columns) and columns[at].box.y0 < top:
            above, below = _parted(columns[at], top)
            columns[at : at + 1] = [one for one in (above, below) if one.blocks]
            at += bool(above.blocks)
        columns.insert(at, ReadingColumn(band.box, [band]))
    return columns


def _beside(box: Rectangle, boxes: list[Rectangle]) -> bool:
    """Whether a block stands wholly left or right of all that is beside it."""
    beside = [one for one in boxes if box.overlap(one)[1] > 0]
    return bool(beside) and (all(one.x0 >= box.x1 - 1 for one in beside) or all(one.x1 <= box.x0 + 1 for one in beside))


def _parted(column: ReadingColumn, y: float) -> tuple[ReadingColumn, ReadingColumn]:
    above = [block for block in column.blocks if block.box.y0 < y]
    below = [block for block in column.blocks if block.box.y0 >= y]
    return tuple(  # type: ignore[return-value]
        ReadingColumn(around(block.box for block in part) if part else column.box, part) for part in (above, below)
    )


def _columns(
    pieces: list[LinePiece], others: list[PageTable | CrossText], rules: Sequence[RuledLine], depth: int
) -> list[ReadingColumn]:
    boxes = [one.box for one in pieces] + [one.box for one in others]
    if not boxes:
        return []
    gutter = _gutter(pieces, others, rules) if depth < 6 else None
    if gutter is None:
        aligned, pieces = unruled(pieces)
        others = [*others, *aligned]
        return [ReadingColumn(around(boxes), _rows(pieces, others))]
    x, top, bottom = gutter
    parts: list[tuple[list[LinePiece], list[PageTable | CrossText]]] = [([], []) for _ in range(4)]
    for kind, things in ((0, pieces), (1, others)):
        for thing in things:
            middle = (thing.box.y0 + thing.box.y1) / 2
            if middle < top:
                part = 0
            elif middle > bottom:
                part = 3
            else:
                part = 1 if (thing.box.x0 + thing.box.x1) / 2 < x else 2
            parts[part][kind].append(thing)  # type: ignore[arg-type]
    return [column for part in parts for column in _columns(*part, rules, depth + 1)]


def _rows(pieces: list[LinePiece], others: list[PageTable | CrossText]) -> list[Block]:
    rows: list[list[LinePiece]] = []
    for one in sorted(pieces, key=lambda one: (one.baseline, one.box.x0)):
        if rows and abs(one.baseline - rows[-1][0].baseline) <= 0.35 * min(one.size, rows[-1][0].size):
            rows[-1].append(one)
        else:
            rows.append([one])
    blocks: list[Block] = list(others)
    for row in rows:
        row.sort(key=lambda one: one.box.x0)
        blocks.append(TextRow(row, around(one.box for one in row)))
    return sorted(blocks, key=_level)


def _level(block: Block) -> tuple[float, float]:
    return (block.box.y0 + block.box.y1) / 2 if isinstance(block, TextRow) else block.box.y0, block.box.x0


def _gutter(
    pieces: list[LinePiece], others: list[PageTable | CrossText], rules: Sequence[RuledLine]
) -> tuple[float, float, float] | None:
    """The strip between two columns that has most text beside it: its x and the ys between which it runs."""
    if len(pieces) < 4:
        return None
    em = statistics.median(one.size for one in pieces)
    things = sorted([*(one.box for one in pieces), *(one.box for one in others)], key=lambda box: box.y0)
    weight = {id(one.box): len(one.glyphs) for one in pieces}
    level = {id(one.box): one.baseline for one in pieces}
    best: tuple[float, float, float, float] | None = None
    for x in sorted({round(box.x0 - 0.5 * em) for box in things}):
        crossing = [box for box in things if box.x0 < x - 0.1 * em and box.x1 > x - 0.4 * em]
        for top, bottom in pairwise([-1e9, *sorted((box.y0 + box.y1) / 2 for box in crossing), 1e9]):
            part = [box for box in things if top < (box.y0 + box.y1) / 2 < bottom]
            left = [box for box in part if box.x1 <= x]
            right = [box for box in part if box.x0 >= x - 0.1 * em]
            if not _two_columns(left, right, em, weight):
                continue
            drawn = any(around(left).x1 <= rule.at <= x + em and rule.end - rule.start > 6 * em for rule in rules)
            if not drawn and not _running(left, right, em, weight, level):
                continue
            first = min(box.y0 for box in (*left, *right))
            last = max(box.y1 for box in (*left, *right))
            score = min(sum(box.width for box in left), sum(box.width for box in right)) * min(
                around(left).height, around(right).height
            )
            if best is None or score > best[0]:
                best = score, x, first - 0.1, last + 0.1
    return best[1:] if best else None


def _two_columns(left: list[Rectangle], right: list[Rectangle], em: float, weight: dict[int, int]) -> bool:
    if len(left) < 2 or len(right) < 2:
        return False
    a, b = around(left), around(right)
    if min(a.width, b.width) < 8 * em or b.x0 - a.x1 < 0.9 * em:
        return False
    if min(a.y1, b.y1) - max(a.y0, b.y0) < 0.3 * min(a.height, b.height):
        return False
    letters = [sum(weight.get(id(box), 20) for box in side) / len(side) for side in (left, right)]
    return min(letters) >= 5


def _running(
    left: list[Rectangle], right: list[Rectangle], em: float, weight: dict[int, int], level: dict[int, float]
) -> bool:
    """Whether both sides are text that runs on, not the columns of a table without rules.

    Lines of running text reach the end of their column, or do not stand on one level with those of the other column.
    """
    ends = [around(side).x1 for side in (left, right)]
    full = [
        sum(end - box.x1 < 1.5 * em and weight.get(id(box), 20) >= 10 for box in side)
        for side, end in zip((left, right), ends, strict=True)
    ]
    if full[0] >= max(2, 0.25 * len(left)) and full[1] >= max(1, 0.2 * len(right)):
        return True
    levels = [level[id(box)] for box in left if id(box) in level]
    apart = [
        box for box in right if id(box) in level and all(abs(level[id(box)] - other) > 0.15 * em for other in levels)
    ]
    return len(apart) > 0.5 * len(right)
