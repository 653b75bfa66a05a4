"""Put what stands in fixed columns, as ``pdftotext -layout`` leaves a table, into rows; where that is not certain, say so.

The columns are where nothing stands in any line. Where the head stands over them as well, what is printed on one line is one
row. Where it does not, the program has moved cells up or down: then only their order is left, and it tells the row of each
cell only where every column has a cell for every row.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise

from kgtool.base import printed_numbers
from kgtool.extract.parser_state import NamedGroup
from kgtool.extract.tables.cells import TableCell, folded

Extent = tuple[int, int]
Fault = tuple[str, str]
Row = tuple[TableCell | None, ...]
Readable = Callable[[str], bool]
Fits = Callable[[int, NamedGroup], bool]
Measure = Callable[[NamedGroup], Extent]
_CLEARLY = 4
"""By how many columns one way to count places must be closer than the other."""
_MOST_JOINTS = 3
_OPEN = {
    "（": "）",
    "(": ")",
    "「": "」",
    "『": "』",
    "【": "】",
    "〔": "〕",
    "［": "］",
    "＜": "＞",
    "〈": "〉",
    "《": "》",
}
_GOES_ON = re.compile(
    r"[（(【〔［＜〈](?![0-9０-９一二三四五六七八九十ア-ン]{1,2}[）)】〕］])|[を、。・）)」』】〕］＞％%]|[のにがとへはもでや](?=[一-龥])"
    r"|(?:する|した|している|される|された)"
)
_NOT_ENDED = re.compile(
    r"(?:[、・／]|(?<!も)[のを]|(?<=[一-龥ァ-ヶー」）％%])[にがとへやは]"
    r"|および|及び|又は|または|ため|など|した|する|される|ている|ていない|と思う|感じる)$"
)


def width(text: str) -> int:
    """Return how many columns a text takes in a fixed-width font, where full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _points(group: NamedGroup) -> Extent:
    return group.start, group.start + len(group.text)


def _widths(group: NamedGroup) -> Extent:
    start = width(group.line.text[: group.start])
    return start, start + width(group.text)


def strips(extents: Sequence[Extent]) -> list[Extent]:
    """Return the extents joined where they overlap, from left to right."""
    found: list[Extent] = []
    for start, end in sorted(extents):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True)
class PlacedPieces:
    """The column of each piece of a table's body; ``headed`` where the head stands over the columns.

    ``slack`` is by how much the columns are wider than what stands in them.
    """

    columns: tuple[int, ...]
    headed: bool
    slack: int = 0


def place(head: Sequence[NamedGroup], body: Sequence[NamedGroup], fits: Fits) -> PlacedPieces | None:
    """Tell the column of each piece of a table's body; None where its columns do not stand apart.

    Places are counted in characters, as programs do, or in the widths of a fixed-width font, as people do: whichever lets the
    columns stand closer. ``fits`` tells whether a column may hold a piece at all.
    """
    ways = [found for extent in (_points, _widths) if (found := _under(head, body, extent))]
    ways += [found for extent in (_points, _widths) if (found := _alone(len(head), body, extent))]
    able = [way for way in ways if all(fits(n, piece) for n, piece in zip(way.columns, body, strict=True))]
    placed = [way for way in able if way.headed] or able
    placed.sort(key=lambda found: found.slack)
    differ = len({found.columns for found in placed}) > 1
    if differ and (placed[0].headed or placed[1].slack - placed[0].slack < _CLEARLY):
        return None
    return placed[0] if placed else None


def _under(head: Sequence[NamedGroup], body: Sequence[NamedGroup], extent: Measure) -> PlacedPieces | None:
    """The columns that pieces of the head and of the body make together, each with its own head."""
    found = strips([extent(piece) for piece in (*head, *body)])
    if [_column(found, extent(piece)) for piece in head] != list(range(len(found))):
        return None
    return _placed([extent(piece) for piece in body], found, True)


def _alone(count: int, body: Sequence[NamedGroup], extent: Measure) -> PlacedPieces | None:
    """The columns that the body makes alone: the one way to join its strips to so many that no line has two pieces in one."""
    extents = [extent(piece) for piece in body]
    found = strips(extents)
    if not count <= len(found) <= count + _MOST_JOINTS:
        return None
    lines: dict[int, set[int]] = defaultdict(set)
    for piece, one in zip(body, extents, strict=True):
        lines[_column(found, one)].add(piece.line.number)
    ways = [
        joined
        for kept in combinations(range(1, len(found)), count - 1)
        if _apart_on_lines(joined := [range(a, b) for a, b in pairwise((0, *kept, len(found)))], lines)
    ]
    if len(ways) != 1:
        return None
    return _placed(extents, [(found[way[0]][0], found[way[-1]][1]) for way in ways[0]], False)


