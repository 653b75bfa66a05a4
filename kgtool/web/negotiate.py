"""Which representation a client gets: pure functions of its headers (RFC 9110, section 12.5; RFC 4647, section 3.4).

Knows nothing of servers, pages or formats. What cannot be parsed in a header counts as not said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_MOST = 4_096
_QUOTED = r'"(?:[^"\\]|\\.)*+(?:"|\\?$)'
_ITEM = re.compile(rf'(?:[^,"]|{_QUOTED})++')
_PART = re.compile(rf'(?:[^;"]|{_QUOTED})++')
_Q = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


class MediaRange(NamedTuple):
    """A media range of Accept: type and subtype, each perhaps ``*``, and its quality from 0 to 1."""

    type: str
    subtype: str
    quality: float


def ranges(accept: str | None) -> tuple[MediaRange, ...]:
    """Read an Accept header. ``charset=utf-8`` fits every type here; a range with any other parameter is left out.

    Headers beyond 4,096 characters are cut.
    """
    return tuple(found for found in map(_range, _items(accept)) if found)


def media(ranges: Sequence[MediaRange], offered: Sequence[str]) -> str | None:
    """Return the media type of ``offered`` that the client likes best, or None where it takes none of them.

    The most specific range that fits a type decides its quality; among equals the server's order does.
    """
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda name: _quality(name, ranges))
    return best if _quality(best, ranges) > 0 else None


def language(accept: str | None, offered: Sequence[str]) -> str:
    """Return the language of ``offered`` that the client likes best; the first where it names none of them."""
    wanted = []
    for tag, parameters in _items(accept):
        weight = _weight(parameters)
        wanted += [(tag.lower(), weight or -1.0)] if weight is not None else []

    def quality(name: str) -> float:
        exact = [q for tag, q in wanted if tag == name or tag.startswith(name + "-")]
        return max(exact) if exact else max((q for tag, q in wanted if tag == "*"), default=0.0)

    return max(offered, key=quality)


def encoding(accept: str | None) -> bool:
    """Say whether the client asks for gzip (RFC 9110, section 12.5.3)."""
    said = {name.lower(): _weight(parameters) for name, parameters in _items(accept)}
    named = [said[name] for name in ("gzip", "x-gzip", "*") if said.get(name) is not None]
    return bool(named and named[0])


def _items(header: str | None) -> list[tuple[str, list[str]]]:
    """The items of a header, each with its parameters."""
    items = [_PART.findall(item) for item in _ITEM.findall((header or "")[:_MOST]) if item.strip()]
    return [(parts[0].strip(), [part.strip() for part in parts[1:]]) for parts in items if parts]


def _range(item: tuple[str, list[str]]) -> MediaRange | None:
    """A media range; None for what is none that could fit."""
    name, parameters = item
    kind, slash, subtype = name.lower().partition("/")
    if not slash or not kind or not subtype or (kind == "*" and subtype != "*"):
        return None
    for parameter in parameters:
        key, _, value = parameter.lower().partition("=")
        if key.strip() == "q":
            break
        if key.strip() != "charset" or value.strip(' "') not in ("utf-8", "utf8"):
            return None
    weight = _weight(parameters)
    return None if weight is None else MediaRange(kind, subtype, weight)


def _weight(parameters: Sequence[str]) -> float | None:
    """The quality that an item gives, 1 where it gives none; None for one that cannot be read."""
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            return float(value) if _Q.fullmatch(value.strip()) else None
    return 1.0


def _quality(name: str, ranges: Sequence[MediaRange]) -> float:
    kind, _, subtype = name.partition("/")
    fitting = [
        ((known.type != "*") + (known.subtype != "*"), known.quality)
        for known in ranges
        if known.type in (kind, "*") and known.subtype in (subtype, "*")
    ]
    return max(fitting)[1] if fitting else 0.0
