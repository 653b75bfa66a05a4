"""A file of sorted lines: where a line stands in it, and the file as it is after some lines went and others came.

Lines are found by halving, so a change of a few lines of millions reads little; what lies between them is taken as it is.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

Data = mmap.mmap | bytes
_PIECE = 1 << 20


class LineEdit(NamedTuple):
    """At an offset, so many bytes give place to a line; one of both may be empty."""

    offset: int
    length: int
    line: bytes


@contextmanager
def opened(path: Path) -> Iterator[mmap.mmap]:
    """Map a file that is not empty into memory, to be read. Raises ``OSError``, ``ValueError`` for an empty one."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def find(data: Data, line: bytes, start: int = 0) -> int:
    """Return the offset of the first line that does not sort before ``line``; ``start`` is where some line begins."""
    low, high = start, len(data)
    while low < high:
        begin = max(data.rfind(b"\n", low, (low + high) // 2) + 1, low)
        end = data.find(b"\n", begin) + 1
        if data[begin:end] < line:
            low = end
        else:
            high = begin
    return low


def beginning(data: Data, start: bytes) -> list[bytes]:
    """Return the lines that begin with some bytes."""
    offset, lines = find(data, start), []
    while data[offset : offset + len(start)] == start:
        end = data.find(b"\n", offset) + 1
        lines.append(data[offset:end])
        offset = end
    return lines


def edits(data: Data, removed: Set[bytes], added: Set[bytes]) -> list[LineEdit] | None:
    """Return where some lines go and others come, in order; None where one is not there, or is there already."""
    found, offset = [], 0
    for line in sorted(removed | added):
        offset = find(data, line, offset)
        there = data[offset : offset + len(line)] == line
        if there != (line in removed):
            return None
        found.append(LineEdit(offset, len(line), b"") if there else LineEdit(offset, 0, line))
        offset += len(line) if there else 0
    return found


def edited(data: Data, changes: Sequence[LineEdit]) -> Iterator[bytes]:
    """Yield what a file holds after some edits, in pieces."""
    offset = 0
    for change in changes:
        yield from _pieces(data, offset, change.offset)
        yield change.line
        offset = change.offset + change.length
    yield from _pieces(data, offset, len(data))


def _pieces(data: Data, start: int, end: int) -> Iterable[bytes]:
    return (data[at : min(at + _PIECE, end)] for at in range(start, end, _PIECE))
