"""Lay out charts: positions of bars, lines and words in an SVG, which the macros of ``charts.html`` draw.

Units are CSS pixels, since charts are drawn at their natural size. Text is 13 units high; a full-width character is
13 units wide, any other at most 7.5.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kgtool.base.wrapping import wrap

FULL, HALF, LINE = 13.0, 7.5, 17
_MARGIN, _GAP, _TICK, _HEAD = 12, 8, 50, 24


class TextLine(NamedTuple):
    """A line of text and the start of its baseline."""

    text: str
    x: int
    y: int


class Period(NamedTuple):
    """The fiscal years of a plan, as far as they are known; ``guess`` says that one of them is our guess.

    ``decided`` is the year of the decision. ``kind`` are CSS classes, ``pattern`` the town's; a ``heading`` has no years.
    """

    label: str
    first: int | None = None
    last: int | None = None
    decided: int | None = None
    guess: bool = False
    kind: str = ""
    heading: bool = False
    pattern: int = 0


class Bar(NamedTuple):
    """A bar over some years.

    ``before`` and ``beyond`` say that it continues outside of the chart or that its end is unknown.
    """

    x: int
    y: int
    width: int
    kind: str
    before: bool
    beyond: bool
    pattern: int


class TimelineRow(NamedTuple):
    """A period as it is drawn; ``decided`` is the point of the mark for its decision."""

    label: list[TextLine]
    kind: str
    bar: Bar | None
    decided: tuple[int, int] | None


class Timeline(NamedTuple):
    """Rows over an axis of fiscal years: ``ticks`` are years and their x, ``marks`` labelled vertical lines at the
    end of a year.
    """

    width: int
    height: int
    top: int
    bottom: int
    ticks: list[tuple[int, int]]
    marks: list[tuple[TextLine, int]]
    rows: list[TimelineRow]


class LadderLink(NamedTuple):
    """A line between two boxes, given by their indexes in the left and the right list; ``weight`` from 0 to 1 sets
    its width.
    """

    left: int
    right: int
    kind: str
    weight: float


class Box(NamedTuple):
    """A box with text; ``alone`` if no line ends at it."""

    x: int
    y: int
    width: int
    height: int
    lines: list[TextLine]
    alone: bool


class Curve(NamedTuple):
    """A line as an SVG path, with its ends and its width."""

    path: str
    start: tuple[int, int]
    end: tuple[int, int]
    kind: str
    width: float


class Ladder(NamedTuple):
    """Two columns of boxes under their heads, and the lines between them."""

    width: int
    height: int
    heads: list[TextLine]
    left: list[Box]
    right: list[Box]
    curves: list[Curve]


class NumberMark(NamedTuple):
    """A value on a number line: its kind as a CSS class, its place, and the words below, to which a thin line leads."""

    kind: str
    x: int
    y: int
    label: TextLine


class NumberLine(NamedTuple):
    """A line of numbers from ``left`` to ``right`` at ``y``; ``reached`` are start and width of where the aim is met."""

    width: int
    height: int
    left: int
    right: int
    y: int
    reached: tuple[int, int] | None
    marks: list[NumberMark]


class ShareSegment(NamedTuple):
    """A part of a bar, or its sample in the legend: its kind as CSS classes, and the words in or beside it."""

    kind: str
    x: int
    y: int
    width: int
    label: TextLine | None


class ShareBar(NamedTuple):
    """All that a town has, as a bar cut into parts."""

    label: TextLine
    segments: list[ShareSegment]


class Shares(NamedTuple):
    """Bars of the same length below each other, under their legend."""

    width: int
    height: int
    legend: list[ShareSegment]
    bars: list[ShareBar]


def width_of(text: str) -> float:
    """Return an upper bound of the width of a text."""
    if text.isascii():
        return HALF * len(text)
    return sum(FULL if unicodedata.east_asian_width(char) in "WFA" else HALF for char in text)


def timeline(
    periods: Sequence[Period], first: int, last: int, ends: Sequence[tuple[str, int]] = (), width: int = 900
) -> Timeline:
    """Lay out periods below each other over the fiscal years ``first`` to ``last``; ``ends`` are (label, year) to
    mark.
    """
    unit = max(8, (width - 2 * _MARGIN) // (last - first + 1))
    right = _MARGIN + unit * (last - first + 1)
    top = _MARGIN + LINE * len(ends) + 2 * LINE + 6

    def at(year: int) -> int:
        return _MARGIN + unit * (min(max(year, first), last + 1) - first)

    rows, y = [], top
    for period in periods:
        bar = _bar(period, first, last, unit)
        words = wrap(period.label, right - _MARGIN, width_of)
        room = right - max(width_of(line) for line in words)
        x = int(max(_MARGIN, min(bar.x if bar else _MARGIN, room)))
        y += 12 if period.heading else 4
        label = [TextLine(line, x, y + 13 + LINE * n) for n, line in enumerate(words)]
        y += LINE * len(words) + 4
        mark = None if period.heading or period.decided is None else (at(period.decided), y + 5)
        kind = f"heading {period.kind}".strip() if period.heading else ""
        rows.append(TimelineRow(label, kind, bar and bar._replace(y=y), mark))
        y += 0 if period.heading else 14
    step = 5 if unit < 50 else 1
    ticks = [(year, at(year)) for year in range(first, last + 1) if year % step == 0 and at(year) + _TICK <= right]
    marks = [(_mark(label, at(year + 1), right, n), at(year + 1)) for n, (label, year) in enumerate(ends)]
    return Timeline(right + _MARGIN, y + 2 * LINE + _MARGIN, top, y + 4, ticks, marks, rows)


def ladder(
    heads: tuple[str, str], left: Sequence[str], right: Sequence[str], links: Sequence[LadderLink], width: int = 760
) -> Ladder:
    """Lay out two lists beside each other with lines between them; the shorter list is distributed over the same
    height.
    """
    column = width * 3 // 8
    wrapped = [[wrap(text, column - 20, width_of) for text in texts] for texts in (left, right)]
    total = max(sum(_height(lines) + _GAP for lines in texts) for texts in wrapped)
    linked = {link.left for link in links}, {link.right for link in links}
    starts = (1, width - column - 1)
    sides = [_column(x, column, texts, total, ends) for x, texts, ends in zip(starts, wrapped, linked, strict=True)]
    titles = [TextLine(head, x, LINE) for head, x in zip(heads, starts, strict=True)]
    return Ladder(width, _HEAD + total, titles, sides[0], sides[1], _curves(sides[0], sides[1], links))


def number_line(
    values: Sequence[tuple[str, float, str]], aim: tuple[float | None, float | None] | None = None, width: int = 320
) -> NumberLine:
    """Lay out values (kind, number, words) on one line, from the least to the greatest; labels stand below each other
    where they would touch.

    ``aim`` is the range in which the target is met; None for an open end. There must be a value.
    """
    numbers = [number for _, number, _ in values]
    least, span = min(numbers), (max(numbers) - min(numbers)) or 1
    left, right, y = _MARGIN, width - _MARGIN, 20
    inner = right - left - 4 * _MARGIN

    def at(number: float) -> int:
        return round(left + 2 * _MARGIN + (inner * (number - least) / span if len(set(numbers)) > 1 else inner / 2))

    ends: list[float] = []
    marks = []
    for kind, number, words in sorted(values, key=lambda value: value[1]):
        room = width_of(words)
        start = max(0.0, min(at(number) - room / 2, width - room))
        line = next((n for n, end in enumerate(ends) if end + _GAP <= start), len(ends))
        ends[line : line + 1] = [start + room]
        marks.append(NumberMark(kind, at(number), y, TextLine(words, int(start), y + 24 + LINE * line)))
    reached = None
    if aim:
        start, end = (edge if bound is None else at(bound) for bound, edge in zip(aim, (left, right), strict=True))
        reached = start, max(end - start, 1)
    return NumberLine(width, y + 30 + LINE * max(len(ends) - 1, 0), left, right, y, reached, marks)


def shares(
    parts: Sequence[tuple[str, str]], towns: Sequence[tuple[str, str, Sequence[int]]], width: int = 400
) -> Shares:
    """Lay out a bar for each town (name, CSS class, a number for each part), cut into ``parts`` (name, CSS class)."""
    legend: list[ShareSegment] = []
    x, y = 1, 4
    for name, kind in parts:
        room = 24 + int(width_of(name)) + 2 * _GAP
        if legend and x + room > width:
            x, y = 1, y + LINE + 4
        legend.append(ShareSegment(kind, x, y, 18, TextLine(name, x + 24, y + 12)))
        x += room
    bars, y = [], y + 2 * LINE
    for name, town, numbers in towns:
        label = TextLine(name, 1, y + 13)
        bars.append(
            ShareBar(label, _segments([f"{kind} {town}" for _, kind in parts], numbers, width - 2, y + LINE + 3))
        )
        y += 2 * LINE + 14
    return Shares(width, y, legend, bars)


def _segments(kinds: Sequence[str], numbers: Sequence[int], width: int, y: int) -> list[ShareSegment]:
    """The parts of a bar that have a number, which stands in them where there is room."""
    total, before, found = sum(numbers) or 1, 0, []
    for kind, number in zip(kinds, numbers, strict=True):
        start, end = width * before // total, width * (before + number) // total
        before += number
        if number:
            label = TextLine(str(number), start + 7, y + 15) if end - start > 30 else None
            found.append(ShareSegment(kind, start + 1, y, end - start, label))
    return found


def _bar(period: Period, first: int, last: int, unit: int) -> Bar | None:
    """The bar of a period: dotted to the edge where an end is not known, and from the decision where none is."""
    start = period.first if period.first is not None or period.last is not None else period.decided
    if period.heading or (start is None and period.last is None):
        return None
    whole = start is not None and period.last is not None
    kind = "guess" if period.guess else "known" if whole else "open"
    begin = max(first, min(first if start is None else start, last))
    end = max(begin, min(last if period.last is None else period.last, last))
    before = start is None or start < first
    beyond = period.last is None or period.last > last
    x = _MARGIN + unit * (begin - first)
    return Bar(x, 0, unit * (end - begin + 1), f"{kind} {period.kind}".strip(), before, beyond, period.pattern)


def _mark(label: str, x: int, right: int, line: int) -> TextLine:
    return TextLine(
        label, int(max(_MARGIN, min(x - width_of(label) / 2, right - width_of(label)))), _MARGIN + LINE * line + 6
    )


def _height(lines: Sequence[str]) -> int:
    return LINE * len(lines) + 12


def _column(x: int, width: int, texts: Sequence[Sequence[str]], total: int, linked: set[int]) -> list[Box]:
    free = total - sum(map(_height, texts))
    boxes, y = [], float(_HEAD)
    for n, lines in enumerate(texts):
        y += free / len(texts) / 2
        words = [TextLine(line, x + 10, int(y) + 19 + LINE * m) for m, line in enumerate(lines)]
        boxes.append(Box(x, int(y), width, _height(lines), words, n not in linked))
        y += _height(lines) + free / len(texts) / 2
    return boxes


def _curves(left: Sequence[Box], right: Sequence[Box], links: Sequence[LadderLink]) -> list[Curve]:
    """Draw the lines; those of one box leave it below each other, in the order of where they lead."""
    starts, ends = defaultdict(list), defaultdict(list)
    for link in sorted(links, key=lambda link: (link.left, link.right)):
        starts[link.left].append(link)
        ends[link.right].append(link)
    curves = []
    for link in links:
        x1, y1 = left[link.left].x + left[link.left].width, _port(left[link.left], starts[link.left], link)
        x2, y2 = right[link.right].x, _port(right[link.right], ends[link.right], link)
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
        curves.append(Curve(path, (x1, y1), (x2, y2), link.kind, round(1 + 4 * link.weight, 1)))
    return curves


def _port(box: Box, links: Sequence[LadderLink], link: LadderLink) -> int:
    return box.y + box.height * (links.index(link) + 1) // (len(links) + 1)
