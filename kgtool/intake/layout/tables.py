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
    for level, upright in _shaded(page, [table.box for table in tables], rest):
        table = _grid(level, upright, rest)
        if table:
            tables.append(table)
            inside = {id(glyph) for cell in table.cells for glyph in cell.glyphs}
            rest = [glyph for glyph in rest if id(glyph) not in inside]
    taken = [table.box for table in tables]
    for stack in _stacks(page, taken, rest):
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


def _shaded(
    page: PageContent, taken: list[Rectangle], glyphs: list[Glyph]
) -> list[tuple[list[RuledLine], list[RuledLine]]]:
    """The rules that filled areas side by side stand for: a table whose rows are shaded in turn."""
    areas = sorted(
        (
            area
            for area in page.areas
            if area.height > 6 and area.width > 6 and not any(min(area.overlap(box)) > 2 for box in taken)
        ),
        key=lambda area: (area.y0, area.x0),
    )
    strips: list[list[Rectangle]] = []
    for area in areas:
        last = strips[-1][-1] if strips else None
        if last and abs(area.y0 - last.y0) < 1.5 and abs(area.x0 - last.x1) < 2.5:
            strips[-1].append(area)
        else:
            strips.append([area])
    groups: list[list[Rectangle]] = []
    for strip in strips:
        box = around(strip)
        group = groups[-1] if groups else []
        if group:
            above = around(group)
            near = -2 <= box.y0 - above.y1 <= 4 * strip[0].height
            edges = [x for area in group for x in (area.x0, area.x1)]
            fits = all(min(abs(x - edge) for edge in edges) < 3 for area in strip for x in (area.x0, area.x1))
            if near and fits and (len(strip) >= 2 or box.width < 0.9 * above.width):
                group += strip
                continue
        if len(strip) >= 2:
            groups.append(list(strip))
    found = []
    for group in groups:
        xs = _positions([x for area in group for x in (area.x0, area.x1)])
        ys = _positions([y for area in group for y in (area.y0, area.y1)])
        if len(ys) < 3 or len(xs) < 3:
            continue
        ys += _below(xs, ys, glyphs)

        def drawn(x: float, y: float, inside: list[Rectangle] = group) -> bool:
            return not any(a.x0 + 2 < x < a.x1 - 2 and a.y0 + 2 < y < a.y1 - 2 for a in inside)

        level = [RuledLine(True, y, x0, x1) for y in ys for x0, x1 in pairwise(xs) if drawn((x0 + x1) / 2, y)]
        upright = [RuledLine(False, x, y0, y1) for x in xs for y0, y1 in pairwise(ys) if drawn(x, (y0 + y1) / 2)]
        found.append((level, upright))
    return found


def _below(xs: list[float], ys: list[float], glyphs: list[Glyph]) -> list[float]:
    """Where a last row without shade ends: text right below in at least two columns, none of it across columns."""
    height = statistics.median(bottom - top for top, bottom in pairwise(ys))
    inside = [
        g for g in glyphs if xs[0] <= g.x <= xs[-1] and ys[-1] - 1 <= g.box.y0 and g.box.y1 <= ys[-1] + 1.6 * height
    ]
    if not inside or min(g.box.y0 for g in inside) - ys[-1] > 0.6 * height:
        return []
    first = [one for one in pieces(inside) if one.box.y0 < min(g.box.y0 for g in inside) + inside[0].size]
    across = any(one.box.x0 < x - 1 and one.box.x1 > x + 1 for one in first for x in xs)
    columns = {sum(x <= (one.box.x0 + one.box.x1) / 2 for x in xs) for one in first}
    return [] if across or len(columns) < 2 else [max(one.box.y1 for one in first) + 2]


@dataclass(slots=True)
class _Stack:
    """Level rules below one another: the ys, each rule's drawn pieces, where pieces meet, and the extent of all."""

    ys: list[float]
    parts: list[list[RuledLine]]
    breaks: list[float]
    start: float
    end: float

    def takes(self, at: float, parts: list[RuledLine], breaks: list[float], start: float, end: float) -> bool:
        """Tell whether a rule goes on with the stack: the same extent and breaks, or pieces that begin and end where its do."""
        same = abs(self.start - start) <= 4 and abs(self.end - end) <= 4
        if not self.breaks or not breaks:
            # A rule in one piece belongs to others in one piece, or it spans a part of the columns
            partial = bool(self.breaks) and not same
            fits = partial and all(self._at_edge(x) for x in (start, end))
            return (fits or (same and not self.breaks and not breaks)) and at - self.ys[-1] <= (400 if fits else 160)
        ends = [end for part in parts for end in (part.start, part.end)]
        mine = all(self._at_edge(x) for x in ends)
        others = all(min(abs(x - y) for y in ends) <= 3 for x in (*self.breaks, self.start, self.end))
        return (mine or others) and at - self.ys[-1] <= 400

    def _at_edge(self, x: float) -> bool:
        return min(abs(x - edge) for edge in (self.start, self.end, *self.breaks)) <= 3

    def add(self, at: float, parts: list[RuledLine], start: float, end: float) -> None:
        self.ys.append(at)
        self.parts.append(parts)
        self.start, self.end = min(self.start, start), max(self.end, end)
        edges = _positions([*self.breaks, *(x for part in parts for x in (part.start, part.end))])
        self.breaks = [x for x in edges if self.start + 4 < x < self.end - 4]


