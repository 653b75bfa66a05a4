"""Whatever a client sends and whatever the data holds: nothing leaks, nothing runs, nothing hangs."""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html

from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.web.headers import POLICY
from kgtool.web.server import app, http, requests
from kgtool.web.server.live import Live
from kgtool.web.site import Site
from tests.tiny_plan import VERSION, TinyPlan
from tests.web.served import Served, TestClient, asking, until

SCRIPT = "<script>alert(1)</script>"
EVIL = {
    "goal/1": f"{SCRIPT}'\\\"><img src=x onerror=alert(2)> {{{{ 7*7 }}}}",
    "measure/1": "\\u202Eevil\\u2066 " + "とても長い言葉" * 40 + "W" * 300,
    "goal/1/desired-state/1": "&lt;b&gt; ]]> --> </textarea></title></script>",
}
DIRECTIONS = {"Accept": "text/html", "Accept-Language": "en"}


def strange(document: html.HtmlElement) -> list[str]:
    """What could run, or be styled, from inside a page."""
    found = [
        f"<script> {s.text}" for s in document.xpath("//script[not(@src)]") if s.get("type") != "application/ld+json"
    ]
    found += [f"style {e.tag}" for e in document.xpath("//style | //*[@style]")]
    found += [name for e in document.iter() for name in e.attrib if name.lower().startswith("on")]
    found += [
        v
        for v in document.xpath("//@href | //@src | //@action")
        if re.match(r"\s*(javascript|data|vbscript):", v, re.I)
    ]
    return found + [
        str(v) for v in document.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src") if "//" in v
    ]


@pytest.fixture
def evil(tiny: TinyPlan) -> Iterator[TestClient]:
    """A plan whose labels would do harm."""
    for path, label in EVIL.items():
        tiny.append(tiny.turtle, f'<{path}> rdfs:label "{label}"@ja .')
        tiny.append(tiny.curation, f'<{path}> <http://purl.org/dc/terms/abstract> "{label}"@en , "{label}"@ja .')
    text = tiny.turtle.read_text("utf-8")
    for old in ("静かなまち", "めざす姿", "灯りを減らす"):
        text = text.replace(f"rdfs:label '{old}'@ja ; ", "")
    tiny.turtle.write_text(text, "utf-8")
    tiny.append(tiny.themes, f'theme:night skos:definition "{SCRIPT}"@ja ; skos:altLabel "{SCRIPT}"@en .')
    made = assemble.build(tiny.repo, tiny.out).build
    with asking(Site(tiny.repo, made, "http://127.0.0.1:8000/"), Limits(workers=1)) as client:
        yield client


def test_labels_are_shown_as_text_on_every_page(evil: TestClient) -> None:
    base = f"id/{TinyPlan.id}"
    version = f"{base}/{VERSION}"
    things = [base, version, *(f"{version}/{path}" for path in EVIL), "id/theme/night", "id/dataset", "graph/reference"]
    pages = [
        "",
        "plans",
        "compare",
        "themes",
        "timeline",
        "correspondence",
        "sdgs",
        "mentioned",
        "queries",
        "sparql",
        "data",
        "doc/ns",
    ]
    shown = 0
    for path in [*(f"doc/{thing}" for thing in things), *pages]:
        for lang in ("ja", "en"):
            answer = evil.get(f"/{path}", headers={"Accept": "text/html", "Accept-Language": lang})
            if answer.status_code == 404:
                continue
            assert answer.status_code == 200, path
            assert "<script>alert" not in answer.text, path
            assert "<img src=x" not in answer.text, path
            document = html.fromstring(answer.content)
            assert strange(document) == [], path
            shown += SCRIPT in " ".join(document.itertext())
    assert shown > 4


def test_an_answer_on_a_page_is_text_too(evil: TestClient) -> None:
    query = "SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } # </textarea>" + SCRIPT
    answer = evil.get("/sparql", params={"query": query}, headers=DIRECTIONS)
    assert "<script>alert" not in answer.text
    assert strange(html.fromstring(answer.content)) == []
    wrong = evil.get("/sparql", params={"query": f"SELECT {SCRIPT}"}, headers=DIRECTIONS)
    assert wrong.status_code == 400
    assert "<script>alert" not in wrong.text


def test_parameters_are_shown_as_text(client: TestClient) -> None:
    for page in ("compare", "queries", "queries/outline", "queries/goals", "timeline", "correspondence", "mentioned"):
        for name in ("plan", "q", "theme", "kind", "lang", "page"):
            answer = client.get(f"/{page}", params={name: f'"><{SCRIPT}'}, headers=DIRECTIONS)
            assert answer.status_code < 500, (page, name)
            assert "<script>alert" not in answer.text, (page, name)


