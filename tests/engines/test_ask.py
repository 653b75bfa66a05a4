"""One question → rows, triples or a truth; values of parameters are terms and never text."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kgtool.base.errors import QuerySyntaxError, UsageError
from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.rdf.vocab import XSD
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from tests import ROOT

A, B, P, Q, G = (NamedNode(f"https://example.org/{name}") for name in "abpqg")
QUESTIONS = sorted(path for path in (ROOT / "queries").glob("*/*.rq") if path.parent.name not in ("derived", "checks"))
TEXTS = "\n".join(f'#+ {key}.{lang} = "x"' for key in ("title", "description") for lang in ("ja", "en"))


@pytest.fixture
def given() -> Store:
    made = Store()
    for n, value in enumerate(
        (Literal("1", datatype=XSD.integer), Literal("2", datatype=XSD.integer), Literal("x", language="ja"))
    ):
        made.add(Quad(A, P, value, NamedNode(f"{G.value}{n}")))
    made.add(Quad(B, P, A, G))
    made.add(Quad(B, Q, BlankNode("n"), G))
    return made


def question(body: str, columns: tuple[str, ...] = (), header: str = "") -> Question:
    names = ", ".join(f'"{name}"' for name in columns)
    return catalogue.parse(f"{TEXTS}\n#+ columns = [{names}]\n{header}\n{body}", "q", "topic", "queries/topic/q.rq")


def parameter(name: str, type_: str, optional: bool = False) -> str:
    return (
        f'#+ params.{name} = {{ type = "{type_}", title.ja = "x", title.en = "x", example = "x", '
        f"optional = {str(optional).lower()} }}\n"
    )


def test_a_select_gives_its_columns_and_its_rows_in_the_querys_order(given: Store) -> None:
    asked = question(f"SELECT ?o ?s WHERE {{ ?s <{P.value}> ?o FILTER (isNumeric(?o)) }} ORDER BY DESC(?o)", ("o", "s"))
    answer = ask.ask(given, asked, {})
    assert answer.columns == ("o", "s")
    assert answer.rows == ((Literal("2", datatype=XSD.integer), A), (Literal("1", datatype=XSD.integer), A))
    assert (answer.triples, answer.truth) == ((), None)


def test_a_cell_without_a_value_is_none(given: Store) -> None:
    body = f"SELECT ?s ?q WHERE {{ ?s <{P.value}> ?o OPTIONAL {{ ?s <{Q.value}> ?q }} }} ORDER BY ?s ?o"
    rows = ask.ask(given, question(body, ("s", "q")), {}).rows
    assert rows[0] == (A, None)
    assert rows[-1][0] == B
    assert isinstance(rows[-1][1], BlankNode)


def test_no_rows_are_an_answer(given: Store) -> None:
    answer = ask.ask(given, question("SELECT ?s WHERE { ?s ?s ?s } ORDER BY ?s", ("s",)), {})
    assert (answer.columns, answer.rows) == (("s",), ())


@pytest.mark.parametrize(("object_", "truth"), [(A, True), (B, False)])
def test_an_ask_gives_a_truth(given: Store, object_: NamedNode, truth: bool) -> None:
    answer = ask.ask(given, question(f"ASK {{ ?s <{P.value}> {object_} }}"), {})
    assert (answer.truth, answer.rows, answer.triples) == (truth, (), ())


def test_a_construct_gives_triples(given: Store) -> None:
    answer = ask.ask(
        given, question(f"CONSTRUCT {{ ?o <{Q.value}> ?s }} WHERE {{ ?s <{P.value}> ?o FILTER isIRI(?o) }}"), {}
    )
    assert (answer.triples, answer.rows, answer.truth) == ((Triple(A, Q, B),), (), None)


def test_a_question_sees_all_graphs_as_one(given: Store) -> None:
    body = f"SELECT (COUNT(?o) AS ?n) WHERE {{ ?b <{P.value}> ?a . ?a <{P.value}> ?o }} ORDER BY ?n"
    assert ask.ask(given, question(body, ("n",)), {}).rows == ((Literal("3", datatype=XSD.integer),),)


SLOT = f"SELECT ?s WHERE {{ VALUES ($o) {{ (UNDEF) }} ?s <{P.value}> $o }} ORDER BY ?s $o"


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (Literal("1", datatype=XSD.integer), ((A,),)),
        (Literal("x", language="ja"), ((A,),)),
        (Literal("x"), ()),
        (A, ((B,),)),
        (Literal('x" } UNION { ?s ?p ?q } #'), ()),
        (Literal("\\u0022 ) } ?s ?p ?q . {"), ()),
        (Literal("two\nlines"), ()),
    ],
    ids=["number", "language", "plain-is-not-tagged", "iri", "quote", "escape", "newline"],
)
def test_a_value_stands_for_itself_and_changes_nothing_else(given: Store, value: Literal, rows: tuple) -> None:
    asked = question(SLOT, ("s",), parameter("o", "string"))
    assert ask.ask(given, asked, {"o": value}).rows == rows


def test_an_optional_parameter_left_open_means_any(given: Store) -> None:
    asked = question(SLOT, ("s",), parameter("o", "iri", optional=True))
    assert ask.ask(given, asked, {}).rows == ((A,), (A,), (A,), (B,))


def test_a_parameter_without_a_value_or_of_unknown_name_is_refused(given: Store) -> None:
    asked = question(SLOT, ("s",), parameter("o", "iri"))
    for values in ({}, {"o": A, "p": B}):
        with pytest.raises(UsageError) as caught:
            ask.ask(given, asked, values)
        assert (caught.value.code, caught.value.place.file) == ("parameter", "queries/topic/q.rq")


def test_sparql_that_does_not_parse_is_named_by_the_line_of_the_file(given: Store) -> None:
    asked = question("\nCONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }")
    with pytest.raises(QuerySyntaxError) as caught:
        ask.ask(given, asked, {})
    text = f"{TEXTS}\n#+ columns = []\n\n\nCONSTRUCT {{ ?s ?p }} WHERE {{ ?s ?p ?o }}".split("\n")
    assert caught.value.code == "sparql-syntax"
    assert text[caught.value.place.line - 1].startswith("CONSTRUCT")


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_of_the_catalogue_answers_its_own_example(path: Path, repo: Repo, built: store.Build) -> None:
    asked, prefixes = catalogue.read(repo.file(path)), repos.prefixes(repo)
    values = {
        name: catalogue.term(parameter_, parameter_.example, prefixes, asked.name)
        for name, parameter_ in asked.header.params.items()
    }
    answer = ask.ask(built.open(), asked, values)
    assert answer.columns == asked.header.columns
    assert answer.rows or answer.triples or answer.truth is not None, f"{asked.name}: its example finds nothing"


def test_the_questions_tried_are_the_catalogue(repo: Repo) -> None:
    assert {item.id for item in catalogue.catalogue(repo)} == {path.stem for path in QUESTIONS}
    assert len(QUESTIONS) >= 8


def test_values_are_suggested_by_what_was_typed(built: Build) -> None:
    asked = catalogue.find(repos.find(ROOT), "directions-on-theme")
    prefixes, resolver = repos.prefixes(repos.find(ROOT)), store.resolver(built)
    assert ask.suggestions(asked, "theme", "子育て", prefixes, resolver, "ja") == ["子育て支援"]
    assert ask.suggestions(asked, "theme", "theme:child-r", prefixes, resolver, "en") == ["theme:child-rearing"]
    assert ask.suggestions(asked, "plan", "1322", prefixes, resolver, "en") == ["13221-kiyose-5"]
    assert ask.suggestions(asked, "lang", "", prefixes, resolver, "en") == ["ja"]
