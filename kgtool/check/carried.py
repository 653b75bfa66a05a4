"""What a repository takes from kgtool: context for its own data, never reported on."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from kgtool.check.finding import ValidationResult
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf.nquads import Line


class Carried(NamedTuple):
    """The shared data that no file of the repository's own states: ``nodes`` that it says nothing of, and ``triples``."""

    nodes: Set[bytes]
    triples: Set[bytes]

    def has(self, result: ValidationResult, described: Set[bytes] = frozenset()) -> bool:
        """Say whether a result is about such a node, other than those that plans describe, or about such a triple."""
        focus = result.focus.encode()
        inverse = result.path.startswith("^")
        subject, value = (result.value, result.focus) if inverse else (result.focus, result.value)
        triple = f"{subject} {result.path.removeprefix('^')} {value} .\n".encode()
        return (focus in self.nodes and focus not in described) or triple in self.triples


def carried(repo: Repo, shared: Iterable[Line]) -> Carried:
    """Return what of the shared data is carried; nothing where a repository has everything of its own."""
    unit = units.shared(repo)
    if all(map(repo.owns, unit.files)):
        return Carried(frozenset(), frozenset())
    graphs = (units.GraphFiles(graph.iri, tuple(filter(repo.owns, graph.files))) for graph in unit.graphs)
    own = units.lines(repo, units.Unit(unit.name, tuple(graphs)))
    nodes = {line.subject for line in shared} - {line.subject for line in own}
    return Carried(nodes, {line.triple for line in shared} - {line.triple for line in own})
