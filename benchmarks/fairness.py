"""Load the live site with clients that are up to no good, all at once, and see what another client's small query still takes.

From one address: ten clients that ask for much and never read, 47 queries that would take for ever, requests for HEAD and for pages
of answers that are given up at once, 600 connections that send a letter a second. From another address (``--proxy-header``): a
small query, again and again. The first row is the same small query before.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.serve import free, running
from benchmarks.table import Row, show
from kgtool.corpus import layout

_SECONDS = 40.0
_SLOW, _NEVER_READ, _GIVEN_UP = 600, 10, 60
_SMALL = "SELECT ?l { <https://w3id.org/jp-plan/id/13221-kiyose-5> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
_LARGE = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 60000"
_CROSS = "SELECT {} {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} {}"
_HOSTILE = [
    *(_CROSS.format("*", f"ORDER BY ?{name}") for name in "abcdefghi"),
    *(_CROSS.format(f"DISTINCT ?{name} ?{other}", "") for name, other in ("ad", "be", "cf", "dg", "eh", "fi")),
    *(_CROSS.format(f"(GROUP_CONCAT(?{name}) AS ?x)", "") for name in "abcdefghi"),
    *(_CROSS.format("(COUNT(*) AS ?n)", f"GROUP BY ?{name}") for name in "abcdefghi"),
    *(
        f"ASK {{ ?a ?p ?b . ?c ?q ?d FILTER REGEX(STR(?a), '(a+)+{n}$') FILTER (?b = ?c && ?d = {n}) }}"
        for n in range(6)
    ),
    *(f"SELECT * {{ ?s (<urn:a>|!<urn:{n}>)* ?o . ?o !<urn:b>* ?t . ?t !<urn:c>* ?u }} ORDER BY ?u" for n in range(4)),
    *(f"ASK {{ {'{' * depth}{'}' * depth} }}" for depth in (1_000, 5_000)),
    "ASK {" + " ".join(f"BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(30)) + "}",
    "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} ?x ?p ?o }",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    root, port, rows = layout.find().root, free(), []
    command = [sys.executable, "-m", "kgtool", "--root", str(root), "serve", "--port", str(port), "--no-log"]
    with running([*command, "--proxy-header", "X-Forwarded-For"], port) as process:
        _small(port)  # the first waits for the workers
        rows.append(Row("a small query alone, slowest of 20", max(_small(port) for _ in range(20))))
        before = _resident(process.pid)
        done = threading.Event()
        bad = [
            threading.Thread(target=work, args=(port, done), daemon=True)
            for work in (_never_read, _hostile, _give_up, _slow)
        ]
        for thread in bad:
            thread.start()
        times, most, ends = [], before, time.perf_counter() + _SECONDS
        while time.perf_counter() < ends:
            times.append(_small(port))
            most = max(most, _resident(process.pid))
        done.set()
        said = f"{len(times)} asked, median {statistics.median(times) * 1e3:.0f} ms"
        rows.append(
            Row(f"the same beside {len(_HOSTILE)} hostile queries and the rest, slowest", max(times), None, said)
        )
        rows.append(Row("memory of the parent, at most", most, None, f"{before:.0f} MB before", "MB"))
    show(rows, options.json)


def _small(port: int) -> float:
    """The seconds that a small query takes a client of its own address."""
    started = time.perf_counter()
    with _connected(port) as connection:
        connection.request("GET", _path(_SMALL), headers={"X-Forwarded-For": "192.0.2.1"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for the small query")
    return time.perf_counter() - started


def _never_read(port: int, done: threading.Event) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(_NEVER_READ):
            stack.enter_context(_sent(port, f"GET {_path(_LARGE)} HTTP/1.1\r\nHost: x\r\n\r\n"))
        done.wait()


def _hostile(port: int, done: threading.Event) -> None:
    def ask(text: str) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException), _connected(port) as connection:
            connection.request("POST", "/sparql", text, {"Content-Type": "application/sparql-query"})
            connection.getresponse().read()

    threads = [threading.Thread(target=ask, args=(text,), daemon=True) for text in _HOSTILE]
    for thread in threads:
        thread.start()


def _give_up(port: int, done: threading.Event) -> None:
    for number in range(_GIVEN_UP):
        method, accept = ("HEAD", "application/sparql-results+json") if number % 2 else ("GET", "text/html")
        path = _path(_HOSTILE[number % 9])
        with (
            contextlib.suppress(OSError),
            _sent(port, f"{method} {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n"),
        ):
            if done.wait(0.5):
                return


def _slow(port: int, done: threading.Event) -> None:
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(_sent(port, "GET /plans.ja.html HTTP/1.1\r\nHost: x\r\nX: ")) for _ in range(_SLOW)]
        while not done.wait(1):
            for connection in held:
                with contextlib.suppress(OSError):
                    connection.send(b"a")


@contextlib.contextmanager
def _connected(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        yield connection
    finally:
        connection.close()


def _sent(port: int, text: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), 30)
    connection.sendall(text.encode())
    return connection


def _path(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


def _resident(process: int) -> float:
    """The memory of a process itself, in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
