"""The query operation of the SPARQL 1.1 Protocol, read from a request."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from kgtool.base.errors import QueryRefusedError, RequestError
from kgtool.web.server import protocol
from kgtool.web.server.protocol import FORM, QUERY, UPDATE, Operation

ASK = "ASK { ?s ?p '日本 & = +' }"
GRAPHS = [("default-graph-uri", "urn:a"), ("default-graph-uri", "urn:b"), ("named-graph-uri", "urn:c")]


def refusal(method: str, query_string: str = "", content_type: str = "", body: bytes = b"") -> int:
    with pytest.raises((RequestError, QueryRefusedError)) as caught:
        protocol.read(method, query_string, content_type, body)
    return caught.value.message.status


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=UTF-8", FORM.upper()])
def test_three_ways_to_send_a_query_are_one(content_type: str) -> None:
    expected = Operation(ASK, ("urn:a", "urn:b"), ("urn:c",))
    form = urlencode([("query", ASK), *GRAPHS])
    assert protocol.read("GET", form, "", b"") == expected
    assert protocol.read("POST", "", content_type, form.encode()) == expected
    assert protocol.read("POST", urlencode(GRAPHS), f"{QUERY};charset=utf-8", ASK.encode()) == expected


def test_without_graphs_the_whole_store_is_meant() -> None:
    assert protocol.read("GET", urlencode({"query": ASK}), "", b"") == Operation(ASK)


def test_one_kind_of_graph_leaves_none_of_the_other() -> None:
    assert protocol.read("GET", "query=x&named-graph-uri=urn:c", "", b"") == Operation("x", (), ("urn:c",))


def test_the_format_may_stand_in_the_address_whatever_the_way() -> None:
    assert protocol.read("GET", "query=x&format=csv", "", b"") == Operation("x", format="csv")
    assert protocol.read("POST", "format=csv", FORM, b"query=x") == Operation("x", format="csv")
    assert protocol.read("POST", "format=csv", QUERY, b"x") == Operation("x", format="csv")


def test_who_only_looks_asks_nothing() -> None:
    assert protocol.read("GET", "", "", b"") is None
    assert protocol.read("HEAD", "format=html", "", b"") is None


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "status"),
    [
        ("GET", "query=a&query=b", "", b"", 400),
        ("POST", "", FORM, b"query=a&query=b", 400),
        ("POST", "", FORM, b"", 400),
        ("POST", "query=a", FORM, b"", 400),
        ("POST", "", "", b"ASK {}", 415),
        ("POST", "", "text/plain", b"ASK {}", 415),
        ("POST", "", "multipart/form-data; boundary=x", b"", 415),
        ("POST", "", QUERY, b"ASK { ?s ?p '\xff' }", 400),
        ("POST", "", FORM, b"query=\xff", 400),
        ("POST", "", FORM, b"query=%ff", 400),
        ("GET", "query=%E6%97", "", b"", 400),
        ("GET", "&".join(["x=1"] * 1_001), "", b"", 400),
        ("GET", "update=CLEAR%20ALL", "", b"", 403),
        ("GET", "query=a&update=CLEAR%20ALL", "", b"", 403),
        ("POST", "", FORM, b"update=CLEAR%20ALL", 403),
        ("POST", "update=CLEAR%20ALL", QUERY, b"ASK {}", 403),
        ("POST", "", UPDATE, b"CLEAR ALL", 403),
        ("POST", "", f"{UPDATE}; charset=utf-8", b"", 403),
        ("POST", "", QUERY, b"x" * (protocol.MOST + 1), 413),
        ("GET", "query=" + "x" * protocol.MOST, "", b"", 413),
    ],
)
def test_what_is_no_query_is_refused(
    method: str, query_string: str, content_type: str, body: bytes, status: int
) -> None:
    assert refusal(method, query_string, content_type, body) == status


def test_a_query_of_just_the_size_that_fits_is_read() -> None:
    text = "x" * protocol.MOST
    assert protocol.read("POST", "", QUERY, text.encode()) == Operation(text)
