"""Put a page's characters together into pieces of lines; tell vertical writing, ruby and raised marks apart.

A piece is a run of characters on one baseline without a wide gap or a rule in it: a line of a paragraph, a cell, a heading.
"""

from __future__ import annotations

import statistics
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from kgtool.intake.layout.geometry import Glyph, Rectangle, RuledLine, around

WIDE_GAP = 1.6
"""A gap in a line, in heights of its font, that parts two pieces."""
_RUBY = 0.65
"""Ruby is at most so high, in heights of the characters below it."""


@dataclass(slots=True)
class LinePiece:
    """Characters on one baseline from left to right; ``size`` is the median height of their fonts."""

    glyphs: list[Glyph]
    box: Rectangle
    baseline: float
    size: float
    ruby: list[tuple[int, int, str]]
    """What is printed small above characters: first, last + 1 of them in ``glyphs``, and the words."""

    @property
    def text(self) -> str:
        """The characters without blanks."""
        return "".join(glyph.text for glyph in self.glyphs)


def piece(glyphs: list[Glyph]) -> LinePiece:
    """Return the piece that characters in their order make."""
    return LinePiece(
        glyphs,
        around(glyph.box for glyph in glyphs),
        statistics.median(glyph.baseline for glyph in glyphs),
        statistics.median(glyph.size for glyph in glyphs),
        [],
    )


