"""The built graph, read-only; queries over all graphs as one; labels."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store, parse

from kgtool.base.errors import BuildError, QuerySyntaxError
from kgtool.build import assemble, store
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from tests.tiny_plan import PLAN, VERSION, TinyPlan

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
    assert set(built.manifest) == {"contentHash", "inputs", "kgtool", "quads", "graphs"}
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


# Labels

LABELS = """
:both rdfs:label "二つ"@ja, "Both"@en .
:english rdfs:label "English"@en . :japanese rdfs:label "日本語"@ja .
:plain rdfs:label "plain" . :other rdfs:label "autre"@fr .
:concept skos:prefLabel "概念"@ja, "Concept"@en . :title dcterms:title "題"@ja, "Title"@en .
:measure rdfs:label "学校教育の充実"@ja, "Schools"@en ; skos:notation "1-121" ; jpp:inVersion :version .
:theme skos:prefLabel "学校教育"@ja, "School education"@en ; skos:notation "A3" .
:lost rdfs:label "Goal without a title"@en ; skos:notation "11" ; jpp:inVersion :version .
:nameless skos:notation "7" ; jpp:inVersion :version .
"""


@pytest.mark.parametrize(
    ("name", "ja", "en"),
    [
        ("both", "二つ", "Both"),
        ("english", "English", "English"),
        ("japanese", "日本語", "日本語"),
        ("plain", "plain", "plain"),
        ("other", "autre", "autre"),
        ("concept", "概念", "Concept"),
        ("title", "題", "Title"),
        ("measure", "1-121 学校教育の充実", "1-121 Schools"),
        ("theme", "学校教育", "School education"),
        ("lost", "11 Goal without a title", "11 Goal without a title"),
        ("nameless", None, None),
        ("unknown", None, None),
    ],
)
def test_a_label_is_in_the_language_else_in_the_other_with_an_elements_code_before_it(
    name: str, ja: str, en: str
) -> None:
    given = holding(LABELS)
    assert store.labels(given, {node(name)}, "ja").get(node(name)) == ja
    assert store.labels(given, {node(name)}, "en").get(node(name)) == en


def test_many_labels_are_asked_for_at_once() -> None:
    terms = {node(name) for name in ("both", "measure", "theme", "unknown")}
    assert set(store.labels(holding(LABELS), terms, "ja")) == terms - {node("unknown")}


def test_no_terms_have_no_labels() -> None:
    assert store.labels(holding(LABELS), set(), "ja") == {}


def test_of_two_labels_in_one_language_the_same_is_taken_every_time() -> None:
    given = holding(':a rdfs:label "乙"@ja, "甲"@ja ; skos:prefLabel "丙"@ja .')
    assert len({store.labels(given, {node("a")}, "ja")[node("a")] for _ in range(5)}) == 1


def test_labels_of_a_build_join_graphs(tiny: TinyPlan) -> None:
    """The Japanese label stands in the plan's graph, the English one in ours."""
    opened = assemble.build(tiny.repo, tiny.out).build.open()
    measure = NamedNode(iris.element(PLAN, VERSION, "measure/1"))
    assert store.labels(opened, {measure}, "ja")[measure] == "灯りを減らす"
    assert store.labels(opened, {measure}, "en")[measure] == "Fewer lights"


def test_every_element_of_both_plans_has_a_label_in_either_language(built: store.Build) -> None:
    opened = built.open()
    elements = {quad.subject for quad in opened.quads_for_pattern(None, JPP.order, None)}
    for lang in ("ja", "en"):
        assert set(store.labels(opened, elements, lang)) == elements


def test_a_literal_is_never_taken_for_a_term() -> None:
    given = holding(':a :p "b" .')
    (row,) = store.select(given, "SELECT ?o WHERE { ?s ?p ?o }")
    assert row["o"] == Literal("b")
