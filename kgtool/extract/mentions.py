"""Find mentions: the longest name of the gazetteer at each place of a text, with the element that it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgtool.extract.outline import Outline, Range
from kgtool.extract.profile import Profile
from kgtool.extract.source import SourceText


@dataclass(frozen=True)
class GazetteerName:
    """A surface form and the IRI of the thing it names; for a guard, a longer word that only contains a name, empty."""

    surface: str
    thing: str


@dataclass(frozen=True)
class Hit:
    """One mention: the IRI of a thing, its range in the text, the path of the innermost element there (empty outside any)."""

    thing: str
    at: Range
    element: str


class Gazetteer:
    """Surface forms to search for. White space inside a name or a line is ignored; blank names are dropped."""

    def __init__(self, names: Iterable[GazetteerName]) -> None:
        self.names: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            if surface := "".join(name.surface.split()):
                self.names.setdefault(surface[0], []).append((surface, name.thing))
        for candidates in self.names.values():
            candidates.sort(key=lambda item: (-len(item[0]), item[1] == "", item))

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, IRI) of each mention in one line, left to right, without overlap.

        Offsets are code points of the line. Where names begin together the longest wins; a guard wins over its equal.
        """
        places = [n for n, char in enumerate(text) if not char.isspace()]
        dense = "".join(text[n] for n in places)
        hits, at = [], 0
        while at < len(dense):
            for surface, thing in self.names.get(dense[at], ()):
                if dense.startswith(surface, at):
                    if thing:
                        hits.append((places[at], places[at + len(surface) - 1] + 1, thing))
                    at += len(surface)
                    break
            else:
                at += 1
        return hits


def find(source: SourceText, profile: Profile, outline: Outline, gazetteer: Gazetteer) -> list[Hit]:
    """Return all mentions in document order, each with the innermost element whose range covers it.

    The name of a plan in running text is a plan listing, too; the mention belongs to the element whose text that is.

    Searched are the lines that belong to elements; page furniture is not, unless the rule of a line sets ``mentions``.
    """
    said = {rule.name: rule.mentions for rule in profile.rules}
    read = {
        entry.line
        for entry in outline.ledger
        if said.get(entry.rule) == "yes" or (not said.get(entry.rule) and entry.kind == "element")
    }
    covers = sorted(
        (
            (at, element.path)
            for element in outline.elements.values()
            if element.class_ != "PlanListing" or element.body is not None
            for at in (element.stated, element.body, element.heading)
            if at is not None
        ),
        key=lambda item: (item[0][1] - item[0][0], item[1]),
    )
    hits, offset = [], 0
    for number, line in enumerate(source.text.split("\n"), 1):
        for start, end, thing in gazetteer.find(line) if number in read else ():
            at = (offset + start, offset + end)
            element = next((path for cover, path in covers if cover[0] <= at[0] and at[1] <= cover[1]), "")
            hits.append(Hit(thing, at, element))
        offset += len(line) + 1
    return hits
