"""Compare the elements of an outline with what is known of a text: kind, title, parent, first line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kgtool.extract.outline import Outline, OutlineElement


@dataclass(frozen=True)
class KnownElement:
    """An element as somebody knows it; ``line`` is 0 where only titles are known, ``parent`` empty for the plan itself."""

    kind: str
    title: str
    parent: str
    line: int = 0


@dataclass
class DraftScore:
    """How many elements were found as known (all fields right), how many are known, how many were drafted."""

    right: int = 0
    known: int = 0
    drafted: int = 0
    missed: list[KnownElement] = field(default_factory=list)
    added: list[KnownElement] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.drafted if self.drafted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.known if self.known else 0.0

    @property
    def f1(self) -> float:
        both = self.known + self.drafted
        return 2 * self.right / both if both else 1.0


def plain(text: str) -> str:
    """Return a title without white space, in normal form."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def of(outline: Outline, text: str) -> list[KnownElement]:
    """Return the elements of an outline; a parent is called by its line, or the first line that shows what is implied.

    A title that is not printed there (a label of ours, a repaired one) is empty: then the line alone tells.
    """
    lines = text.split("\n")

    def title(element: OutlineElement) -> str:
        near = plain("".join(lines[max(0, element.line - 2) : element.line + 4]))
        label = plain(element.label)
        return label if label and label in near else ""

    return [
        KnownElement(e.class_, title(e), f"line {outline.elements[e.parent].line}" if e.parent else "", e.line)
        for e in outline.elements.values()
    ]


def score(known: Sequence[KnownElement], drafted: Sequence[KnownElement], kinds: Iterable[str] = ()) -> DraftScore:
    """Return how well drafted elements agree with known ones, of some kinds or of all; each counts once."""
    only = set(kinds)
    gold = Counter(e for e in known if not only or e.kind in only)
    untitled = {(e.kind, e.line) for e in gold if not e.title}
    ours = Counter(
        replace(e, title="") if (e.kind, e.line) in untitled else e for e in drafted if not only or e.kind in only
    )
    return DraftScore(
        right=(gold & ours).total(),
        known=gold.total(),
        drafted=ours.total(),
        missed=sorted((gold - ours).elements(), key=lambda e: e.line),
        added=sorted((ours - gold).elements(), key=lambda e: e.line),
    )


def by_title(known: Sequence[KnownElement], outline: Outline, text: str) -> DraftScore:
    """Score where only titles are known: one may be a label, or the text of the element where it has no title.

    Paragraphs that are known one by one and stand below one heading are one element, as in the hand-made profiles: each of
    them counts as known and as found once the element is, and the element as often.
    """
    spans = {path: _texts(element, text) for path, element in outline.elements.items()}
    bodies = {path: plain(text[slice(*(e.body or e.stated or (0, 0)))]) for path, e in outline.elements.items()}
    taken: dict[str, OutlineElement] = {}
    left = dict(outline.elements)
    result = DraftScore(known=len(known), drafted=len(left))
    for one in known:
        hit = next(
            (
                path
                for path, element in left.items()
                if element.class_ == one.kind
                and (plain(one.title) in spans[path] or _paragraph(one, bodies[path]))
                and (not one.parent or plain(one.parent) in spans.get(element.parent, set()))
                and (bool(one.parent) or not element.parent)
            ),
            None,
        )
        if hit is None and one.kind == "Statement" and (hit := _beside(one, taken, bodies)) is not None:
            result.right, result.drafted = result.right + 1, result.drafted + 1
        elif hit is None:
            result.missed.append(one)
        else:
            result.right += 1
            taken[hit] = left.pop(hit)
    result.added = [KnownElement(e.class_, e.label, e.parent, e.line) for e in left.values()]
    return result


def _beside(one: KnownElement, taken: dict[str, OutlineElement], bodies: dict[str, str]) -> str | None:
    """The element found before that holds this paragraph, too."""
    return next((p for p, e in taken.items() if e.class_ == one.kind and _paragraph(one, bodies[p])), None)


def _paragraph(one: KnownElement, body: str) -> bool:
    """Whether what is known of an element is a whole sentence or more, and stands in a body."""
    return one.title.endswith("。") and plain(one.title) in body


def _texts(element: OutlineElement, text: str) -> set[str]:
    found = {plain(element.label)}
    for at in (element.heading, element.body, element.stated):
        if at:
            found.add(plain(text[slice(*at)]))
    return found
