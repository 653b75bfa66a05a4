"""What of a source text was recognised from pictures of pages, and how surely: ``recognition.tsv`` in a plan's folder.

A text that comes from a PDF whose pages are pictures, or whose fonts name no characters, has ranges that a program recognised.
They stand in the file as they were read, one row a range; what no row names is stated by the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgtool.base.errors import InputError, Place
from kgtool.corpus.layout import RECOGNITION, Repo

_HEAD = ("start", "end", "confidence")


@dataclass(frozen=True)
class RecognisedRange:
    """A range of a text in code points from 0, half-open, and the mean confidence of its characters, from 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Recognition:
    """The recognised ranges of a text, sorted, none over another."""

    ranges: Sequence[RecognisedRange] = ()

    def confidence(self, start: int, end: int) -> float | None:
        """Return the mean confidence of a span's characters; those that the document states count as 1. None if all are."""
        first = max(0, bisect_right(self.ranges, start, key=lambda one: one.start) - 1)
        doubt, touched = 0.0, False
        for one in self.ranges[first:]:
            if one.start >= end:
                break
            common = min(end, one.end) - max(start, one.start)
            if common > 0:
                touched, doubt = True, doubt + common * (1 - one.confidence)
        return round(1 - doubt / (end - start), 3) if touched else None


def read(repo: Repo, edition: str, length: int) -> Recognition:
    """Return what of the text of an edition, ``length`` code points long, was recognised; nothing where no file says so.

    Raises ``InputError`` (recognition-row) for a row that is no range of the text, or lies over the one before.
    """
    path = repo.plan(edition) / RECOGNITION
    if not path.is_file():
        return Recognition()
    file = repo.file(path)
    rows = [tuple(line.split("\t")) for line in file.text.splitlines()]
    found: list[RecognisedRange] = []
    for number, row in enumerate(rows, 1):
        if number == 1 and row == _HEAD:
            continue
        one = _range(row)
        before = found[-1].end if found else 0
        if number == 1 or one is None or not before <= one.start < one.end <= length or not 0 <= one.confidence <= 1:
            raise InputError("recognition-row", Place(file.name, number), row=" ".join(row), head=" ".join(_HEAD))
        found.append(one)
    return Recognition(found)


def _range(row: tuple[str, ...]) -> RecognisedRange | None:
    try:
        start, end, confidence = row
        return RecognisedRange(int(start), int(end), float(confidence))
    except ValueError:
        return None


def table(ranges: Iterable[RecognisedRange]) -> str:
    """Return the file for some ranges: those of one line with none of the document's own characters between are one row."""
    lines = ["\t".join(_HEAD)]
    lines += [f"{one.start}\t{one.end}\t{one.confidence:.3f}" for one in _joined(ranges)]
    return "\n".join(lines) + "\n"


def _joined(ranges: Iterable[RecognisedRange]) -> Iterable[RecognisedRange]:
    last: RecognisedRange | None = None
    for one in sorted(ranges, key=lambda one: one.start):
        if last and last.end == one.start:
            weight = (last.end - last.start) * last.confidence + (one.end - one.start) * one.confidence
            last = RecognisedRange(last.start, one.end, weight / (one.end - last.start))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last
