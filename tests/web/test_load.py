"""One greedy query never slows a page: measured at a real server, generously."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from tests.web.served import RUNAWAY, Served

PAGES = ("/plans.ja.html", "/compare.en.html", "/doc/id/13221-kiyose-5.ja.html", "/doc/id/13211-kodaira-4.ttl")
GREEDY = f"/sparql?format=json&query={quote(RUNAWAY)}"
HARD_TO_READ = ("a." * 200_000).encode()


@pytest.fixture(scope="module")
def busy(repo: Repo, built: Build) -> Iterator[Served]:
    with Served(repo.root, built.folder.parent, "--timeout", "300") as server:
        yield server


def median(server: Served, addresses: tuple[str, ...] = PAGES, times: int = 10) -> float:
    """The median milliseconds of some pages."""
    taken = []
    for _ in range(times):
        for address in addresses:
            started = time.perf_counter()
            assert server.ask(address).status == 200
            taken.append((time.perf_counter() - started) * 1_000)
    return statistics.median(taken)


def test_greedy_queries_do_not_slow_pages(busy: Served) -> None:
    idle = median(busy)
    greedy = [busy.raw(f"GET {GREEDY} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for _ in range(2)]
    assert busy.inside(2)
    loaded = median(busy)
    assert busy.inside(2)
    for connection in greedy:
        connection.close()
    print(f"pages: {idle:.1f} ms idle, {loaded:.1f} ms beside two greedy queries")
    assert loaded < max(10 * idle, 50)
    assert busy.inside(0)


@pytest.mark.parametrize("head", ["HEAD {} HTTP/1.1\r\nHost: x", "GET {} HTTP/1.1\r\nHost: x\r\nAccept: text/html"])
def test_a_query_ends_when_its_client_goes_whatever_it_asked_for(busy: Served, head: str) -> None:
    address = GREEDY.replace("format=json&", "")
    gone = [busy.raw(f"{head.format(address)}\r\n\r\n".encode()) for _ in range(2)]
    assert busy.inside(2)
    for connection in gone:
        connection.close()
    assert busy.inside(0)


def test_whoever_comes_next_does_not_wait_for_one_who_takes_all(busy: Served) -> None:
    greedy = [busy.raw(f"GET {GREEDY} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for _ in range(6)]
    assert busy.inside(2), "more than two of one client run"
    small = f"GET /sparql?query={quote('ASK {}')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection((busy.host, busy.port), timeout=60, source_address=("127.0.0.2", 0)) as other:
        other.sendall(small)
        assert other.recv(65_536).startswith(b"HTTP/1.1 200 ")
    assert busy.inside(2)
    for connection in greedy:
        connection.close()
    assert busy.inside(0)


def test_a_text_that_is_hard_to_read_does_not_slow_pages(busy: Served) -> None:
    idle = median(busy)
    kind = f"Content-Type: application/sparql-query\r\nContent-Length: {len(HARD_TO_READ)}\r\n\r\n".encode()
    hard = [busy.raw(b"POST /sparql HTTP/1.1\r\nHost: x\r\n" + kind + HARD_TO_READ) for _ in range(2)]
    assert busy.inside(2)
    loaded = median(busy)
    for connection in hard:
        connection.close()
    print(f"pages: {idle:.1f} ms idle, {loaded:.1f} ms beside two queries that are hard to read")
    assert loaded < max(10 * idle, 50)


def test_a_page_that_asks_a_question_of_ours_answers_beside_greedy_queries(busy: Served) -> None:
    greedy = [busy.raw(f"GET {GREEDY} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) for _ in range(2)]
    assert busy.inside(2)
    assert busy.ask("/queries/goals.ja.html").status == 200
    assert busy.inside(2)
    for connection in greedy:
        connection.close()


def test_sixteen_at_once_are_all_answered(busy: Served) -> None:
    with ThreadPoolExecutor(16) as clients:
        asked = [clients.submit(busy.ask, PAGES[n % len(PAGES)]) for n in range(160)]
        assert {one.result().status for one in asked} == {200}


def test_many_connections_stay_open_beside_each_other(busy: Served) -> None:
    many = [busy.raw() for _ in range(300)]
    for connection in many:
        connection.sendall(b"HEAD /plans HTTP/1.1\r\nHost: x\r\n\r\n")
    assert all(connection.recv(12) == b"HTTP/1.1 200" for connection in many)
    assert busy.ask("/healthz").status == 200
    for connection in many:
        connection.close()
