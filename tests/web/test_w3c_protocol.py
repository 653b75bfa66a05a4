"""The W3C's tests of the SPARQL 1.1 Protocol, by their names: 20 of the query operation pass, the 14 updates are refused.

The requests are those of the suite (sparql11/protocol), with graphs of this repository where it has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from kgtool.rdf import iris, media
from tests.web.served import TestClient

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
ONE, TWO, OTHER = (iris.graph(name) for name in ("plan/13221-kiyose-5", "reference", "ontology"))
ROWS = {"Accept": "application/sparql-results+json"}
ANY = "ASK { ?s ?p ?o }"
IN_ONE = f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}"
BOTH = f"ASK {{ GRAPH <{ONE}> {{ ?s ?p ?o }} GRAPH <{TWO}> {{ ?a ?b ?c }} }}"
FULL = f"ASK {{ ?s ?p ?o GRAPH <{TWO}> {{ ?a ?b ?c }} FILTER NOT EXISTS {{ GRAPH <{OTHER}> {{ ?x ?y ?z }} }} }}"


class Asked(NamedTuple):
    """A request, and what its answer must be: a status, and a truth or a media type where it is 200."""

    method: str
    status: int
    params: Sequence[tuple[str, str]] = ()
    kind: str = ""
    body: bytes = b""
    truth: bool | None = None
    accept: str = ""


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


def graphs(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [(f"{kind}-graph-uri", iri) for kind, iri in pairs]


QUERIES = {
    "bad_multiple_queries": Asked("GET", 400, [("query", "ASK {}"), ("query", "SELECT * {}")]),
    "bad_query_method": Asked("PUT", 405, [("query", "ASK {}")]),
    "bad_query_missing_direct_type": Asked("POST", 415, body=b"ASK {}"),
    "bad_query_missing_form_type": Asked("POST", 415, body=form(("query", "ASK {}"))),
    "bad_query_non_utf8": Asked("POST", 400, kind=QUERY, body="ASK { <a> <b> '日本' }".encode("utf-16")),
    "bad_query_syntax": Asked("GET", 400, [("query", "ASK { ?s ?p }")]),
    "bad_query_wrong_media_type": Asked("POST", 415, kind="text/plain", body=b"ASK {}"),
    "query_content_type_ask": Asked("GET", 200, [("query", ANY)], accept=media.RESULTS_JSON.media_type),
    "query_content_type_construct": Asked(
        "GET", 200, [("query", "CONSTRUCT { <a:a> <a:b> 1 } {}")], accept="text/turtle"
    ),
    "query_content_type_describe": Asked("GET", 200, [("query", f"DESCRIBE <{iris.NS}Goal>")], accept="text/turtle"),
    "query_content_type_select": Asked("GET", 200, [("query", "SELECT (1 AS ?n) {}")], accept="text/csv"),
    "query_dataset_default_graph": Asked("GET", 200, [("query", ANY), *graphs(("default", ONE))], truth=True),
    "query_dataset_default_graphs_get": Asked(
        "GET", 200, [("query", ANY), *graphs(("default", ONE), ("default", TWO))], truth=True
    ),
    "query_dataset_default_graphs_post": Asked(
        "POST", 200, graphs(("default", ONE), ("default", TWO)), QUERY, ANY.encode(), truth=True
    ),
    "query_dataset_full": Asked(
        "POST", 200, kind=FORM, body=form(("query", FULL), *graphs(("default", ONE), ("named", TWO))), truth=True
    ),
    "query_dataset_named_graphs_get": Asked(
        "GET", 200, [("query", BOTH), *graphs(("named", ONE), ("named", TWO))], truth=True
    ),
    "query_dataset_named_graphs_post": Asked(
        "POST", 200, graphs(("named", ONE), ("named", TWO)), QUERY, BOTH.encode(), truth=True
    ),
    "query_get": Asked("GET", 200, [("query", "ASK {}")], truth=True),
    "query_post_direct": Asked("POST", 200, kind=QUERY, body=b"ASK {}", truth=True),
    "query_post_form": Asked("POST", 200, kind=FORM, body=form(("query", "ASK {}")), truth=True),
}
CLEAR, INSERT = "CLEAR ALL", f"PREFIX : <urn:x:> INSERT DATA {{ GRAPH <{ONE}> {{ :a :b :c }} }}"
WITH = f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
USING = [("using-graph-uri", ONE), ("using-named-graph-uri", TWO)]
UPDATES = {
    "bad_multiple_updates": Asked("POST", 403, kind=FORM, body=form(("update", CLEAR), ("update", CLEAR))),
    "bad_update_dataset_conflict": Asked("POST", 403, kind=FORM, body=form(USING[0], ("update", WITH))),
    "bad_update_get": Asked("GET", 403, [("update", CLEAR)]),
    "bad_update_missing_form_type": Asked("POST", 415, body=form(("update", CLEAR))),
    "bad_update_non_utf8": Asked("POST", 403, kind=UPDATE, body=CLEAR.encode("utf-16")),
    "bad_update_syntax": Asked("POST", 403, kind=FORM, body=form(("update", "CLEAR XYZ"))),
    "bad_update_wrong_media_type": Asked("POST", 415, kind="text/plain", body=CLEAR.encode()),
    "update_base_uri": Asked("POST", 403, kind=FORM, body=form(("update", "INSERT DATA { <a> <b> <c> }"))),
    "update_dataset_default_graph": Asked("POST", 403, USING[:1], UPDATE, INSERT.encode()),
    "update_dataset_default_graphs": Asked("POST", 403, [USING[0], USING[0]], UPDATE, INSERT.encode()),
    "update_dataset_full": Asked("POST", 403, USING, UPDATE, INSERT.encode()),
    "update_dataset_named_graphs": Asked("POST", 403, USING[1:], UPDATE, INSERT.encode()),
    "update_post_direct": Asked("POST", 403, kind=UPDATE, body=INSERT.encode()),
    "update_post_form": Asked("POST", 403, kind=FORM, body=form(("update", INSERT))),
}


def ask(client: TestClient, asked: Asked) -> Any:
    headers = {"Accept": asked.accept} if asked.accept else ROWS
    kind = {"Content-Type": asked.kind} if asked.kind else {}
    return client.request(
        asked.method, "/sparql", params=list(asked.params), headers={**headers, **kind}, content=asked.body or None
    )


def test_it_is_twenty_and_fourteen() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


@pytest.mark.parametrize("name", QUERIES)
def test_the_query_operation_is_that_of_the_protocol(client: TestClient, name: str) -> None:
    asked = QUERIES[name]
    answer = ask(client, asked)
    assert answer.status_code == asked.status, answer.text
    if asked.truth is not None:
        assert answer.json()["boolean"] is asked.truth
    if asked.accept:
        assert answer.headers["content-type"].partition(";")[0] == asked.accept


def test_a_graph_that_is_not_named_is_not_asked(client: TestClient) -> None:
    alone = Asked("GET", 200, [("query", IN_ONE), *graphs(("named", TWO))])
    assert ask(client, alone).json()["boolean"] is False


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_is_carried_out(client: TestClient, name: str) -> None:
    assert ask(client, UPDATES[name]).status_code == UPDATES[name].status
    left = Asked("GET", 200, [("query", f"ASK {{ GRAPH <{ONE}> {{ <urn:x:a> ?p ?o }} }}")])
    assert ask(client, left).json()["boolean"] is False
    assert ask(client, Asked("GET", 200, [("query", IN_ONE)])).json()["boolean"] is True
