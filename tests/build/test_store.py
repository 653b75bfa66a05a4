"""The built graph, read-only; queries over all graphs as one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, parse

from kgtool.base.errors import BuildError, QuerySyntaxError
from kgtool.build import assemble, store
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from tests.tiny_plan import TinyPlan

EXAMPLE = "https://example.org/"


def holding(turtle: str) -> Store:
    """A store with one statement a graph."""
    head = (
        f"@prefix : <{EXAMPLE}> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix jpp: <{iris.NS}> . "
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
    )
    made = Store()
    for number, quad in enumerate(parse(head + turtle, RdfFormat.TURTLE)):
        made.add(Quad(*quad.triple, NamedNode(f"{EXAMPLE}graph/{number}")))
    return made


def node(name: str) -> NamedNode:
    return NamedNode(EXAMPLE + name)


# Builds on disk


def test_the_newest_build_is_the_one_that_current_points_at(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    assert store.newest(tiny.out) == made
    assert made.folder == (tiny.out / "current").resolve()
    assert not made.folder.is_symlink()


@pytest.mark.parametrize("state", ["nothing", "empty", "dangling"])
def test_without_a_build_people_are_told_to_make_one(tmp_path: Path, state: str) -> None:
    out = tmp_path / "build"
    if state != "nothing":
        out.mkdir()
    if state == "dangling":
        (out / "current").symlink_to("0123456789abcdef")
    with pytest.raises(BuildError) as caught:
        store.newest(out)
    assert caught.value.code == "store-missing"
    assert "kgtool build" in caught.value.render("en")
    assert "kgtool build" in caught.value.render("ja")


def test_an_opened_build_cannot_be_written(built: store.Build) -> None:
    opened = built.open()
    with pytest.raises(RuntimeError, match="read-write"):
        opened.add(Quad(node("a"), node("b"), node("c")))


def test_many_readers_may_open_one_build(built: store.Build) -> None:
    assert len({len(built.open()) for _ in range(3)}) == 1


def test_a_store_that_cannot_be_opened_is_an_error_with_a_place(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    shutil.rmtree(made.folder / "store")
    with pytest.raises(BuildError) as caught:
        made.open()
    assert caught.value.place.file == made.folder.as_posix()


def test_the_manifest_names_what_was_built(built: store.Build, repo: Repo) -> None:
    assert set(built.manifest) == {"format", "contentHash", "inputs", "kgtool", "quads", "graphs"}
    assert {iris.graph("plan", plan) for plan in repo.plans} <= set(built.manifest["graphs"])


# Queries


def test_a_query_sees_all_graphs_as_one_and_each_by_name() -> None:
    given = holding(":a :p :b . :b :p :c .")
    joined = store.select(given, f"SELECT ?z WHERE {{ <{EXAMPLE}a> <{EXAMPLE}p>/<{EXAMPLE}p> ?z }}")
    assert [row["z"] for row in joined] == [node("c")]
    named = store.select(given, "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    assert [row["g"] for row in named] == [node("graph/0"), node("graph/1")]


def test_a_statement_in_two_graphs_is_two_solutions() -> None:
    """A trap: SPARQL would merge the graphs, Oxigraph joins them as they are. So no statement may stand in two graphs."""
    given = holding(":a :p :b .")
    given.add(Quad(node("a"), node("p"), node("b"), node("graph/other")))
    (row,) = store.select(given, "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE { ?s ?p ?o }")
    assert (row["n"].value, row["m"].value) == ("2", "1")


def test_no_statement_of_a_build_stands_in_two_graphs(built: store.Build) -> None:
    rows = store.select(
        built.open(),
        "SELECT ?s ?p ?o WHERE { { SELECT ?s ?p ?o (COUNT(?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } "
        "GROUP BY ?s ?p ?o } FILTER (?n > 1) }",
    )
    assert list(rows) == [], "say it in one place: counts over all graphs would count it twice"


@pytest.mark.parametrize(
    ("sparql", "kind"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", QuerySolutions),
        ("ASK { ?s ?p ?o }", QueryBoolean),
        ("CONSTRUCT WHERE { ?s ?p ?o }", QueryTriples),
        (f"DESCRIBE <{EXAMPLE}a>", QueryTriples),
    ],
)
def test_every_form_of_query_is_answered(sparql: str, kind: type) -> None:
    assert isinstance(store.query(holding(":a :p :b ."), sparql), kind)


def test_sparql_that_does_not_parse_is_named_by_file_line_and_column() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(Store(), "SELECT ?s\nWHERE { ?s ?p }", "queries/x/y.rq", 5)
    error = caught.value
    assert error.code == "sparql-syntax"
    assert (error.place.file, error.place.line, error.place.column) == ("queries/x/y.rq", 6, 16)
    assert "error at" not in error.render("en")


def test_an_update_is_no_query() -> None:
    given = holding(":a :p :b .")
    with pytest.raises(QuerySyntaxError):
        store.query(given, "DELETE WHERE { ?s ?p ?o }")
    assert len(given) == 1


def test_a_literal_is_never_taken_for_a_term() -> None:
    given = holding(':a :p "b" .')
    (row,) = store.select(given, "SELECT ?o WHERE { ?s ?p ?o }")
    assert row["o"] == Literal("b")
