"""Questions: header and body agree, parameters are filled with terms and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kgtool.base.errors import InputError, UsageError
from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.rdf.vocab import XSD
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter

HEAD = """\
#+ title.ja = "問い"
#+ title.en = "A question"
#+ description.ja = "説明"
#+ description.en = "What it is for"
"""
PARAMETER = '#+ params.{} = {{ type = "{}", title.ja = "値", title.en = "Value", example = "{}" }}\n'
ECHO = HEAD + PARAMETER.format("given", "string", "x") + '#+ columns = ["said"]\n\n'
ECHO += "SELECT ?said\nWHERE {\n  VALUES ($given) { (UNDEF) }\n  BIND ($given AS ?said)\n}\nORDER BY ?said\n"
PREFIXES = {"theme": "https://w3id.org/jp-plan/id/theme/"}


def question(text: str, id_: str = "q") -> Question:
    return catalogue.parse(text, id_, "topic", f"queries/topic/{id_}.rq")


def answer(sparql: str) -> list[object]:
    """The one column of the rows of a query over no data."""
    rows = Store().query(sparql)
    assert isinstance(rows, QuerySolutions)
    return [row[0] for row in rows]


@given(st.text())
def test_a_string_reaches_the_query_as_it_is_and_cannot_change_it(text: str) -> None:
    asked = question(ECHO)
    term = catalogue.term(asked.header.params["given"], text, {}, asked.name)
    assert answer(asked.fill({"given": term})) == [Literal(text)]


@pytest.mark.parametrize(
    "text", ['") } DROP ALL #', "\\", "UNDEF", "VALUES ($given) { (UNDEF) }", '"""', "'\n}", "森\0😀"]
)
def test_a_hostile_string_stays_a_string(text: str) -> None:
    assert answer(question(ECHO).fill({"given": Literal(text)})) == [Literal(text)]


def test_a_parameter_is_filled_in_its_one_place() -> None:
    filled = question(ECHO).fill({"given": NamedNode("urn:x:森")})
    assert "VALUES ($given) { (<urn:x:森>) }" in filled
    assert filled.replace("<urn:x:森>", "UNDEF") == question(ECHO).body


def test_a_parameter_is_filled_in_every_scope_that_it_limits() -> None:
    body = "SELECT ?said WHERE { VALUES ($given) { (UNDEF) } { SELECT ($given AS ?said) { VALUES ($given) { (UNDEF) } } } }"
    asked = question(HEAD + PARAMETER.format("given", "string", "x") + f'#+ columns = ["said"]\n{body}')
    assert answer(asked.fill({"given": Literal("森")})) == [Literal("森")]


def test_an_optional_parameter_may_be_left_open() -> None:
    asked = question(ECHO.replace('example = "x" }', 'example = "x", optional = true }'))
    assert answer(asked.fill({})) == [None]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "parameter given is wrong: it has no value.*\n.*give it a value, for example given=x"),
        ({"given": Literal("a"), "other": Literal("b")}, "parameter other is wrong: .*\n.*it takes: given"),
    ],
)
def test_a_missing_or_unknown_value_is_an_error_with_its_remedy(values: dict[str, Literal], reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as raised:
        question(ECHO).fill(values)
    assert (raised.value.code, str(raised.value.place)) == ("parameter", "queries/topic/q.rq")


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("iri", "https://example.org/a#b", NamedNode("https://example.org/a#b")),
        ("iri", "theme:child-rearing", NamedNode("https://w3id.org/jp-plan/id/theme/child-rearing")),
        ("iri", "theme/child-rearing", NamedNode("https://w3id.org/jp-plan/id/theme/child-rearing")),
        ("iri", "13221-kiyose-5", NamedNode("https://w3id.org/jp-plan/id/13221-kiyose-5")),
        ("string", " 森\n", Literal(" 森\n")),
        ("integer", "-12", Literal("-12", datatype=XSD.integer)),
        ("decimal", ".5", Literal(".5", datatype=XSD.decimal)),
        ("date", "2024-02-29", Literal("2024-02-29", datatype=XSD.date)),
        ("boolean", "true", Literal("true", datatype=XSD.boolean)),
    ],
)
def test_a_value_becomes_a_term_of_its_type(kind: str, text: str, term: NamedNode | Literal) -> None:
    parameter = Parameter("p", kind, Text("値", "Value"), "x")
    assert catalogue.term(parameter, text, PREFIXES, "q.rq") == term


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("iri", ""),
        ("iri", "施策"),
        ("iri", "https://example.org/a b"),
        ("iri", "https://example.org/>} DROP ALL #"),
        ("iri", "theme:a b"),
        ("iri", "a/../b"),
        ("iri", "13221-kiyose-5\n"),
        ("integer", ""),
        ("integer", "1.0"),
        ("integer", "１２"),
        ("integer", "1\n"),
        ("decimal", "."),
        ("decimal", "1e3"),
        ("date", "2025-2-1"),
        ("date", "2025-02-30"),
        ("date", "2025-02-03\n"),
        ("date", "令和7年"),
        ("boolean", "True"),
        ("boolean", "1"),
    ],
)
def test_a_value_of_another_type_is_an_error_with_an_example(kind: str, text: str) -> None:
    parameter = Parameter("p", kind, Text("値", "Value"), "an-example")
    with pytest.raises(UsageError, match="for example: p=an-example") as raised:
        catalogue.term(parameter, text, PREFIXES, "q.rq")
    assert raised.value.code == "parameter"


