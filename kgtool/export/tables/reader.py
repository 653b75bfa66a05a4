"""What the tables look up in the store: neighbours, names in one language, the parts of each plan."""

from __future__ import annotations

from collections.abc import Iterator

from cachetools import LRUCache, cachedmethod
from pyoxigraph import Literal, NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.turtle import natural
from kgtool.rdf.vocab import JPP, RDF, RDFS, SKOS

Cell = str | int | float | None
_MOST_NAMES = 100_000


class Reader:
    """Look-ups by subject, predicate or object; none scans the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._names: LRUCache[object, str] = LRUCache(_MOST_NAMES)

    def objects(self, subject: str, predicate: NamedNode) -> list[str]:
        """The IRIs that a resource points to, in natural order."""
        quads = self.store.quads_for_pattern(NamedNode(subject), predicate, None, None)
        return sorted({q.object.value for q in quads if isinstance(q.object, NamedNode)}, key=natural)

    def object(self, subject: str, predicate: NamedNode) -> str:
        """The first of ``objects``; empty where there is none."""
        return next(iter(self.objects(subject, predicate)), "")

    def subjects(self, predicate: NamedNode, value: str | NamedNode, graph: str = "") -> list[str]:
        """The resources that point to an IRI, in natural order; with ``graph``, those that do so there."""
        node = value if isinstance(value, NamedNode) else NamedNode(value)
        quads = self.store.quads_for_pattern(None, predicate, node, NamedNode(graph) if graph else None)
        return sorted({q.subject.value for q in quads if isinstance(q.subject, NamedNode)}, key=natural)

    def value(self, subject: str, predicate: NamedNode, lang: str = "") -> str | None:
        """The first literal of a resource, in ``lang`` if given; None where there is none."""
        quads = self.store.quads_for_pattern(NamedNode(subject), predicate, None, None)
        found = [q.object for q in quads if isinstance(q.object, Literal)]
        return min((x.value for x in found if not lang or x.language == lang), default=None)

    def number(self, subject: str, predicate: NamedNode) -> int | None:
        """The first literal of a resource as a whole number."""
        value = self.value(subject, predicate)
        return int(value) if value and value.lstrip("-").isdecimal() else None

    def decimal(self, subject: str, predicate: NamedNode) -> float | None:
        """The first literal of a resource as a number."""
        value = self.value(subject, predicate)
        return float(value) if value else None

    @cachedmethod(lambda self: self._names)
    def name(self, iri: str, lang: str) -> str:
        """What a resource is called in ``lang``; empty where it has no name there."""
        if not iri:
            return ""
        return self.value(iri, RDFS.label, lang) or self.value(iri, SKOS.prefLabel, lang) or ""

    def names(self, iri: str) -> tuple[str, str]:
        """What a resource is called in Japanese and in English."""
        return self.name(iri, "ja"), self.name(iri, "en")

    def both(self, iri: str) -> str:
        """What a resource is called in both languages, in one cell."""
        return " / ".join(filter(None, self.names(iri)))

    def kinds(self, iri: str) -> list[str]:
        """The classes of ours that a resource has."""
        return [kind for kind in self.objects(iri, RDF.type) if kind.startswith(iris.NS)]

    def plans(self) -> Iterator[tuple[str, str]]:
        """Yield each comprehensive plan and each of its versions."""
        for plan in self.subjects(RDF.type, JPP.ComprehensivePlan):
            for version in self.subjects(JPP.versionOf, plan):
                yield plan, version

    def elements(self, version: str) -> list[str]:
        """The elements of a version."""
        return self.subjects(JPP.inVersion, version)

    def head(self, plan: str) -> tuple[str, str, str]:
        """What every row begins with: the plan's id and names."""
        return (iris.path_of(plan), *self.names(plan))

    def lines(self, iri: str) -> tuple[int | None, int | None]:
        """The first and the last line of a resource's place in the source."""
        place = self.object(iri, JPP.statedAt)
        return (self.number(place, JPP.firstLine), self.number(place, JPP.lastLine)) if place else (None, None)

    def gaps(self, iri: str) -> dict[str, str]:
        """The properties that are recorded as missing of a resource, with the reason of each."""
        found = self.subjects(JPP.gapIn, iri)
        return {self.object(gap, JPP.gapProperty): self.object(gap, JPP.gapReason) for gap in found}
