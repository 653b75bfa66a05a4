"""Compare a dump or a remote store with a build, statement by statement where hashes do not tell."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, Triple

from kgtool.base.errors import UsageError
from kgtool.build import integrity
from kgtool.build.store import Build
from kgtool.diff import sources
from kgtool.engines.remote.connection import without_query
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.export.load import Target, short
from kgtool.rdf import media, nquads
from kgtool.sparql.tokens import Query

_PIECE = 1 << 20
_N_QUADS = f".{media.N_QUADS.ending}"


class DifferentGraph(NamedTuple):
    """A graph that is not as in the build, by its IRI (empty for the default graph): statements missing, and others."""

    graph: str
    missing: int
    more: int


def dump(path: Path, build: Build) -> list[DifferentGraph]:
    """Return the graphs in which a dump (N-Quads or TriG, also ``.gz``) differs from a build.

    N-Quads with the build's content hash are not parsed. Raises ``InputError`` (file-missing, diff-syntax), ``BuildError``
    (build-damaged), ``UsageError`` (dump-format) for a format that has no graphs. Cost: what ``kgtool diff`` of the two takes.
    """
    ending = Path(path.name.removesuffix(".gz")).suffix
    kind = sources.FORMATS.get(ending)
    if kind is None or not kind.rdf.supports_datasets:
        raise UsageError("dump-format", path.as_posix())
    there = sources.source(path)
    integrity.require(build.folder)
    if ending == _N_QUADS and _hash(path) == build.manifest["contentHash"]:
        return []
    return _differing(there.read(), sources.source(build.folder).read())


def remote(store: Target, build: Build) -> list[DifferentGraph]:
    """Return the graphs of this project in which a remote store differs from a build.

    Raises ``EndpointError``, ``BuildError`` (build-damaged), and ``UsageError`` (verify-blind) where no address for queries
    is known. Cost: every statement is sent once; half a million are in memory at a time.
    """
    counted = store.counts()
    if counted is None:
        raise UsageError("verify-blind", without_query(store.url))
    integrity.require(build.folder)
    endpoint = Endpoint(store.query_url, store.transport)
    here = build.open()
    found = []
    for graph in sorted({*counted, *build.manifest["graphs"]}):
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        there = endpoint.answer(Query(text, short(graph))).triples if graph in counted else ()
        name = NamedNode(graph)
        ours = (quad.triple for quad in here.quads_for_pattern(None, None, None, name))
        found += _differing(_lines(there, name), _lines(ours, name))
    return found


def _lines(triples: Iterable[Triple], graph: NamedNode) -> Iterable[bytes]:
    return sources.sorted_lines(Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _hash(path: Path) -> str:
    """The SHA-256 of what a file holds; empty where it cannot be unpacked, as reading it will say."""
    digest = hashlib.sha256()
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except (OSError, EOFError):
        return ""
    return digest.hexdigest()


def _differing(there: Iterable[bytes], here: Iterable[bytes]) -> list[DifferentGraph]:
    """Compare sorted lines, in the order of the graphs' IRIs."""
    counts: dict[str, list[int]] = {}
    sides = merge(((line, False) for line in there), ((line, True) for line in here))
    for line, of in groupby(sides, key=itemgetter(0)):
        found = {ours for _, ours in of}
        if len(found) == 1:
            counts.setdefault(nquads.iri(nquads.split(line).graph), [0, 0])[0 if True in found else 1] += 1
    return [DifferentGraph(graph, *counts[graph]) for graph in sorted(counts)]