def test_no_page_of_any_family_has_anything_inline(repo: Repo, built: Build, client: TestClient) -> None:
    families: dict[str, str] = {}
    for path in Site(repo, built, "http://127.0.0.1:8000/").paths():
        steps = path.split("/")
        kind = steps[-2] if path.startswith("doc/id/") and len(steps) > 4 else "/".join(steps[:-1])
        families.setdefault(kind if len(steps) > 1 else path, path)
    assert len(families) > 25
    for path in families.values():
        answer = client.get(f"/{path}", headers=DIRECTIONS)
        assert answer.status_code in (200, 406), path
        assert answer.headers["content-security-policy"] == POLICY
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert strange(html.fromstring(answer.content)) == [], path


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/plans"), ("GET", "/id/13221-kiyose-5"), ("GET", "/nothing"), ("GET", "/plans/"), ("POST", "/plans"), ("OPTIONS", "/plans"),
     ("GET", "/sparql?query=x"), ("POST", "/sparql"), ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"),
     ("GET", "/dumps/dataset.ttl"), ("GET", "/robots.txt"), ("GET", "/doc/ns?format=zip")],
)  # fmt: skip
def test_every_answer_carries_the_policy(client: TestClient, method: str, path: str) -> None:
    headers = client.request(method, path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


def test_a_bug_says_nothing_of_the_inside(repo: Repo, built: Build) -> None:
    live = Live(Site(repo, built, "http://127.0.0.1:8000/"), Limits(workers=1))
    with TestClient(app.make(live), raise_server_exceptions=False) as client:
        live.current.cache.get = None  # type: ignore[assignment, method-assign]
        answer = client.get("/plans")
    assert (answer.status_code, answer.json()["title"]) == (500, "bug")
    assert "NoneType" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


PATHS = [
    "/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py",
    "/static/..%5c..%5capp.py", "/static\\..\\app.py", "/dumps/../manifest.json", "/dumps/..%2Fmanifest.json", "/dumps/%2e%2e%2fdataset.nq",
    "/dumps/dataset.ttl%00.html", "/%00", "/static/%00", "/%c0%ae%c0%ae/etc/passwd", "/..;/etc/passwd", "/doc/id/../../x", "/doc/%2e%2e",
    "//evil.example/", "//evil.example", "///", "//plans.ja.html/", "/plans//", "/%2f/plans/", "/\\evil.example/", "/%5cevil.example/",
    "/%0d%0aX-Evil:%201", "/id/%0d%0aX-Evil:%201", "/plans%0d%0aX-Evil:1/", "/%e6%97%a5%e6%9c%ac", "/%ff%fe", "/id/x%3Cscript%3E",
    "/" + "a" * 30_000, "/" + "a/" * 15_000, "/" + "." * 5_000, "/" + "a." * 2_000,
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_site(served: Served, path: str) -> None:
    answer = served.ask(path) if not re.search(r"[^!-~]", path) else None
    assert answer is not None
    assert answer.status in (400, 404), answer.headers
    assert "location" not in answer.headers
    assert "x-evil" not in answer.headers
    assert b"root:" not in answer.body
    assert b"import " not in answer.body


@pytest.mark.parametrize("name", ["query", "format", "plan", "default-graph-uri"])
def test_nothing_in_the_address_becomes_a_header(served: Served, name: str) -> None:
    for path in ("sparql", "plans", "id/13221-kiyose-5", "doc/ns"):
        answer = served.ask(f"/{path}?{name}=a%0d%0aX-Evil:%201%0d%0a%0d%0a<html>")
        assert "x-evil" not in answer.headers
        assert answer.status < 500
        assert "\n" not in answer.headers.get("location", "")


def test_no_header_becomes_another(served: Served) -> None:
    for name in ("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "Host", "Range"):
        host = "" if name == "Host" else "Host: x\r\n"
        for value in ("x" * 20_000, "\x00", "é\xff", "%0d%0aX-Evil: 1", ";" * 5_000, '"' * 5_000, "a=\x7f"):
            with served.raw(
                f"GET /dumps/themes.csv HTTP/1.1\r\n{host}{name}: {value}\r\nConnection: close\r\n\r\n".encode(
                    "latin-1"
                )
            ) as raw:
                head = raw.recv(65_536)
            assert re.match(rb"HTTP/1.1 (200|206|304|400|406|416) ", head), (name, value[:9], head[:200])
            assert b"x-evil" not in head.lower().partition(b"\r\n\r\n")[0]


def read(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@pytest.mark.parametrize("head", ["GET /sparql?query={} HTTP/1.1\r\n\r\n", "GET /plans HTTP/1.1\r\nAccept: {}\r\n\r\n"])
def test_a_head_of_ten_megabytes_is_refused_unread(served: Served, head: str) -> None:
    connection = served.raw()
    data = head.format("x" * 10_000_000).encode()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        connection.sendall(data)
    connection.close()
    assert served.ask("/healthz").status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /plans?x=%s HTTP/1.1\r\nHost: x\r\n\r\n" % (b"x" * 70_000), b"414"),
        (b"GET /plans HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n" % (b"x" * 120_000), b"431"),
        (b"GET /plans HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /plans HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"400"),
        (b"GET /plans.ja.html HTTP/1.0\r\n\r\n", b"200"),
    ],
    ids=["long address", "large head", "no host", "two hosts", "HTTP/1.0 needs none"],
)
def test_a_head_is_refused_as_what_it_is_in_one_packet(served: Served, request_: bytes, status: bytes) -> None:
    with served.raw(request_) as connection:
        head = connection.recv(65_536)
    assert head.startswith(b"HTTP/1.1 %s " % status)
    assert b"access-control-allow-origin: *" in head.lower()


def test_a_large_body_in_the_packet_of_its_head_counts_as_body(served: Served) -> None:
    body = b"ASK {} #" + b"x" * 200_000
    kind = b"Content-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n" % len(body)
    with served.raw(b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + kind + body) as connection:
        assert read(connection).startswith(b"HTTP/1.1 200 ")


def test_a_query_of_ten_megabytes_is_refused(served: Served) -> None:
    answer = served.ask("/sparql", "POST", b"#" * 10_000_000, {"Content-Type": "application/sparql-query"})
    assert (answer.status, answer.json["status"]) == (413, 413)


@pytest.fixture
def impatient(repo: Repo, built: Build, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server that waits for a second only: the same code with other numbers, set where the process starts."""
    program = (
        "import runpy, sys; from kgtool.web.server import http, requests;"
        "requests.BODY_SECONDS = http.HEADER_SECONDS = http.WRITE_SECONDS = 1.0; sys.argv[0] = 'kgtool';"
        "runpy.run_module('kgtool', run_name='__main__')"
    )
    with Served(repo.root, built.folder.parent, program=program) as server:
        yield server


def test_slow_clients_are_not_waited_for(impatient: Served) -> None:
    assert (requests.BODY_SECONDS, http.HEADER_SECONDS) == (20.0, 15.0)
    request = b"HEAD /plans HTTP/1.1\r\nHost: x\r\n\r\n"
    silent, dripping = impatient.raw(), impatient.raw(b"GET / HTTP/1.1\r\nHo")
    again, newline = impatient.raw(request), impatient.raw(request)
    for connection in (again, newline):
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    again.sendall(b"GET / HTTP/1.1\r\nX-")
    newline.sendall(b"\r\n")
    body = impatient.raw(
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
    )
    started = time.monotonic()
    assert read(body).startswith(b"HTTP/1.1 408 ")
    for connection in (silent, dripping, again, newline):
        assert read(connection) == b""
    assert time.monotonic() - started < 14
    assert impatient.ask("/plans").status == 200


def test_clients_that_never_read_lose_their_connection_and_fill_no_memory(impatient: Served) -> None:
    digits = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcde")
    query = quote(f"SELECT (CONCAT(STR(?a), '{'x' * 600}') AS ?long) {{ {digits} }}")  # about 65 MB
    request = f"GET /sparql?format=csv&query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    before = memory(impatient.process.pid)
    silent = [impatient.raw(request) for _ in range(6)]
    for connection in silent:
        assert until(lambda connection=connection: closed(connection)), "it keeps a client that does not read"
        connection.close()
    assert memory(impatient.process.pid) - before < 100 << 20
    assert impatient.ask("/plans").status == 200


def memory(pid: int) -> int:
    """The most bytes that a process has had in memory at once."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10


def closed(connection: socket.socket) -> bool:
    """Whether the other side has ended a connection; reads nothing."""
    state = struct.unpack_from("B", connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 8))[0]
    return state != 1  # TCP_ESTABLISHED
