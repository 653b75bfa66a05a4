"""The built graph: an Oxigraph store on disk, read-only, beside its manifest.

A build folder holds one folder a build, named by content hash, and ``current``, a link to the newest; so a reader
always sees one whole build.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from kgtool.base.errors import BuildError
from kgtool.build.versions import CURRENT
from kgtool.results import Stream
from kgtool.search.names import Resolver
from kgtool.sparql.diagnosis import syntax_error
from kgtool.sparql.tokens import Query, columns, names_dataset

DATASET = "dataset.nq"
MANIFEST = "manifest.json"
SEARCH = "search"
"""The folder of the index, which is made when somebody first searches."""
FORMAT = 2
"""How a build's folder is laid out. It grows when a newer kgtool could misread what an older one made."""


@dataclass(frozen=True)
class Build:
    """One build on disk."""

    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """What was built: content hash, counts, inputs. Raises ``BuildError`` (build-broken)."""
        try:
            loaded: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BuildError("build-broken", self.folder.as_posix(), reason=str(error)) from None
        return loaded

    def open(self) -> Store:
        """Open the store read-only: a snapshot that nothing changes. Raises ``BuildError`` (store-locked, build-broken)."""
        try:
            return Store.read_only(str(self.folder / "store"))
        except OSError as error:
            raise BuildError("store-locked", self.folder.as_posix(), reason=str(error)) from None
        except RuntimeError as error:
            raise BuildError("build-broken", self.folder.as_posix(), reason=str(error)) from None


def newest(out: Path) -> Build:
    """Return the newest build in a build folder.

    Raises ``BuildError``: store-missing, build-broken for a manifest that cannot be read, build-format for a build that
    another version of kgtool laid out otherwise.
    """
    folder = out / CURRENT
    if not (folder / MANIFEST).is_file():
        raise BuildError("store-missing", out.as_posix())
    made = Build(folder.resolve())
    manifest = made.manifest
    if manifest.get("format") != FORMAT:
        version, number = str(manifest.get("kgtool", "?")), str(manifest.get("format", "?"))
        raise BuildError("build-format", made.folder.as_posix(), version=version, format=number, known=str(FORMAT))
    return made


def query(
    store: Store, sparql: str, name: str = "query", first_line: int = 1
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Answer a SPARQL query over all graphs as one, or over those that it chooses with FROM.

    Named graphs stay reachable by GRAPH. ``name`` and ``first_line`` say where the text stands, for errors.
    Raises ``QuerySyntaxError`` (sparql-syntax).
    """
    try:
        return store.query(sparql, use_default_graph_as_union=not names_dataset(sparql))
    except SyntaxError as error:
        raise syntax_error(str(error), Query(sparql, name, first_line)) from None


def stream(store: Store, sparql: str, name: str = "query", first_line: int = 1) -> Stream:
    """Answer a query as ``query`` does; its rows are evaluated as they are read."""
    return stream_of(query(store, sparql, name, first_line), sparql)


def stream_of(result: QuerySolutions | QueryBoolean | QueryTriples, sparql: str) -> Stream:
    """Return what Oxigraph answers to a query, as a stream."""
    if isinstance(result, QuerySolutions):
        names = columns(sparql, (variable.value for variable in result.variables))
        return Stream("SELECT", tuple(names), rows=(tuple(row[name] for name in names) for row in result))
    if isinstance(result, QueryBoolean):
        return Stream("ASK", truth=bool(result))
    return Stream("CONSTRUCT", triples=iter(result))


def resolver(build: Build) -> Resolver:
    """Return a resolver of the names in a build; the store is opened when it is first asked."""
    opened: list[Store] = []

    def answer(sparql: str) -> QuerySolutions:
        if not opened:
            opened.append(build.open())
        return select(opened[0], sparql)

    return Resolver(answer)


def select(store: Store, sparql: str) -> QuerySolutions:
    """Answer a SELECT of our own over all graphs as one."""
    solutions = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return solutions
