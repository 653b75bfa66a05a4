"""A worker's own process: reads one request from stdin, answers on stdout, ends.

It limits its own memory and processor time, and ends when the pipe from its parent does: nothing outlives the command.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, NoReturn

from pyoxigraph import NamedNode

from kgtool.base.errors import KgtoolError
from kgtool.build.store import labels_by
from kgtool.engines import wire
from kgtool.engines.limits import address_space, limit
from kgtool.results import Term

ENGINES = {"oxigraph": "kgtool.build.store", "rdflib": "kgtool.engines.rdflib_engine"}
_TO_OPEN = 1 << 30
"""Address space, beside the memory for the answer, in which an engine opens its data: caches, stacks of threads."""


def main() -> NoReturn:
    """Answer the request and end the process; what is a bug of ours goes to stderr, with exit code 1."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    request = json.loads(sys.stdin.buffer.readline())
    limit(resource.RLIMIT_AS, request["memory"] + _TO_OPEN)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_CPU, math.ceil(request["timeout"]) * (os.cpu_count() or 1) + 1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(BrokenPipeError):
        try:
            _answer(request)
        except MemoryError:
            _send({"error": "memory"})
        sys.stdout.buffer.flush()
    os._exit(0)  # at once: a query that was cut need not be taken apart


def _answer(request: dict[str, Any]) -> None:
    try:
        answer = importlib.import_module(ENGINES[request["engine"]]).evaluator(Path(request["folder"]))
    except KgtoolError as error:
        _send({"error": error.code, **error.fields})
        return
    sys.addaudithook(_no_network)
    limit(resource.RLIMIT_AS, request["memory"] + address_space())
    seen: set[Term] = set()
    started = time.perf_counter()
    try:
        for line, terms in wire.encode(answer(request["text"]), request["limit"]):
            seen.update(terms if request["lang"] else ())
            sys.stdout.buffer.write(line)
    except MemoryError:
        raise
    except SyntaxError as error:
        _send({"error": "sparql-syntax", "reason": str(error)})
        return
    except Exception as error:  # what an engine cannot evaluate is no bug of ours
        _send({"error": "query-failed", "reason": str(error) or type(error).__name__})
        return
    _send({"seconds": time.perf_counter() - started})
    iris = (term.value for term in seen if isinstance(term, NamedNode))
    _send({"labels": labels_by(lambda sparql: answer(sparql).rows, iris, request["lang"]) if request["lang"] else {}})
    _send({"end": True})


def _send(document: dict[str, Any]) -> None:
    sys.stdout.buffer.write(wire.line(document))


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Keep Python code from the network, whatever a query makes rdflib do. Oxigraph's own calls were judged before."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        raise PermissionError("a local query has no network")
