"""Check a corpus as one graph, whatever its size: what any way of checking it plan by plan has to find as well."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from kgtool.check import rules, shacl
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement

Found = set[tuple[str, str]]
"""Codes and focus IRIs."""

ELSEWHERE = {"correspondence-evidence-outside"}
"""Rules that are not compared: made-up plans put evidence that real plans have printed again in places of its own."""
LEFT_BEHIND = "evidence-outside-element"
"""What is found as well where a fault moves a place: its evidence stays."""
_SHARED = {iris.graph(name) for name in ("ontology", "ontology-alignment", "reference")}


def store(repo: Repo, corpus: Path) -> Store:
    """All graphs of a corpus."""
    loaded = Store()
    for graph in units.layout(repo):
        if graph.iri in _SHARED:
            units.load(repo, graph, loaded)
    for path in sorted((corpus / "data").glob("*/plan.nq")):
        loaded.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
    return loaded


def find(repo: Repo, loaded: Store, engine: shacl.Engine = shacl.fast) -> Found:
    """Everything that the shapes and the check queries find, of any severity."""
    statements = rules.shape_statements(repo)
    by_shape = rules.from_shapes(rules.places(repo), statements)
    data = {Statement(q.subject, q.predicate, q.object) for q in loaded}
    found = {(by_shape[r.shape.strip("<>")].code, r.focus.strip("<>")) for r in engine(statements, data)}
    for question, rule in rules.from_queries(repo):
        if rule.code in ELSEWHERE:
            continue
        answer = ask.ask(loaded, question, {})
        for row in answer.rows:
            focus = row[answer.columns.index("focus")]
            found.add((rule.code, focus.value if isinstance(focus, NamedNode) else str(focus)))
    return found


def ledger(corpus: Path) -> Found:
    """What the ledger of a corpus expects."""
    lines = (corpus / "ledger.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {(code, focus) for _, _, codes, focus in rows for code in codes.split()}