@pytest.mark.parametrize(
    ("text", "near"),
    [("them:x", "theme:"), ("Theme:x", "theme:"), ("qqq:x", "sdg:, theme:"), ("thing:", "sdg:, theme:")],
)
def test_a_prefix_that_nobody_declared_is_an_error_that_names_the_nearest(text: str, near: str) -> None:
    parameter = Parameter("p", "iri", Text("値", "Value"), "an-example")
    prefixes = {**PREFIXES, "sdg": "http://metadata.un.org/sdg/"}
    with pytest.raises(UsageError, match=f"{text.split(':')[0]}: is not known\n.*: {near}$") as raised:
        catalogue.term(parameter, text, prefixes, "q.rq")
    assert raised.value.code == "parameter"
    assert text.split(":")[0] in raised.value.render("ja")


@pytest.mark.parametrize(
    "iri", ["urn:x:y", "mailto:a@example.org", "tag:a,2026:x", "foo://x/y", "HTTPS://example.org/"]
)
def test_a_whole_iri_of_any_scheme_stays_as_it_is(iri: str) -> None:
    parameter = Parameter("p", "iri", Text("値", "Value"), "an-example")
    assert catalogue.term(parameter, iri, PREFIXES, "q.rq") == NamedNode(iri)


def test_a_body_knows_its_first_line_so_that_errors_can_name_it() -> None:
    asked = question(ECHO)
    assert ECHO.split("\n")[asked.first_line - 1 :] == asked.body.split("\n")


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("SELECT ?a WHERE { ?a ?b ?c }", "SELECT"),
        ("PREFIX x: <urn:x:>\nCONSTRUCT { ?a x:p ?b } WHERE { SELECT ?a { } }", "CONSTRUCT"),
        ("# SELECT is not meant\nask { }", "ASK"),
        ("DESCRIBE <urn:x:y>", "DESCRIBE"),
    ],
)
def test_the_form_of_a_query_is_its_first_keyword(body: str, form: str) -> None:
    columns = '#+ columns = ["a"]\n' if form == "SELECT" else ""
    assert question(f"{HEAD}{columns}\n{body}").form == form


