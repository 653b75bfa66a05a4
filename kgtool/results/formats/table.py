"""A table for the terminal: Japanese characters take two columns, and nothing that cannot be seen gets through.

Drawn here and not by rich, which takes eight seconds for the ten thousand rows that people may get.
"""

from __future__ import annotations

from collections.abc import Sequence

from kgtool.base.display import visible
from kgtool.base.wrapping import columns, fit, pieces, wrap
from kgtool.results import GRAPHS, ROWS, Answer, RenderOptions
from kgtool.results.cells import grid

FORMS = (*ROWS, *GRAPHS)
FOR_PEOPLE = True

_WIDTH = 80
_WORD = 16
"""A word up to this wide is kept whole where all columns find room."""


def render(answer: Answer, options: RenderOptions) -> str:
    """Return the answer as a table, at most ``options.width`` terminal columns wide (by default 80)."""
    found = grid(answer)
    rows = [[visible(cell.text) for cell in row] for row in found.rows]
    widths = _widths([list(found.columns), *rows], (options.width or _WIDTH) - 3 * (len(found.columns) - 1))
    right = found.numeric()
    lines = [visible(options.title)] if options.title else []
    lines += _lines(found.columns, widths, right, " ┃ ")
    lines.append("━╇━".join("━" * width for width in widths))
    for row in rows:
        lines += _lines(row, widths, right, " │ ")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _widths(rows: Sequence[Sequence[str]], most: int) -> list[int]:
    """Return the width of each column: as wide as it likes or, where all have no room, by how much it has to say.

    No column is so narrow that its words break, unless these alone would not fit: then the widest give way, evenly.
    """
    cells = list(zip(*rows, strict=True))
    liked = [max(1, *map(columns, column)) for column in cells]
    if sum(liked) <= most:
        return liked
    word = max(_WORD, most // len(cells))
    words = [
        min(width, word, max(_longest_word(text) for text in column))
        for width, column in zip(liked, cells, strict=True)
    ]
    widths = _evenly(words, most)
    said = [sum(map(columns, column)) for column in cells]
    while (left := most - sum(widths)) > 0:
        open_ = [n for n, width in enumerate(widths) if width < liked[n]]
        total = sum(said[n] for n in open_) or 1
        for n in open_:
            share = max(1, left * said[n] // total)
            widths[n] = min(liked[n], widths[n] + min(share, most - sum(widths)))
    return widths


def _evenly(liked: Sequence[int], most: int) -> list[int]:
    """Cut the widest down to one width, so that all fit."""
    cap, left = max(liked, default=1), most
    if sum(liked) > most:
        for n, width in enumerate(sorted(liked)):
            cap = max(2, left // (len(liked) - n))
            if width > cap:
                break
            left -= width
    return [min(width, cap) for width in liked]


def _longest_word(text: str) -> int:
    return max((columns(piece.rstrip()) for piece in pieces(text)), default=1)


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], between: str) -> list[str]:
    """Draw one row, which is as high as its highest cell."""
    wrapped = [wrap(text, width) for text, width in zip(cells, widths, strict=True)]
    drawn = []
    for n in range(max(map(len, wrapped), default=1)):
        parts = (
            fit(cell[n] if n < len(cell) else "", width, number)
            for cell, width, number in zip(wrapped, widths, right, strict=True)
        )
        drawn.append(between.join(parts))
    return drawn
