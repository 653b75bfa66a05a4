"""The workers of a server: what a query may take, and that nothing of it is left behind."""

from __future__ import annotations

import contextlib
import http.server
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from kgtool.base.errors import BuildError, KgtoolError, QueryBusyError, QueryRefusedError, QueryTimeoutError
from kgtool.build.store import Build
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Cancellation, CancelledError, Pool, local
from kgtool.sparql import guard
from kgtool.sparql.tokens import Query
from tests import ROOT
from tests.web.served import HUNGRY, QUICKLY, RUNAWAY, SOON, busy, descendants, running, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for child processes in /proc")
Start = Callable[..., Pool]


def workers() -> set[int]:
    return {pid for pid in descendants(os.getpid()) if b"kgtool.engines.worker" in command(pid)}


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def start(built: Build) -> Iterator[Start]:
    """Start pools on this repository's graph; each leaves no process behind."""
    pools: list[Pool] = []
    before = workers()

    def started(build: Build = built, **limits: object) -> Pool:
        pools.append(Pool(build, Limits(**{"workers": 1, "seconds": 20.0, **limits})))  # type: ignore[arg-type]
        pools[-1].start()
        return pools[-1]

    yield started
    for pool in pools:
        pool.close()
    assert until(lambda: not (workers() - before)), "workers are left"


def code(pool: Pool, text: str) -> str:
    with pytest.raises(KgtoolError) as caught:
        pool.reply(Query(text), "json")
    return caught.value.code


def works(pool: Pool) -> bool:
    return b"true" in pool.reply(Query("ASK { ?s ?p ?o }"), "json").read()


def test_a_worker_stays_for_the_next_query(start: Start) -> None:
    before = workers()
    pool = start()
    (worker,) = workers() - before
    assert all(works(pool) for _ in range(3))
    assert workers() - before == {worker}


def test_at_its_deadline_a_query_is_ended_with_its_process(start: Start) -> None:
    before = workers()
    pool = start(seconds=1.0)
    (worker,) = workers() - before
    started = time.monotonic()
    assert code(pool, RUNAWAY) == "timeout"
    assert time.monotonic() - started < SOON
    assert not running(worker)
    assert works(pool)


def test_a_hungry_query_is_ended_and_the_next_one_works(start: Start) -> None:
    pool = start(memory=256 << 20, seconds=60.0)  # the C library reserves 64 MiB of addresses for a thread
    assert code(pool, HUNGRY) == "memory"
    assert works(pool)


def test_who_comes_when_all_wait_is_sent_away(start: Start) -> None:
    pool = start(workers=1, waiting=1, seconds=3.0)
    with ThreadPoolExecutor(2) as threads:
        inside = [threads.submit(code, pool, RUNAWAY), threads.submit(works, pool)]
        assert until(lambda: pool.admitted == 2)
        with pytest.raises(QueryBusyError):
            pool.reply(Query("ASK {}"), "json")
        assert inside[0].result() == "timeout"
        with contextlib.suppress(QueryBusyError):  # it may have waited for too long
            inside[1].result()
    assert pool.admitted == 0
    assert works(pool)


def test_a_query_whose_client_has_gone_is_ended(start: Start) -> None:
    before = workers()
    pool, cancellation = start(seconds=60.0), Cancellation()
    (worker,) = workers() - before
    with ThreadPoolExecutor(1) as threads:
        with cancellation.covers():
            asked = threads.submit(copy_context().run, pool.reply, Query(RUNAWAY), "json")
        assert until(lambda: busy(worker))
        cancellation.cancel()
        assert isinstance(asked.exception(QUICKLY), CancelledError)
    assert until(lambda: not running(worker))
    assert works(pool)


def test_what_is_cancelled_late_ends_nobody_elses_query(start: Start) -> None:
    pool, cancellation = start(), Cancellation()
    before = workers()
    with cancellation.covers():
        pool.reply(Query("ASK {}"), "json")
    cancellation.cancel()
    assert workers() == before
    assert works(pool)


def test_what_is_cancelled_early_is_not_answered(start: Start) -> None:
    pool, cancellation = start(), Cancellation()
    cancellation.cancel()
    before = workers()
    with cancellation.covers(), pytest.raises(CancelledError):
        pool.reply(Query("ASK {}"), "json")
    assert workers() == before
    assert works(pool)


