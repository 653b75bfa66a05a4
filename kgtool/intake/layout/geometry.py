"""What stands on a page: characters and rules with their places, in points from the upper left corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class Rectangle(NamedTuple):
    """A rectangle: left, top, right, bottom, in points; the origin is the page's upper left corner, y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def overlap(self, other: Rectangle) -> tuple[float, float]:
        """Return how far two boxes overlap in x and in y; negative is the distance between them."""
        return (
            min(self.x1, other.x1) - max(self.x0, other.x0),
            min(self.y1, other.y1) - max(self.y0, other.y0),
        )


def around(boxes: Iterable[Rectangle]) -> Rectangle:
    """Return the smallest rectangle around at least one box."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Rectangle(min(x0), min(y0), max(x1), max(y1))


@dataclass(slots=True)
class Glyph:
    """One printed character.

    ``baseline`` is the y on which it stands; ``size`` the height of its font in points; ``font`` identifies the font in the
    document; ``order`` is its place in the file. ``code`` is the font's own number of a character that has no Unicode
    value, and ``text`` then U+FFFD. ``confidence`` is that of optical recognition, from 0 to 1; None if the file states
    the character.
    """

    text: str
    box: Rectangle
    baseline: float
    size: float
    font: int
    order: int
    code: int | None = None
    confidence: float | None = None
    hidden: bool = False

    @property
    def x(self) -> float:
        """Its centre from the left."""
        return (self.box.x0 + self.box.x1) / 2

    @property
    def y(self) -> float:
        """Its centre from the top."""
        return (self.box.y0 + self.box.y1) / 2


class RuledLine(NamedTuple):
    """A straight line along an axis: ``at`` is its y if it is level and its x if it is upright, ``start`` and ``end`` its extent."""

    level: bool
    at: float
    start: float
    end: float


@dataclass
class PageContent:
    """All that stands on one page: its number from 1, its size in points, characters, rules, filled areas and pictures.

    ``segments`` counts the lines and curves of everything that is drawn.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[RuledLine] = field(default_factory=list)
    areas: list[Rectangle] = field(default_factory=list)
    pictures: list[Rectangle] = field(default_factory=list)
    segments: int = 0


def turned(glyph: Glyph, width: float) -> Glyph:
    """Return a character of vertical writing as if the page lay on its left side, so that its line runs to the right.

    Top to bottom becomes left to right, right to left becomes top to bottom; ``width`` is that of the page.
    """
    box = turned_box(glyph.box, width)
    baseline = (box.y0 + box.y1) / 2 + 0.38 * glyph.size
    return replace(glyph, box=box, baseline=baseline)


def turned_box(box: Rectangle, width: float) -> Rectangle:
    """Return where a rectangle is when the page lies on its left side."""
    return Rectangle(box.y0, width - box.x1, box.y1, width - box.x0)


def turned_page(page: PageContent, glyphs: list[Glyph]) -> PageContent:
    """Return a page with some of its characters as if it lay on its left side."""
    rules = [
        RuledLine(False, rule.at, page.width - rule.end, page.width - rule.start)
        if rule.level
        else RuledLine(True, page.width - rule.at, rule.start, rule.end)
        for rule in page.rules
    ]
    return PageContent(
        page.number,
        page.height,
        page.width,
        [turned(glyph, page.width) for glyph in glyphs],
        rules,
        [turned_box(area, page.width) for area in page.areas],
        [turned_box(picture, page.width) for picture in page.pictures],
    )
