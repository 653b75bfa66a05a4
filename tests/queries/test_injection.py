"""No value of a parameter, of whatever type, can change the question that it is put into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store
from rdflib import Dataset

from kgtool.base.errors import UsageError
from kgtool.build import store
from kgtool.engines import ask, rdflib_engine
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import TYPES
from kgtool.sparql.tokens import Query, tokens
from tests.endpoints import HURRIED, Server

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of rdflib, about rdflib
PREFIXES = {"ex": "https://example.org/"}
EVIL = [
    *('"', "'", '"""', "'''", "\\", '\\"', "\\\\", "\\u0022", "\\\\u0022", "\\U00000022", "\\u005cu0022", "\\u000a"),
    *('" } INSERT DATA { <urn:a> <urn:b> <urn:c> } #', '") } ?s ?p ?o . { #', "'} DROP ALL #", '""" } SELECT * { """'),
    *("> } DROP ALL #", "urn:x> <urn:y", "<urn:x>", "urn:x #", "urn:x\n} #", "ex:a } #", "ex:\\u003e", "urn:x\\u003e", "ex:%3E", "urn:{}"),
    *("1 } #", "1\n", "1;2", "1) (2", "0x10", "1e400", "NaN", "²", "１", "1 UNDEF", "-", "--1", "1.", "1.0.0"),
    *("2025-01-01\n}", "2025-01-01T00:00:00", "2025-01-01+09:00", "0000-00-00", "true }", "TRUE", "true\n", "tru\u0065\u0301"),
    *("UNDEF", "$given", "?x", "#", "# comment\n}", "{", "}", "VALUES ($given) { (UNDEF) }", "{{", "}}", "%s", "{0}", "\\1", "\\g<0>"),
    *("\n", "\r\n", "\u2028", "\u0085", "\x00", "\x1b[31m", "\u202e", "\ufeff", "\U0001f600", "あ\u3099", "　", "", " "),
    *("SERVICE <http://127.0.0.1:1/> {}", "a" * 10_000, "@ja", '"@ja', '"^^<urn:x>', "_:b", "a b", "javascript:alert(1)"),
]  # fmt: skip
EXAMPLES = {"iri": "ex:a", "string": "x", "integer": "1", "decimal": "1.5", "date": "2025-01-01", "boolean": "true"}


def question(kind: str) -> Question:
    """A question that gives back its one parameter, and would show any other solution, too."""
    texts = "".join(f'#+ {key}.{lang} = "x"\n' for key in ("title", "description") for lang in ("ja", "en"))
    text = (
        f'{texts}#+ params.given = {{ type = "{kind}", title.ja = "x", title.en = "x", example = "{EXAMPLES[kind]}" }}\n'
        '#+ columns = ["said", "more"]\n\nSELECT ?said ?more\nWHERE {\n  VALUES ($given) { (UNDEF) }\n'
        "  BIND ($given AS ?said)\n  OPTIONAL { <urn:secret> ?more ?o }\n}\nORDER BY ?said\n"
    )
    return ask.parse(text, "echo", "echo.rq")


def shape(text: str) -> list[str]:
    """A query without its one value: what kinds of tokens it has, and what those are that are no literal."""
    return [token.kind if token.kind in ("string", "iri") else token.text for token in tokens(text)]


def taken(asked: Question, text: str) -> dict[str, NamedNode | Literal] | None:
    """The values with that text as parameter; None where it is refused as one."""
    try:
        return ask.values(asked, [f"given={text}"], PREFIXES)
    except UsageError as error:
        if error.code != "parameter":
            raise
        return None


@pytest.fixture(scope="module")
def secret() -> Store:
    made = Store()
    made.update("INSERT DATA { <urn:other> <urn:p> 'secret' }")
    return made


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("text", EVIL, ids=lambda text: ascii(text)[:40])
def test_a_hostile_value_is_refused_or_comes_back_as_it_is(kind: str, text: str, secret: Store) -> None:
    asked = question(kind)
    values = taken(asked, text)
    if values is None:
        assert kind != "string"
        return
    query = ask.query(asked, values)
    harmless = ask.query(asked, ask.values(asked, [f"given={EXAMPLES[kind]}"], PREFIXES))
    assert shape(query.text) == shape(harmless.text)
    rows = store.stream(secret, query.text).collect().rows
    assert [row[1] for row in rows] == [None]
    if kind == "string":
        assert rows == rdflib_engine.stream(Dataset(), query.text).collect().rows == ((Literal(text), None),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_string_comes_back_as_it_is(secret: Store, text: str) -> None:
    asked = question("string")
    query = ask.query(asked, ask.values(asked, [f"given={text}"], PREFIXES))
    assert store.stream(secret, query.text).collect().rows == ((Literal(text), None),)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="\\u0022U\"'\n{}#あ", max_size=12))
def test_any_string_comes_back_from_rdflib_as_it_is(text: str) -> None:
    asked = question("string")
    query = ask.query(asked, ask.values(asked, [f"given={text}"], PREFIXES))
    assert rdflib_engine.stream(Dataset(), query.text).collect().rows == ((Literal(text), None),)


def test_hostile_strings_come_back_from_a_server_as_they_are(server: Server) -> None:
    endpoint = Endpoint(server.query, HURRIED)
    asked = question("string")
    for text in EVIL:
        query = ask.query(asked, ask.values(asked, [f"given={text}"], PREFIXES))
        assert endpoint.answer(query).rows == ((Literal(text), None),)


@pytest.mark.parametrize("text", ["given", "=x", "given =x", "GIVEN=x", "given=1=2", "$given=x", "given\n=x"])
def test_the_name_of_a_parameter_is_a_name_and_nothing_else(text: str) -> None:
    asked = question("string")
    if text == "given=1=2":
        assert ask.values(asked, [text], {}) == {"given": Literal("1=2")}
        return
    with pytest.raises(UsageError) as caught:
        ask.query(asked, ask.values(asked, [text], {}))
    assert caught.value.code in ("parameter", "parameter-form")


def test_a_hostile_value_on_the_command_line_is_a_value(kgtool: Callable, small_out: Path, tmp_path: Path) -> None:
    path = tmp_path / "echo.rq"
    path.write_text(
        "".join(f'#+ {key}.{lang} = "x"\n' for key in ("title", "description") for lang in ("ja", "en"))
        + '#+ params.given = { type = "string", title.ja = "x", title.en = "x", example = "x" }\n#+ columns = ["said"]\n'
        "SELECT ?said { VALUES ($given) { (UNDEF) } BIND ($given AS ?said) } ORDER BY ?said"
    )
    evil = '" ) } INSERT DATA { <urn:a> <urn:b> "\\u0022" } # \U0001f600'
    ended = kgtool("query", path, "--param", f"given={evil}", "--store", small_out, "-f", "tsv")
    assert ended.code == 0
    assert ended.out == f"?said\n{Literal(evil)}\n"
    assert kgtool("query", path, "--param", f"given={evil}", "--store", small_out, "--explain").err.count("VALUES") == 1


def test_plain_sparql_has_no_parameters_to_fill(tmp_path: Path) -> None:
    asked = ask.parse("SELECT * { VALUES ($x) { (UNDEF) } }", "q", "q.rq")
    with pytest.raises(UsageError):
        ask.query(asked, ask.values(asked, ["x=1"], {}))
    assert ask.query(asked, {}) == Query("SELECT * { VALUES ($x) { (UNDEF) } }", "q.rq", 1)
