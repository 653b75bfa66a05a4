"""An endpoint may fail in every way there is: each time people are told in a sentence, and nothing hangs or leaks."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from urllib.request import Request

import pytest
from pyoxigraph import Literal

from kgtool.base.errors import (
    EndpointRefusedError,
    EndpointUnreachableError,
    InputError,
    KgtoolError,
    QueryTimeoutError,
    UsageError,
)
from kgtool.engines.remote import connection, credentials, endpoint
from kgtool.engines.remote.connection import without_query
from kgtool.engines.remote.credentials import Login
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.engines.remote.transport import Transport
from kgtool.sparql.tokens import Query
from tests.endpoints import HURRIED
from tests.queries.faulty import FaultyServer

SELECT = Query("SELECT ?x WHERE { ?x ?y ?z }", "q.rq", 3)
QUICKLY = 15.0


@pytest.fixture
def faulty() -> Iterator[FaultyServer]:
    server = FaultyServer()
    yield server
    server.stop()


def ask(server: FaultyServer, path: str, transport: Transport = HURRIED, query: Query = SELECT) -> str:
    """The one value of the answer."""
    return Endpoint(server.url + path, transport).answer(query).rows[0][0].value


def refusal(server: FaultyServer, path: str, transport: Transport = HURRIED, query: Query = SELECT) -> KgtoolError:
    with pytest.raises(KgtoolError) as caught:
        ask(server, path, transport, query)
    for lang in ("ja", "en"):
        text = caught.value.render(lang)
        assert len(text.split("\n")) == 2
        assert "\x1b" not in text
    return caught.value


def test_other_addresses_are_opened_as_ever(faulty: FaultyServer) -> None:
    """SPARQLWrapper sends by ``urllib.request.urlopen``, with an opener of ours; nobody else notices."""
    ask(faulty, "/good")
    assert urllib.request.urlopen("data:,hello").read() == b"hello"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(faulty.url + "/404", timeout=QUICKLY)
    assert faulty.seen[-1][2]["User-Agent"].startswith("Python-urllib")


def test_a_short_query_is_a_get_and_a_long_one_a_form(faulty: FaultyServer) -> None:
    long = Query(f"SELECT ?x WHERE {{ ?x ?y ?z }} # {'あ' * 300}")
    assert ask(faulty, "/good") == ask(faulty, "/good", query=long) == "あ"
    (get, _, _, address, nothing), (post, _, headers, empty, body) = faulty.seen
    assert (get, nothing) == ("GET", b"")
    assert len(faulty.url + "/good?" + address) <= endpoint.LONGEST_URL
    assert (post, empty) == ("POST", "")
    assert body.startswith(b"union-default-graph=true&query=") or b"&query=" in body
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert faulty.queries() == [SELECT.text, long.text]


def test_what_a_request_says_of_itself(faulty: FaultyServer) -> None:
    ask(faulty, "/good")
    _, _, headers, query, _ = faulty.seen[0]
    assert headers["User-Agent"].startswith("kgtool/")
    assert headers["Accept"].startswith("application/sparql-results+json")
    assert "union-default-graph=true" in query


def test_a_query_string_in_the_url_goes_with_every_query_and_nothing_is_added(faulty: FaultyServer) -> None:
    ask(faulty, "/good?default-graph-uri=urn%3Ag&key=1%202")
    ask(faulty, "/good?key=1", query=Query(f"SELECT ?x {{ ?x ?y '{'x' * 3_000}' }}"))
    assert faulty.seen[0][3].endswith("&default-graph-uri=urn%3Ag&key=1%202")
    assert faulty.seen[1][3] == "key=1"
    assert not any("union-default-graph" in query + body.decode() for _, _, _, query, body in faulty.seen)


def test_a_query_that_chooses_its_graphs_is_not_asked_over_all(faulty: FaultyServer) -> None:
    ask(faulty, "/good", query=Query("SELECT ?x FROM <urn:g> { ?x ?y ?z }"))
    assert "union-default-graph" not in faulty.seen[0][3]


def test_a_busy_server_is_asked_again(faulty: FaultyServer) -> None:
    assert ask(faulty, "/busy-then-good") == "あ"
    assert faulty.counts["/busy-then-good"] == 3


def test_a_server_that_stays_busy_is_given_up_after_a_fixed_schedule(faulty: FaultyServer) -> None:
    waits: list[float] = []
    error = refusal(faulty, "/busy-forever", Transport(delays=(0.5, 1.0, 2.0), wait=waits.append))
    assert error.code == "endpoint-busy"
    assert "503" in str(error)
    assert waits == [0.5, 1.0, 2.0]
    assert faulty.counts["/busy-forever"] == 4


@pytest.mark.parametrize(("path", "waited"), [("/busy-for-hours", 9.0), ("/busy-until", 0.0)])
def test_retry_after_is_honoured_up_to_a_limit(faulty: FaultyServer, path: str, waited: float) -> None:
    waits: list[float] = []
    transport = Transport(delays=(0.5,), longest_delay=9.0, wait=waits.append)
    assert ask(faulty, path, transport) == "あ"
    assert waits == [waited]


def test_no_wait_goes_beyond_the_deadline(faulty: FaultyServer) -> None:
    error = refusal(faulty, "/busy-forever", Transport(timeout=5.0, delays=(60.0,), wait=pytest.fail))
    assert error.code == "endpoint-busy"


@pytest.mark.parametrize("path", ["/502", "/504", "/429"])
def test_other_passing_faults_are_tried_again_too(faulty: FaultyServer, path: str) -> None:
    assert refusal(faulty, path).code == "endpoint-busy"
    assert faulty.counts[path] == 4


def test_a_connection_that_resets_is_tried_again(faulty: FaultyServer) -> None:
    assert ask(faulty, "/reset-then-good") == "あ"


@pytest.mark.parametrize("path", ["/reset", "/reset-in-the-middle", "/no-http", "/shorter-than-said"])
def test_a_connection_that_always_breaks_is_an_error(faulty: FaultyServer, path: str) -> None:
    assert refusal(faulty, path).code == "endpoint-broken"
    assert faulty.counts[path] == 4


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("/401", "endpoint-credentials", "401 Unauthorized: the \\u001b[31mreason in words"),
        ("/403", "endpoint-credentials", "403 Forbidden"),
        ("/404", "endpoint-status", "404 Not Found"),
        ("/414", "endpoint-status", "414"),
        ("/500", "endpoint-status", "500"),
        ("/204", "endpoint-answer", "its type is text/plain"),
        ("/page", "endpoint-answer", "it is a web page (“Free Wi-Fi”)"),
        ("/page-as-json", "endpoint-answer", "it is a web page|Log in|JSON"),
        ("/no-type", "endpoint-answer", "its type is -"),
        ("/csv", "endpoint-answer", "its type is text/csv"),
        ("/triples", "endpoint-answer", "its type is application/ld+json"),
        ("/cut", "endpoint-answer", "it ends in the middle"),
        ("/nonsense", "endpoint-answer", ""),
        ("/bad-iri", "endpoint-answer", ""),
    ],
)
def test_what_is_no_answer_is_said_in_words(faulty: FaultyServer, path: str, code: str, says: str) -> None:
    error = refusal(faulty, path)
    assert error.code == code
    assert any(part in error.render("en") for part in says.split("|"))
    assert faulty.counts[path] == 1, "there is no use in asking again"
    assert str(error.place) == faulty.url + path


def test_a_syntax_error_is_named_by_the_line_of_the_file(faulty: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tests.queries.faulty.Handler.answer_status",
        lambda self: self.send(400, b"error at 2:7: expected WHERE", "text/plain"),
    )
    error = refusal(faulty, "/anything")
    assert (error.code, str(error.place)) == ("sparql-syntax", "q.rq:4:7")


def test_the_time_that_is_named_is_that_of_all_tries(faulty: FaultyServer) -> None:
    patient = Transport(timeout=1.5, delays=(0.5, 0.5, 0.5))
    assert "within 1.5 s" in refusal(faulty, "/silence", patient).render("en")


def test_a_name_that_nobody_looks_up_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's look-up of names knows no time limit."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(QUICKLY) or [])
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError) as caught:
        Endpoint("http://h.example/query", replace(HURRIED, timeout=0.3)).answer(SELECT)
    assert caught.value.code == "timeout"
    assert time.monotonic() - started < QUICKLY / 3


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 70 + ".example"])
def test_a_name_without_an_address_is_an_error(host: str) -> None:
    with pytest.raises(EndpointUnreachableError) as caught:
        Endpoint(f"http://{host}/query", HURRIED).answer(SELECT)
    assert caught.value.code == "endpoint-unreachable"


@pytest.mark.parametrize("path", ["/trickle", "/slow-head", "/silence"])
def test_a_slow_server_is_left_at_the_deadline(faulty: FaultyServer, path: str) -> None:
    started = time.monotonic()
    error = refusal(faulty, path, Transport(timeout=0.7))
    assert time.monotonic() - started < QUICKLY
    assert error.code == "timeout"


@pytest.mark.parametrize("path", ["/huge", "/endless"])
def test_an_answer_that_is_too_large_is_not_taken(faulty: FaultyServer, path: str) -> None:
    error = refusal(faulty, path, replace(HURRIED, most=1 << 20))
    assert error.code == "answer-large"
    assert "1 MiB" in str(error)


def test_nobody_listening_is_an_error_at_once() -> None:
    server = FaultyServer()
    server.stop()
    assert refusal(server, "/good", Transport(wait=pytest.fail)).code == "endpoint-unreachable"


def test_a_name_that_is_none_is_an_error() -> None:
    with pytest.raises(EndpointUnreachableError) as caught:
        Endpoint("http://kgtool.invalid/sparql", HURRIED).answer(SELECT)
    assert caught.value.code == "endpoint-unreachable"


def test_an_update_is_refused_before_it_is_sent(faulty: FaultyServer) -> None:
    assert refusal(faulty, "/good", query=Query("DROP ALL")).code == "update-refused"
    assert faulty.seen == []


# Redirects


def test_a_redirect_is_followed_with_the_same_method(faulty: FaultyServer) -> None:
    long = Query(f"SELECT ?x {{ ?x ?y '{'x' * 3_000}' }}")
    assert ask(faulty, "/moved") == ask(faulty, "/moved", query=long) == "あ"
    assert [(method, path) for method, path, *_ in faulty.seen] == [
        ("GET", "/moved"),
        ("GET", "/good"),
        ("POST", "/moved"),
        ("POST", "/good"),
    ]
    assert faulty.queries()[-1] == long.text


def test_each_try_is_a_request_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending changes a request: through a proxy its host and scheme, with a password below it."""
    sent = []

    def proxied(request: Request, deadline: float, most: int) -> connection.Response:
        sent.append((request.type, request.host, request.selector, dict(request.header_items())))
        request.set_proxy("proxy.example:3128", "http")
        request.add_unredirected_header("Host", "h.example")
        answer = connection.Response(request.full_url, 503, Message(), b"")
        if len(sent) == 2:
            answer.headers["Location"] = "https://other.example/there"
            return replace(answer, status=307)
        return answer

    monkeypatch.setattr("kgtool.engines.remote.transport.exchange", proxied)
    login = Login("user", "secret", ("https", "h.example", 443))
    transport = replace(HURRIED, login=login, delays=(0.0, 0.0))
    assert transport.send(Request("https://h.example/query")).status == 503
    assert [(scheme, host, path) for scheme, host, path, _ in sent] == [
        ("https", "h.example", "/query"),
        ("https", "h.example", "/query"),
        ("https", "other.example", "/there"),
        ("https", "h.example", "/query"),
    ]
    assert [("Authorization" in headers, "Host" in headers) for *_, headers in sent] == [
        (True, False),
        (True, False),
        (False, False),
        (True, False),
    ]


