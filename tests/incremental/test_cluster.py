"""A real Dask scheduler and two worker processes on loopback do what one process does, whoever of them dies."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest

from kgtool.base.errors import EndpointError, InputError
from kgtool.build import assemble, store
from kgtool.check import run
from kgtool.incremental.cache import FOLDER
from kgtool.incremental.parallel import Workers, _OtherVersionError, _SameVersion, map_unordered
from tests import ROOT
from tests.build.test_parts import copy_of
from tests.incremental.test_parallel import Item, linger, note, refuse, until
from tests.ports import free_port
from tests.tiny_plan import TinyPlan

SOON = 15.0
"""Far more than the seconds that a scheduler has to answer, even on a busy machine; less than Dask itself would wait."""
pytest.importorskip("distributed", reason="pip install 'jp-plan-kgtool[cluster]'")


class Cluster:
    """A scheduler and its workers, each a process with one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self._start("scheduler", "--port", self.address.rpartition(":")[2])
        self.workers = [self.worker() for _ in range(2)]

    @property
    def there(self) -> Workers:
        return Workers(scheduler=self.address)

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker; it joins when it is ready."""
        return self._start("worker", self.address, "--no-nanny", "--nthreads", "1", "--memory-limit", "0")

    def wait(self, count: int) -> None:
        """Wait until so many workers have joined."""
        from distributed import Client

        while not self._listens():
            assert self.scheduler.poll() is None, (self.folder / "scheduler-0.log").read_text()
            time.sleep(0.05)
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", int(self.address.rpartition(":")[2])), 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", kind, *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (self.folder / f"{kind}-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        self.running.append(process)
        return process


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster; who kills a worker starts another."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.wait(2)
        yield made
    finally:
        made.stop()


@pytest.fixture
def nine(tiny: TinyPlan) -> TinyPlan:
    """Nine plans."""
    for number in range(1, 9):
        copy_of(tiny, f"9999{number}-moto-{number}")
    return tiny


def bytes_of(built: store.Build) -> dict[str, bytes]:
    names = (store.DATASET, store.MANIFEST)
    return {name: (built.folder / name).read_bytes() for name in names}


def test_a_build_on_a_cluster_has_the_same_bytes(cluster: Cluster, nine: TinyPlan, tmp_path: Path) -> None:
    here = assemble.build(nine.repo, tmp_path / "here", nine.sources, Workers(1)).build
    there = assemble.build(nine.repo, tmp_path / "there", nine.sources, cluster.there).build
    assert bytes_of(there) == bytes_of(here)


def test_a_check_on_a_cluster_finds_the_same(cluster: Cluster, nine: TinyPlan) -> None:
    for name in ("queries/checks", "shapes"):
        shutil.copytree(ROOT / name, nine.root / name)
    wanted = run.Options("pyshacl", owl="off", use_cache=False, workers=Workers(1))
    here = run.check(nine.repo, wanted, lambda text: None)
    there = run.check(nine.repo, run.Options("pyshacl", owl="off", workers=cluster.there), lambda text: None)
    assert there == here
    assert here.findings


def test_extraction_on_a_cluster_writes_the_same_file(
    cluster: Cluster, kgtool: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    from tests.third_plan import ThirdPlan

    plan = ThirdPlan(tmp_path / "hinata")
    said = kgtool("--root", plan.root, "extract", "--sources", plan.sources, "--jobs", "1")
    here = plan.turtle.read_bytes()
    plan.turtle.unlink()
    assert kgtool("--root", plan.root, "extract", "--sources", plan.sources, "--scheduler", cluster.address) == said
    assert plan.turtle.read_bytes() == here


def test_a_worker_that_is_killed_in_the_middle_costs_only_what_it_had_begun(cluster: Cluster, tmp_path: Path) -> None:
    items = [Item(tmp_path, number) for number in range(24)]
    victim = cluster.workers[0]
    made = {}
    for item, result in map_unordered(linger, items, cluster.there):
        made[item.number] = result
        if len(made) == 4:
            victim.kill()
    assert sorted(made) == list(range(24))
    names = [path.name.split("-") for path in tmp_path.iterdir()]
    by_victim = {number for number, _, process in names if int(process) == victim.pid}
    repeated = {number for number, time, _ in names if time != "0"}
    assert repeated <= by_victim
    renew(cluster, victim)


def test_a_build_whose_worker_is_killed_repeats_only_its_plans(
    cluster: Cluster, nine: TinyPlan, tmp_path: Path
) -> None:
    victim = cluster.workers[0]
    parts = nine.root / FOLDER
    found: list[assemble.BuildResult] = []
    victim.send_signal(signal.SIGSTOP)  # it is given plans and does not make them
    builder = threading.Thread(
        target=lambda: found.append(assemble.build(nine.repo, tmp_path / "there", workers=cluster.there))
    )
    builder.start()
    try:
        until(lambda: len(list(parts.rglob("*.excerpt.nq"))) >= 3)
        before = {path.name: path.stat().st_ino for path in parts.rglob("*.nq")}
        assert builder.is_alive()
    finally:
        victim.kill()
    builder.join(60)
    after = {path.name: path.stat().st_ino for path in parts.rglob("*.nq")}
    assert before.items() < after.items()
    here = assemble.build(nine.repo, tmp_path / "here", workers=Workers(1)).build
    assert bytes_of(found[0].build) == bytes_of(here)
    renew(cluster, victim)


def test_a_check_goes_on_where_a_cluster_left_it(cluster: Cluster, nine: TinyPlan) -> None:
    (nine.root / "queries" / "checks").mkdir()
    (nine.root / "shapes").mkdir()
    run.check(nine.repo, run.Options("pyshacl", owl="off", workers=cluster.there), lambda text: None)
    kept = {path: path.stat().st_ino for path in (nine.root / FOLDER).rglob("*.json")}
    nine.append(nine.turtle, "id:x a jpp:Goal .")
    run.check(nine.repo, run.Options("pyshacl", owl="off", workers=cluster.there), lambda text: None)
    untouched = [path for path, at in kept.items() if path.is_file() and path.stat().st_ino == at]
    assert len(untouched) >= 8


def test_an_error_on_a_worker_is_the_same_error(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(map_unordered(refuse, [Item(tmp_path, number) for number in range(8)], cluster.there))
    assert (caught.value.code, str(caught.value.place)) == ("span-changed", "data/x/plan.ttl")


def test_a_worker_with_another_version_is_refused(tmp_path: Path) -> None:
    assert _SameVersion(note)(Item(tmp_path, 1)) == 0
    with pytest.raises(_OtherVersionError, match=r"kgtool .*, not 0\.0\.0"):
        _SameVersion(note, "0.0.0")(Item(tmp_path, 1))


@contextmanager
def closed() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    yield port


@contextmanager
def silent() -> Iterator[int]:
    """A port that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextmanager
