"""A real plan as it is read: its statements by subject, its elements in order, and what belongs to each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Store

from benchmarks.corpus.anatomy import Key
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OWL, SSSOM

Row = tuple[str, NamedNode, NamedNode | Literal, str]
"""Subject, predicate, object, and who says it: ``plan`` or ``theme``."""


class RealPlan:
    """One plan of a repository that is loaded into a store."""

    def __init__(self, store: Store, plan: str) -> None:
        self.plan, self.store = plan, store
        self.about: dict[str, list[Row]] = defaultdict(list)
        self.things: set[str] = set()
        for kind in ("plan", "theme"):
            for quad in store.quads_for_pattern(None, None, None, NamedNode(iris.graph(kind, plan))):
                assert isinstance(quad.subject, NamedNode)
                assert isinstance(quad.object, NamedNode | Literal)
                if quad.subject.value.startswith(iris.THING):
                    self.things.add(quad.subject.value.removeprefix(iris.THING))
                    continue
                self.about[quad.subject.value].append((quad.subject.value, quad.predicate, quad.object, kind))
        self.plan_iri = iris.element(plan)
        self.version = next(s for s, p, o, _ in self.rows() if p == JPP.versionOf and o.value == self.plan_iri)
        self.text = self.one(self.version, JPP.sourceText)
        self.end_year = int(self.one(self.version, JPP.endFiscalYear))
        self.elements = {s for s, p, _, _ in self.rows() if p == JPP.order}
        self.keys = {element: self.key(element) for element in self.elements}
        self.in_order = sorted(self.elements, key=lambda e: (self.span(self.one(e, JPP.statedAt))[0], e))
        self.owned = self._owned()
        self.cited = self._cited()

    def rows(self) -> Iterable[Row]:
        return (row for rows in self.about.values() for row in rows)

    def all(self, subject: str, predicate: NamedNode) -> list[str]:
        return [o.value for _, p, o, _ in self.about.get(subject, ()) if p == predicate]

    def one(self, subject: str, predicate: NamedNode) -> str:
        return next(iter(self.all(subject, predicate)), "")

    def parent(self, element: str) -> str:
        above = self.one(element, JPP.partOf)
        return above if above in self.elements else ""

    def key(self, element: str) -> Key:
        above = self.parent(element)
        return (*(self.key(above) if above else ()), self.one(element, JPP.localType).rsplit("/", 1)[-1])

    def span(self, iri: str) -> tuple[int, int]:
        found = iris.read_span(iri)
        return (found.start, found.end) if found else (0, 0)

    def _owned(self) -> dict[str, list[Row]]:
        """What belongs to each element: its own statements, those of the resources below it and of the plan that it lists;
        the rest to the version."""
        owned: dict[str, list[Row]] = defaultdict(list)
        listing = {plan: element for element in sorted(self.elements) for plan in self.all(element, JPP.lists)}
        for subject, rows in self.about.items():
            if (subject.startswith(iris.TEXT) and subject != self.text) or self.one(subject, OWL.deprecated):
                continue  # a made-up plan has no addresses that it gave up
            repaired = self.one(subject, JPP.repairOf)
            owner = repaired or listing.get(subject, subject)
            while owner not in self.elements and "/" in owner.removeprefix(self.version):
                owner = owner.rsplit("/", 1)[0] if owner.startswith(self.version) else ""
            owned[owner if owner in self.elements else self.version] += rows
        return owned

    def _cited(self) -> dict[str, set[str]]:
        """The places in this text that alignments cite, by the element that they are about."""
        cited: dict[str, set[str]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, JPP.evidence, None, None):
            assert isinstance(quad.object, NamedNode)
            if str(quad.graph_name).startswith(f"<{iris.graph('align')}/") and quad.object.value.startswith(
                self.text + "#"
            ):
                for side in (SSSOM.subject_id, SSSOM.object_id):
                    for other in self.store.quads_for_pattern(quad.subject, side, None, quad.graph_name):
                        if other.object.value in self.elements:  # type: ignore[union-attr]
                            cited[other.object.value].add(quad.object.value)  # type: ignore[union-attr]
        return cited
