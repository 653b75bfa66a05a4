"""Tell what belongs to every page from what belongs to the text: running heads, running feet, page numbers."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass

from kgtool.intake.layout.geometry import Glyph
from kgtool.intake.layout.lines import LinePiece

_ZONE = 0.12
"""The part of a page's height, at its head and at its foot, in which furniture stands."""
_NUMBER = re.compile(r"\d+|(?<![a-z])[ivxlc]+(?![a-z])")
_PAGE_NUMBER = re.compile(
    r"(?:p\.?|page|[-‐－–—−―~～〜・|【\[(（<〈])*(\d{1,4}|[ivxlc]{1,6})(?:/\d{1,4})?(?:頁|ページ|[-‐－–—−―~～〜・|】\])）>〉])*"
)


@dataclass(frozen=True)
class Repeated:
    """A piece of a page that belongs to every page, on the page of this number."""

    page: int
    piece: LinePiece
    page_number: bool


def furniture(pages: list[tuple[int, float, list[LinePiece]]]) -> list[Repeated]:
    """Return the pieces at heads and feet that repeat from page to page.

    ``pages``: number, height in points, pieces. A document of one page has none but a page number that stands alone.
    """
    slots: dict[tuple[bool, int], list[tuple[int, LinePiece]]] = defaultdict(list)
    body = statistics.median([one.size for _, _, found in pages for one in found for _ in one.glyphs] or [10.0])
    for number, height, stands in pages:
        for one in stands:
            middle = (one.box.y0 + one.box.y1) / 2
            if middle < _ZONE * height or middle > (1 - _ZONE) * height:
                slots[middle > height / 2, round(one.baseline)].append((number, one))
    merged = _neighbours(slots)
    result: dict[int, Repeated] = {}
    for (foot, _), found in merged.items():
        outermost = _outermost(found, foot, pages)
        for number, one in _repeating(outermost, len(pages), body):
            result[id(one)] = Repeated(number, one, bool(_PAGE_NUMBER.fullmatch(_plain(one))))
    # What stands on a level with furniture is furniture: the chapter's name opposite the plan's
    for found in merged.values():
        levels = [one.baseline for _, one in found if id(one) in result]
        if len({number for number, one in found if id(one) in result}) >= 3:
            for number, one in found:
                level = min(abs(one.baseline - level) for level in levels) < 1.5
                if id(one) not in result and level and one.size <= 1.15 * body and _beside(number, found, result):
                    result[id(one)] = Repeated(number, one, bool(_PAGE_NUMBER.fullmatch(_plain(one))))
    return sorted(result.values(), key=lambda one: (one.page, one.piece.baseline, one.piece.box.x0))


def _neighbours(
    slots: dict[tuple[bool, int], list[tuple[int, LinePiece]]],
) -> dict[tuple[bool, int], list[tuple[int, LinePiece]]]:
    merged: dict[tuple[bool, int], list[tuple[int, LinePiece]]] = {}
    last: tuple[bool, int] | None = None
    for key in sorted(slots):
        if last and key[0] == last[0] and key[1] - last[1] <= 1:
            merged[next(reversed(merged))] += slots[key]
        else:
            merged[key] = list(slots[key])
        last = key
    return merged


def _outermost(
    found: list[tuple[int, LinePiece]], foot: bool, pages: list[tuple[int, float, list[LinePiece]]]
) -> list[tuple[int, LinePiece]]:
    """Those with at most two levels of other pieces between them and the page's edge."""
    by_number = {number: pieces for number, _, pieces in pages}
    result = []
    for number, one in found:
        beyond = {
            round(other.baseline / 2)
            for other in by_number[number]
            if (other.box.y0 > one.box.y1 if foot else other.box.y1 < one.box.y0)
        }
        if len(beyond) <= 2:
            result.append((number, one))
    return result


def _repeating(found: list[tuple[int, LinePiece]], pages: int, body: float) -> list[tuple[int, LinePiece]]:
    """Those whose text comes again on other pages, numbers apart only where they count the pages."""
    printed: dict[str, list[tuple[int, LinePiece]]] = defaultdict(list)
    numbered: dict[str, list[tuple[int, LinePiece]]] = defaultdict(list)
    for number, one in found:
        if one.size <= 1.6 * body:
            printed[_plain(one)].append((number, one))
            if _NUMBER.search(_plain(one)):
                numbered[_NUMBER.sub("0", _plain(one))].append((number, one))
    least = 2 if pages < 6 else 3
    result = [
        place for places in printed.values() if len({number for number, _ in places}) >= least for place in places
    ]
    return result + [
        place for places in numbered.values() if len(places) >= 2 and _counting(places) for place in places
    ]


def _counting(places: list[tuple[int, LinePiece]]) -> bool:
    """Whether a number in each grows with the pages that they stand on."""
    shifts: Counter[int] = Counter()
    for number, one in places:
        values = {int(value) if value.isdecimal() else _roman(value) for value in _NUMBER.findall(_plain(one))}
        shifts.update(value - number for value in values)
    return max(shifts.values(), default=0) >= max(2, 0.5 * len(places))


def _roman(text: str) -> int:
    values = [dict(zip("ivxlc", (1, 5, 10, 50, 100), strict=True))[char] for char in text]
    return sum(-one if one < max(values[n:]) else one for n, one in enumerate(values))


def _beside(number: int, found: list[tuple[int, LinePiece]], result: dict[int, Repeated]) -> bool:
    """Whether furniture of the same page stands on the level."""
    return any(n == number and id(other) in result for n, other in found)


def _plain(one: LinePiece) -> str:
    return unicodedata.normalize("NFKC", one.text).casefold()


def repeated_bands(pages: list[tuple[int, list[list[Glyph]]]]) -> set[int]:
    """Return the vertical lines, by ``id``, that repeat at one place from page to page: tabs of chapters at the edge.

    The first of each text stays, since it may be the only place where a chapter's name is printed.
    """
    seen: dict[tuple[str, int], list[list[Glyph]]] = defaultdict(list)
    for _, runs in pages:
        for run in runs:
            seen["".join(glyph.text for glyph in run), round(run[0].x / 4)].append(run)
    return {id(run) for runs in seen.values() if len(runs) >= 2 for run in runs[1:]}
