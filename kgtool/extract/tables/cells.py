"""The cells of a table's lines: parted by tabs or by a pattern, or standing apart in fixed columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kgtool.extract.outline import Range
from kgtool.extract.parser_state import NamedGroup
from kgtool.extract.source import SourceLine

_APART = re.compile(r"[ \t　]{2,}")
_WORD = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True)
class TableCell(NamedGroup):
    """A cell that is not blank. Where it is folded, ``pieces`` are its parts, each on its own line, in order."""

    pieces: tuple[NamedGroup, ...] = ()

    @property
    def at(self) -> Range:
        """The range from its first character to its last; between them other cells may stand."""
        return self.pieces[0].span(0, len(self.pieces[0].text))[0], self.ranges[-1][1]

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The range of each piece."""
        return tuple(piece.span(0, len(piece.text)) for piece in self.pieces)

    def span(self, start: int, end: int) -> Range:
        """Return source offsets of ``text[start:end]``; those of the whole cell where it is folded."""
        return super().span(start, end) if len(self.pieces) == 1 else self.at


def folded(pieces: Sequence[NamedGroup]) -> TableCell:
    """Return the cell that pieces on consecutive lines make: Japanese is joined as it is, words in letters by a space."""
    text = ""
    for piece in pieces:
        apart = text and _WORD.match(text[-1]) and _WORD.match(piece.text[0])
        text += f" {piece.text}" if apart else piece.text
    return TableCell(text, pieces[0].line, pieces[0].start, tuple(pieces))


def split(text: str, separator: re.Pattern[str] | None) -> list[Range]:
    """Return the columns (start, end) of a row's cells in its line, which ``separator``, or else tabs, part.

    A separator at both ends of the line is the frame of the table.
    """
    cuts = [found.span() for found in (separator or re.compile("\t")).finditer(text)]
    cells = [(before[1], after[0]) for before, after in pairwise([(0, 0), *cuts, (len(text), len(text))])]
    if separator and len(cells) > 2 and not any(text[start:end].strip() for start, end in (cells[0], cells[-1])):
        return cells[1:-1]
    return cells


def row(line: SourceLine, separator: re.Pattern[str] | None) -> list[TableCell | None]:
    """Return the cells of a line that separators part; None for a blank one."""
    return [_cell(line, start, end) for start, end in split(line.text, separator)]


def apart(line: SourceLine) -> list[NamedGroup]:
    """Return what stands in a line with two or more blanks between."""
    cuts = [found.span() for found in _APART.finditer(line.text)]
    ends = pairwise([(0, 0), *cuts, (len(line.text), len(line.text))])
    return [group for before, after in ends if (group := _group(line, before[1], after[0]))]


def _cell(line: SourceLine, start: int, end: int) -> TableCell | None:
    group = _group(line, start, end)
    return folded([group]) if group else None


def _group(line: SourceLine, start: int, end: int) -> NamedGroup | None:
    text = line.text[start:end]
    return NamedGroup(text.strip(), line, start + len(text) - len(text.lstrip())) if text.strip() else None
