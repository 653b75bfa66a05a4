"""The index for searching a build: made of its statements when somebody first searches, taken over by the next build.

The statements are sorted, so those of a plan stand together and plan after plan is read; what all plans share is read
before. Memory grows with what is shared and with the largest plan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import Store

from kgtool.build import integrity, made_once
from kgtool.build.store import DATASET, SEARCH, Build
from kgtool.corpus.layout import Repo
from kgtool.incremental.cache import DiskCache, held_beside
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.rdf import iris, nquads, sorted_lines
from kgtool.search import entries, index
from kgtool.search.entries import Names

_MADE_BY = "made-by"
"""A file with the fingerprint of the code by which an index was made."""
_BLOCK = 4 << 20


def folder(build: Build, repo: Repo | None = None) -> Path:
    """Return the folder with the index of a build, by this code; what is found in a plan is held in the cache of ``repo``.

    Cost, where it has to be made: a second for two plans.
    """
    by = code("kgtool.build.search_index").key

    def write(target: Path) -> None:
        with held_beside(repo.root if repo else None) as cache:
            index.write(lines(build, cache), target)
        (target / _MADE_BY).write_text(by, "utf-8")
        integrity.seal(target)

    def whole(made: Path) -> bool:
        return made_once.is_whole(made) and (made / _MADE_BY).read_text("utf-8") == by

    return made_once.folder(build, SEARCH, write, whole)


def lines(build: Build, cache: DiskCache) -> Iterator[bytes]:
    """Yield all that a search can find in a build as lines for ``index.write``: plan after plan, then what they share."""
    start = iris.graph("plan") + "/"
    plans = sorted(graph.removeprefix(start) for graph in build.manifest["graphs"] if graph.startswith(start))
    with sorted_lines.opened(build.folder / DATASET) as data:
        inside = {plan: _beginning(data, f"<{iris.ID}{plan}/") for plan in plans}
        shared = _loaded(_read(data, _between(data, [*inside.values(), _beginning(data, f"<{iris.TEXT}")])))
        names = entries.called(shared)
        called = repr(sorted(names.items())).encode()
        seen = Dependencies({"node": {"names": hashlib.sha256(called).hexdigest()}})
        common = code("kgtool.build.search_index") | seen
        for plan in plans:
            said = _read(data, [_beginning(data, f"<{iris.ID}{plan}> "), inside[plan]])
            yield from _of_plan(plan, said, names, common, cache)
    yield from map(index.line, entries.entries(shared))


def _of_plan(plan: str, said: Sequence[bytes], names: Names, common: Dependencies, cache: DiskCache) -> Iterable[bytes]:
    """What can be found in a plan, held as long as nothing changed of which that is made."""
    seen = common | Dependencies({"statements": {plan: nquads.digest(said)}})
    held = cache.get(f"entries {plan}", seen)
    if held is not None:
        return held.content.splitlines(keepends=True)
    made = list(map(index.line, entries.entries(_loaded(said), names)))
    cache.put(f"entries {plan}", seen, b"".join(made))
    return made


def _beginning(data: sorted_lines.Data, start: str) -> range:
    """Where the lines stand that begin so."""
    return range(sorted_lines.find(data, start.encode()), sorted_lines.find(data, start.encode() + b"\xff"))


def _between(data: sorted_lines.Data, taken: Iterable[range]) -> list[range]:
    """Where the other lines stand."""
    ordered = sorted((place for place in taken if place), key=lambda place: place.start)
    ends = [0, *(place.stop for place in ordered)]
    return [range(*ends_) for ends_ in zip(ends, [*(place.start for place in ordered), len(data)], strict=True)]


def _read(data: sorted_lines.Data, places: Iterable[range]) -> list[bytes]:
    """The lines at some places that entries are made from, read in blocks."""
    found: list[bytes] = []
    for place in places:
        start = place.start
        while start < place.stop:
            end = data.rfind(b"\n", start, min(start + _BLOCK, place.stop)) + 1 or data.find(b"\n", start) + 1
            found += nquads.naming(data[start:end].splitlines(keepends=True), entries.READ)
            start = end
    return found


def _loaded(said: Iterable[bytes]) -> Store:
    store = Store()
    nquads.load_again(store, said)
    return store
