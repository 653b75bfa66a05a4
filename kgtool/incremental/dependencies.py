"""What a result was made from. It is the key of the cache, and by it two results tell why the later one was made.

A dependency has a kind, a name and a fingerprint. What is meant counts, not how it is written: statements rather than
bytes, the tokens of a query, the versions of libraries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kgtool.base.languages import Text

_SHOWN = ("library", "setting")
"""Kinds whose fingerprints mean something to people: a version, a value."""
_SEVERAL = "common"
"""The kind of what many results share: its fingerprint is the key of dependencies that the cache holds."""
_MOST = 3


class Change(NamedTuple):
    """A dependency that is not what it was; an empty fingerprint is for what is, or was, not there."""

    kind: str
    name: str
    before: str
    now: str

    def text(self, prefixes: Mapping[str, str]) -> Text:
        """Return what changed, in both languages; resources are called by their prefixed names."""
        name = _shortened(self.name, prefixes) if self.kind == "node" else self.name
        if self.kind in _SHOWN:
            arrow = f"{name} {self.before or '-'} → {self.now or '-'}"
            return Text(arrow, arrow)
        if not self.before:
            return Text(f"{name} が加わりました", f"{name} is new")
        if not self.now:
            return Text(f"{name} がなくなりました", f"{name} is gone")
        return Text(f"{name} が変わりました", f"{name} changed")


@dataclass(frozen=True)
class Dependencies:
    """Fingerprints by kind and name. Results with equal dependencies are equal.

    Kinds: ``statements`` and ``bytes`` of a file, ``node`` (what the shared data says of a resource), ``unit`` (what was
    read of another unit), ``rule``, ``code`` (a module of kgtool), ``library`` and ``setting``, and ``common``.
    """

    of: Mapping[str, Mapping[str, str]]

    @cached_property
    def key(self) -> str:
        """A name for these dependencies: 32 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.of, sort_keys=True).encode()).hexdigest()[:32]

    def __or__(self, other: Dependencies) -> Dependencies:
        """Return both together; the right fingerprint counts where both have a name."""
        kinds = {*self.of, *other.of}
        return Dependencies({kind: {**self.of.get(kind, {}), **other.of.get(kind, {})} for kind in kinds})

    def changes(self, before: Dependencies, held: Callable[[str], Dependencies | None]) -> Iterator[Change]:
        """Yield what is not as it was, by kind and name; what many results share is looked up by its key in ``held``."""
        for kind in sorted({*self.of, *before.of}):
            then, now = before.of.get(kind, {}), self.of.get(kind, {})
            for name in sorted(then.keys() | now.keys()):
                if then.get(name) == now.get(name) or (kind == "bytes" and not (name in then and name in now)):
                    continue  # bytes count where something is found: that they do is no cause
                inner = [held(side[name]) if name in side else None for side in (then, now)]
                if kind == _SEVERAL and inner[0] and inner[1]:
                    yield from inner[1].changes(inner[0], held)
                else:
                    yield Change(kind, name, then.get(name, ""), now.get(name, ""))


def summary(changes: Iterable[Change], prefixes: Mapping[str, str]) -> Text:
    """Return up to three changes as a reason, in both languages, and how many more there are."""
    texts = list(dict.fromkeys(change.text(prefixes) for change in changes))
    more = len(texts) - _MOST
    ja, en = ("、".join(t.ja for t in texts[:_MOST]), ", ".join(t.en for t in texts[:_MOST]))
    return Text(f"{ja}、ほか{more}件", f"{en} and {more} more") if more > 0 else Text(ja, en)


def _shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI with the longest prefix that fits it."""
    name, base = max(prefixes.items(), key=lambda item: len(item[1]) if iri.startswith(item[1]) else -1)
    return f"{name}:{iri.removeprefix(base)}" if iri.startswith(base) else iri