def test_a_redirect_that_would_lose_the_query_is_refused(faulty: FaultyServer) -> None:
    assert ask(faulty, "/moved-with-303") == "あ"
    error = refusal(faulty, "/moved-with-303", query=Query(f"SELECT ?x {{ ?x ?y '{'x' * 3_000}' }}"))
    assert error.code == "endpoint-redirect"


def test_redirects_end_after_three(faulty: FaultyServer) -> None:
    assert refusal(faulty, "/loop").code == "endpoint-redirect"
    assert faulty.counts["/loop"] == 4


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:secret@127.0.0.1/", "data:,x"]
)
def test_a_redirect_to_anything_but_the_web_is_refused(faulty: FaultyServer, target: str) -> None:
    faulty.away = target
    error = refusal(faulty, "/away")
    assert error.code == "endpoint-url"
    assert "secret" not in str(error)


def test_a_redirect_from_https_to_http_is_refused(monkeypatch: pytest.MonkeyPatch, faulty: FaultyServer) -> None:
    """There is no certificate for loopback, so the server is asked by http in place of https."""
    from kgtool.engines.remote import connection, transport

    def plainly(request: Request, deadline: float, most: int) -> connection.Response:
        plain = Request(request.full_url.replace("https://", "http://"), headers=dict(request.header_items()))
        return connection.exchange(plain, deadline, most)

    monkeypatch.setattr(transport, "exchange", plainly)
    faulty.away = faulty.url + "/good"
    with pytest.raises(EndpointRefusedError) as caught:
        Endpoint(faulty.url.replace("http://", "https://") + "/away", HURRIED).answer(SELECT)
    assert caught.value.code == "endpoint-redirect"
    assert "/good" not in faulty.counts


