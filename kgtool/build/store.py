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

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from kgtool.base.errors import BuildError, Place, QuerySyntaxError
from kgtool.build.versions import CURRENT
from kgtool.results import Stream
from kgtool.sparql.tokens import FORMS, Query, beginning, columns, form, names_dataset, undeclared
from kgtool.sparql.tokens import place as place_of

DATASET = "dataset.nq"
MANIFEST = "manifest.json"


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
    """Return the newest build in a build folder. Raises ``BuildError`` (store-missing)."""
    folder = out / CURRENT
    if not (folder / MANIFEST).is_file():
        raise BuildError("store-missing", out.as_posix())
    return Build(folder.resolve())


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


def select(store: Store, sparql: str) -> QuerySolutions:
    """Answer a SELECT of our own over all graphs as one."""
    solutions = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return solutions


def syntax_error(reason: str, query: Query) -> QuerySyntaxError:
    """Return the error for SPARQL that does not parse; engines say ``error at line:column: …``.

    A prefix without a declaration is named, because engines point anywhere then; otherwise what stands at the place.
    """
    at = re.search(r"error at (\d+):(\d+)(?:: )?", reason)
    line, column = (int(at[1]), int(at[2])) if at else (0, 0)
    place = Place(query.name, line and line + query.first_line - 1, column)
    if not query.text.strip():
        return QuerySyntaxError("sparql-syntax", place, reason={"ja": "問いが空です", "en": "the query is empty"})
    first = beginning(query.text)
    if first and first.kind == "word" and not form(query.text):
        forms = ", ".join(FORMS)
        ja, en = (
            f"「{first.text}」で始まっています({forms} のどれかのはずです)",
            f"it begins with {first.text}, not with {forms}",
        )
        return QuerySyntaxError("sparql-syntax", place_of(query, first.offset), reason={"ja": ja, "en": en})
    unknown = undeclared(query.text)
    if unknown:
        ja, en = f"接頭辞 {unknown[0]} の宣言がありません", f"the prefix {unknown[0]} is not declared"
        return QuerySyntaxError("sparql-syntax", place, reason={"ja": ja, "en": en})
    after = "".join(query.text.split("\n")[line - 1 : line])[column - 1 :][:20].strip() if at else ""
    rest = "".join(char if char.isprintable() else " " for char in after)
    said = _in_short(reason[at.end() :] if at else reason)
    if rest and not said:
        ja, en = f"「{rest}」はここには置けません", f"“{rest}” is not expected here"
        return QuerySyntaxError("sparql-syntax", place, reason={"ja": ja, "en": en})
    return QuerySyntaxError(
        "sparql-syntax", place, reason=" ".join(filter(None, (f"“{rest}”" if rest else "", said))) or "?"
    )


def _in_short(reason: str) -> str:
    """Drop the sets of characters and all but some of the tokens that Oxigraph would have taken."""
    if not reason.startswith("expected one of "):
        return " ".join(reason.split())
    expected = re.findall(r'"((?:[^"\\]|\\.)*)"', reason)[:12]
    return f"expected one of {', '.join(expected)}, …" if expected else ""