def _stacks(page: PageContent, taken: list[Rectangle], glyphs: list[Glyph]) -> list[_Stack]:
    """Level rules below one another that touch no upright rule."""
    drawn = [rule for rule in page.rules if rule.level]
    stacks: list[_Stack] = []
    for rule in sorted((rule for rule in _merged(page.rules) if rule.level), key=lambda rule: rule.at):
        if rule.end - rule.start < 30 or any(box.holds((rule.start + rule.end) / 2, rule.at) for box in taken):
            continue
        parts = [
            part
            for part in drawn
            if abs(part.at - rule.at) <= _NEAR and part.start >= rule.start - 3 and part.end <= rule.end + 3
        ]
        edges = _positions([end for part in parts for end in (part.start, part.end)])
        breaks = [x for x in edges if rule.start + 4 < x < rule.end - 4]
        for stack in reversed(stacks):
            if stack.takes(rule.at, parts, breaks, rule.start, rule.end) and not _text_between(stack, rule.at, glyphs):
                stack.add(rule.at, parts, rule.start, rule.end)
                break
        else:
            stacks.append(_Stack([rule.at], [parts], breaks, rule.start, rule.end))
    return stacks


def _text_between(stack: _Stack, at: float, glyphs: list[Glyph]) -> bool:
    """Whether running text stands between a stack and a rule below it: characters lie across where columns meet."""
    across = [
        glyph
        for glyph in glyphs
        if stack.ys[-1] < glyph.y < at and any(glyph.box.x0 < x - 1 and glyph.box.x1 > x + 1 for x in stack.breaks)
    ]
    return len(across) >= 3


def _banded(stack: _Stack, page: PageContent, glyphs: list[Glyph]) -> PageTable | None:
    """The table whose rows level rules part; where its columns meet is told by hints of the print or by blank strips."""
    ys, left, right = list(stack.ys), stack.start, stack.end
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
    hinted = bool(stack.breaks)
    found = pieces(inside, [RuledLine(False, x, box.y0, box.y1) for x in stack.breaks])
    cuts = stack.breaks
    if not hinted:
        levels = _levels(found)
        number = {id(one): n for n, level in enumerate(levels) for one in level}
        cuts = _strips(found, [number[id(one)] for one in found], len(levels))
    if not cuts:
        return None
    xs = [left - 1, *cuts, right + 1]
    lined = _lined(ys, xs, found)
    if len(lined) < 3 and not hinted:
        return None
    by_y = dict(zip(stack.ys, stack.parts, strict=True)) if hinted else {}
    level = [
        RuledLine(True, y, x0, x1)
        for y in lined
        for x0, x1 in pairwise(xs)
        if y not in by_y or any(part.start < (x0 + x1) / 2 < part.end for part in by_y[y])
    ]
    upright = []
    for top, bottom in pairwise(lined):
        under = by_y.get(bottom, [])
        spanning = [part for part in under if not (part.start < xs[1] and part.end > xs[-2])]
        upright += [
            RuledLine(False, x, top, bottom)
            for x in xs
            if not any(part.start < x - 3 and part.end > x + 3 for part in spanning)
        ]
    table = _grid(level, upright, inside)
    if table is None or sum(bool(cell.glyphs) for cell in table.cells) < 0.5 * len(table.cells):
        return None
    if not hinted and any(len(_levels(pieces(cell.glyphs))) > 4 for cell in table.cells if cell.glyphs):
        return None
    return table if len(table.cells) > 2 or hinted else None


def _lined(ys: list[float], xs: list[float], found: list[LinePiece]) -> list[float]:
    """Rows between rules that hold several lines are parted as well.

    Where gaps between lines are of two kinds, the wide ones part rows. Where they are all alike, each line with text in the
    first and in another column is a row, unless its first cell fills its column: then it goes on in the next line.
    """
    result = [ys[0]]
    for top, bottom in pairwise(ys):
        band = [one for one in found if top <= (one.box.y0 + one.box.y1) / 2 <= bottom]
        gaps = _gaps(band)
        sizes = [end - start for start, end in gaps]
        if sizes and max(sizes) - min(sizes) > 2:
            middle = (max(sizes) + min(sizes)) / 2
            result += [(start + end) / 2 for start, end in gaps if end - start > middle]
        else:
            levels = _levels(band)
            whole = [level for level in levels if level[0].box.x1 <= xs[1] and level[-1].box.x0 >= xs[1]]
            for before, after in pairwise(whole):
                first = before[0]
                if xs[1] - xs[0] - first.box.width > 1.3 * first.size + 8:
                    ends = [one.box.y1 for level in levels for one in level if level[0].baseline < after[0].baseline]
                    result.append((max(ends) + min(one.box.y0 for one in after)) / 2)
        result.append(bottom)
    return result


def _gaps(found: list[LinePiece]) -> list[tuple[float, float]]:
    """The level strips between pieces in which nothing stands."""
    gaps = []
    end: float | None = None
    for one in sorted(found, key=lambda one: one.box.y0):
        if end is not None and one.box.y0 > end:
            gaps.append((end, one.box.y0))
        end = one.box.y1 if end is None else max(end, one.box.y1)
    return gaps


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
    return _without_halves(cuts, found, rows)


def _without_halves(cuts: list[float], found: list[LinePiece], rows: list[int]) -> list[float]:
    """Drop a cut between two strips that never have text in one row: a head at the left and numbers at the right of one column."""
    kept = list(cuts)
    n = 0
    while n < len(kept):
        edges = [-1e9, *kept, 1e9]
        left, right = (
            {row for row, one in zip(rows, found, strict=True) if edges[m] < one.box.x0 < edges[m + 1]}
            for m in (n, n + 1)
        )
        if left & right:
            n += 1
        else:
            kept.pop(n)
    return kept


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