# Credentials


def signed(server: FaultyServer, **changes: object) -> Transport:
    return replace(HURRIED, login=Login("me", "secret", credentials.origin(server.url)), **changes)


def test_a_login_opens_what_is_locked(faulty: FaultyServer) -> None:
    assert refusal(faulty, "/locked").code == "endpoint-credentials"
    assert ask(faulty, "/locked", signed(faulty)) == "あ"


def test_a_login_stays_with_its_host_when_redirected(faulty: FaultyServer) -> None:
    other = FaultyServer()
    try:
        faulty.away = other.url + "/good"
        assert ask(faulty, "/away", signed(faulty)) == "あ"
        assert "Authorization" in faulty.seen[0][2]
        assert "Authorization" not in other.seen[0][2]
        faulty.away = faulty.url + "/good"
        assert ask(faulty, "/away", signed(faulty)) == "あ"
        assert "Authorization" in faulty.seen[-1][2]
    finally:
        other.stop()


def test_a_password_is_shown_nowhere(faulty: FaultyServer) -> None:
    transport = signed(faulty)
    assert "secret" not in repr(transport)
    assert "secret" not in refusal(faulty, "/403", transport).render("en")


@pytest.mark.parametrize(
    ("lines", "user", "password", "expected"),
    [
        ("", None, None, None),
        ("", None, "unused", None),
        ("", "me", "secret", ("me", "secret")),
        ("machine h.example login me password n", None, None, ("me", "n")),
        ("machine h.example login me password n", "me", None, ("me", "n")),
        ("machine h.example login me password n", "me", "env", ("me", "env")),
        ("machine other.example login me password n", None, None, None),
        ("default login anyone password d", None, None, ("anyone", "d")),
    ],
)
def test_a_password_is_from_the_environment_or_netrc(
    tmp_path, lines: str, user: str | None, password: str | None, expected: tuple[str, str] | None
) -> None:
    file = tmp_path / "netrc"
    file.write_text(lines + "\n")
    found = credentials.find("https://h.example/sparql", user, password, file)
    assert (found and (found.user, found.password)) == expected
    assert found is None or found.origin == ("https", "h.example", 443)


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("http://h.example/query", True),
        ("http://192.0.2.1/query", True),
        ("http://127.1.example/query", True),
        ("https://h.example/query", False),
        ("http://localhost:7878/query", False),
        ("http://127.0.0.1/query", False),
        ("http://[::1]:80/query", False),
    ],
)
def test_a_password_is_exposed_where_it_leaves_the_machine_unencrypted(url: str, exposed: bool) -> None:
    assert Login("me", "secret", credentials.origin(url)).exposed is exposed


