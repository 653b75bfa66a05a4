"""The same catalogue gives the same answers on Oxigraph, on rdflib and over HTTP from a real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, Store
from rdflib import Dataset

from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.engines import ask, rdflib_engine
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.engines.wire import ENGINES
from kgtool.export import load
from kgtool.results import Answer, Term
from kgtool.sparql import catalogue
from kgtool.sparql.tokens import Query
from tests import ROOT
from tests.endpoints import HURRIED, Server

QUESTIONS = sorted(path for path in (ROOT / "queries").glob("*/*.rq") if path.parent.name not in ("derived", "checks"))
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of rdflib, about rdflib
GRAPH = "https://w3id.org/jp-plan/graph/"


@pytest.fixture(scope="module")
def opened(built: Build) -> Store:
    return built.open()


@pytest.fixture(scope="module")
def loaded(built: Build) -> Dataset:
    return rdflib_engine.load(built.folder / store.DATASET)


@pytest.fixture(scope="module")
def endpoint(built: Build, serve: Callable[..., Server]) -> Endpoint:
    """A server with the graphs of the build, put there by ``kgtool load``'s operation."""
    server = serve()
    target = load.target(server.store, None, HURRIED)
    load.load(built, target, load.changes(built, target), lambda text: None)
    return Endpoint(server.query, HURRIED)


def example(path: Path, repo: Repo) -> Query:
    """A question with the values that its header gives as examples."""
    question = catalogue.read(repo.file(path))
    given = [f"{name}={parameter.example}" for name, parameter in question.header.params.items()]
    return ask.query(question, ask.values(question, given, repos.prefixes(repo)))


def comparable(answer: Answer) -> list[tuple[Term | str, ...]]:
    """Rows in their order; blank nodes by the order in which they appear, since every engine names them anew."""
    names: dict[str, str] = {}
    return [
        tuple(names.setdefault(term.value, f"_:{len(names)}") if isinstance(term, BlankNode) else term for term in row)
        for row in answer.rows
    ]


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_rdflib_answers_as_oxigraph_does(path: Path, repo: Repo, opened: Store, loaded: Dataset) -> None:
    query = example(path, repo)
    expected = store.stream(opened, query.text).collect()
    found = rdflib_engine.stream(loaded, query.text).collect()
    assert found.columns == expected.columns
    assert comparable(found) == comparable(expected)


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_server_answers_as_oxigraph_in_the_process_does(
    path: Path, repo: Repo, opened: Store, endpoint: Endpoint
) -> None:
    query = example(path, repo)
    expected = store.stream(opened, query.text).collect()
    found = endpoint.answer(query)
    assert found.columns == expected.columns
    assert comparable(found) == comparable(expected)


@pytest.fixture(scope="module")
def three(small_build: Build, serve: Callable[..., Server]) -> Callable[[str], dict[str, Answer]]:
    """Ask the three engines for the small graph."""
    server = serve()
    target = load.target(server.store, None, HURRIED)
    load.load(small_build, target, load.changes(small_build, target), lambda text: None)
    opened, loaded = small_build.open(), rdflib_engine.load(small_build.folder / store.DATASET)

    def ask(text: str) -> dict[str, Answer]:
        return {
            "oxigraph": store.stream(opened, text).collect(),
            "rdflib": rdflib_engine.stream(loaded, text).collect(),
            "endpoint": Endpoint(server.query, HURRIED).answer(Query(text)),
        }

    return ask


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o } ORDER BY ?s ?p STR(?o)",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}ontology> {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}ontology> FROM <{GRAPH}hard> {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}ontology> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT ?g (COUNT(*) AS ?n) FROM NAMED <{GRAPH}ontology> {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g",
        f"SELECT (COUNT(*) AS ?n) FROM NAMED <{GRAPH}ontology> {{ ?s ?p ?o }}",
        f"SELECT (COUNT(*) AS ?n) FROM <{GRAPH}hard> FROM NAMED <{GRAPH}ontology> {{ ?s ?p ?o . GRAPH ?g {{ ?c ?q ?l }} }}",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
        r'SELECT ?x { VALUES ?x { "\u3042\\u3042\\\u3042\"\U0001F600\n" } }',
        r"SELECT ?x { VALUES ?x { <http://example.org/\u3042> } }",
        "SELECT * { VALUES (?b ?a) { (1 UNDEF) (2 3) } } ORDER BY ?b",
        "SELECT ?x { BIND (1 / 0 AS ?x) }",
        'SELECT ?x { VALUES ?x { "# no comment" } } # a comment',
    ],
)
def test_every_engine_gives_the_same_answer(text: str, three: Callable[[str], dict[str, Answer]]) -> None:
    found = three(text)
    assert found["oxigraph"].columns == found["rdflib"].columns == found["endpoint"].columns
    assert comparable(found["oxigraph"]) == comparable(found["rdflib"]) == comparable(found["endpoint"])


def test_every_engine_gives_the_same_graph_and_truth(three: Callable[[str], dict[str, Answer]]) -> None:
    text = "PREFIX jpp: <https://w3id.org/jp-plan/ns#> CONSTRUCT { ?s a ?class } WHERE { ?s a ?class ; jpp:order ?n }"
    graphs = three(text)
    assert len({frozenset(answer.triples) for answer in graphs.values()}) == 1
    assert len(graphs["rdflib"].triples) == 3
    for text, truth in (("ASK { ?s ?p ?o }", True), ("ASK { ?s ?s ?s }", False)):
        assert {answer.truth for answer in three(text).values()} == {truth}


JAPANESE = "ー あ ア ｱ か が カ ガ 一 亜 施策 清瀬市 小平市 令和 ㈱ 、 Ａ A a é １ 1 𠮷 吉 😀 ﾞ ゝ".split(" ")  # noqa: SIM905


@pytest.mark.parametrize("tag", ["", "@ja"])
def test_japanese_text_is_ordered_by_code_point_on_every_engine(
    tag: str, three: Callable[[str], dict[str, Answer]]
) -> None:
    """Neither by UTF-16 (𠮷 and 😀 come last) nor by reading: SPARQL knows no collation, so this is what all can do."""
    values = " ".join(f'"{text}"{tag}' for text in JAPANESE)
    answers = three(f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY ?x")
    for name, answer in answers.items():
        assert [row[0].value for row in answer.rows] == sorted(JAPANESE), name
    assert sorted(JAPANESE)[-2:] == ["😀", "𠮷"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_literal_keeps_its_text(asked: Callable[..., Answer], engine: str) -> None:
    text = 'SELECT ?x { VALUES ?x { "a" "a"@ja 1 1.5 1e0 true "2025-08-12"^^<http://www.w3.org/2001/XMLSchema#date> } }'
    assert {term.value for row in asked(text, engine).rows for term in row if isinstance(term, Literal)} >= {
        "a",
        "1",
        "1.5",
    }
