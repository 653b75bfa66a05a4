"""The process that answers queries: the only kind there is, for the command line, for Python and for the server.

It opens a build, then answers one request after another (``wire``). It limits its own memory, ends itself when a query
passes its deadline and nobody has ended it, and ends when the pipe from its parent does: nothing outlives the parent. A
worker whose memory has grown says so, and its pool replaces it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NoReturn

from pyoxigraph import NamedNode

from kgtool.base.errors import BuildError, KgtoolError, QueryError
from kgtool.engines import wire
from kgtool.engines.wire import Request, Start
from kgtool.rdf import reader
from kgtool.results import Term
from kgtool.sparql import guard
from kgtool.sparql.diagnosis import syntax_error
from kgtool.sparql.tokens import Query

if TYPE_CHECKING:
    from kgtool.engines.oxigraph_engine import Oxigraph
    from kgtool.engines.rdflib_engine import Rdflib

_TO_OPEN = 1 << 30
"""Address space, beside the memory for the answer, in which an engine opens its data: caches, stacks of threads."""
_GROWN = 64 << 20
_SPARE = 2.0
"""Seconds beyond the deadline after which a worker that nobody ended ends itself."""
_UNKNOWN = 1 << 30


def main() -> NoReturn:
    """Answer requests until the pipe from the parent ends; what is a bug of ours goes to stderr, with exit code 1."""
    try:
        _work()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)  # at once: Python would wait for the thread that receives


def _work() -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    received: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(received,), daemon=True).start()
    start = Start(**json.loads(received.get()))
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, start.memory + _TO_OPEN)
    with contextlib.suppress(OSError):
        os.nice(start.nice)
    signal.setitimer(signal.ITIMER_REAL, start.seconds + _SPARE)  # the system ends us, whatever we are in
    try:
        engine = _open(start)
    except KgtoolError as error:
        _send(wire.error(error))
        os._exit(0)
    except MemoryError:
        _send(wire.error(wire.out_of_memory(start.folder, start.memory)))
        os._exit(0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    idle = _address_space()
    _limit(resource.RLIMIT_AS, start.memory + idle)
    _send({"ready": True})
    while True:
        request = Request(**json.loads(received.get()))
        signal.setitimer(signal.ITIMER_REAL, request.seconds + _SPARE)
        end = _answer(engine, request, start)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send({"end": end, "grown": _address_space() > idle + _GROWN})


def _receive(received: SimpleQueue[bytes]) -> None:
    """Take what the parent sends, and end the process when there is no parent any more."""
    for line in sys.stdin.buffer:
        received.put(line)
    os._exit(0)


def _open(start: Start) -> Oxigraph | Rdflib:
    module, _, name = wire.ENGINES[start.engine].rpartition(".")
    engine: Oxigraph | Rdflib = getattr(importlib.import_module(module), name)(Path(start.folder))
    if start.engine != "oxigraph":  # whose calls are not Python's: they are judged before
        sys.addaudithook(_no_network)
    return engine


def _answer(engine: Oxigraph | Rdflib, request: Request, start: Start) -> dict[str, Any]:
    """Send the answer; return what its end says: nothing, or what is wrong."""
    query = Query(request.text, request.name, request.first_line)
    try:
        guard.check(query, request.services)
        engine.check(query)
        if request.public:
            guard.check_addresses(query)
        if request.format == wire.VALUES:
            _send_parts(_values(engine, request), request)
            return {}
        document = importlib.import_module("kgtool.engines.document")  # only for a server
        _send_parts([document.make(engine, request)], request)
        return {}
    except MemoryError:
        return wire.error(wire.out_of_memory(query.name, start.memory))
    except KgtoolError as error:
        return wire.error(error)
    except SyntaxError as error:
        return wire.error(syntax_error(str(error), query))
    except Exception as error:  # what an engine cannot evaluate is no bug of ours
        reason = str(error) or type(error).__name__
        if reason.startswith("Corruption"):  # as RocksDB says of a block whose checksum is another
            return wire.error(BuildError("build-broken", start.folder, reason=reason))
        return wire.error(QueryError("query-failed", query.name, reason=reason))


def _values(engine: Oxigraph | Rdflib, request: Request) -> Iterator[bytes]:
    """The answer as the parent's own objects, with labels."""
    seen: set[Term] = set()
    started = time.perf_counter()
    for line, terms in wire.encode(engine.stream(request), request.limit):
        if request.lang:
            seen.update(terms)
        yield line
    yield wire.line({"seconds": time.perf_counter() - started})
    iris = (term.value for term in seen if isinstance(term, NamedNode))
    yield wire.line({"labels": reader.labels(engine.select, iris, request.lang) if request.lang else {}})


def _send_parts(parts: Iterable[bytes], request: Request) -> None:
    """Send the bytes of an answer. Raises ``AnswerTooLargeError``."""
    size = 0
    for part in parts:
        size += len(part)
        if size > request.size:
            raise wire.too_large(request.name, request.size)
        sys.stdout.buffer.write(wire.line({"length": len(part)}))
        sys.stdout.buffer.write(part)


def _send(document: dict[str, Any]) -> None:
    sys.stdout.buffer.write(wire.line(document))
    sys.stdout.buffer.flush()


def _limit(what: int, most: int) -> None:
    """Set one of the process's limits; does nothing on systems that do not have it."""
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _address_space() -> int:
    """Return the bytes of address space that this process has taken; where the system does not tell, 1 GiB."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return _UNKNOWN


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Keep Python code from the network, whatever a query makes rdflib do."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        raise PermissionError("a local query has no network")