def http_server(*, eager: bool = False) -> Iterator[int]:
    """An HTTP server; an eager one refuses at once, as servers do that see at the first byte what is no HTTP."""
    kind = Eager if eager else http.server.BaseHTTPRequestHandler
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Eager(http.server.BaseHTTPRequestHandler):
    """Answers without waiting for the end of a request."""

    def handle(self) -> None:
        self.wfile.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" + b" " * 1_000)


@pytest.mark.parametrize(
    ("there", "ja", "en"),
    [
        (closed, "2.5秒のうちに答えません", "no answer within 2.5 s"),
        (silent, "2.5秒のうちに答えません", "no answer within 2.5 s"),
        (http_server, "2.5秒のうちに答えません", "no answer within 2.5 s"),
        (partial(http_server, eager=True), "Daskのスケジューラーではありません", "is no Dask scheduler"),
    ],
    ids=["closed", "silent", "http", "http-eager"],
)
def test_an_address_that_is_no_scheduler_is_said_within_seconds(
    there: Callable[[], AbstractContextManager[int]], ja: str, en: str, tmp_path: Path
) -> None:
    with there() as port:
        address = f"tcp://127.0.0.1:{port}"
        began = time.monotonic()
        with pytest.raises(EndpointError) as caught:
            list(map_unordered(note, [Item(tmp_path, 1)], Workers(scheduler=address)))
        assert time.monotonic() - began < SOON
    error = caught.value
    assert (error.code, error.fields["address"]) == ("cluster", address)
    assert ja in error.render("ja")
    assert en in error.render("en")


def test_a_worker_is_no_scheduler(cluster: Cluster, tmp_path: Path) -> None:
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        worker = next(iter(client.nthreads()))
    with pytest.raises(EndpointError, match="no Dask scheduler"):
        list(map_unordered(note, [Item(tmp_path, 1)], Workers(scheduler=worker)))


def test_a_cluster_without_workers_is_an_error_in_time(tmp_path: Path) -> None:
    made = Cluster(tmp_path)
    try:
        made.wait(2)
        for worker in made.workers:
            worker.kill()
        with pytest.raises(EndpointError) as caught:
            list(map_unordered(note, [Item(tmp_path, 1)], Workers(scheduler=made.address, patience=3)))
        assert caught.value.code == "cluster"
    finally:
        made.stop()


@pytest.mark.parametrize("begun", [1, 10])
def test_a_scheduler_that_dies_in_the_middle_is_an_error(tmp_path: Path, begun: int) -> None:
    """After a while there are results that nobody has asked for yet: they are lost with it."""
    made = Cluster(tmp_path)
    notes = tmp_path / "notes"
    notes.mkdir()
    try:
        made.wait(2)
        found = map_unordered(linger, [Item(notes, number) for number in range(30)], made.there)
        next(found)
        until(lambda: len(list(notes.iterdir())) >= begun)
        made.scheduler.kill()
        with pytest.raises(EndpointError) as caught:
            list(found)
        assert caught.value.code == "cluster"
    finally:
        made.stop()


@pytest.mark.parametrize("command", [["build"], ["check"], ["extract", "--sources", "."]])
def test_an_address_that_is_none_ends_with_2(
    kgtool: Callable[..., tuple[int, str, str]], nine: TinyPlan, command: list[str]
) -> None:
    (nine.root / "queries" / "checks").mkdir()
    (nine.root / "shapes").mkdir()
    code, _, said = kgtool("--root", nine.root, *command, "--scheduler", "nonsense://127.0.0.1:1")
    assert code == 2
    assert "error[cluster]" in said


def renew(cluster: Cluster, victim: subprocess.Popen[bytes]) -> None:
    """Put another worker into the place of one that was killed."""
    victim.wait()
    cluster.workers[cluster.workers.index(victim)] = cluster.worker()
    cluster.wait(2)
