"""Compare what was read with what was typeset."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from kgtool.intake.document import SourceDocumentText, TextTable
from tests.intake.typeset.markup import GoldTable


@dataclass
class Score:
    """Characters and cells that are right, of how many, and each difference in words.

    Blanks do not count. A character is wrong if it is missing, is another or is one too many; a cell, if its words, its
    place or how far it reaches differ.
    """

    characters: int = 0
    of_characters: int = 0
    cells: int = 0
    of_cells: int = 0
    differences: list[str] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.characters + other.characters,
            self.of_characters + other.of_characters,
            self.cells + other.cells,
            self.of_cells + other.of_cells,
            self.differences + other.differences,
        )


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def score(document: SourceDocumentText, text: str, tables: list[GoldTable], spans: bool = True) -> Score:
    """Return how much of a typeset text was read right. ``spans``: whether the gold says how far cells reach."""
    gold, read = without_blanks(text), without_blanks(document.text)
    result = Score(of_characters=len(gold))
    wrong = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, gold, read, autojunk=False).get_opcodes():
        if kind != "equal":
            wrong += max(b - a, d - c)
            result.differences.append(f"{gold[max(0, a - 6) : a]}[{gold[a:b][:50]} → {read[c:d][:50]}]")
    result.characters = max(0, len(gold) - wrong)
    found = [_places(document, table) for table in document.tables]
    at = 0
    for number, table in enumerate(tables, 1):
        best = max(range(at, len(found)), key=lambda n: (_same(table, found[n], spans), -n), default=None)
        places = found[best] if best is not None else {}
        for row, column, rows, columns, words in table.cells:
            result.of_cells += 1
            other = places.get((row, column), (1, 1, ""))
            if _right((rows, columns, words), other, spans):
                result.cells += 1
            else:
                result.differences.append(
                    f"table {number} ({row}, {column}): [{words} {rows}×{columns} → {other[2]} {other[0]}×{other[1]}]"
                )
    return result


Places = dict[tuple[int, int], tuple[int, int, str]]


def _places(document: SourceDocumentText, table: TextTable) -> Places:
    return {
        (cell.row, cell.column): (cell.rows, cell.columns, document.text[cell.start : cell.end]) for cell in table.cells
    }


def _same(table: GoldTable, places: Places, spans: bool) -> int:
    return sum(
        bool(words) and _right((rows, columns, words), places.get((row, column), (1, 1, "")), spans)
        for row, column, rows, columns, words in table.cells
    )


def _right(gold: tuple[int, int, str], read: tuple[int, int, str], spans: bool) -> bool:
    return without_blanks(gold[2]) == without_blanks(read[2]) and (not spans or gold[:2] == read[:2])
