"""Workers for the queries of one build: bounded in number, in time, in memory, and in who may wait.

A pool that has been started keeps its workers for a server; they give way to the server itself (nice), so that a greedy
query does not slow a page. Any other pool starts a worker for each query and ends it with it: that is how a command and
a notebook ask. A query that passes its deadline is ended by killing its worker: Oxigraph cannot be stopped, and rdflib
only between its steps. A query's text is only parsed in the worker: parsing it may take as long as it is made to.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, cast

from kgtool.base.errors import KgtoolError, QueryBusyError
from kgtool.build.store import Build
from kgtool.engines import wire
from kgtool.engines.admission import Admission
from kgtool.engines.limits import DOCUMENT, MEMORY, SECONDS, Limits
from kgtool.engines.process import EndedError, Process
from kgtool.engines.wire import Request
from kgtool.results import Answer
from kgtool.sparql import tokens
from kgtool.sparql.tokens import Query

IN_MEMORY = 1 << 20
"""Bytes of an answer up to which it is kept in memory: clients that never read must not fill it."""
_NICE = 10
_ANY_NUMBER = 1 << 20


class Cancellation:
    """Let another thread end the queries of one caller: those asked within ``covers`` raise ``CancelledError`` after
    ``cancel``. Thread-safe.
    """

    def __init__(self) -> None:
        self.cancelled = False
        self._process: Process | None = None
        self._lock = threading.Lock()

    @contextmanager
    def covers(self) -> Iterator[None]:
        """Apply to the queries that this context asks, whatever calls lie between."""
        token = _CANCELLATION.set(self)
        try:
            yield
        finally:
            _CANCELLATION.reset(token)

    @staticmethod
    def current() -> Cancellation:
        """Return the one that covers this context, else one that nobody cancels."""
        return _CANCELLATION.get() or Cancellation()

    def cancel(self) -> None:
        """End the query, by killing its worker, or see to it that it does not begin."""
        self.cancelled = True
        self._end()

    def runs_in(self, process: Process | None) -> None:
        """Note which worker evaluates the query now; None once it has answered."""
        with self._lock:
            self._process = process
        if self.cancelled:
            self._end()

    def _end(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.stop()


_CANCELLATION: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)


class CancelledError(Exception):
    """The query was cancelled."""


class Pool:
    """Answer queries on one build in worker processes. Thread-safe.

    After ``start`` it keeps ``limits.workers`` processes until ``close``; without, each query has a process that ends with
    it. RDF documents are written with ``prefixes``. ``engine`` is one of ``wire.ENGINES``.
    """

    def __init__(
        self, build: Build, limits: Limits, prefixes: Mapping[str, str] | None = None, engine: str = "oxigraph"
    ) -> None:
        self.limits = limits
        self._build, self._prefixes, self._engine = build, dict(prefixes or {}), engine
        self._admission = Admission(self.limits.workers, self.limits.waiting, self.limits.seconds)
        self._lock = threading.Lock()
        self._all: set[Process] = set()
        self._idle: deque[Process] = deque()
        self._kept = 0
        self._closed = False

    @property
    def admitted(self) -> int:
        """How many queries run or wait."""
        return self._admission.admitted

    def start(self) -> None:
        """Start the workers and wait until they have opened the build. Raises as ``reply`` does; then none is left."""
        self._kept = self.limits.workers
        processes = [self._new() for _ in range(self._kept)]
        try:
            for process in processes:
                process.wait_until_ready()
        finally:
            whole = all(process.ready for process in processes)
            for process in processes:
                if not (whole and self._keeps(process)):
                    self._drop(process)

    def close(self) -> None:
        """End all workers; queries that run or wait raise ``QueryBusyError``."""
        with self._lock:
            self._closed = True
            idle = list(self._idle)
            self._idle.clear()
            busy = self._all - set(idle)
        for process in busy:
            process.stop()
        for process in idle:
            self._drop(process)

    def reply(
        self,
        query: Query,
        format: str,
        default: tuple[str, ...] | None = None,
        named: tuple[str, ...] | None = None,
        limit: int | None = None,
        lang: str | None = None,
        base: str | None = None,
    ) -> IO[bytes]:
        """Return the answer as a file in ``format``: json, xml, csv, tsv, or ttl, nt, jsonld, rdf for a graph.

        It is at its beginning, and on disk from ``IN_MEMORY`` bytes on: closing it is the caller's part.

        ``default`` and ``named`` are the protocol's graphs (SPARQL 1.1 Protocol, section 2.1.4), ``base`` is the address
        against which relative IRIs are resolved (RFC 3986, section 5.1.3). An answer that has more rows than the limit is
        never cut but for values. Raises ``QueryError``: one of its classes, or itself where the engine cannot evaluate the
        query; ``BuildError`` (store-locked, store-missing); ``CancelledError``; ``EndedError`` where the worker has a bug.
        """
        limits = self.limits
        request = Request(
            query.text,
            query.name,
            query.first_line,
            limits.services,
            limits.public,
            limits.seconds,
            limits.size if format == wire.VALUES else DOCUMENT,
            limits.rows if limit is None else limit,
            format,
            default,
            named,
            lang,
            self._prefixes if tokens.form(query.text) in ("CONSTRUCT", "DESCRIBE") else {},
            base,
        )
        if self._closed:
            raise QueryBusyError("busy")
        cancellation = Cancellation.current()
        with self._admission.admit():
            if cancellation.cancelled:
                raise CancelledError
            return self._ask(request, cancellation)

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer as values, with labels in ``lang``. Raises as ``reply`` does."""
        with self.reply(query, wire.VALUES, limit=limit, lang=lang) as found:
            return wire.decode(found)

    def _ask(self, request: Request, cancellation: Cancellation) -> IO[bytes]:
        reply = cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the caller closes it
        process = self._take()
        cancellation.runs_in(process)
        try:
            if self._kept and not process.ready:
                process.wait_until_ready()
            process.ask(request, reply)
        except (EndedError, KgtoolError):
            reply.close()
            if cancellation.cancelled:
                raise CancelledError from None
            if self._closed:
                raise QueryBusyError("busy") from None
            raise
        finally:
            cancellation.runs_in(None)
            self._give_back(process)
        if cancellation.cancelled:
            reply.close()
            raise CancelledError
        reply.seek(0)
        return reply

    def _take(self) -> Process:
        """Return a worker that waits, or else a new one."""
        while True:
            with self._lock:
                process = self._idle.pop() if self._idle else None
            if process is None:
                return self._new()
            if process.reusable:
                return process
            self._drop(process)  # it died while it waited

    def _give_back(self, process: Process) -> None:
        """Keep a worker for the next query, or have another ready before one asks for it."""
        if self._keeps(process):
            return
        self._drop(process)
        if self._kept and not self._closed:
            threading.Thread(target=self._refill, daemon=True).start()

    def _refill(self) -> None:
        with contextlib.suppress(EndedError, KgtoolError, OSError):
            process = self._new()
            try:
                process.wait_until_ready()
            finally:
                if not self._keeps(process):
                    self._drop(process)

    def _keeps(self, process: Process) -> bool:
        with self._lock:
            kept = process.reusable and not self._closed and len(self._idle) < self._kept
            if kept:
                self._idle.append(process)
            return kept

    def _new(self) -> Process:
        with self._lock:
            if self._closed:
                raise QueryBusyError("busy")
            process = Process(self._build, self._engine, self.limits, _NICE if self._kept else 0)
            self._all.add(process)
        return process

    def _drop(self, process: Process) -> None:
        with self._lock:
            self._all.discard(process)
        process.kill()


def local(
    build: Build,
    engine: str = "oxigraph",
    seconds: float = SECONDS,
    memory: int = MEMORY,
    services: tuple[str, ...] = (),
) -> Pool:
    """Return a pool for a command or a notebook: a process for each query, no limit of rows or of queries at once."""
    limits = Limits(seconds, memory, None, _ANY_NUMBER, 0, services if engine == "oxigraph" else (), False, 512 << 20)
    return Pool(build, limits, engine=engine)
