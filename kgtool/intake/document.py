"""Read a document, PDF or text, as one deterministic source text with its pages, tables and doubts.

The text is what everything later points into: UTF-8, LF, no byte order mark, a form feed at the head of each page but the
first. A paragraph is one line; a row of a table is one line whose cells tabs part; a cell that reaches over several rows
or columns stands where it begins, and its other places are empty. Nothing is corrected: characters are as printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from kgtool.extract.source import PAGE_BREAK as PAGE_BREAK


class NoteKind(StrEnum):
    """What a reader says about a place in its text."""

    FURNITURE = "furniture"
    """Left out at this place: a running head or foot."""
    PAGE_NUMBER = "page-number"
    """Left out at this place: the page number as printed."""
    RUBY = "ruby"
    """Left out: the reading printed above these characters."""
    UNMAPPED = "unmapped"
    """These characters have no Unicode value in the file: U+FFFD stands for each."""
    RECOGNISED = "recognised"
    """These characters were read from the picture of the page, with this confidence."""
    HIDDEN = "hidden"
    """These characters are not printed but lie behind a picture: a recognition by whoever made the file."""
    PICTURE = "picture"
    """This page is a picture, and nothing was recognised on it."""
    FOOTNOTE = "footnote"
    """These characters stand below the text of their page in small print."""
    DECODED = "decoded"
    """The whole text was not UTF-8 with LF; this is what it was."""


@dataclass(frozen=True)
class ReadingNote:
    """A remark about a range of the text, or about a place where something was left out (``start == end``).

    ``text`` is what was left out, or what is said; ``confidence`` from 0 to 1 goes with recognised characters.
    """

    kind: NoteKind
    page: int
    start: int
    end: int
    text: str = ""
    confidence: float | None = None


@dataclass(frozen=True)
class TextPage:
    """A page of the document: its number from 1 and its range in the text, without the form feed."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class TextCell:
    """A cell: row and column from 0, how many of each it spans, and its range in the text (empty for a blank cell)."""

    row: int
    column: int
    rows: int
    columns: int
    start: int
    end: int


@dataclass(frozen=True)
class TextTable:
    """A table on one page: its range in the text, its cells in their order, its size; ``ruled`` if rules show its rows."""

    page: int
    start: int
    end: int
    rows: int
    columns: int
    ruled: bool
    cells: tuple[TextCell, ...]


@dataclass(frozen=True)
class SourceDocumentText:
    """What was read from a document. Offsets are Unicode code points from 0, ranges half-open.

    ``sha256`` is that of the file that was read, ``text_sha256`` that of the text; ``reader`` names programs and versions.
    """

    text: str
    pages: tuple[TextPage, ...]
    tables: tuple[TextTable, ...]
    notes: tuple[ReadingNote, ...]
    sha256: str
    media_type: str
    reader: str
    page_count: int
    size: int = field(default=0)

    @property
    def data(self) -> bytes:
        """The text as the bytes of its file."""
        return self.text.encode()

    @property
    def text_sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def page(self, offset: int) -> int:
        """Return the number of the page on which a code point stands."""
        return 1 + self.text.count(PAGE_BREAK, 0, offset + 1)

    def cells(self, table: TextTable) -> list[list[str]]:
        """Return a table as rows of cells; places that a cell reaches over are empty."""
        grid = [[""] * table.columns for _ in range(table.rows)]
        for cell in table.cells:
            grid[cell.row][cell.column] = self.text[cell.start : cell.end]
        return grid

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line with the offset of its first code point; form feeds belong to no line."""
        at = 0
        for line in self.text.split("\n"):
            lead = len(line) - len(line.lstrip(PAGE_BREAK))
            yield at + lead, line[lead:]
            at += len(line) + 1

    def notes_of(self, *kinds: NoteKind) -> list[ReadingNote]:
        return [note for note in self.notes if note.kind in kinds]
