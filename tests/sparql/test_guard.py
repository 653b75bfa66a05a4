"""A query may read and nothing else; whom it would call is seen however it is written."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from kgtool.base.errors import QueryRefusedError
from kgtool.sparql import guard
from kgtool.sparql.tokens import Query

CALL = "SELECT * { SERVICE <http://h.example/sparql> { ?s ?p ?o } }"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://h/> {}" }',
        "SELECT * { ?s ?p 'it\\'s SERVICE <http://h/> {}' }",
        'SELECT * { ?s ?p """a "quoted" SERVICE <http://h/> {}\n""" }',
        "SELECT * { ?s ?p '''a ''quoted'' SERVICE <http://h/> {}''' }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://h/> {}",
        "# SERVICE <http://h/> {}\rSELECT * { ?s ?p ?o }",
        "SELECT * { ?SERVICE ?p $service }",
        "SELECT * { <http://h/SERVICE> <urn:service#SERVICE> ?o }",
        "PREFIX service: <urn:x:> SELECT * { ?s service:a service:service }",
        "PREFIX service: <urn:x:> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX ex: <urn:x:> SELECT * { ?s ex:SERVICE ex:a.service }",
        'SELECT * { ?s ?p "x"@service }',
        "SELECT * { _:service ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER (?o < 3 && ?p > 4) } # service",
        "SELECT ?サービス { ?サービス ?p 'サービス' }",
    ],
)
def test_the_word_inside_of_something_else_is_no_call(text: str) -> None:
    assert guard.services(text) == []
    guard.check(Query(text))


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (CALL, ["http://h.example/sparql"]),
        ("SELECT*{service<http://h/>{}}", ["http://h/"]),
        ("SELECT * { ?s ?p 1SERVICE<http://h/>{} }", [""]),
        ("SELECT * { SERVICE\t\r\n# a comment\n<http://h/> {} }", ["http://h/"]),
        ("SELECT * { SeRvIcE SILENT <http://h/> {} }", ["http://h/"]),
        ("SELECT * { SERVICE # SILENT\n SILENT <http://h/> {} }", ["http://h/"]),
        ("SELECT * { SERVICE ?where {} }", [""]),
        ("SELECT * { SERVICE SILENT $where {} }", [""]),
        ("SELECT * { SERVICE?where{} }", [""]),
        ("SELECT * { SERVICE <relative> {} }", ["relative"]),
        ("PREFIX ex: <http://h/> SELECT * { SERVICE ex:a {} }", ["http://h/a"]),
        ("PREFIX : <http://h/> SELECT * { SERVICE: {} }", [""]),
        ("PREFIX ex: <http://a/> PREFIX ex: <http://b/> SELECT * { SERVICE ex:x {} }", ["http://a/x", "http://b/x"]),
        ("PREFIX ex: <http://a> SELECT * { SERVICE ex:\\@b\\/ {} }", ["http://a@b/"]),
        ("SELECT * { SERVICE ex:unknown {} }", [""]),
        ("PREFIX ex: <http://h/> SELECT * { SERVICEex:a {} }", [""]),
        ("PREFIX ex: <http://h/> SELECT * { SERVICESILENTex:a {} }", [""]),
        ("SELECT * { ?s ?p trueSERVICE <http://h/> {} }", [""]),
        ("SELECT * { SERVICESILENT <http://h/> {} }", [""]),
        ("SELECT * { SERVICE <http://a/> { SERVICE <http://b/> {} } }", ["http://a/", "http://b/"]),
        ("SELECT * { \\u0053ERVICE <http://h/> {} }", ["", "http://h/"]),
        ("SELECT * { \\u0053\\U00000045RVICE <http://h/> {} }", ["", "", "http://h/"]),
        ("SELECT * { SERVICE \\u003chttp://h/> {} }", ["", "", "", "", "", "http://h/"]),
        # a string for those who expand first, a call for those who do not, and the other way round
        ('SELECT * { ?a ?b "\\u0022" SERVICE <http://h/> {} FILTER ("\\u0022") }', ["http://h/"]),
        ('SELECT * { ?a ?b "\\u0022 SERVICE <http://h/> {} #" }', ["http://h/"]),
        ("SELECT * { ?s ?p ?o #\\u000ASERVICE <http://h/> {}\n }", ["http://h/"]),
        ("SELECT * { ?s ?p 'open\n SERVICE <http://h/> {} ' }", ["", "http://h/", ""]),
        ("SELECT * { ſervice <http://h/> {} }", [""]),
    ],
)
def test_a_call_is_seen_however_it_is_written(text: str, targets: list[str]) -> None:
    found = [target for _, target in guard.services(text)]
    assert found, "the call was overlooked"
    if targets.count("") == 0:
        assert found == targets
    assert set(filter(None, targets)) <= set(found)
    with pytest.raises(QueryRefusedError) as caught:
        guard.check(Query(text), [])
    assert caught.value.code == "service-refused"


