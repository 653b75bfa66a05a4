"""Answer a query in a process of its own, which can be stopped: Oxigraph cannot be, and rdflib only between its steps.

The process is started anew, not forked: the caller may be a notebook or a server with threads and open stores, which a
fork would copy in the middle of what they do.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from kgtool.base.errors import (
    AnswerTooLargeError,
    BuildError,
    KgtoolError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    WorkerDiedError,
)
from kgtool.build.store import DATASET, Build, syntax_error
from kgtool.engines import wire
from kgtool.engines.process import command
from kgtool.results import Answer
from kgtool.sparql import guard
from kgtool.sparql.tokens import Query

ENGINES = ("oxigraph", "rdflib")
TIMEOUT = 30.0
MEMORY = 2 << 30
MOST = 512 << 20
_TO_END = 5.0
_NO_MEMORY = ("memory allocation", "MemoryError", "bad_alloc", "mmap", "Resource temporarily unavailable")


@dataclass(frozen=True)
class Local:
    """A build as an engine: each query has ``timeout`` seconds and ``memory`` bytes, and calls only ``services``."""

    build: Build
    engine: str = "oxigraph"
    timeout: float = TIMEOUT
    memory: int = MEMORY
    services: tuple[str, ...] = ()

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer, ``limit`` rows or triples at most; with ``lang``, labels of the IRIs in it.

        Raises ``QueryError``: one of its classes, or itself where the engine cannot evaluate the query; ``BuildError``
        (store-locked, store-missing). Whatever happens, the process has ended.
        """
        guard.check(query, () if self.engine == "rdflib" else self.services)
        if self.engine == "rdflib" and not (self.build.folder / DATASET).is_file():
            raise BuildError("store-missing", self.build.folder.as_posix())
        request = {
            "engine": self.engine,
            "folder": str(self.build.folder.resolve()),
            "text": query.text,
            "limit": limit,
            "lang": lang,
            "timeout": self.timeout,
            "memory": self.memory,
        }
        lines = self._run(request, query)
        last = wire.read(lines[-1]) if lines else {}
        if "error" in last:
            raise self._refusal(last, query)
        return wire.decode(lines)

    def _run(self, request: dict[str, Any], query: Query) -> list[bytes]:
        """Return the lines that the process wrote, to its end."""
        with tempfile.TemporaryFile() as said:
            code, written = self._talk(wire.line(request), said, query)
            if code == 0 and written.endswith(b"\n"):
                return written.splitlines()
            said.seek(0)
            raise self._death(code, said.read().decode(errors="replace"), query)

    def _talk(self, request: bytes, said: IO[bytes], query: Query) -> tuple[int, bytes]:
        """Start the process, hand it the request and return its exit code and output; leave none behind."""
        deadline = time.monotonic() + self.timeout
        with subprocess.Popen(command("child"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                with contextlib.suppress(BrokenPipeError):  # it died at once: its exit code says more
                    _write(process.stdin.fileno(), request)
                written = b"".join(self._read(process.stdout, deadline, query))
                return process.wait(_TO_END), written
            finally:
                process.kill()

    def _read(self, pipe: IO[bytes], deadline: float, query: Query) -> Iterator[bytes]:
        """Yield what comes through the pipe until its end. Raises ``QueryTimeoutError``, ``AnswerTooLargeError``."""
        total = 0
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while True:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise QueryTimeoutError("timeout", query.name, seconds=f"{self.timeout:g}")
                chunk = os.read(pipe.fileno(), 1 << 20)
                total += len(chunk)
                if not chunk:
                    return
                if total > MOST:
                    raise AnswerTooLargeError("answer-large", query.name, most=f"{MOST >> 20} MiB")
                yield chunk

    def _refusal(self, said: dict[str, Any], query: Query) -> KgtoolError:
        reason = str(said.get("reason", ""))
        if said["error"] == "sparql-syntax":
            return syntax_error(reason, query)
        if said["error"] == "memory":
            return self._memory(query)
        if said["error"] == "store-locked":
            return BuildError("store-locked", self.build.folder.as_posix(), reason=reason)
        return QueryError("query-failed", query.name, reason=reason)

    def _death(self, code: int, said: str, query: Query) -> Exception:
        """Tell why the process ended without an end to its answer."""
        if code == -signal.SIGXCPU:
            return QueryTimeoutError("timeout", query.name, seconds=f"{self.timeout:g}")
        if code == -signal.SIGKILL or any(word in said for word in _NO_MEMORY):
            return self._memory(query)
        if code < 0:
            return WorkerDiedError("worker-died", query.name, signal=signal.Signals(-code).name)
        return RuntimeError(f"the worker ended with {code}:\n{said}")

    def _memory(self, query: Query) -> QueryMemoryError:
        return QueryMemoryError("memory", query.name, most=f"{self.memory / (1 << 30):.3g} GiB")


def _write(pipe: int, data: bytes) -> None:
    """Write everything, unbuffered; the pipe stays open, since the process ends with it."""
    while data:
        data = data[os.write(pipe, data) :]
