"""The live site to ask: in this process, or in one of its own on loopback."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have another client library
    from starlette.testclient import TestClient as TestClient

from kgtool.engines.limits import Limits
from kgtool.web.server import app
from kgtool.web.server.live import Live
from kgtool.web.server.log import Log
from kgtool.web.site import Site
from tests import ROOT

RUNAWAY = "SELECT (COUNT(*) AS ?n) {{ {} FILTER (?a + ?b + ?c + ?d + ?e + ?f + ?g + ?h + ?i + ?j > 1000) }}".format(
    " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcdefghij")
)
HUNGRY = "SELECT * {{ {} }} ORDER BY ?a".format(
    " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcdefgh")
)
Found = TypeVar("Found")
QUICKLY = 60.0
"""Far more than anything here takes, even on a busy machine; far less than a runaway query would run."""
_TO_START = 0.6
"""More than the seconds of a processor that a worker takes to start."""
SOON = 15.0
"""More than it takes to keep a deadline of a second or two, less than the default one."""


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def asking(site: Site, limits: Limits, live: Live | None = None, log: Any = None) -> Iterator[TestClient]:
    """Serve a site in this process to a client that follows no redirects."""
    live = live or Live(site, limits)
    made = app.make(live, Log(live, log) if log else None)
    with TestClient(made, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


class Served:
    """`kgtool serve` on a free port of loopback."""

    def __init__(self, root: Path, out: Path, *arguments: str, program: str = "") -> None:
        self.log = tempfile.NamedTemporaryFile("rb", suffix=".log")  # noqa: SIM115 - closed with the server
        self.said = tempfile.NamedTemporaryFile("r", suffix=".err")  # noqa: SIM115
        start = ["-c", program] if program else ["-m", "kgtool"]
        command = [sys.executable, *start, "--root", str(root), "--lang", "en"]
        command += ["serve", "--port", "0", "--build", str(out), *arguments]
        environment = {"PYTHONPATH": str(ROOT), **os.environ}
        with open(self.log.name, "wb") as log, open(self.said.name, "wb") as said:
            self.process = subprocess.Popen(command, stdout=log, stderr=said, env=environment)
        try:
            self.url = until(self._address) or ""
            self.host, self.port = "127.0.0.1", int(self.url.rstrip("/").rpartition(":")[2] or 0)
            assert until(lambda: self.ask("/readyz").status == 200), "the server did not get ready"
        except BaseException:
            self.process.kill()
            raise

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask for a path as it is written; a server that is not there yet answers 0."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        except ConnectionRefusedError:
            return Answer(0, {}, b"")
        finally:
            connection.close()

    def raw(self, data: bytes = b"") -> socket.socket:
        """Open a connection and send bytes, whatever they are."""
        connection = socket.create_connection((self.host, self.port), timeout=60)
        connection.sendall(data)
        return connection

    def inside(self, queries: int) -> bool:
        """Wait until as many queries run or wait; return whether they do."""
        said = f"kgtool_queries_inside {queries}.0".encode()
        return until(lambda: said in self.ask("/metrics").body)

    def workers(self) -> set[int]:
        """The processes that the server has started."""
        return descendants(self.process.pid)

    def lines(self) -> list[dict[str, Any]]:
        """The access log."""
        return [json.loads(line) for line in Path(self.log.name).read_bytes().splitlines()]

    def end(self, number: int | None = None) -> int:
        """Tell the server to end, by SIGTERM or another signal; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number) if number else self.process.terminate()
        try:
            return self.process.wait(QUICKLY)
        finally:
            self.process.kill()

    def _address(self) -> str:
        if self.process.poll() is not None:
            raise RuntimeError(Path(self.said.name).read_text())
        found = re.search(r"http://\S+", Path(self.said.name).read_text())
        return found[0] if found else ""


def descendants(pid: int) -> set[int]:
    """The processes that a process has started and that have not ended."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):  # a thread that has just ended
            found.update(map(int, (task / "children").read_text().split()))
    return found


def running(pid: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def busy(pid: int) -> bool:
    """Whether a worker is in the middle of a query: it has worked for longer than it takes to start."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > _TO_START


def until(condition: Callable[[], Found], seconds: float = QUICKLY) -> Found:
    """Wait for something that will happen soon; return what it was in the end."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found