def pieces(glyphs: Iterable[Glyph], rules: Iterable[RuledLine] = ()) -> list[LinePiece]:
    """Return the pieces of lines from top to bottom, left to right; upright rules part them."""
    upright = sorted((rule.at, rule.start, rule.end) for rule in rules if not rule.level)
    found = []
    for row in _rows(glyphs):
        row.sort(key=lambda glyph: (glyph.box.x0, glyph.order))
        start = 0
        for index, (before, after) in enumerate(pairwise(row), 1):
            if _parted(before, after) or _ruled(upright, before, after):
                found.append(piece(row[start:index]))
                start = index
        found.append(piece(row[start:]))
    found = _without_ruby(_with_raised_marks(found))
    return sorted(found, key=lambda one: (one.baseline, one.box.x0))


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters that stand on one level, whatever lies between them."""
    rows: list[list[Glyph]] = []
    level, size = -1e9, 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.baseline, glyph.box.x0)):
        if glyph.baseline - level <= 0.22 * min(size, glyph.size):
            rows[-1].append(glyph)
            size = min(size, glyph.size)
        else:
            rows.append([glyph])
            level, size = glyph.baseline, glyph.size
    return rows


def _parted(before: Glyph, after: Glyph) -> bool:
    gap, em = after.box.x0 - before.box.x1, max(before.size, after.size)
    return gap > WIDE_GAP * em or (gap > 0.6 * em and not 0 < after.order - before.order <= 3)


def _ruled(upright: list[tuple[float, float, float]], before: Glyph, after: Glyph) -> bool:
    first = bisect_left(upright, (before.x,))
    last = bisect_right(upright, (after.x, 1e9, 1e9))
    return any(start < before.y < end for _, start, end in upright[first:last])


def _with_raised_marks(found: list[LinePiece]) -> list[LinePiece]:
    """Put small pieces that stand higher or lower beside a character of a line (※１, m²) into that line."""
    kept: list[LinePiece] = []
    for small in sorted(found, key=lambda one: -one.size):
        host = next((big for big in kept if _raised(small, big)), None) if len(small.glyphs) <= 6 else None
        if host is None:
            kept.append(small)
        else:
            host.glyphs = sorted([*host.glyphs, *small.glyphs], key=lambda glyph: (glyph.box.x0, glyph.order))
            host.box = around((host.box, small.box))
    return kept


def _raised(small: LinePiece, big: LinePiece) -> bool:
    if small.size > 0.8 * big.size:
        return False
    _, y = small.box.overlap(big.box)
    if y < 0.5 * small.box.height:
        return False
    gap = 0.5 * big.size
    if not (big.box.x0 - gap < small.box.x0 and small.box.x1 < big.box.x1 + gap):
        return False
    return all(min(small.box.x1, g.box.x1) - max(small.box.x0, g.box.x0) < 0.3 * small.size for g in big.glyphs)


def _without_ruby(found: list[LinePiece]) -> list[LinePiece]:
    kept = []
    for small in found:
        bases = [big for big in found if big is not small and _above(small, big)]
        if not bases:
            kept.append(small)
            continue
        base = min(bases, key=lambda big: abs(big.box.y0 - small.box.y1))
        for word in _words(small):
            left, right = word[0].box.x0, word[-1].box.x1
            under = [
                n
                for n, glyph in enumerate(base.glyphs)
                if min(right, glyph.box.x1) - max(left, glyph.box.x0) > 0.25 * min(glyph.box.width, right - left)
            ]
            if under:
                base.ruby.append((under[0], under[-1] + 1, "".join(glyph.text for glyph in word)))
    return kept


def _words(small: LinePiece) -> list[list[Glyph]]:
    words = [[small.glyphs[0]]]
    for before, after in pairwise(small.glyphs):
        if after.box.x0 - before.box.x1 > 1.15 * small.size:
            words.append([])
        words[-1].append(after)
    return words


def _above(small: LinePiece, big: LinePiece) -> bool:
    """Whether a piece is ruby of the line below it: small kana right above its characters."""
    if small.size > _RUBY * big.size or not all(_kana(glyph.text) for glyph in small.glyphs):
        return False
    if not -0.6 * big.size <= big.box.y0 - small.box.y1 <= 0.45 * big.size + small.size * 0.3:
        return False
    if small.box.y0 >= big.box.y0 or small.baseline > big.baseline - 0.5 * big.size:
        return False
    return big.box.x0 - small.size <= small.box.x0 and small.box.x1 <= big.box.x1 + small.size


def _kana(text: str) -> bool:
    return all("\u3041" <= char <= "\u30ff" or "\uff66" <= char <= "\uff9f" for char in text)


def vertical_runs(glyphs: list[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """Part characters that run from top to bottom, run by run, from the others.

    A run is told by the order in the file: each character stands right below the one before it. Two digits side by side
    in the place of one belong to it.
    """
    ordered = sorted(glyphs, key=lambda glyph: glyph.order)
    runs: list[list[Glyph]] = []
    others: list[Glyph] = []
    at = 0
    while at < len(ordered):
        run = _run(ordered, at)
        if run and _vertical(
            run, ordered[at - 1] if at else None, ordered[at + len(run)] if at + len(run) < len(ordered) else None
        ):
            runs.append(run)
            at += len(run)
        else:
            others.append(ordered[at])
            at += 1
    return runs, others


def crosswise(glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """Part the characters of a page in vertical writing: those that run down, and the lines that run to the right.

    Level lines are at least three characters, or anything at the head and foot of the page that is in no vertical line.
    """
    runs, rest = vertical_runs(glyphs)
    down = [glyph for run in runs for glyph in run]
    across: list[Glyph] = []
    line: list[Glyph] = []
    for glyph in [*rest, None]:
        if glyph is not None and line and _follows(line[-1], glyph):
            line.append(glyph)
            continue
        level = len(line) >= 3 and not _within(line, down)
        (across if level else down).extend(line)
        line = [glyph] if glyph is not None else []
    if down:
        # A number below all columns is the page's
        foot, head = (
            max(glyph.box.y1 for run in runs for glyph in run),
            min(glyph.box.y0 for run in runs for glyph in run),
        )
        beyond = [glyph for glyph in down if glyph.box.y0 > foot + glyph.size or glyph.box.y1 < head - glyph.size]
        across += beyond
        gone = {id(glyph) for glyph in beyond}
        down = [glyph for glyph in down if id(glyph) not in gone]
    return down, across


def _within(line: list[Glyph], down: list[Glyph]) -> bool:
    """Whether a short level line stands in a vertical line, as numbers of two or three digits do."""
    box = around(glyph.box for glyph in line)
    return len(line) <= 4 and any(
        abs(glyph.x - (box.x0 + box.x1) / 2) < 0.5 * glyph.size
        and abs(glyph.y - (box.y0 + box.y1) / 2) < 2 * glyph.size
        for glyph in down
    )


def _run(ordered: list[Glyph], at: int) -> list[Glyph]:
    run = [ordered[at]]
    for glyph in ordered[at + 1 :]:
        last, em = run[-1], max(run[-1].size, glyph.size)
        if max(last.size, glyph.size) > 1.4 * min(last.size, glyph.size):
            break
        centre = statistics.fmean(one.x for one in run[-4:])
        gap = glyph.box.y0 - last.box.y1
        below = abs(glyph.x - centre) <= 0.45 * em and -0.35 * em <= gap <= 0.9 * em
        # A blank of one character in vertical writing, where the next stands exactly below
        below = below or (abs(glyph.x - centre) <= 0.12 * em and 0 < gap <= 1.7 * em and _one_font(glyph, last))
        below = below and glyph.y - last.y >= 0.3 * em
        beside = len(run) > 1 and abs(glyph.y - last.y) < 0.25 * em and abs(glyph.x - centre) <= 0.8 * em
        beside = beside and 0 < glyph.x - last.x < 0.8 * em and _digit(glyph.text) and _digit(last.text)
        if not below and not beside:
            break
        run.append(glyph)
    return run


def _one_font(one: Glyph, other: Glyph) -> bool:
    return abs(one.size - other.size) < 0.02 * one.size


def _digit(text: str) -> bool:
    return unicodedata.category(text[0]) == "Nd"


def _vertical(run: list[Glyph], before: Glyph | None, after: Glyph | None) -> bool:
    if (
        len(run) < 2
        or sum(unicodedata.category(glyph.text[0])[0] == "L" or glyph.code is not None for glyph in run) < 2
    ):
        return False
    near = sum(after.box.y0 - before.box.y1 <= 0.9 * after.size for before, after in pairwise(run))
    if near < 0.6 * (len(run) - 1):
        return False
    beside = (before is not None and _follows(before, run[0])) or (after is not None and _follows(run[-1], after))
    return len(run) > 3 or not beside


def _follows(before: Glyph, after: Glyph) -> bool:
    """Whether a character stands right of another on one line."""
    em = max(before.size, after.size)
    return abs(before.baseline - after.baseline) < 0.3 * em and -0.3 * em < after.box.x0 - before.box.x1 < em
