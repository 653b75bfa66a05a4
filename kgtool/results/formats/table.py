"""A table for the terminal: Japanese characters take two columns, and nothing that cannot be seen gets through.

Where the columns would be narrower than their words, each row is a record: its values one below the other. Values that are
those of the row above, from the first column on, are not shown again. Rules are drawn with ASCII only: box-drawing characters
are twice as wide on many Japanese terminals. Drawn here and not by rich, which takes eight seconds for the ten thousand rows
that people may get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from kgtool.base.display import visible
from kgtool.base.wrapping import columns, fit, pieces, wrap
from kgtool.results import GRAPHS, ROWS, Answer, RenderOptions
from kgtool.results.cells import grid

FORMS = (*ROWS, *GRAPHS)
FOR_PEOPLE = True

_WIDTH = 80
_GAP = 2
_WORD = 12
"""A Japanese text has no words to keep whole: a column of it is at least so wide, or as its widest value."""
_UNBOUND = "-"
"""For an empty value where the one above is not: an empty cell means the same value again."""
_COUNTS = {
    "ja": {"SELECT": ("{n:,}件", "{n:,}件"), "graph": ("{n:,}文", "{n:,}文")},
    "en": {"SELECT": ("{n:,} row", "{n:,} rows"), "graph": ("{n:,} statement", "{n:,} statements")},
}
Measure = Callable[[str], int]


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as a table, at most ``options.width`` terminal columns wide (by default 80), with its row count."""
    found, most = grid(answer), options.width or _WIDTH
    measure = partial(columns, wide=options.ambiguous_wide)
    rows = [[visible(cell.text) for cell in row] for row in found.rows]
    lines = list(wrap(visible(options.title), most, measure)) if options.title else []
    least = [
        min(liked, max(_WORD, word))
        for liked, word in zip(_liked(found.columns, rows, measure), _words(found.columns, rows, measure), strict=True)
    ]
    if sum(least) + _GAP * (len(least) - 1) <= most:
        room = most - _GAP * (len(least) - 1)
        lines += _table(
            found.columns, rows, _widths([found.columns, *rows], least, room, measure), found.numeric(), measure
        )
    else:
        records = list(_records(found.columns, rows, most, measure))
        lines += records if lines else records[1:]
    if answer.truth is None:
        one, many = _COUNTS[options.lang]["SELECT" if answer.form in ROWS else "graph"]
        lines += ["", (one if len(rows) == 1 else many).format(n=len(rows))]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _liked(names: Sequence[str], rows: Sequence[Sequence[str]], measure: Measure) -> list[int]:
    """The width of the widest value of each column."""
    return [max(1, *map(measure, column)) for column in zip(names, *rows, strict=True)]


def _words(names: Sequence[str], rows: Sequence[Sequence[str]], measure: Measure) -> list[int]:
    """The width of the widest word of each column."""
    return [
        max((measure(piece.rstrip()) for text in set(column) for piece in pieces(text)), default=1)
        for column in zip(names, *rows, strict=True)
    ]


def _widths(rows: Sequence[Sequence[str]], least: Sequence[int], most: int, measure: Measure) -> list[int]:
    """Return the width of each column: as wide as it likes or, where all have no room, ``least`` and by what it has to say."""
    cells = list(zip(*rows, strict=True))
    liked = [max(1, *map(measure, column)) for column in cells]
    if sum(liked) <= most:
        return liked
    widths, said = list(least), [sum(map(measure, column)) for column in cells]
    while (left := most - sum(widths)) > 0:
        open_ = [n for n, width in enumerate(widths) if width < liked[n]]
        total = sum(said[n] for n in open_) or 1
        for n in open_:
            share = max(1, left * said[n] // total)
            widths[n] = min(liked[n], widths[n] + min(share, most - sum(widths)))
    return widths


def _table(
    names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool], measure: Measure
) -> Iterator[str]:
    """Draw the rows; with a blank line between two of which one takes more than one line."""
    drawn = [_lines(row, widths, right, measure) for row in _without_repeated(rows)]
    yield from _lines(names, widths, right, measure)
    yield (" " * _GAP).join("-" * width for width in widths)
    for above, row in zip(([], *drawn), drawn, strict=False):
        if above and len(above) + len(row) > 2:
            yield ""
        yield from row


def _records(names: Sequence[str], rows: Sequence[Sequence[str]], most: int, measure: Measure) -> Iterator[str]:
    """Draw each row as lines of name and value; what is the same as before is left out, and so is what has no value."""
    label = max(map(measure, names))
    room = max(_WORD, most - label - _GAP)
    for row in _without_repeated(rows):
        yield ""
        for name, text in zip(names, row, strict=True):
            for n, line in enumerate(wrap(text, room, measure) if text else ()):
                yield fit("" if n else name, label, measure=measure) + " " * _GAP + line


def _without_repeated(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Yield the rows without the values that they share, from the first column on, with the row above."""
    above: Sequence[str] = ()
    for row in rows:
        same = next((n for n, (old, new) in enumerate(zip(above, row, strict=False)) if old != new), 0)
        shown = ["" if n < same else text for n, text in enumerate(row)]
        if above and same < len(row) - 1 and not shown[same] and above[same]:
            shown[same] = _UNBOUND
        yield shown
        above = row


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], measure: Measure) -> list[str]:
    """Draw one row, which is as high as its highest cell."""
    wrapped = [wrap(text, width, measure) for text, width in zip(cells, widths, strict=True)]
    return [
        (" " * _GAP).join(
            fit(cell[n] if n < len(cell) else "", width, number, measure)
            for cell, width, number in zip(wrapped, widths, right, strict=True)
        )
        for n in range(max(map(len, wrapped), default=1))
    ]
