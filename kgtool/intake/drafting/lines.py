"""The lines of a plan's text with their place on the page; page numbers, running heads and contents pages told apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

PAGE_NUMBER = re.compile(r"^\s*[-–－―—‐]?\s*(?P<page>[0-9０-９]{1,3})\s*[-–－―—‐]?\s*$")
_CONTENTS = re.compile(r"\S[\s.．…‥・･]+[0-9０-９]{1,3}\s*$")
_CELLS = re.compile(r"\t|[ 　]{2,}(?=\S)")
_MIN_NUMBERS = 5
"""How many lone numbers it takes to be page numbers in a text without form feeds: fewer may be numbers of headings."""
_MIN_HEADS = 3
_EDGE = 3
"""How many lines from the top and the bottom of a page a running head or a page number may stand."""


@dataclass(frozen=True)
class PrintedLine:
    """A line that is not blank; ``number`` counts from 1, ``page`` too, by form feeds.

    ``text`` is without white space at its ends, ``indent`` and ``width`` count columns (a full-width character has two).
    ``apart`` says whether a blank line or a new page stands above. ``furniture`` is empty for what the plan says.
    """

    number: int
    page: int
    text: str
    indent: int
    width: int
    apart: bool
    furniture: str = ""

    @property
    def cells(self) -> list[str]:
        """The pieces between tabs or two blanks and more."""
        return [piece.strip() for piece in _CELLS.split(self.text) if piece.strip()]


def columns(text: str) -> int:
    """Return the width of a text in columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def read(text: str) -> list[PrintedLine]:
    """Return the lines of a text that are not blank, each with what furniture it is, if any."""
    found: list[PrintedLine] = []
    page, apart = 1, True
    for number, raw in enumerate(text.split("\n"), 1):
        if "\f" in raw:
            page, apart = page + raw.count("\f"), True
        bare = raw.replace("\f", "")
        if not bare.strip():
            apart = True
            continue
        stripped = bare.strip()
        indent = columns(bare[: len(bare) - len(bare.lstrip())])
        found.append(PrintedLine(number, page, stripped, indent, columns(stripped), apart))
        apart = False
    return _marked(found)


def wrap_width(lines: Iterable[PrintedLine]) -> int:
    """Return the width at which running text is folded: that of its longest lines; 0 where none is folded."""
    widths = sorted(line.indent + line.width for line in lines if not line.furniture and len(line.cells) == 1)
    return widths[int(len(widths) * 0.97)] if widths else 0


def _marked(lines: list[PrintedLine]) -> list[PrintedLine]:
    furniture = _page_numbers(lines)
    furniture |= dict.fromkeys(_running_heads([line for line in lines if line.number not in furniture]), "running-head")
    furniture |= dict.fromkeys(_contents([line for line in lines if line.number not in furniture]), "contents")
    marked, apart = [], False
    for line in lines:
        kind = furniture.get(line.number, "")
        marked.append(replace(line, furniture=kind, apart=line.apart or apart))
        apart = bool(kind) or (apart and not marked[-1].text)
    return marked


def _pages(lines: Sequence[PrintedLine]) -> list[list[PrintedLine]]:
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return list(pages.values())


def _page_numbers(lines: list[PrintedLine]) -> dict[int, str]:
    """Lone numbers: those on the edges of pages or, in a text without pages, a series that grows."""
    if lines and lines[-1].page > 1:
        edges = [line for page in _pages(lines) for line in (*page[:_EDGE], *page[-_EDGE:])]
        return {line.number: "page-number" for line in edges if PAGE_NUMBER.match(line.text)}
    lone = [(line, int(found["page"])) for line in lines if (found := PAGE_NUMBER.match(line.text))]
    growing = sum(1 for (_, one), (_, two) in pairwise(lone) if one < two)
    if len(lone) < _MIN_NUMBERS or growing < 0.8 * (len(lone) - 1):
        return {}
    return {line.number: "page-number" for line, _ in lone}


def head_text(line: PrintedLine) -> str:
    """Return what stays the same in a running head from page to page: its first piece, without a page number."""
    first = line.cells[0] if line.cells else line.text
    return re.sub(r"[\s0-9０-９]+$", "", first) if len(line.cells) > 1 else re.sub(r"\s*[0-9０-９]+$", "", first)


def _running_heads(lines: list[PrintedLine]) -> set[int]:
    pages = _pages(lines)
    if len(pages) < _MIN_HEADS:
        return set()
    edges = [line for page in pages for line in (page[0], page[-1]) if not _is_row(line)]
    seen = Counter(head_text(line) for line in edges)
    often = max(_MIN_HEADS, len(pages) // 4)
    return {line.number for line in edges if head_text(line) and seen[head_text(line)] >= often}


def _is_row(line: PrintedLine) -> bool:
    """Whether a line is a row of a table: heads of tables stand at the heads of pages as well."""
    return "\t" in line.text or len(line.cells) > 2


def _contents(lines: list[PrintedLine]) -> set[int]:
    """The lines of a contents page: runs of at least five lines that end in a page number, with what stands between."""
    found: set[int] = set()
    run: list[PrintedLine] = []
    misses = 0
    for line in [*lines, None]:
        fits = line is not None and bool(_CONTENTS.search(line.text)) and "。" not in line.text
        if line is not None and (fits or (run and misses < 1)):
            misses = 0 if fits else misses + 1
            run.append(line)
            continue
        while run and not _CONTENTS.search(run[-1].text):
            run.pop()
        if sum(1 for one in run if _CONTENTS.search(one.text)) >= _MIN_NUMBERS and _growing(run):
            found |= {one.number for one in run}
        run, misses = [], 0
    return found


def _growing(run: list[PrintedLine]) -> bool:
    """Whether the numbers at the ends of lines never fall, as those of pages do."""
    numbers = [int(found[0]) for line in run if (found := re.search(r"[0-9０-９]{1,3}$", line.text))]
    return all(one <= two for one, two in pairwise(numbers))