def test_a_user_without_a_password_is_an_error(tmp_path) -> None:
    for lines in ("", "machine h.example login somebody-else password n"):
        (tmp_path / "netrc").write_text(lines)
        with pytest.raises(UsageError) as caught:
            credentials.find("https://h.example/", "me", None, tmp_path / "netrc")
        assert caught.value.code == "password-missing"
        assert "KGTOOL_PASSWORD" in caught.value.render("ja")


def test_a_netrc_that_cannot_be_read_is_an_error(tmp_path) -> None:
    (tmp_path / "netrc").write_text("machine h.example nonsense")
    with pytest.raises(InputError) as caught:
        credentials.find("https://h.example/", None, None, tmp_path / "netrc")
    assert caught.value.code == "netrc"


@pytest.mark.parametrize(
    "url",
    [
        *("", "h.example", "/query", "file:///etc/passwd", "ftp://h.example/", "http://", "http:///x", "javascript:x"),
        *(
            "http://me:secret@h.example/",
            "http://me@h.example/",
            "http://h.example:x/",
            "http://[::1/",
            "http://h\n.example/",
        ),
        *("http://例え.jp/", "http://h.example/\x00"),
    ],
)
def test_only_a_web_address_without_a_user_is_an_endpoint(url: str) -> None:
    with pytest.raises(EndpointRefusedError) as caught:
        endpoint.connect(url, None, 1.0)
    assert caught.value.code == "endpoint-url"
    assert "secret" not in caught.value.render("en")


def test_an_error_names_a_url_without_its_query() -> None:
    assert without_query("https://h.example/sparql?key=secret#x") == "https://h.example/sparql"


def test_labels_are_asked_of_the_same_endpoint_and_no_iri_can_change_that_query(faulty: FaultyServer) -> None:
    answer = Endpoint(faulty.url + "/good", HURRIED).answer(SELECT, lang="ja")
    assert answer.labels == {}
    assert answer.rows == ((Literal("あ"),),)