@pytest.mark.parametrize(
    ("projection", "columns"),
    [
        ("?a ?b", ["a", "b"]),
        ("DISTINCT ?a\n  ?b", ["a", "b"]),
        ("?a (COUNT(DISTINCT ?b) AS ?n)", ["a", "n"]),
        ('(CONCAT(STR(?x), ")") AS ?a)', ["a"]),
        ("(IF(?x = 1, ?y, ?z) as ?a) ?b", ["a", "b"]),
        ("(SUM(?x) AS ?a)?b", ["a", "b"]),
    ],
)
def test_columns_are_what_is_selected_in_that_order(projection: str, columns: list[str]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    body = f"SELECT {projection} WHERE {{ ?x ?y ?z }}"
    assert question(f"{HEAD}#+ columns = [{names}]\n{body}").header.columns == tuple(columns)
    with pytest.raises(InputError, match="differ from the projection"):
        question(f'{HEAD}#+ columns = [{names}, "more"]\n{body}')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            ECHO.replace("VALUES ($given) { (UNDEF) }", ""),
            r"params.given needs a line VALUES \(\$given\) \{ \(UNDEF\) \}",
        ),
        (
            ECHO.replace("  BIND", "  VALUES ($more) { (UNDEF) }\n  BIND"),
            r"\$more has a VALUES line but is no parameter",
        ),
        (ECHO.replace('["said"]', '["given"]'), "columns .* differ from the projection"),
    ],
)
def test_a_body_that_does_not_fit_its_header_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        question(text)
    assert (raised.value.code, str(raised.value.place)) == ("header", "queries/topic/q.rq:1")


def rule(id_: str, *after: str) -> Question:
    names = ", ".join(f'"{name}"' for name in after)
    return question(f"{HEAD}#+ after = [{names}]\nCONSTRUCT {{ ?a ?b ?c }} WHERE {{ ?a ?b ?c }}", id_)


def test_a_rule_comes_after_those_it_names() -> None:
    ordered = catalogue.in_order([rule("c", "b"), rule("a"), rule("b", "a"), rule("d")])
    assert sorted(r.id for r in ordered) == ["a", "b", "c", "d"]
    assert [r.id for r in ordered if r.id != "d"] == ["a", "b", "c"]


def test_rules_that_wait_for_each_other_are_an_error() -> None:
    with pytest.raises(InputError, match="after goes in a circle"):
        catalogue.in_order([rule("a", "b"), rule("b", "a")])


def test_a_rule_that_waits_for_nothing_known_is_an_error() -> None:
    with pytest.raises(InputError, match="after names x, which is no rule beside it") as raised:
        catalogue.in_order([rule("a", "x")])
    assert str(raised.value.place) == "queries/topic/a.rq:1"


@pytest.fixture
def shelf(tmp_path: Path) -> Repo:
    """A repository with one question, one derived rule and one check."""
    for folder in ("data", "ontology", "queries/topic", "queries/derived", "queries/checks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "queries/topic/plan-counts.rq").write_text(ECHO, encoding="utf-8")
    (tmp_path / "queries/derived/within.rq").write_text(f"{HEAD}\nCONSTRUCT {{ }} WHERE {{ }}", encoding="utf-8")
    (tmp_path / "queries/checks/no-label.rq").write_text(ECHO, encoding="utf-8")
    return Repo(tmp_path, tmp_path)


def test_the_catalogue_holds_what_people_ask(shelf: Repo) -> None:
    assert [(q.topic, q.id, q.name) for q in catalogue.catalogue(shelf)] == [
        ("topic", "plan-counts", "queries/topic/plan-counts.rq")
    ]


def test_a_question_is_found_by_its_id(shelf: Repo) -> None:
    assert catalogue.find(shelf, "plan-counts").header.columns == ("said",)


def test_an_unknown_question_is_an_error_that_names_the_nearest(shelf: Repo) -> None:
    with pytest.raises(UsageError, match="near: plan-counts") as raised:
        catalogue.find(shelf, "plancount")
    assert raised.value.code == "question-unknown"


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"\xff", "encoding", "queries/topic/q.rq:1"),
        (b"SELECT * WHERE { }", "toml-value", "queries/topic/q.rq"),
        (None, "file-missing", "queries/topic/q.rq"),
    ],
)
def test_a_file_that_is_no_question_is_an_error(shelf: Repo, content: bytes | None, code: str, place: str) -> None:
    path = shelf.root / "queries/topic/q.rq"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        catalogue.read(shelf.file(path))
    assert (raised.value.code, str(raised.value.place)) == (code, place)
