"""Which file goes into which named graph: who says a thing decides.

``plan/<id>`` is what the plan says; ``theme/<id>`` and ``align/<pair>`` are what was concluded about it; ``reference``
and ``ontology`` are shared; ``derived`` and ``catalog`` are made by the build; ``text/<id>`` needs the sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from kgtool import iris, sssom, turtle
from kgtool.repo import Repo


@dataclass(frozen=True)
class GraphFiles:
    """One named graph and the files that make it."""

    iri: str
    files: tuple[Path, ...]


def layout(repo: Repo) -> list[GraphFiles]:
    """Every named graph that is read from files. Raises ``InputError`` for a plan folder that is not whole."""
    graphs = [
        GraphFiles(iris.graph("ontology"), tuple(repo.ontology)),
        GraphFiles(iris.graph("ontology-alignment"), tuple(repo.ontology_alignments)),
        GraphFiles(iris.graph("reference"), tuple(repo.reference)),
    ]
    for plan in repo.plans:
        graphs.append(
            GraphFiles(iris.graph("plan", plan), (repo.plan_file(plan, "source.ttl"), repo.plan_file(plan, "plan.ttl")))
        )
        graphs.append(GraphFiles(iris.graph("theme", plan), (repo.plan_file(plan, "curation.ttl"),)))
    for path in repo.alignments:
        graphs.append(GraphFiles(iris.graph("align", path.name.removesuffix(".sssom.tsv")), (path,)))
    return [graph for graph in graphs if graph.files]


def load(repo: Repo, graph: GraphFiles, store: Store) -> None:
    """Load one graph into a store. Blank nodes keep distinct from file to file.

    Raises ``InputError`` with the place of what cannot be read; the store may then hold a part of the graph.
    """
    name = NamedNode(graph.iri)
    for path in graph.files:
        if path.suffix == ".tsv":
            store.bulk_extend(Quad(t.subject, t.predicate, t.object, name) for t in sssom.read(path, repo.name(path)))
        else:
            turtle.load(path, repo.name(path), store, name)
