"""Assign files to named graphs (by who makes a statement) and graphs to units, and load them into a store.

``plan/<id>`` is what the plan says; ``theme/<id>`` and ``align/<pair>`` are what was concluded about it; ``reference``
and ``ontology`` are shared; ``derived`` and ``catalog`` are made by the build; ``text/<id>`` needs the sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store

from kgtool.base.errors import InputError, Place
from kgtool.base.files import read_bytes
from kgtool.corpus.layout import WHOLE, Repo
from kgtool.rdf import iris, sssom, turtle

SHARED = "shared"
_OF_PLAN = re.compile(re.escape(iris.GRAPH) + r"(?:(?:plan|theme|text)/([^/]+)|align/[^/]+)")


@dataclass(frozen=True)
class GraphFiles:
    """A named graph and its files in order; an N-Quads file names its graphs itself."""

    iri: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Unit:
    """Graphs that are read, checked and built independently of others: what all share, one plan, or one alignment.

    ``name`` is ``shared``, ``plan/<id>`` or ``align/<pair>``.
    """

    name: str
    graphs: tuple[GraphFiles, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Its files, in the order of its graphs."""
        return tuple(path for graph in self.graphs for path in graph.files)


def shared(repo: Repo) -> Unit:
    """Return the unit of what all plans share: ontology and reference data."""
    graphs = (
        GraphFiles(iris.graph("ontology"), tuple(repo.ontology)),
        GraphFiles(iris.graph("ontology-alignment"), tuple(repo.ontology_alignments)),
        GraphFiles(iris.graph("reference"), tuple(repo.reference)),
    )
    return Unit(SHARED, tuple(graph for graph in graphs if graph.files))


def units(repo: Repo) -> list[Unit]:
    """Return all units: shared first, then plans and alignments by name.

    Raises ``InputError`` for a plan folder that is not whole.
    """
    plans = [unit(repo, f"plan/{plan}") for plan in repo.plans]
    pairs = [path.name.removesuffix(sssom.ENDING) for path in repo.alignments]
    return [shared(repo), *plans, *(unit(repo, f"align/{pair}") for pair in pairs)]


def unit(repo: Repo, name: str) -> Unit:
    """Return one unit by name. Raises ``InputError`` for a plan folder that is not whole."""
    kind, _, rest = name.partition("/")
    if kind == SHARED:
        return shared(repo)
    if kind == "align":
        path = repo.root / "data" / "alignments" / f"{rest}{sssom.ENDING}"
        return Unit(name, (GraphFiles(iris.graph("align", rest), (path,)),))
    said, concluded = iris.graph("plan", rest), iris.graph("theme", rest)
    whole = repo.whole(rest)
    if whole is not None:
        return Unit(name, (GraphFiles(said, (whole,)),))
    files = (repo.plan_file(rest, "source.ttl"), repo.plan_file(rest, "plan.ttl"))
    return Unit(name, (GraphFiles(said, files), GraphFiles(concluded, (repo.plan_file(rest, "curation.ttl"),))))


def layout(repo: Repo) -> list[GraphFiles]:
    """Return every named graph that is read from files. Raises ``InputError`` for a plan folder that is not whole."""
    return [graph for found in units(repo) for graph in found.graphs]


def load(repo: Repo, graph: GraphFiles, store: Store) -> None:
    """Load one graph into a store. Blank nodes keep distinct from file to file.

    Raises ``InputError`` with the place of what cannot be read; the store may then hold a part of the graph.
    """
    name = NamedNode(graph.iri)
    for path in graph.files:
        if path.suffix == ".tsv":
            store.bulk_extend(Quad(t.subject, t.predicate, t.object, name) for t in sssom.read(path, repo.name(path)))
        elif path.name == WHOLE:
            _load_quads(path, repo.name(path), store)
        else:
            turtle.load(path, repo.name(path), store, name)


def read_unit(repo: Repo, found: Unit) -> Store:
    """Return a store with one unit's graphs. Raises ``InputError`` with the place of what cannot be read."""
    store = Store()
    for graph in found.graphs:
        load(repo, graph, store)
    return store


def _load_quads(path: Path, name: str, store: Store) -> None:
    """Load a plan that is one N-Quads file: its own graphs, and alignments with other plans.

    Raises ``InputError`` (encoding, nquads-syntax, graph-foreign).
    """
    data = read_bytes(path, name)
    turtle.decode(data, name)
    try:
        store.load(data, RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise InputError("nquads-syntax", Place(name, error.lineno or 0, error.offset or 0), reason=error.msg) from None
    plan = path.parent.name
    for graph in store.named_graphs():
        ours = _OF_PLAN.fullmatch(graph.value) if isinstance(graph, NamedNode) else None
        if ours is None or ours[1] not in (None, plan):
            raise InputError("graph-foreign", name, graph=str(graph), plan=path.parent.name)
    if next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None:
        raise InputError("graph-foreign", name, graph="-", plan=path.parent.name)
