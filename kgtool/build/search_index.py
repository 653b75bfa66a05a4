"""The index for searching a build: made of its statements when somebody first searches, taken over by the next build.

The statements are sorted, so those of a plan stand together and plan after plan is read; what all plans share is read
before. Memory grows with what is shared and with the largest plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import groupby
from pathlib import Path

from pyoxigraph import Store

from kgtool.build import integrity, made_once
from kgtool.build.store import DATASET, SEARCH, Build
from kgtool.incremental.code import code
from kgtool.rdf import iris, nquads
from kgtool.search import entries, index
from kgtool.search.entries import SearchEntry

_MADE_BY = "made-by"
"""A file with the fingerprint of the code by which an index was made."""
_RESOURCE = f"<{iris.ID}".encode()


def folder(build: Build) -> Path:
    """Return the folder with the index of a build, by this code. Cost, where it has to be made: a second for two plans."""
    by = code("kgtool.build.search_index").key

    def write(target: Path) -> None:
        index.write(map(index.line, found(build)), target)
        (target / _MADE_BY).write_text(by, "utf-8")
        integrity.seal(target)

    def whole(made: Path) -> bool:
        return made_once.is_whole(made) and (made / _MADE_BY).read_text("utf-8") == by

    return made_once.folder(build, SEARCH, write, whole)


def found(build: Build) -> Iterator[SearchEntry]:
    """Yield all that a search can find in a build: plan after plan, then what they share."""
    start = iris.graph("plan") + "/"
    plans = {graph.removeprefix(start).encode() for graph in build.manifest["graphs"] if graph.startswith(start)}
    about: dict[bytes, list[bytes]] = defaultdict(list)
    for plan, inside, lines in _by_plan(build, plans):
        about[plan] += [] if inside else nquads.naming(lines, entries.READ)
    shared = _loaded(about[b""])
    names = entries.called(shared)
    for plan, inside, lines in _by_plan(build, plans):
        if inside:
            yield from entries.entries(_loaded(about[plan] + nquads.naming(lines, entries.READ)), names)
    yield from entries.entries(shared)


def _by_plan(build: Build, plans: Set[bytes]) -> Iterator[tuple[bytes, bool, Iterable[bytes]]]:
    """The lines of a build by the plan that they are about, empty for none, and whether they are about something in it."""

    def about(line: bytes) -> tuple[bytes, bool]:
        path = line[len(_RESOURCE) : line.index(b" ") - 1] if line.startswith(_RESOURCE) else b""
        plan, inside, _ = path.partition(b"/")
        return (plan, bool(inside)) if plan in plans else (b"", False)

    with (build.folder / DATASET).open("rb") as file:
        for (plan, inside), lines in groupby(file, key=about):
            yield plan, inside, lines


def _loaded(lines: Iterable[bytes]) -> Store:
    store = Store()
    nquads.load_again(store, lines)
    return store
