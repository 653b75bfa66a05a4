"""Who asks: what a client takes is worked out once for each request, however it is answered."""

from __future__ import annotations

import threading
from types import FrameType

import pytest
from starlette.requests import Request

from kgtool.rdf import media
from kgtool.web import negotiate
from kgtool.web.page import HTML, Page, Variant
from kgtool.web.server.client import Client
from tests.web.served import TestClient

SHEETS = (Variant(media.CSV, "ja"), Variant(media.CSV, "en"))
ACCEPT = "text/turtle;q=0.4, text/html;q=0.5"
LANGUAGE = "en;q=0.9, ja;q=0.1"
ENCODING = "gzip, identity;q=0.5"


def asks(path: str = "/", **headers: str) -> Client:
    """The client of a request with these headers."""
    listed = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Client(Request({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": listed}))


@pytest.mark.parametrize(
    ("path", "accept", "lang"),
    [
        ("/plans", "en", "en"),
        ("/plans", "ja, en", "ja"),
        ("/plans.en.html", "ja", "en"),
        ("/plans.ja.html", "en", "ja"),
    ],
)
def test_the_name_of_a_file_says_its_language(path: str, accept: str, lang: str) -> None:
    assert asks(path, accept_language=accept).lang == lang


@pytest.mark.parametrize(
    ("accept", "shown"),
    [
        ("text/html", True),
        ("text/html,*/*;q=0.8", True),
        ("*/*", False),
        ("application/problem+json, text/html;q=0.9", False),
        ("text/html;q=0, */*", False),
        ("", False),
    ],
)
def test_an_error_is_a_page_for_who_names_html(accept: str, shown: bool) -> None:
    assert asks(accept=accept).shows_html is shown


def test_a_page_in_one_language_is_given_in_that() -> None:
    japanese = Page("plans", HTML[:1], lambda variant, parameters: b"")
    assert asks(accept_language="en").variant(japanese, {}) == HTML[0]


def test_a_format_is_named_with_or_without_its_language() -> None:
    page = Page("plans", (*HTML, *SHEETS), lambda variant, parameters: b"")
    client = asks(accept_language="en", accept="text/html")
    assert client.variant(page, {}) == HTML[1]
    for name in ("csv", "en.csv", "text/csv"):
        assert client.variant(page, {"format": (name,)}) == SHEETS[1], name
    assert client.variant(page, {"format": ("ja.csv",)}) == SHEETS[0]
    assert client.variant(page, {"format": ("ttl",)}) is None


def test_tags_are_compared_as_weak_ones() -> None:
    assert asks(if_none_match='W/"a", "b"').known_tags == {'"a"', '"b"'}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plans", 200),
        ("/plans.en.html", 200),
        ("/doc/ns", 200),
        ("/id/13221-kiyose-5", 303),
        ("/nothing", 404),
        ("/compare?plan=nowhere&format=csv", 400),
        ("/plans?format=ttl", 406),
        ("/dumps/dataset.ttl", 200),
        ("/sparql?query=ASK+%7B%7D", 200),
        ("/sparql?query=ASK", 400),
    ],
)
def test_no_header_is_read_twice(client: TestClient, path: str, status: int) -> None:
    read: list[str | None] = []

    def note(frame: FrameType, event: str, arg: object) -> None:
        if event == "call" and frame.f_code is negotiate._items.__code__:
            read.append(frame.f_locals["header"])

    headers = {"Accept": ACCEPT, "Accept-Language": LANGUAGE, "Accept-Encoding": ENCODING}
    threading.setprofile(note)  # the client that is not entered answers each request in a thread of its own
    try:
        answer = TestClient(client.app, follow_redirects=False).get(path, headers=headers)
    finally:
        threading.setprofile(None)
    assert answer.status_code == status
    assert len(read) == len(set(read)), read
    assert status == 303 or read
