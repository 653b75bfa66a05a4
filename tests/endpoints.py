"""Endpoints to ask: a small frozen build in a process of its own, and a real Oxigraph server over HTTP."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kgtool.build import store
from kgtool.build.store import Build
from kgtool.engines.pool import local
from kgtool.engines.remote.transport import Transport
from kgtool.results import Answer
from kgtool.sparql.tokens import Query
from tests.ports import free_port
from tests.small_build import SmallBuild

HURRIED = Transport(timeout=20, delays=(0.01, 0.01, 0.01))


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is asked directly, and nobody's .netrc is read."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.delenv("KGTOOL_PASSWORD", raising=False)


@pytest.fixture(scope="session")
def small_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder that holds the small frozen graph; nobody changes it."""
    return SmallBuild(tmp_path_factory.mktemp("small") / "build").out


@pytest.fixture(scope="session")
def small_build(small_out: Path) -> Build:
    return store.newest(small_out)


@pytest.fixture(scope="session")
def asked(small_build: Build) -> Callable[..., Answer]:
    """Ask the small graph in a process of its own."""

    def ask(text: str, engine: str = "oxigraph", limit: int | None = None, lang: str | None = None) -> Answer:
        return local(small_build, engine).answer(Query(text), limit, lang)

    return ask


class Server:
    """A running Oxigraph server on loopback."""

    def __init__(self, binary: str, folder: Path, *arguments: str) -> None:
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.store, self.query = f"http://{self.host}/store", f"http://{self.host}/query"
        self.log = (folder / f"{self.port}.log").open("wb")
        self.process = subprocess.Popen(
            [binary, *(arguments or ("serve",)), "--bind", self.host], stdout=self.log, stderr=self.log
        )
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://{self.host}/", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(Path(self.log.name).read_text())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="session")
def oxigraph() -> str:
    """The Oxigraph server's program, from the PyPI package of that name."""
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.is_file() else shutil.which("oxigraph")
    if not found:
        pytest.skip("the Oxigraph server is not installed (pip install oxigraph)")
    return found


@pytest.fixture(scope="session")
def serve(oxigraph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers that end with the session."""
    running: list[Server] = []

    def start(*arguments: str) -> Server:
        running.append(Server(oxigraph, tmp_path_factory.mktemp("server"), *arguments))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def server(serve: Callable[..., Server]) -> Server:
    """An empty server for those who clean up after themselves."""
    return serve()
