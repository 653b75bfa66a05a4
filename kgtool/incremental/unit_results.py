"""Results that were made of units: the parts of a build, the outcomes of a check.

A unit sees its own statements, of the shared data some nodes, and of other units what it points to. What it depends on is
known only when it is read; so with a result are held the hashes of the files that were read, and a unit need not be read
to see that nothing of it has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from kgtool.base.languages import Text
from kgtool.incremental.cache import DiskCache, Entry
from kgtool.incremental.dependencies import Dependencies

_DIGEST, _TERMS = "shared data", "shared nodes"


class SharedNodes(Protocol):
    """The shared data by node, as results of one kind see it.

    ``digest`` is a hash of all of it. As long as ``terms`` is the same, a unit that has not changed sees the same nodes.
    """

    @property
    def digest(self) -> str: ...

    @property
    def terms(self) -> str: ...

    def fingerprint(self, iri: str) -> str:
        """Return a hash of what is seen of a node; empty where the shared data does not describe it."""


class UnitResults:
    """Results of one ``kind``, held in a cache; ``hashes`` are those of the files of each unit.

    ``common`` stands for what all of them depend on; without ``shared`` they see no single node of the shared data.
    """

    def __init__(
        self,
        cache: DiskCache,
        kind: str,
        hashes: Mapping[str, str],
        common: Dependencies,
        shared: SharedNodes | None = None,
    ) -> None:
        self._cache, self._kind, self._hashes = cache, kind, hashes
        self._common, self._shared = common, shared
        self._before: dict[str, list[Dependencies]] = {}

    def find(self, unit: str) -> Entry | None:
        """Return the result of a unit where all that it depends on is as it was, as far as can be seen without reading it."""

        def holds(entry: Entry) -> bool:
            self._before.setdefault(unit, []).append(entry.dependencies)
            return self._hold(entry)

        return self._cache.find(held_as(self._kind, unit), holds)

    def _hold(self, entry: Entry) -> bool:
        if entry.dependencies.of["common"] != self._common.of["common"] or not entry.hints:
            return False
        if any(self._hashes.get(of, "") != hash_ for of, hash_ in entry.hints.items() if of not in (_DIGEST, _TERMS)):
            return False
        return self._shared is None or self._same_nodes(entry, self._shared)

    def _same_nodes(self, entry: Entry, shared: SharedNodes) -> bool:
        if entry.hints[_DIGEST] == shared.digest:
            return True
        nodes = entry.dependencies.of.get("node", {})
        return entry.hints[_TERMS] == shared.terms and all(shared.fingerprint(iri) == of for iri, of in nodes.items())

    def keep(self, unit: str, dependencies: Dependencies, content: bytes, pointed: Iterable[str] = ()) -> None:
        """Hold the result of a unit that points to some other units, there or not."""
        seen = {of: self._hashes.get(of, "") for of in (unit, *pointed)}
        if self._shared is not None:
            seen |= {_DIGEST: self._shared.digest, _TERMS: self._shared.terms}
        self._cache.put(held_as(self._kind, unit), dependencies, content, seen)

    def why(self, unit: str, now: Dependencies, prefixes: Mapping[str, str]) -> Text:
        """Return why the result of a unit was not found: what is not as it was when it was made before."""
        return self._cache.why(unit, now, self._before.get(unit, ()), prefixes)


def held_as(kind: str, unit: str) -> str:
    """Return the name under which the result of a unit is held."""
    return f"{kind} {unit}"
