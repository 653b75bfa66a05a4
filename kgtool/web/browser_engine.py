"""The engine of a copy that is only files: Oxigraph as WebAssembly, which answers in the browser over the dump.

Its files are built at set-up (docs/decisions/0078-engine-in-the-browser.md); where they are not there, or where the graph is
too large for a browser, the copy says so and offers what does not need them.
"""

from __future__ import annotations

import gzip
from functools import cache
from typing import NamedTuple

from kgtool.engines.limits import Limits
from kgtool.rdf import iris
from kgtool.web import answer_table, assets
from kgtool.web.backend import Backend

SCRIPT, WORKER, MODULE = "ask.js", "engine.js", "oxigraph.wasm"
NAMES = "names.json"
DUMP = "dumps/dataset.nq.gz"
MOST = 1_500_000
"""Statements that a browser is asked to hold; it takes about 200 bytes for each."""
_BYTES = 14
"""What a statement takes in the dump and the file of names, compressed."""


class BrowserEngine(NamedTuple):
    """What pages say of the engine: how many statements it holds, and about how many megabytes it loads with them."""

    statements: int
    megabytes: str
    dump: str = DUMP
    names: str = NAMES
    iris: str = iris.BASE
    limits: Limits = Limits()
    page: int = answer_table.AT_ONCE


def offered(backend: Backend) -> bool:
    """Say whether pages ask in the browser: no server answers, the engine is built, and the graph is not too large."""
    built = {SCRIPT, WORKER, MODULE} <= set(assets.names())
    return built and not backend.live and statements(backend) <= MOST


def of(backend: Backend) -> BrowserEngine | None:
    """Return the engine that the pages of a copy offer; None where they do not."""
    if not offered(backend):
        return None
    quads = statements(backend)
    return BrowserEngine(quads, f"{(_module() + quads * _BYTES) / 1e6:.1f}")


def statements(backend: Backend) -> int:
    """Return how many statements the graph has."""
    return int(backend.manifest["quads"])


@cache
def _module() -> int:
    return len(gzip.compress((assets.FOLDER / MODULE).read_bytes(), 6))
