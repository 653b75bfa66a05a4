"""A table for the terminal: Japanese characters take two columns, and nothing that cannot be seen gets through.

Drawn here and not by rich, which takes eight seconds for the ten thousand rows that people may get.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len

from kgtool.answers import Answer, View
from kgtool.answers.cells import grid
from kgtool.display import visible

_WIDTH = 80
_PIECE = re.compile(r"[\u2e80-\U0003ffff][、。，．・」』）〉》】]*|[^\s\u2e80-\U0003ffff]+|\s")


def render(answer: Answer, view: View) -> str:
    """Return the answer as a table, at most ``view.width`` terminal columns wide (by default 80)."""
    found = grid(answer)
    rows = [[visible(cell.text) for cell in row] for row in found.rows]
    widths = _widths([list(found.columns), *rows], (view.width or _WIDTH) - 3 * (len(found.columns) - 1))
    right = found.numeric()
    lines = [visible(view.title)] if view.title else []
    lines += _lines(found.columns, widths, right, " ┃ ")
    lines.append("━╇━".join("━" * width for width in widths))
    for row in rows:
        lines += _lines(row, widths, right, " │ ")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _widths(rows: Sequence[Sequence[str]], most: int) -> list[int]:
    """Return the width of each column: as wide as it likes, but where all have no room the widest give way, evenly."""
    liked = [max(1, *(cell_len(text) for text in column)) for column in zip(*rows, strict=True)]
    cap = max(liked, default=1)
    if sum(liked) > most:
        cap, left = 1, most
        for n, width in enumerate(sorted(liked)):
            share = left // (len(liked) - n)
            cap = max(2, share)
            if width > share:
                break
            left -= width
    return [min(width, cap) for width in liked]


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], between: str) -> list[str]:
    """Draw one row, which is as high as its highest cell."""
    folded = [_fold(text, width) for text, width in zip(cells, widths, strict=True)]
    drawn = []
    for n in range(max(map(len, folded), default=1)):
        parts = []
        for cell, width, number in zip(folded, widths, right, strict=True):
            text = cell[n] if n < len(cell) else ""
            gap = " " * (width - cell_len(text))
            parts.append(gap + text if number else text + gap)
        drawn.append(between.join(parts))
    return drawn


def _fold(text: str, width: int) -> list[str]:
    """Break a text into lines: at spaces, between Japanese characters, and a longer word anywhere."""
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for piece in _PIECE.findall(text):
        room = width - cell_len(lines[-1])
        if cell_len(piece) <= room:
            lines[-1] += piece
        elif piece.isspace():
            lines.append("")
        elif cell_len(piece) <= width:
            lines.append(piece)
        else:
            for char in piece:
                if cell_len(lines[-1]) + cell_len(char) > width:
                    lines.append("")
                lines[-1] += char
    return [line.rstrip() for line in lines if line.strip()] or [""]
