"""What one unit is validated with: its own statements, and what other units say of the things that it points to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Store

from kgtool.check.context import ValidationContext
from kgtool.corpus import units
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line

_ALIGNMENT = f"<{iris.graph('align')}/".encode()


@dataclass
class UnitInput:
    """What a unit is validated with: its own lines, and ``context_lines`` of the plans that it points to, by unit.

    ``store`` holds its statements; the check queries add their context to it. ``outside`` are the nodes that it points to
    and gives no class, ``pointed`` the units of the plans whose they are, there or not. Results about the nodes in ``own``
    are its own. It ``aligns`` plans where it has an alignment's graph.
    """

    context: ValidationContext
    name: str
    store: Store
    lines: list[Line]
    aligns: bool
    subjects: set[bytes]
    outside: set[bytes]
    context_lines: dict[str, list[Line]] = field(default_factory=dict)
    pointed: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @property
    def near(self) -> list[Line]:
        """The context lines about the nodes that the unit points to."""
        return [line for lines in self.context_lines.values() for line in lines if line.subject in self.outside]

    @property
    def beyond(self) -> list[Line]:
        """The other context lines, which only rules about pairs of plans look at."""
        return [line for lines in self.context_lines.values() for line in lines if line.subject not in self.outside]


def unit_input(context: ValidationContext, name: str, lines: list[Line], store: Store) -> UnitInput:
    """Return what a unit with these lines is validated with: of plans that it aligns, all that rules about pairs match.

    ``store`` holds just the unit.
    """
    subjects, typed, objects = nquads.nodes(lines)
    aligns = any(graph.startswith(_ALIGNMENT) for graph in {line[3] for line in lines})
    given = UnitInput(context, name, store, lines, aligns, subjects, objects - typed)
    wanted = context.pair_predicates if aligns else frozenset()
    given.pointed = _pointed(name, given.outside - context.about.keys())
    for other in given.pointed:
        if other in context.sound:
            excerpt = context.excerpt(other, wanted, given.outside | (subjects - typed))
            if excerpt is not None:
                given.context_lines[other] = excerpt
    elsewhere = {line.subject for lines in given.context_lines.values() for line in lines}
    elsewhere |= context.about.keys() if name != units.SHARED else set()
    if name == units.SHARED:
        subjects = subjects - context.carried.nodes
    own = {node.decode() for node in subjects if node in typed or node not in elsewhere}
    given.own = own | {"_:"} if own else set()
    return given


def _pointed(name: str, outside: Iterable[bytes]) -> list[str]:
    """The names of the units of other plans that a unit points into; they may not be there."""
    start = f"<{iris.ID}".encode()
    plans = {node[len(start) : -1].partition(b"/")[0].decode() for node in outside if node.startswith(start)}
    return sorted({f"plan/{plan}" for plan in plans} - {name})
