"""Mark the nodes of a unit that compiled shapes are to look at.

A unit is validated together with what it points to, since shapes ask what kind of thing that is; those nodes are held to
the shapes in their own unit. Compiled shapes therefore target a marker, a property of ours that only a unit's own nodes
have: with the classes of all nodes as targets, the engine takes three times as long, for results that nobody asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from pyoxigraph import Literal, NamedNode

from kgtool.rdf import nquads
from kgtool.rdf.nquads import Line
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDFS, SH

_MARKER = "urn:kgtool:target:"
_FALSE = Literal(False)
_SUBCLASS = f"<{RDFS.subClassOf.value}>".encode()


def with_markers(shapes: Iterable[Statement]) -> list[Statement]:
    """Return shapes whose class and subjects-of targets (SHACL, sections 2.1.3.2 and 2.1.3.4) are markers instead.

    Shapes that would see the markers themselves stay as they are.
    """
    every = list(shapes)
    if _see_markers(every):
        return every
    moved = (SH.targetClass, SH.targetSubjectsOf)
    return [
        Statement(s.subject, SH.targetSubjectsOf, NamedNode(_MARKER + s.object.value))
        if s.predicate in moved and isinstance(s.object, NamedNode)
        else s
        for s in every
    ]


def _see_markers(shapes: Iterable[Statement]) -> bool:
    """Whether the property of a marker would change what is found: closed shapes forbid it, SPARQL may ask for any."""
    return any(s.predicate in (SH.select, SH.ask) or (s.predicate == SH.closed and s.object != _FALSE) for s in shapes)


class Targets:
    """Which nodes the targets of some shapes mean. ``classes`` are the statements that say which class is below which."""

    def __init__(self, shapes: Sequence[Statement], classes: Sequence[Line]) -> None:
        self._shapes = shapes
        self._known = {line.triple: line for line in classes}
        marked = [] if _see_markers(shapes) else shapes
        self._classes = {str(s.object).encode() for s in marked if s.predicate == SH.targetClass}
        self._predicates = {str(s.object).encode() for s in marked if s.predicate == SH.targetSubjectsOf}
        self._looked_at = {nquads.TYPE, _SUBCLASS} | self._predicates
        self._above: dict[bytes, set[bytes]] = defaultdict(set)
        for line in classes:
            self._above[line.subject].add(line.object)
        self._targets_of_class: dict[bytes, list[bytes]] = {}

    def markers(self, lines: Iterable[Line], own: Collection[str]) -> str:
        """Return the markers of the nodes in ``own``, by what ``lines`` say of them, as N-Triples.

        Cost: a look at each line.
        """
        looked_at = [line for line in lines if line.predicate in self._looked_at]
        below = {line.triple: line for line in looked_at if line.predicate == _SUBCLASS}
        if not below.keys() <= self._known.keys():
            return Targets(self._shapes, list((below | self._known).values())).markers(looked_at, own)
        found: set[tuple[bytes, bytes]] = set()
        for subject, predicate, value, _, _ in looked_at:
            if subject[:1] == b"_" or subject.decode() in own:
                if predicate == nquads.TYPE:
                    found.update((subject, target) for target in self._of_class(value))
                if predicate in self._predicates:
                    found.add((subject, predicate))
        start = _MARKER.encode()
        return b"".join(b'%s <%s%s "" .\n' % (node, start, target[1:]) for node, target in sorted(found)).decode()

    def _of_class(self, name: bytes) -> list[bytes]:
        """The target classes that an instance of a class belongs to."""
        if name not in self._targets_of_class:
            found, rest = {name}, [name]
            while rest:
                above = self._above.get(rest.pop(), set()) - found
                found |= above
                rest += above
            self._targets_of_class[name] = sorted(found & self._classes)
        return self._targets_of_class[name]