@pytest.mark.parametrize(
    ("target", "allowed", "passes"),
    [
        ("http://h.example/sparql", "h.example", True),
        ("https://H.Example:8443/sparql", "h.example", True),
        ("http://h.example:8080/", "h.example:8080", True),
        ("http://h.example:8081/", "h.example:8080", False),
        ("http://[::1]:7878/query", "[::1]", True),
        ("http://h.example", "h.example", True),
        ("http://h.example.evil.example/", "h.example", False),
        ("http://evil.example/h.example", "h.example", False),
        ("http://h.example@evil.example/", "h.example", False),
        ("http://evil.example#@h.example/", "h.example", False),
        ("http://evil.example?@h.example/", "h.example", False),
        ("http://evil.example/@h.example/", "h.example", False),
        ("http://h.example:80@evil.example/", "h.example", False),
        ("http://h\\u002eexample/", "h.example", False),
        ("//h.example/", "h.example", False),
        ("file:///etc/passwd", "h.example", False),
        ("ftp://h.example/", "h.example", False),
        ("h.example", "h.example", False),
    ],
)
def test_only_an_allowed_host_may_be_called(target: str, allowed: str, passes: bool) -> None:
    query = Query(f"SELECT * {{ SERVICE <{target}> {{}} }}")
    if passes:
        guard.check(query, [allowed])
    else:
        with pytest.raises(QueryRefusedError, match="SERVICE"):
            guard.check(query, [allowed])


def test_every_call_of_a_query_must_be_allowed() -> None:
    query = Query("SELECT * { SERVICE <http://a/> {} SERVICE <http://b/> {} }")
    guard.check(query, ["a", "b"])
    with pytest.raises(QueryRefusedError, match="http://b/"):
        guard.check(query, ["a"])


def test_a_variable_as_target_is_refused_whatever_is_allowed() -> None:
    with pytest.raises(QueryRefusedError):
        guard.check(Query("SELECT * { BIND (<http://a/> AS ?x) SERVICE ?x {} }"), ["a", "?x", "HOST"])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_refusal_says_where_the_call_stands_and_how_to_allow_it(lang: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        guard.check(Query("\nSELECT * {\n  SERVICE <http://h.example/x> {} }", "q.rq", 7))
    assert str(caught.value.place) == "q.rq:9:3"
    assert "--allow-service h.example" in caught.value.render(lang)


@pytest.mark.parametrize(
    "text", ["DROP ALL", "INSERT DATA {}", "PREFIX a: <urn:a>\nDELETE WHERE { ?s ?p ?o }", "LOAD <file:///x>"]
)
def test_an_update_is_refused_before_any_engine_sees_it(text: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        guard.check(Query(text), None)
    assert caught.value.code == "update-refused"


class Doorbell:
    """Listens on loopback and counts who rings; answers nobody."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.rang = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.rang += 1
            caller.close()


@pytest.fixture(scope="module")
def doorbell() -> Iterator[Doorbell]:
    bell = Doorbell()
    yield bell
    bell.socket.close()


FRAGMENTS = [
    *("SERVICE", "service", "SILENT", "SERVICEa:b", "true", "1", "?x", "$x", "a:b", ":b", "a:", "_:b", "@en", "GRAPH", "OPTIONAL"),
    *("UNION", "FILTER", "BIND", "VALUES", "AS", "{", "}", "{ }", "{ ?s ?p ?o }", "(", ")", ".", ";", ",", "<", ">", "<{bell}>"),
    *('"', "'", '"""', "'''", '""', '"a"', "\\", "\\u0022", "\\u0053ERVICE", "\\u003c", "\\u000a", "#", "\n", " ", "\t", "　", "ſ"),
]  # fmt: skip


BEFORE = st.sampled_from(["", "{", "{ ?s ?p ?o ", "?s ?p ", "{ GRAPH ?g { ?s ?p "])
CALLS = st.sampled_from(["SERVICE", "SERVICE ", " SERVICE SILENT", "SERVICEa:b", "SERVICE:b", "\\u0053ERVICE", ""])
AFTER = st.sampled_from(["", " }", "} }", '"', '"}'])


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BEFORE, st.lists(st.sampled_from(FRAGMENTS), max_size=5), CALLS, AFTER)
def test_what_is_not_seen_as_a_call_rings_no_bell(
    doorbell: Doorbell, before: str, parts: list[str], call: str, after: str
) -> None:
    """Whatever Oxigraph makes of a text: if it calls out, the call was seen before."""
    middle = "".join(parts).replace("{bell}", doorbell.url)
    body = f"{before}{middle}{call}<{doorbell.url}> {{ ?s ?p ?o }}{after}"
    text = f"PREFIX a: <{doorbell.url}> PREFIX : <{doorbell.url}> SELECT * {{ {body} }}"
    rang = doorbell.rang
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        list(Store().query(text))
    if doorbell.rang > rang:
        assert guard.services(text), f"Oxigraph calls out for {text!r}"


def test_the_bell_rings_when_oxigraph_calls(doorbell: Doorbell) -> None:
    rang = doorbell.rang
    with pytest.raises(OSError):  # noqa: PT011
        list(Store().query(f"SELECT * {{ SERVICE <{doorbell.url}> {{ ?s ?p ?o }} }}"))
    assert doorbell.rang > rang