def test_a_crash_of_a_worker_is_told_apart(start: Start) -> None:
    pool = start()
    assert code(pool, "ASK { FILTER (" + "(" * 30_000) == "worker-died"
    assert works(pool)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_store_is_said_to_be_damaged(built: Build, tmp_path: Path, seed: int) -> None:
    made = Build(Path(shutil.copytree(built.folder, tmp_path / "build")))
    noise = random.Random(seed)
    for table in (made.folder / "store").glob("*.sst"):
        content = bytearray(table.read_bytes())
        middle = len(content) // 8, len(content) * 7 // 8  # what describes the table stands at its end
        content[slice(*middle)] = noise.randbytes(middle[1] - middle[0])
        table.write_bytes(content)
    asked = local(made)
    with pytest.raises(BuildError) as caught:
        asked.answer(Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?s ?q ?z }"))
    assert caught.value.code in ("build-broken", "build-damaged")


def test_a_worker_that_cannot_open_the_build_is_let_go(start: Start, built: Build, tmp_path: Path) -> None:
    shutil.copytree(built.folder, tmp_path / "build")
    before = workers()
    pool = start(Build(tmp_path / "build"))
    store = (tmp_path / "build" / "store").rename(tmp_path / "away")
    (worker,) = workers() - before
    os.kill(worker, signal.SIGKILL)
    assert until(lambda: not pool._idle[0].reusable)
    for _ in range(3):
        assert code(pool, "ASK {}") == "store-locked"
    assert until(lambda: workers() <= before)
    store.rename(tmp_path / "build" / "store")
    assert works(pool)


def test_workers_that_do_not_get_ready_in_time_are_let_go(built: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtool.engines.process._TO_START", 0.0)
    before = workers()
    with pytest.raises(QueryTimeoutError) as caught:
        Pool(built, Limits()).start()
    assert caught.value.code == "timeout"
    assert workers() <= before


def test_a_pool_that_is_not_started_keeps_no_worker(built: Build) -> None:
    before = workers()
    pool = Pool(built, Limits())
    assert works(pool)
    assert works(pool)
    assert workers() <= before


def test_closing_ends_queries_that_run_and_those_that_wait(start: Start) -> None:
    pool = start(seconds=60.0)
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(pool.reply, Query(RUNAWAY), "json") for _ in range(3)]
        assert until(lambda: pool.admitted == 3)
        pool.close()
        assert [type(one.exception(QUICKLY)) for one in asked] == [QueryBusyError] * 3


def test_no_worker_outlives_a_server_that_is_killed(built: Build) -> None:
    program = (
        "import sys; from pathlib import Path; from kgtool.sparql.tokens import Query; from kgtool.build.store import Build;"
        "from kgtool.engines.limits import Limits; from kgtool.engines.pool import Pool;"
        f"pool = Pool(Build(Path({str(built.folder)!r})), Limits(seconds=600.0, workers=2)); pool.start();"
        f"print('ready', flush=True); pool.reply(Query({RUNAWAY!r}), 'json')"
    )
    root = ROOT
    environment = os.environ | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        left = descendants(server.pid)
        assert len(left) == 2
        assert until(lambda: any(map(busy, left)))
        server.send_signal(signal.SIGKILL)
    assert until(lambda: not any(map(running, left)))


class Redirecting(http.server.BaseHTTPRequestHandler):
    """Sends every caller on to the address in ``target``, and notes that it came."""

    target, callers = "", 0

    def do_GET(self) -> None:
        type(self).callers += 1
        self.send_response(307)
        self.send_header("Location", self.target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - as the library calls it

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_an_allowed_host_cannot_send_a_query_elsewhere(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.5)
        Redirecting.target = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        pool = start(services=(host,))
        assert code(pool, f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}") == "query-failed"
        assert Redirecting.callers > 0
        with pytest.raises(TimeoutError):
            elsewhere.accept()
        server.shutdown()


def test_a_name_that_leads_home_is_refused_though_it_is_allowed(start: Start) -> None:
    pool = start(services=("127.1", "nowhere.invalid"))
    for host in ("127.1", "nowhere.invalid"):
        assert code(pool, f"SELECT * {{ SERVICE <http://{host}:9/> {{ ?s ?p ?o }} }}") == "service-refused"


@pytest.mark.parametrize(
    ("addresses", "passes"),
    [
        (["93.184.216.34"], True),
        (["93.184.216.34", "10.0.0.1"], False),
        (["127.0.0.1"], False),
        (["192.168.1.1"], False),
        (["169.254.169.254"], False),
        (["::1"], False),
        (["fe80::1%eth0"], False),
        (["2606:2800:220:1:248:1893:25c8:1946"], True),
        ([], False),
    ],
)
def test_a_name_must_lead_to_public_addresses_only(
    addresses: list[str], passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    query = Query("SELECT * { SERVICE <http://h.example/> { ?s ?p ?o } }")
    with contextlib.nullcontext() if passes else pytest.raises(QueryRefusedError, match="public"):
        guard.check_addresses(query)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1:8080"])
def test_an_address_was_meant_by_whoever_allowed_it(host: str) -> None:
    guard.check_addresses(Query(f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}"))
