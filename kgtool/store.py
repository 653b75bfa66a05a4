"""The built graph: an Oxigraph store on disk, read-only, beside its manifest.

A build folder holds one folder a build, named by content hash, and ``current``, a link to the newest; so a reader
always sees one whole build.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from kgtool.errors import InputError, Place

CURRENT = "current"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Build:
    """One build on disk."""

    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """What was built: content hash, counts, inputs."""
        with (self.folder / MANIFEST).open(encoding="utf-8") as file:
            loaded: dict[str, Any] = json.load(file)
        return loaded

    def open(self) -> Store:
        """Open the store read-only: a snapshot that nothing changes. Raises ``InputError`` (store-locked)."""
        try:
            return Store.read_only(str(self.folder / "store"))
        except OSError as error:
            raise InputError("store-locked", self.folder.as_posix(), reason=str(error)) from None


def newest(out: Path) -> Build:
    """Return the newest build in a build folder. Raises ``InputError`` (store-missing)."""
    folder = out / CURRENT
    if not (folder / MANIFEST).is_file():
        raise InputError("store-missing", out.as_posix())
    return Build(folder.resolve())


def query(
    store: Store, sparql: str, name: str = "query", first_line: int = 1
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Answer a SPARQL query over all graphs as one; named graphs stay reachable by GRAPH.

    ``name`` and ``first_line`` say where the text stands, for errors. Raises ``InputError`` (sparql-syntax).
    """
    try:
        return store.query(sparql, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise syntax_error(str(error), name, first_line) from None


def select(store: Store, sparql: str) -> QuerySolutions:
    """Answer a SELECT of our own over all graphs as one."""
    solutions = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return solutions


def syntax_error(reason: str, name: str, first_line: int = 1) -> InputError:
    """Return the error for SPARQL that does not parse; Oxigraph says ``error at line:column: …``."""
    at = re.search(r"error at (\d+):(\d+)", reason)
    place = Place(name, int(at[1]) + first_line - 1, int(at[2])) if at else Place(name)
    return InputError("sparql-syntax", place, reason=re.sub(r"^error at \d+:\d+: ", "", reason))


def labels(store: Store, terms: set[NamedNode], lang: str) -> dict[NamedNode, str]:
    """Return a label for each resource that has one: in ``lang``, else in the other language, else any.

    Looks for rdfs:label, skos:prefLabel, dcterms:title; a code stands before the label.
    """
    if not terms:
        return {}
    values = " ".join(str(term) for term in sorted(terms, key=lambda term: term.value))
    rows = select(
        store,
        f"""
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?term ?label ?code WHERE {{
          VALUES ?term {{ {values} }}
          ?term rdfs:label|skos:prefLabel|dcterms:title ?label .
          OPTIONAL {{ ?term skos:notation ?code ; <https://w3id.org/jp-plan/ns#inVersion> ?version }}
        }}""",
    )
    order = [lang, "en" if lang == "ja" else "ja", ""]
    best: dict[NamedNode, tuple[int, str]] = {}
    for row in rows:
        term, label, code = row["term"], row["label"], row["code"]
        rank = order.index(label.language or "") if (label.language or "") in order else len(order)
        text = f"{code.value} {label.value}" if code else label.value
        if term not in best or (rank, text) < best[term]:
            best[term] = (rank, text)
    return {term: text for term, (_, text) in best.items()}
