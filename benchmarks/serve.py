"""Serve a corpus: pages and search under 16 clients, and the SPARQL endpoint beside the Oxigraph server, in one run.

Both endpoints answer the same mix of the catalogue's questions on the same store, ours with its deadlines on. Clients
are a few threads of one process on the same machine; so all figures are what a machine of two cores gives when it also
plays the clients.
"""

from __future__ import annotations

import contextlib
import http.client
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import corpora
from benchmarks.process import kgtool, memory_of
from benchmarks.table import MISSING, Row, show
from kgtool.build import store
from kgtool.corpus import layout
from kgtool.sparql import catalogue

_CLIENTS = 16
_SECONDS = 6.0
_KNOWN = 60
"""Of so many pages each was asked before: they come from the cache."""
_FOR_ONE = 4
"""Each so many-th page is asked for by one client alone, the others by all clients: each once, so none is known."""
_ENOUGH = 200
"""Where there are fewer pages, they are asked for again and again."""
_SLOW_QUESTION = 0.5


def main() -> None:
    parser = corpora.options(__doc__, plans=2)
    parser.add_argument(
        "--render-processes", type=int, default=0, help="processes that make pages beside the server (default: 0)"
    )
    options = parser.parse_args()
    root = corpora.of(options.plans)
    if kgtool("--root", root, "build").code != 0:
        sys.exit("the corpus could not be built")
    opened = store.newest(root / "build").open()
    rows: list[Row] = []
    with _ours(root, options.render_processes) as (port, session):
        for name, paths in _pages(root).items():
            once = len(paths) >= _ENOUGH
            alone, _ = _under_load(port, paths[:: _FOR_ONE if once else 1], 1, once)
            rest = [path for n, path in enumerate(paths) if n % _FOR_ONE or not once]
            some, rate = _under_load(port, rest, _CLIENTS, once)
            asked = f"{len(some):,} asked{' once' if once else ''}: {rate:,.0f}/s"
            said = f"{asked}; alone: median {statistics.median(alone) * 1e3:.1f} ms"
            rows.append(Row(f"{name}, p95 at {_CLIENTS} clients", _percentile(some, 95), None, said))
            known = paths[:_KNOWN]
            _under_load(port, known, 1)
            again, rate = _under_load(port, known, _CLIENTS)
            rows.append(Row(f"{name} asked before, p95", _percentile(again, 95), None, f"{rate:,.0f}/s"))
        mix = _mix(root, opened)
        _, ours = _under_load(port, mix, _CLIENTS)
        rows.append(Row("memory of the server and its workers", memory_of(session), unit="MB"))
    peer = _peer(root, mix)
    rows.append(Row(f"SPARQL, {len(mix)} questions (peer: oxigraph)", ours, peer, "" if peer else MISSING, unit="/s"))
    show(rows, options.json)


def _pages(root: Path) -> dict[str, list[str]]:
    """Paths to ask for, many of each kind, each once."""
    choose = random.Random(1)
    plans = sorted(path.name for path in (root / "data").iterdir() if (path / "plan.nq").is_file())
    elements = []
    for plan in choose.sample(plans, min(len(plans), 120)):
        lines = (root / "data" / plan / "plan.nq").read_text("utf-8").splitlines()
        found = sorted({line.partition("> ")[0][1:] for line in lines if "ns#order>" in line})
        elements += [iri.removeprefix("https://w3id.org/jp-plan/") for iri in choose.sample(found, min(20, len(found)))]
    pairs = {tuple(choose.sample(plans, 2)) for _ in range(2_000)} if len(plans) > 2 else {tuple(plans)}
    choose.shuffle(elements)
    return {
        "element pages": [f"/doc/{path}.ja.html" for path in elements],
        "plan pages": [f"/doc/id/{plan}.ja.html" for plan in choose.sample(plans, len(plans))],
        "comparisons": [f"/compare/child-rearing.ja.html?plan={a}&plan={b}" for a, b in sorted(pairs)],
        "search": [f"/search.ja.html?q={urllib.parse.quote(word)}&page={n}" for n in range(1, 40) for word in _WORDS],
    }


_WORDS = ("防災", "子育て", "支援", "学校", "まち", "計画", "緑", "高齢者", "地域 活動", "交通", "health", "community")


def _mix(root: Path, opened: object) -> list[str]:
    """The questions of the catalogue with their examples, those that answer in half a second."""
    where = layout.find(root)
    prefixes = layout.prefixes(where)
    found = []
    for question in catalogue.catalogue(where):
        given = {p.name: catalogue.term(p, p.example, prefixes, "") for p in question.header.params.values()}
        text = question.fill(given)
        started = time.perf_counter()
        store.stream(opened, text).collect(100_000)  # type: ignore[arg-type]
        if time.perf_counter() - started < _SLOW_QUESTION and question.form == "SELECT":
            found.append("/sparql?" + urllib.parse.urlencode({"query": text}))
    return [path for path in found if len(path) < 8_000]


def _under_load(port: int, paths: Sequence[str], clients: int, once: bool = False) -> tuple[list[float], float]:
    """Ask for paths in turn, some clients at a time; return the seconds of each answer, and answers a second.

    For some seconds, or until each was asked ``once``.
    """
    times: list[float] = []
    ends = time.perf_counter() + _SECONDS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        n = number
        while time.perf_counter() < ends and not (once and n >= len(paths)):
            started = time.perf_counter()
            connection.request("GET", paths[n % len(paths)], headers={"Accept": "*/*"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {paths[n % len(paths)][:200]}")
            times.append(time.perf_counter() - started)
            n += clients

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(times) / (time.perf_counter() - began)


def _percentile(times: Sequence[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


@contextlib.contextmanager
def _ours(root: Path, render_processes: int) -> Iterator[tuple[int, int]]:
    port = free()
    command = [sys.executable, "-m", "kgtool", "--root", str(root), "serve", "--port", str(port), "--no-log"]
    command += ["--render-processes", str(render_processes)]
    with running(command, port) as process:
        yield port, process.pid


def _peer(root: Path, mix: Sequence[str]) -> float | None:
    """The same questions on the Oxigraph server, over the same store; it takes the union of all graphs as default."""
    binary = shutil.which("oxigraph")
    if binary is None:
        return None
    port = free()
    location = str(root / "build" / "current" / "store")
    command = [
        binary,
        "serve-read-only",
        "--location",
        location,
        "--bind",
        f"127.0.0.1:{port}",
        "--union-default-graph",
    ]
    with running(command, port):
        return _under_load(port, [path.replace("/sparql?", "/query?") for path in mix], _CLIENTS)[1]


@contextlib.contextmanager
def running(command: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close())
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _wait(attempt: Callable[[], object], seconds: float = 60.0) -> None:
    ends = time.perf_counter() + seconds
    while True:
        try:
            attempt()
            return
        except OSError:
            if time.perf_counter() > ends:
                raise
            time.sleep(0.1)


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