def _apart_on_lines(joined: Sequence[range], lines: Mapping[int, set[int]]) -> bool:
    return all(sum(len(lines[n]) for n in way) == len(set().union(*(lines[n] for n in way))) for way in joined)


def _placed(extents: Sequence[Extent], columns: Sequence[Extent], headed: bool) -> PlacedPieces:
    of = tuple(_column(columns, extent) for extent in extents)
    widest: dict[int, int] = defaultdict(int)
    for column, (start, end) in zip(of, extents, strict=True):
        widest[column] = max(widest[column], end - start)
    slack = sum(columns[n][1] - columns[n][0] - widest[n] for n in widest)
    return PlacedPieces(of, headed, slack)


def heads(rows: Sequence[Sequence[NamedGroup]], widest: Sequence[NamedGroup]) -> list[str]:
    """Return the heads that the rows of a head make: what stands over or under a piece of the widest row belongs to it."""
    found: list[list[str]] = [[] for _ in widest]
    for row in rows:
        for n, head in enumerate(widest):
            start, end = _widths(head)
            one = row[n : n + 1] if len(row) == len(widest) else row
            parts = [g for g in one if g is head or len(row) == len(widest) or _overlap(_widths(g), (start, end))]
            found[n] += [group.text for group in parts]
    return [" ".join(texts) for texts in found]


def _overlap(one: Extent, other: Extent) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _column(found: Sequence[Extent], extent: Extent) -> int:
    return next(n for n, (start, end) in enumerate(found) if start <= extent[0] and extent[1] <= end)


def joined_on_line(groups: Sequence[NamedGroup]) -> NamedGroup:
    """Return pieces of one line as one, with what stands between them."""
    first, last = groups[0], groups[-1]
    return NamedGroup(first.line.text[first.start : last.start + len(last.text)], first.line, first.start)


