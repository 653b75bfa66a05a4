"""Read everything that a check looks at, once, and cut it into units that can be checked alone.

A unit is a plan, an alignment, or what all share (ontology and reference data). Shapes look at a unit's own statements
and at its context: the type, scheme and version of the things outside that it points to, and which class is below which.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from kgtool import graphs, iris, sssom, turtle
from kgtool.repo import Repo, read_bytes
from kgtool.turtle import Statement
from kgtool.vocab import JPP, RDF, RDFS, SKOS

_CONTEXT = {RDF.type, SKOS.inScheme, JPP.inVersion}


@dataclass(frozen=True)
class File:
    """One file of data and its statements."""

    path: Path
    name: str
    graph: str
    unit: str
    sha256: str
    statements: tuple[Statement, ...] = field(repr=False)


@dataclass(frozen=True)
class Unit:
    """What is checked together: its own statements, and the context of what they point to."""

    name: str
    files: tuple[File, ...]
    context: tuple[Statement, ...] = field(repr=False)

    @property
    def statements(self) -> list[Statement]:
        return [s for file in self.files for s in file.statements]

    def fingerprint(self) -> str:
        """A hash of all that the unit's results depend on, apart from the rules."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{file.name}\0{file.sha256}\n".encode())
        for line in sorted(f"{s.subject} {s.predicate} {s.object}" for s in self.context):
            digest.update(line.encode() + b"\n")
        return digest.hexdigest()


@dataclass(frozen=True)
class Gathered:
    """All files, in the order of the named graphs."""

    files: tuple[File, ...]

    def units(self) -> list[Unit]:
        """Cut into units: shared first, then plans and alignments by name."""
        kinds: dict[object, list[Statement]] = {}
        classes: list[Statement] = []
        for file in self.files:
            for s in file.statements:
                if s.predicate in _CONTEXT:
                    kinds.setdefault(s.subject, []).append(s)
                elif s.predicate == RDFS.subClassOf:
                    classes.append(s)
        units: dict[str, list[File]] = {}
        for file in self.files:
            units.setdefault(file.unit, []).append(file)
        return [Unit(name, tuple(files), _context(files, kinds, classes)) for name, files in units.items()]


def gather(repo: Repo) -> Gathered:
    """Read all data. Raises ``InputError`` with the place of the first thing that cannot be read."""
    files = []
    for graph in graphs.layout(repo):
        for path in graph.files:
            name = repo.name(path)
            data = read_bytes(path, name)
            statements = sssom.read(path, name) if path.suffix == ".tsv" else turtle.read(path, name)
            files.append(
                File(path, name, graph.iri, _unit(graph.iri), hashlib.sha256(data).hexdigest(), tuple(statements))
            )
    return Gathered(tuple(files))


def _unit(graph: str) -> str:
    kind, _, name = graph.removeprefix(iris.GRAPH).partition("/")
    return f"plan/{name}" if kind in ("plan", "theme") else f"align/{name}" if kind == "align" else "shared"


def _context(
    files: list[File], kinds: dict[object, list[Statement]], classes: list[Statement]
) -> tuple[Statement, ...]:
    own = {s.subject for file in files for s in file.statements if s.predicate == RDF.type}
    others = {
        node for file in files for s in file.statements for node in (s.subject, s.object) if isinstance(node, NamedNode)
    } - own
    outside = [s for other in sorted(others, key=str) for s in kinds.get(other, ())]
    return tuple(outside + [s for s in classes if s.subject not in own])
