"""Tell what belongs to every page from what belongs to the text: running heads, running feet, page numbers."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass

from kgtool.intake.layout.geometry import Glyph, PageContent
from kgtool.intake.layout.lines import LinePiece

_ZONE = 0.12
"""The part of a page's height, at its head and at its foot, in which furniture stands."""
_BAND_ZONE = 0.15
"""The part of a page's width, at both edges, in which bands stand."""
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
    result: dict[int, Repeated] = {}
    for (foot, _), found in _neighbours(slots).items():
        outermost = _outermost(found, foot, pages)
        repeating = _repeating(outermost, body)
        where = {number for number, _ in repeating}
        # Where few pages repeat a text, or most have one of their own, a standing heading comes again by chance
        few = len(where) < max(0.6 * len({number for number, _ in found}), 0.5 * len(pages))
        if few and not _numbers(repeating):
            continue
        for number, one in repeating:
            result[id(one)] = _repeated(number, one)
        if len(where) >= 3:
            for number, one in found:
                alike = any(abs(one.size - other.size) < 0.05 * one.size for _, other in repeating)
                level = min(abs(one.baseline - other.baseline) for _, other in repeating) < 1.5
                if level and (alike or _beside(number, found, result)):
                    result.setdefault(id(one), _repeated(number, one))
    return sorted(result.values(), key=lambda one: (one.page, one.piece.baseline, one.piece.box.x0))


def _repeated(number: int, one: LinePiece) -> Repeated:
    return Repeated(number, one, bool(_PAGE_NUMBER.fullmatch(_plain(one))))


def _numbers(found: list[tuple[int, LinePiece]]) -> bool:
    return bool(found) and all(_PAGE_NUMBER.fullmatch(_plain(one)) for _, one in found)


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


def _repeating(found: list[tuple[int, LinePiece]], body: float) -> list[tuple[int, LinePiece]]:
    """Those whose text comes again on other pages, numbers apart only where they count the pages."""
    printed: dict[str, list[tuple[int, LinePiece]]] = defaultdict(list)
    numbered: dict[str, list[tuple[int, LinePiece]]] = defaultdict(list)
    for number, one in found:
        if one.size <= 1.6 * body:
            printed[_plain(one)].append((number, one))
            if _NUMBER.search(_plain(one)):
                numbered[_NUMBER.sub("0", _plain(one))].append((number, one))
    result = [place for places in printed.values() if len({number for number, _ in places}) >= 2 for place in places]
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


def repeated_bands(pages: list[tuple[PageContent, list[list[Glyph]]]]) -> set[int]:
    """Return the vertical lines, by ``id``, that repeat at one place from page to page: tabs of chapters, running heads.

    At the sides the first of each text stays, since it may be the only place where a chapter's name is printed; what stands
    at the head or foot of most pages goes everywhere.
    """
    seen: dict[tuple[str, int, int], list[tuple[PageContent, list[Glyph]]]] = defaultdict(list)
    for page, runs in pages:
        for run in runs:
            key = "".join(glyph.text for glyph in run), round(run[0].x / 4), round(run[0].y / 4)
            seen[key].append((page, run))
    found = set()
    for places in seen.values():
        page, run = places[0]
        side = min(run[0].x, page.width - run[0].x) < _BAND_ZONE * page.width
        edge = run[-1].y < 0.08 * page.height or run[0].y > 0.92 * page.height
        if edge and len(places) >= max(2, 0.5 * len(pages)):
            found |= {id(run) for _, run in places}
        elif side:
            found |= {id(run) for _, run in places[1:]}
    return found
