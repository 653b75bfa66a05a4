"""What shapes are aimed at: the nodes that are a unit's own.

A unit is also shown what it points to, since shapes ask what kind of thing that is; those nodes are held to the shapes in
their own unit. Compiled shapes are therefore aimed at a property of ours that just a unit's own nodes are given: with
the classes of what it points to as targets, the engine takes three times as long, for results that nobody asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from pyoxigraph import NamedNode

from kgtool.rdf import nquads
from kgtool.rdf.nquads import Line
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDFS, SH

_GIVEN = "urn:kgtool:target:"
_SUBCLASS = f"<{RDFS.subClassOf.value}>".encode()


def aimed(shapes: Iterable[Statement]) -> list[Statement]:
    """Return shapes with class targets and subjects-of targets (SHACL, sections 2.1.3.2 and 2.1.3.4) at what is given."""
    moved = (SH.targetClass, SH.targetSubjectsOf)
    return [
        Statement(s.subject, SH.targetSubjectsOf, NamedNode(_GIVEN + s.object.value))
        if s.predicate in moved and isinstance(s.object, NamedNode)
        else s
        for s in shapes
    ]


class Targets:
    """Which nodes the targets of some shapes mean. ``classes`` are the statements that say what is below what."""

    def __init__(self, shapes: Sequence[Statement], classes: Sequence[Line]) -> None:
        self._shapes = shapes
        self._classes_by_triple = {line.triple: line for line in classes}
        self._classes = {str(s.object).encode() for s in shapes if s.predicate == SH.targetClass}
        self._predicates = {str(s.object).encode() for s in shapes if s.predicate == SH.targetSubjectsOf}
        self._looked_at = {nquads.TYPE, _SUBCLASS} | self._predicates
        self._above: dict[bytes, set[bytes]] = defaultdict(set)
        for line in classes:
            self._above[line.subject].add(line.object)
        self._known: dict[bytes, list[bytes]] = {}

    def given(self, lines: Iterable[Line], own: Collection[str]) -> str:
        """Return what ``aimed`` shapes look for, as N-Triples: for the nodes in ``own``, by what ``lines`` say of them.

        Cost: a look at each line.
        """
        told = [line for line in lines if line.predicate in self._looked_at]
        below = {line.triple: line for line in told if line.predicate == _SUBCLASS}
        if not below.keys() <= self._classes_by_triple.keys():
            every = (below | self._classes_by_triple).values()
            return Targets(self._shapes, list(every)).given(told, own)
        found: set[tuple[bytes, bytes]] = set()
        for subject, predicate, value, _, _ in told:
            if subject[:1] == b"_" or subject.decode() in own:
                if predicate == nquads.TYPE:
                    found.update((subject, target) for target in self._of_class(value))
                if predicate in self._predicates:
                    found.add((subject, predicate))
        start = _GIVEN.encode()
        return b"".join(b'%s <%s%s "" .\n' % (node, start, target[1:]) for node, target in sorted(found)).decode()

    def _of_class(self, name: bytes) -> list[bytes]:
        """The classes aimed at that an instance of a class belongs to."""
        if name not in self._known:
            found, rest = {name}, [name]
            while rest:
                above = self._above.get(rest.pop(), set()) - found
                found |= above
                rest += above
            self._known[name] = sorted(found & self._classes)
        return self._known[name]
