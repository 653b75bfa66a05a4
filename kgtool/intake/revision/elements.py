"""The elements of one version as they are compared: kind, code, heading, wording, and where each stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgtool.base.japanese import DASHES
from kgtool.extract.outline import Outline, OutlineElement


@dataclass(frozen=True)
class VersionElement:
    """An element of one version: ``path`` is its name below the version, ``parent`` the path above it or empty.

    ``wording`` is all that it says, heading and body, without white space and with one width (NFKC); ``position`` is its
    place among all elements of its version, from 0 to 1.
    """

    path: str
    kind: str
    notation: str
    label: str
    wording: str
    parent: str
    position: float


Elements = Mapping[str, VersionElement]
"""The elements of one version by path, parents and children alike, in the order of the text."""


def of_outline(outline: Outline, text: str) -> dict[str, VersionElement]:
    """Return the elements of an outline, with their wording from the text that it was read from."""
    elements = list(outline.elements.values())
    last = max(1, len(elements) - 1)
    return {
        element.path: VersionElement(
            element.path,
            element.class_,
            element.notation,
            element.label,
            _wording(element, text),
            element.parent,
            number / last,
        )
        for number, element in enumerate(elements)
    }


def plain(printed: str) -> str:
    """Return a text without white space, in one width, with one kind of dash: how a scan breaks lines says nothing."""
    return "".join(unicodedata.normalize("NFKC", printed).translate(DASHES).split())


def below(elements: Elements) -> dict[str, list[str]]:
    """Return, by path, the paths of an element's children in order; those at the top below the empty path."""
    found: dict[str, list[str]] = {"": []}
    for element in elements.values():
        found.setdefault(element.parent if element.parent in elements else "", []).append(element.path)
    return found


def _wording(element: OutlineElement, text: str) -> str:
    """The heading from its title on, and all other ranges of an element, each character once.

    What stands before the title is its number; a label that the heading does not print is ours and says nothing.
    """
    ranges = _outermost(span for span in (element.heading, element.body, element.stated) if span)
    printed = "".join(plain(text[start:end]) for start, end in ranges)
    title = plain(element.label) or plain(element.notation)
    return printed[max(0, printed.find(title)) :].removeprefix("" if element.label else title)


def _outermost(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges that lie in no other, in order."""
    kept: list[tuple[int, int]] = []
    for span in sorted(ranges, key=lambda span: (span[0], -span[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept
