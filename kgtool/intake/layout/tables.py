"""Find the tables of a page: by their rules, by level rules alone, or by columns that line up; keep cells as cells."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kgtool.intake.layout.geometry import Glyph, PageContent, Rectangle, RuledLine, around
from kgtool.intake.layout.lines import LinePiece, pieces

_NEAR = 2.0
"""Rules so near to each other, in points, are one."""
_NUMBER = re.compile(r"[-‐－–—−]?[\s\d０-９.,，．]+")


@dataclass(slots=True)
class PageCell:
    """A cell: its row and column from 0, how many of them it spans, its place, and the characters in it."""

    row: int
    column: int
    rows: int
    columns: int
    box: Rectangle
    glyphs: list[Glyph]


@dataclass(slots=True)
class PageTable:
    """A table on one page: its place, its cells row by row, how many rows and columns it has, and how it was found."""

    box: Rectangle
    cells: list[PageCell]
    rows: int
    columns: int
    ruled: bool


def ruled(page: PageContent, glyphs: list[Glyph]) -> tuple[list[PageTable], list[Glyph]]:
    """Return the tables that rules draw, and the characters outside of them."""
    tables, rest = [], glyphs
    for level, upright in _connected(_merged(page.rules)):
        table = _grid(level, upright, rest)
        if table:
            tables.append(table)
            inside = {id(glyph) for cell in table.cells for glyph in cell.glyphs}
            rest = [glyph for glyph in rest if id(glyph) not in inside]
    taken = [table.box for table in tables]
    for stack in _stacks(page, taken):
        table = _banded(stack, page, rest)
        if table:
            tables.append(table)
            inside = {id(glyph) for cell in table.cells for glyph in cell.glyphs}
            rest = [glyph for glyph in rest if id(glyph) not in inside]
    return tables, rest


def _merged(rules: Iterable[RuledLine]) -> list[RuledLine]:
    """Rules that continue one another are one; short pieces of dotted leaders vanish."""
    groups: dict[bool, list[RuledLine]] = {True: [], False: []}
    for rule in rules:
        groups[rule.level].append(rule)
    found = []
    for level, group in groups.items():
        group.sort(key=lambda rule: (rule.at, rule.start))
        clusters: list[list[RuledLine]] = []
        for rule in group:
            if clusters and rule.at - clusters[-1][0].at <= _NEAR:
                clusters[-1].append(rule)
            else:
                clusters.append([rule])
        for cluster in clusters:
            at = statistics.fmean(rule.at for rule in cluster)
            cluster.sort(key=lambda rule: rule.start)
            start, end = cluster[0].start, cluster[0].end
            for rule in cluster[1:]:
                if rule.start <= end + _NEAR:
                    end = max(end, rule.end)
                else:
                    found.append(RuledLine(level, at, start, end))
                    start, end = rule.start, rule.end
            found.append(RuledLine(level, at, start, end))
    return [rule for rule in found if rule.end - rule.start >= 6]


def _connected(rules: list[RuledLine]) -> list[tuple[list[RuledLine], list[RuledLine]]]:
    """Groups of level and upright rules that touch one another, from top to bottom."""
    level = [rule for rule in rules if rule.level]
    upright = [rule for rule in rules if not rule.level]
    parent = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, one in enumerate(level):
        for b, other in enumerate(upright, len(level)):
            if _touch(one, other):
                parent[root(a)] = root(b)
    groups: dict[int, tuple[list[RuledLine], list[RuledLine]]] = defaultdict(lambda: ([], []))
    for n, rule in enumerate(level + upright):
        groups[root(n)][0 if rule.level else 1].append(rule)
    found = [group for group in groups.values() if len(group[0]) >= 2 and group[1]]
    return sorted(found, key=lambda group: min(rule.at for rule in group[0]))


def _touch(level: RuledLine, upright: RuledLine) -> bool:
    return (
        level.start - _NEAR <= upright.at <= level.end + _NEAR
        and upright.start - _NEAR <= level.at <= upright.end + _NEAR
    )


def _grid(level: list[RuledLine], upright: list[RuledLine], glyphs: list[Glyph]) -> PageTable | None:
    """The table that touching rules draw; none where they only frame one field."""
    ys = _positions([rule.at for rule in level] + [end for rule in upright for end in (rule.start, rule.end)])
    xs = _positions([rule.at for rule in upright] + [end for rule in level for end in (rule.start, rule.end)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2 or rows * columns > 20_000:
        return None
    number = {(r, c): r * columns + c for r in range(rows) for c in range(columns)}
    parent = list(range(rows * columns))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for r, (top, bottom) in enumerate(pairwise(ys)):
        for c, (left, right) in enumerate(pairwise(xs)):
            if c + 1 < columns and not _drawn(upright, right, top, bottom):
                parent[root(number[r, c + 1])] = root(number[r, c])
            if r + 1 < rows and not _drawn(level, bottom, left, right):
                parent[root(number[r + 1, c])] = root(number[r, c])
    fields: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, n in number.items():
        fields[root(n)].append(place)
    if len(fields) < 2:
        return None
    cells, owner = [], {}
    for places in fields.values():
        r0, r1 = min(r for r, _ in places), max(r for r, _ in places)
        c0, c1 = min(c for _, c in places), max(c for _, c in places)
        cell = PageCell(r0, c0, r1 - r0 + 1, c1 - c0 + 1, Rectangle(xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1]), [])
        cells.append(cell)
        for place in places:
            owner[place] = cell
    _fill(owner, xs, ys, glyphs)
    table = _compact(sorted(cells, key=lambda cell: (cell.row, cell.column)), ruled=True)
    return table if table and sum(bool(cell.glyphs) for cell in table.cells) >= 2 else None


def _positions(values: list[float]) -> list[float]:
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= 2 * _NEAR:
            found[-1].append(value)
        else:
            found.append([value])
    return [statistics.fmean(group) for group in found]


def _drawn(rules: list[RuledLine], at: float, start: float, end: float) -> bool:
    """Whether a rule runs along most of a side."""
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules if abs(rule.at - at) <= 2 * _NEAR
    )
    return covered >= 0.6 * (end - start)


def _fill(
    owner: dict[tuple[int, int], PageCell], xs: Sequence[float], ys: Sequence[float], glyphs: list[Glyph]
) -> None:
    for glyph in glyphs:
        if xs[0] <= glyph.x <= xs[-1] and ys[0] <= glyph.y <= ys[-1]:
            column = sum(x <= glyph.x for x in xs[1:-1])
            row = sum(y <= glyph.y for y in ys[1:-1])
            owner[row, column].glyphs.append(glyph)


def _compact(cells: list[PageCell], ruled: bool) -> PageTable | None:
    """Leave out rows and columns in which no cell begins: they come from double or slightly shifted rules."""
    rows = sorted({cell.row for cell in cells if cell.glyphs or cell.box.height > 4})
    columns = sorted({cell.column for cell in cells if cell.glyphs or cell.box.width > 4})
    cells = [cell for cell in cells if cell.row in rows and cell.column in columns]
    for cell in cells:
        end_row, end_column = cell.row + cell.rows, cell.column + cell.columns
        cell.rows = max(1, sum(cell.row <= row < end_row for row in rows))
        cell.columns = max(1, sum(cell.column <= column < end_column for column in columns))
        cell.row, cell.column = rows.index(cell.row), columns.index(cell.column)
    if len(cells) < 2:
        return None
    return PageTable(around(cell.box for cell in cells), cells, len(rows), len(columns), ruled)


def _stacks(page: PageContent, taken: list[Rectangle]) -> list[tuple[list[float], list[float], float, float]]:
    """Level rules of one extent below one another that touch no upright rule: their ys, the xs where all are broken, extent."""
    level = [rule for rule in _merged(page.rules) if rule.level and rule.end - rule.start > 40]
    drawn = [rule for rule in page.rules if rule.level]
    stacks: dict[tuple[int, int, tuple[int, ...]], list[RuledLine]] = {}
    for rule in sorted(level, key=lambda rule: rule.at):
        if any(box.holds((rule.start + rule.end) / 2, rule.at) for box in taken):
            continue
        breaks = _positions(
            [end for part in drawn if abs(part.at - rule.at) <= _NEAR for end in (part.start, part.end)]
        )
        inner = tuple(round(x) for x in breaks if rule.start + 4 < x < rule.end - 4)
        for key, stack in stacks.items():
            near = abs(key[0] - rule.start) <= 4 and abs(key[1] - rule.end) <= 4 and len(key[2]) == len(inner)
            if (
                near
                and all(abs(x - y) <= 3 for x, y in zip(key[2], inner, strict=True))
                and rule.at - stack[-1].at <= 160
            ):
                stack.append(rule)
                break
        else:
            # A rule far below the others begins a stack of its own; the key of the one before is retired
            key = (round(rule.start), round(rule.end), inner)
            if key in stacks:
                stacks[*key[:2], (*inner, -len(stacks))] = stacks.pop(key)
            stacks[key] = [rule]
    found = []
    for key, stack in stacks.items():
        cuts = [float(x) for x in key[2] if x > 0]
        ends = statistics.fmean(rule.start for rule in stack), statistics.fmean(rule.end for rule in stack)
        found.append(([rule.at for rule in stack], cuts, *ends))
    return sorted(found)


def _banded(
    stack: tuple[list[float], list[float], float, float], page: PageContent, glyphs: list[Glyph]
) -> PageTable | None:
    """The table whose rows level rules part; where its columns meet is told by hints of the print or by blank strips."""
    ys, cuts, left, right = stack
    ys = list(ys)
    head = [
        area
        for area in page.areas
        if abs(area.y1 - ys[0]) <= 3 and left - 4 <= area.x0 and area.x1 <= right + 4 and area.height < 60
    ]
    if head:
        ys.insert(0, min(area.y0 for area in head))
    box = Rectangle(left - 1, ys[0], right + 1, ys[-1])
    inside = [glyph for glyph in glyphs if box.holds(glyph.x, glyph.y)]
    if not inside or len(ys) < 2:
        return None
    hinted = bool(cuts)
    cuts = [x for x in cuts if not any(glyph.box.x0 < x - 1 and glyph.box.x1 > x + 1 for glyph in inside)]
    found = pieces(inside, [RuledLine(False, x, box.y0, box.y1) for x in cuts])
    if not cuts:
        levels = _levels(found)
        number = {id(one): n for n, level in enumerate(levels) for one in level}
        cuts = _strips(found, [number[id(one)] for one in found], len(levels))
    if not cuts:
        return None
    xs = [left - 1, *cuts, right + 1]
    if not hinted:
        ys = _lined(ys, cuts, found)
    if len(ys) < 3 and not hinted:
        return None
    owner = {
        (r, c): PageCell(r, c, 1, 1, Rectangle(x0, top, x1, bottom), [])
        for r, (top, bottom) in enumerate(pairwise(ys))
        for c, (x0, x1) in enumerate(pairwise(xs))
    }
    cells = list(owner.values())
    _fill(owner, xs, ys, inside)
    if sum(bool(cell.glyphs) for cell in cells) < 0.5 * len(cells):
        return None
    if not hinted and any(len(_levels(pieces(cell.glyphs))) > 4 for cell in cells if cell.glyphs):
        return None
    return PageTable(box, cells, len(ys) - 1, len(xs) - 1, True)


def _lined(ys: list[float], cuts: list[float], found: list[LinePiece]) -> list[float]:
    """Rows between rules that hold several lines, each with text in the first and in another column, are parted as well."""
    result = [ys[0]]
    for top, bottom in pairwise(ys):
        levels = _levels([one for one in found if top <= (one.box.y0 + one.box.y1) / 2 <= bottom])
        whole = [level for level in levels if level[0].box.x1 <= cuts[0] and level[-1].box.x0 >= cuts[0]]
        if len(whole) > 1:
            for before, after in pairwise(whole):
                ends = [one.box.y1 for level in levels for one in level if level[0].baseline < after[0].baseline]
                result.append((max(ends) + min(one.box.y0 for one in after)) / 2 if ends else before[0].box.y1)
        result.append(bottom)
    return result


def _strips(found: list[LinePiece], rows: list[int], count: int) -> list[float]:
    """Where blank strips run through all pieces, with text on both sides in most rows."""
    if not found:
        return []
    em = statistics.median(one.size for one in found)
    edges = sorted({one.box.x1 for one in found})
    cuts = []
    for edge in edges[:-1]:
        following = [one.box.x0 for one in found if one.box.x0 > edge - 0.1]
        crossing = any(one.box.x0 < edge - 0.1 and one.box.x1 > edge + 0.1 for one in found)
        if not following or crossing or min(following) - edge < 0.8 * em:
            continue
        cut = (edge + min(following)) / 2
        left = {row for row, one in zip(rows, found, strict=True) if one.box.x1 <= cut}
        right = {row for row, one in zip(rows, found, strict=True) if one.box.x0 >= cut}
        if len(left & right) >= 0.5 * count:
            cuts.append(cut)
    return cuts


def unruled(found: list[LinePiece]) -> tuple[list[PageTable], list[LinePiece]]:
    """Return the tables whose columns line up without rules, and the pieces outside of them.

    At least three rows below one another, of at least two columns each, whose cells are short. Contents pages, whose last
    column is page numbers behind leaders, are no tables.
    """
    rows = _levels(found)
    tables: list[PageTable] = []
    taken: set[int] = set()
    at = 0
    while at < len(rows):
        end = at
        if len(rows[at]) >= 2:
            end = _block(rows, at)
        block = rows[at:end]
        table = _aligned(block) if sum(len(row) >= 2 for row in block) >= 3 else None
        if table:
            tables.append(table)
            taken |= {id(one) for row in block for one in row}
        at = max(end, at + 1) if table else at + 1
    return tables, [one for one in found if id(one) not in taken]


def _levels(found: list[LinePiece]) -> list[list[LinePiece]]:
    rows: list[list[LinePiece]] = []
    for one in sorted(found, key=lambda one: (one.baseline, one.box.x0)):
        if rows and abs(one.baseline - rows[-1][0].baseline) <= 0.3 * min(one.size, rows[-1][0].size):
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        row.sort(key=lambda one: one.box.x0)
    return rows


def _block(rows: list[list[LinePiece]], at: int) -> int:
    """Where the rows that belong to one block end: their pitch is even, and each has several pieces or continues a cell."""
    end = at + 1
    while end < len(rows):
        before, after = rows[end - 1], rows[end]
        size = max(one.size for one in before)
        if after[0].baseline - before[0].baseline > 3.2 * size or abs(after[0].size - size) > 0.25 * size:
            break
        if len(after) < 2:
            break
        end += 1
    return end


def _aligned(block: list[list[LinePiece]]) -> PageTable | None:
    everything = [one for row in block for one in row]
    number = [n for n, row in enumerate(block) for _ in row]
    cuts = _strips(everything, number, len(block))
    columns = len(cuts) + 1
    if columns < 2:
        return None
    grid: dict[tuple[int, int], list[LinePiece]] = defaultdict(list)
    for n, row in enumerate(block):
        for one in row:
            grid[n, sum(cut < one.box.x0 for cut in cuts)].append(one)
    last = ["".join(one.text for one in grid[n, columns - 1]) for n in range(len(block))]
    if columns == 2 and sum(bool(_NUMBER.fullmatch(text.strip("….・‥ "))) for text in last if text) >= 0.8 * len(block):
        return None
    lengths = [sum(len(one.glyphs) for one in ones) for (_, c), ones in grid.items() if c]
    if statistics.median(lengths) > 14 or sum(length > 24 for length in lengths) > 0.15 * len(lengths):
        return None
    box = around(one.box for one in everything)
    xs = [box.x0, *cuts, box.x1]
    tops = [min(one.box.y0 for one in row) for row in block] + [box.y1]
    cells = [
        PageCell(
            n, c, 1, 1, Rectangle(xs[c], tops[n], xs[c + 1], tops[n + 1]), [g for one in grid[n, c] for g in one.glyphs]
        )
        for n in range(len(block))
        for c in range(columns)
    ]
    return PageTable(box, cells, len(block), columns, False)
