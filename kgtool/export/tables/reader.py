"""Look up what tables need in a store: labels in both languages, plans, versions, elements, gaps."""

from __future__ import annotations

from collections.abc import Iterator

from cachetools import LRUCache, cachedmethod
from pyoxigraph import Store

from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.turtle import natural
from kgtool.rdf.vocab import JPP

CellValue = str | int | float | None
_MOST_NAMES = 100_000


class TableReader(GraphReader):
    """Look-ups whose IRIs come in natural order: ``direction/2`` before ``direction/10``."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, natural)
        self._names: LRUCache[object, tuple[str, str]] = LRUCache(_MOST_NAMES)

    @cachedmethod(lambda self: self._names)
    def names(self, iri: str | None) -> tuple[str, str]:
        """Return what a resource is called in Japanese and in English; empty where it has no name."""
        return self.called(iri, "ja"), self.called(iri, "en")

    def both(self, iri: str | None) -> str:
        """Return what a resource is called in both languages, in one cell."""
        return " / ".join(filter(None, self.names(iri)))

    def kinds(self, iri: str | None) -> list[str]:
        """Return the classes of ours that a resource has."""
        return [kind for kind in self.types(iri) if kind.startswith(iris.NS)] if iri else []

    def plans(self) -> Iterator[tuple[str, str]]:
        """Yield each plan and each of its versions."""
        for version in self.subjects(JPP.versionOf):
            yield self.object(version, JPP.versionOf) or "", version

    def elements(self, version: str) -> list[str]:
        """Return the elements of a version."""
        return self.subjects(JPP.inVersion, version)

    def kind(self, element: str) -> tuple[str, str, str]:
        """Return the kind of an element: the local name of its class, and what that is called."""
        kind = next(iter(self.kinds(element)), "")
        return (kind.removeprefix(iris.NS), *self.names(kind))

    def head(self, plan: str) -> tuple[str, str, str, str, str]:
        """Return what every row begins with: the plan's id and names, and the names of its municipality."""
        return (iris.path_of(plan), *self.names(plan), *self.names(self.object(plan, JPP.responsibleBody)))

    def lines(self, iri: str) -> tuple[int | None, int | None]:
        """Return the first and the last line of a resource's place in the source."""
        place = self.object(iri, JPP.statedAt)
        return (self.number(place, JPP.firstLine), self.number(place, JPP.lastLine)) if place else (None, None)

    def gaps(self, iri: str) -> dict[str, str | None]:
        """Return the properties that are recorded as missing of a resource, with the reason of each."""
        found = self.subjects(JPP.gapIn, iri)
        return {self.object(gap, JPP.gapProperty) or "": self.object(gap, JPP.gapReason) for gap in found}
