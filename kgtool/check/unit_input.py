"""What one unit is validated with: its own statements, and what other units say of the things that it points to."""

from __future__ import annotations

import hashlib
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
    """What a unit is validated with: its own lines, and context lines of the plans that it points to.

    ``store`` holds its statements; the check queries add their context to it. ``outside`` are the nodes that it points to
    and gives no class, ``pointed`` the plans whose they are, ``others`` those that are there. Results about the nodes in
    ``own`` are its own. It ``aligns`` plans where it has an alignment's graph.
    """

    context: ValidationContext
    name: str
    store: Store
    lines: list[Line]
    aligns: bool
    subjects: set[bytes]
    outside: set[bytes]
    context_lines: list[Line] = field(default_factory=list)
    pointed: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @property
    def seen(self) -> str:
        """A hash of its context lines."""
        return hashlib.sha256(b"".join(sorted(line.text for line in self.context_lines))).hexdigest()


def unit_input(context: ValidationContext, name: str, lines: list[Line], store: Store) -> UnitInput:
    """Return what a unit with these lines is validated with: of plans that it aligns, all that rules about pairs match.

    ``store`` holds just the unit.
    """
    subjects, typed, objects = nquads.nodes(lines)
    aligns = any(line.graph.startswith(_ALIGNMENT) for line in lines)
    given = UnitInput(context, name, store, lines, aligns, subjects, objects - typed)
    wanted = context.pair_predicates if aligns else frozenset()
    given.pointed = _pointed(name, given.outside - context.about.keys())
    given.others = [other for other in given.pointed if context.repo.has(other.removeprefix("plan/"))]
    for other in given.others:
        given.context_lines += context.excerpt(other, wanted, given.outside | (subjects - typed))
    elsewhere = {line.subject for line in given.context_lines}
    elsewhere |= context.about.keys() if name != units.SHARED else set()
    given.own = {node.decode() for node in subjects if node in typed or node not in elsewhere} | {"_:"}
    return given


def _pointed(name: str, outside: Iterable[bytes]) -> list[str]:
    """The names of the units of other plans that a unit points into; they may not be there."""
    start = f"<{iris.ID}".encode()
    plans = {node[len(start) : -1].partition(b"/")[0].decode() for node in outside if node.startswith(start)}
    return sorted({f"plan/{plan}" for plan in plans} - {name})