class FixedColumns:
    """Parts the pieces of a table's body, given by column, into rows. ``title`` is the number of the column of names.

    ``values`` are the numbers of the columns that hold values; ``readable`` tells whether a text is a value as a whole.
    """

    def __init__(
        self, columns: Sequence[Sequence[NamedGroup]], title: int, values: Sequence[int], readable: Readable
    ) -> None:
        self.columns = [by_line(column) for column in columns]
        self.lines = {piece.line.number for column in columns for piece in column}
        self.title = title
        self.values = values
        self.readable = readable

    def in_order(self) -> tuple[list[Row], Fault | None]:
        """Return the rows of a table of which only the order of its cells is known."""
        cells = [self._cells(n) for n in range(len(self.columns))]
        if len({len(found) for found in cells}) != 1:
            said = "・".join(str(len(found)) for found in cells)
            return [], (
                f"列によってセルの数が違い({said})、どの行のものか決まりません",
                f"the columns have different numbers of cells ({said}), so their rows cannot be told",
            )
        if not all(any(self.readable(cell.text) for cell in cells[n]) for n in self.values):
            return [], ("値として読めるセルのない列があります", "a column has no cell that reads as a value")
        return list(zip(*cells, strict=True)), None

    def _cells(self, column: int) -> list[TableCell]:
        pieces = self.columns[column]
        if column in self.values:
            return self._values(pieces)
        return names(pieces) if column == self.title else [folded([piece]) for piece in pieces]

    def by_height(self) -> tuple[list[Row], Fault | None]:
        """Return the rows of a table in which a row's cells stand at one height: the one way to part its lines, if there is one."""
        numbers = sorted({group.line.number for column in self.columns for group in column})
        ways = self._ways(numbers)
        if len(ways) != 1:
            return [], (
                "行の分かれ目が一通りに決まりません" if ways else "名前と値が同じ行にそろっていません",
                "its lines can be parted into rows in several ways"
                if ways
                else "names and values do not stand on the same lines",
            )
        return [self._row(lines) for lines in ways[0]], None

    def _ways(self, numbers: Sequence[int]) -> list[list[tuple[int, ...]]]:
        """Up to two ways to part lines into rows."""
        ends: dict[int, list[list[tuple[int, ...]]]] = {0: [[]]}
        for end in range(1, len(numbers) + 1):
            ends[end] = []
            for start in range(max(0, end - 6), end):
                lines = tuple(numbers[start:end])
                if ends[start] and self._is_row(lines):
                    ends[end] += [[*before, lines] for before in ends[start]][: 2 - len(ends[end])]
        return ends[len(numbers)]

    def _is_row(self, lines: tuple[int, ...]) -> bool:
        """Tell whether lines hold one row: a whole name, at most one cell in each other column, all at the height of the name."""
        held = [[piece for piece in column if piece.line.number in lines] for column in self.columns]
        title = held[self.title]
        if not title or self._broken_off(title):
            return False
        cells = {n: self._values(held[n]) for n in self.values}
        others = [held[n] for n in range(len(held)) if n != self.title and n not in cells]
        if any(len(found) > 1 for found in cells.values()) or any(len(found) > 1 for found in others):
            return False
        if not any(cells.values()):
            return False
        extents = [_extent(found[0].pieces) for found in cells.values() if found]
        top, bottom = _extent(title)
        return len({start + end for start, end in extents}) == 1 and extents[0][0] <= bottom and top <= extents[0][1]

    def _broken_off(self, title: Sequence[NamedGroup]) -> bool:
        """Whether a name surely goes on after its last line, or its first line goes on with one before."""
        every = self.columns[self.title]
        first, last = every.index(title[0]), every.index(title[-1])
        before = first > 0 and goes_on(every[first - 1].text, title[0].text)
        whole = "".join(piece.text for piece in title)
        return before or (last + 1 < len(every) and goes_on(whole, every[last + 1].text))

    def _row(self, lines: tuple[int, ...]) -> Row:
        held = [[g for g in column if g.line.number in lines] for column in self.columns]
        return tuple(folded(found) if found else None for found in held)

    def _values(self, pieces: Sequence[NamedGroup]) -> list[TableCell]:
        """The cells of a column of values: a time begins one; what is no value alone goes on with the line before it."""
        cells: list[list[NamedGroup]] = []
        for piece in pieces:
            if cells and self._goes_on(cells[-1], piece):
                cells[-1].append(piece)
            else:
                cells.append([piece])
        return [folded(found) for found in cells]

    def _goes_on(self, before: Sequence[NamedGroup], piece: NamedGroup) -> bool:
        """Whether a piece goes on with a cell: a value under its time or, without a blank line between, what is no value alone."""
        text = "".join(one.text for one in before)
        if _is_time(piece.text):
            return False
        if _is_time(text):
            return True
        if self.readable(piece.text) or not self.lines.issuperset(range(before[-1].line.number, piece.line.number)):
            return False
        return not self.readable(text) or piece.text[0] in "（(" or self.readable(text + piece.text)


def _is_time(text: str) -> bool:
    return not printed_numbers.period(text).gap


def _extent(pieces: Sequence[NamedGroup]) -> Extent:
    return pieces[0].line.number, pieces[-1].line.number


def names(pieces: Sequence[NamedGroup]) -> list[TableCell]:
    """Return the cells of a column of names: a line goes on with the one before where brackets or grammar say so."""
    cells: list[list[NamedGroup]] = []
    for piece in pieces:
        if cells and goes_on("".join(one.text for one in cells[-1]), piece.text):
            cells[-1].append(piece)
        else:
            cells.append([piece])
    return [folded(found) for found in cells]


def goes_on(before: str, text: str) -> bool:
    """Tell whether a line of a name surely goes on with the one before: an open bracket, a particle at the fold."""
    opened = sum(char in _OPEN for char in before)
    closed = sum(char in _OPEN.values() for char in before)
    return opened > closed or bool(_GOES_ON.match(text) or _NOT_ENDED.search(before))


def broken(name: str) -> bool:
    """Tell whether a name surely lacks its beginning or its end: a bracket without the other, a particle at the end."""
    closed = sum(char in _OPEN.values() for char in name)
    return goes_on(name, "") or sum(char in _OPEN for char in name) < closed


def by_line(groups: Sequence[NamedGroup]) -> list[NamedGroup]:
    """Return the pieces of one column with those of one line as one."""
    ordered = sorted(groups, key=lambda group: (group.line.number, group.start))
    return [joined_on_line(list(found)) for _, found in groupby(ordered, key=lambda group: group.line.number)]
