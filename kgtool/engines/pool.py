"""A few workers that stay, for a server: bounded in number, in time, in memory, and in who may wait.

A query that passes its deadline is ended by killing its worker; another takes its place at once. Workers give way to
the server itself (nice), so that a greedy query does not slow a page. A query's text is only parsed in the worker: parsing
it may take as long as it is made to.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kgtool.base.errors import (
    AnswerTooLargeError,
    Place,
    QueryBusyError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    WorkerDiedError,
)
from kgtool.build.store import Build
from kgtool.engines import wire
from kgtool.engines.admission import Turns
from kgtool.engines.process import EndedError, Process
from kgtool.results import Answer
from kgtool.sparql import tokens
from kgtool.sparql.tokens import Query

_NO_MEMORY = (0, signal.SIGABRT, signal.SIGKILL)
"""How a worker ends for lack of memory: by Python, by Oxigraph, by the system."""


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds (and as many to wait for a worker), bytes, rows.

    Also how many run at once and how many wait, and the hosts that they may call.
    """

    seconds: float = 30.0
    memory: int = 1 << 30
    rows: int = 100_000
    workers: int = 2
    waiting: int = 32
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """An answer as bytes, and whether the row limit cut it."""

    body: bytes
    cut: bool


@dataclass
class Job:
    """One query on its way: ``cancel`` ends it, whoever waits for it gets ``CancelledError``."""

    cancelled: bool = False
    _process: Process | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def cancel(self) -> None:
        """End the query: its client has gone."""
        self.cancelled = True
        self._end()

    def runs_in(self, process: Process | None) -> None:
        """Say which worker has the query now; none once it has its answer."""
        with self._lock:
            self._process = process
        if self.cancelled:
            self._end()

    def _end(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.stop()


class CancelledError(Exception):
    """The query was ended because nobody waits for it any more."""


@dataclass
class Pool:
    """Answers queries on one build. Thread-safe; ``close`` ends every process."""

    build: Build
    limits: Limits = Limits()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    _idle: deque[Process] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __post_init__(self) -> None:
        self._turns = Turns(self.limits.workers, self.limits.waiting, self.limits.seconds)
        self._all: set[Process] = set()

    @property
    def inside(self) -> int:
        """How many queries run or wait."""
        return self._turns.inside

    def start(self) -> None:
        """Start the workers, so that the first query need not."""
        processes = [self._new() for _ in range(self.limits.workers)]
        for process in processes:
            self._wait_for(process)
        self._idle.extend(processes)

    def close(self) -> None:
        """End all workers and whatever they do; who waits for an answer gets an error."""
        with self._lock:
            self._closed = True
            idle = list(self._idle)
            self._idle.clear()
            busy = self._all - set(idle)
        for process in busy:
            process.stop()
        for process in idle:
            process.kill()

    def reply(
        self,
        query: Query,
        format: str,
        default: tuple[str, ...] | None = None,
        named: tuple[str, ...] | None = None,
        job: Job | None = None,
        limit: int | None = None,
        lang: str | None = None,
    ) -> Reply:
        """Return the answer as bytes in ``format``: json, xml, csv, tsv, or ttl, nt, jsonld, rdf for a graph.

        ``default`` and ``named`` are the protocol's graphs (SPARQL 1.1 Protocol, section 2.1.4). Raises ``QueryError``:
        one of its classes, or itself where the engine cannot evaluate the query; ``CancelledError``.
        """
        request = {
            "text": query.text,
            "name": query.name,
            "first_line": query.first_line,
            "services": self.limits.services,
            "seconds": self.limits.seconds,
            "format": format,
            "default": default,
            "named": named,
            "limit": self.limits.rows if limit is None else limit,
            "lang": lang,
            "prefixes": self._used(query.text),
        }
        job = job or Job()
        with self._worker(query, job) as process:
            head, body = process.ask(request, time.monotonic() + self.limits.seconds)
        if job.cancelled:
            raise CancelledError
        if "error" in head:
            raise self._refusal(head, query)
        return Reply(body, head["cut"])

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer as values, with labels in ``lang``. Raises as ``reply`` does."""
        reply = self.reply(query, "wire", limit=limit, lang=lang)
        return wire.decode(reply.body.splitlines())

    def _used(self, text: str) -> dict[str, str]:
        if tokens.form(text) not in ("CONSTRUCT", "DESCRIBE"):
            return {}
        return dict(self.prefixes)

    @contextmanager
    def _worker(self, query: Query, job: Job) -> Iterator[Process]:
        """Lend a worker; one that died, was killed or is tired does not come back."""
        if self._closed:
            raise QueryBusyError("busy")
        with self._turns.turn():
            process = self._take()
            job.runs_in(process)
            try:
                yield process
            except EndedError as ended:
                process.kill()
                raise self._death(ended, process, query, job) from None
            finally:
                job.runs_in(None)
                self._give_back(process)

    def _take(self) -> Process:
        """A worker that is ready. Raises ``QueryBusyError`` where the pool was closed meanwhile."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is None:
            try:
                process = self._new()
                self._wait_for(process)
            except EndedError:
                raise QueryBusyError("busy") from None
        return process

    def _give_back(self, process: Process) -> None:
        with self._lock:
            if process.alive and not process.tired and not self._closed:
                self._idle.append(process)
                return
            self._all.discard(process)
        process.kill()
        if not self._closed:
            threading.Thread(target=self._refill, daemon=True).start()

    def _refill(self) -> None:
        """Have a new worker ready before the next query asks for one."""
        with contextlib.suppress(EndedError, OSError):
            process = self._new()
            self._wait_for(process)
            with self._lock:
                if not self._closed and len(self._idle) < self.limits.workers:
                    self._idle.append(process)
                    return
                self._all.discard(process)
            process.kill()

    def _wait_for(self, process: Process) -> None:
        """Wait until a worker is ready; let go of one that does not get ready. Raises ``EndedError``."""
        try:
            process.wait_until_ready()
        except EndedError:
            with self._lock:
                self._all.discard(process)
            process.kill()
            raise

    def _new(self) -> Process:
        with self._lock:
            if self._closed:
                raise EndedError(late=False)
            process = Process(self.build, self.limits.memory)
            self._all.add(process)
        return process

    def _refusal(self, head: dict[str, Any], query: Query) -> QueryError:
        if head["error"] == "memory":
            return self._memory(query)
        place = Place(query.name, head.get("line", 0), head.get("column", 0))
        fields = head["fields"]
        match head["error"]:
            case "answer-large":
                return AnswerTooLargeError("answer-large", place, most=fields["most"])
            case "service-refused":
                return QueryRefusedError("service-refused", place, target=fields["target"], host=fields["host"])
            case "sparql-syntax":
                return QuerySyntaxError("sparql-syntax", place, reason=fields["reason"])
            case "update-refused":
                return QueryRefusedError("update-refused", place)
            case _:
                return QueryError("query-failed", place, reason=fields["reason"])

    def _death(self, ended: EndedError, process: Process, query: Query, job: Job) -> Exception:
        if job.cancelled:
            return CancelledError()
        if self._closed:
            return QueryBusyError("busy")
        if ended.late or process.died_of == signal.SIGALRM:
            return QueryTimeoutError("timeout", query.name, seconds=f"{self.limits.seconds:g}")
        if process.died_of in _NO_MEMORY:
            return self._memory(query)
        return WorkerDiedError("worker-died", query.name, signal=signal.Signals(process.died_of).name)

    def _memory(self, query: Query) -> QueryMemoryError:
        return QueryMemoryError("memory", query.name, most=f"{self.limits.memory / (1 << 30):.3g} GiB")
