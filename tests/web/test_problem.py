"""What a visitor is told: the status of the error's class, and what a visitor can do about it."""

from __future__ import annotations

import json
import re

import pytest

from kgtool.base import errors
from kgtool.base.errors import (
    BuildError,
    EndpointError,
    InputError,
    KgtoolError,
    Message,
    Place,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
    UsageError,
)
from kgtool.web import problem

FIELDS = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EndpointError("endpoint-graphs"), 503),
        (EndpointError("endpoint-broken", "http://h/", reason="reset"), 502),
        (BuildError("store-missing", "/srv/build"), 503),
        (InputError("turtle-syntax", Place("data/p/plan.ttl", 3, 9), reason="x"), 500),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_a_fault_of_the_site_is_not_told_as_the_visitors(error: KgtoolError, status: int) -> None:
    found = problem.of(error, "en")
    assert (found.status, found.code) == (status, error.code)
    assert found.remedy.startswith("this is a fault of the site")
    assert "運営者" in problem.of(error, "ja").remedy
    assert (found.line, found.column) == (0, 0), "a place in a file of the site, which no visitor has"


@pytest.mark.parametrize(
    ("error", "status", "remedy"),
    [
        (QueryTimeoutError("timeout", "q", seconds="30"), 504, "add a LIMIT"),
        (QueryMemoryError("memory", "q", most="1 GiB"), 503, "add a LIMIT"),
        (QueryRefusedError("service-refused", "q", target="<http://h/>", host="h"), 403, "leave it out."),
        (UsageError("question-unknown", id="x", near="y"), 404, "the list of questions"),
        (RequestError("request-large", most="1 MiB"), 413, "make it shorter"),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_a_visitor_is_told_what_a_visitor_can_do(error: KgtoolError, status: int, remedy: str) -> None:
    found = problem.of(error, "en")
    assert found.status == status
    assert remedy in found.remedy


@pytest.mark.parametrize(("code", "message"), errors.messages().items())
def test_no_visitor_is_sent_to_the_command_line(code: str, message: Message) -> None:
    """Of what only a command runs into, nothing needs to be said to visitors: flags, folders, programs to install."""
    if issubclass(message.kind, QueryError | RequestError):
        remedy = problem.of(
            message.kind(code, **dict.fromkeys(FIELDS.findall(message.what.en + message.remedy.en), "x")), "en"
        ).remedy
        assert not re.search(r"--|kgtool", remedy)


def test_a_place_in_a_query_is_told() -> None:
    found = problem.of(QuerySyntaxError("sparql-syntax", Place("query", 2, 7), reason="x"), "en")
    document = json.loads(problem.details(found, "https://example.org/plans/"))
    assert document == {
        "type": "https://example.org/plans/reference/errors#sparql-syntax",
        "title": "sparql-syntax",
        "status": 400,
        "detail": "not valid SPARQL: x",
        "remedy": found.remedy,
        "line": 2,
        "column": 7,
    }
