"""Compose IRIs from ids and paths and take them apart; no other module does.

IRIs are ASCII and read like the plan: ``…/id/13221-kiyose-5/draft-2025-08-12/measure/2-214``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

BASE = "https://w3id.org/jp-plan/"
ID = BASE + "id/"
TEXT = BASE + "text/"
GRAPH = BASE + "graph/"
NS = BASE + "ns#"
SHAPES = BASE + "shapes#"
THEME = ID + "theme/"
THING = ID + "thing/"
SDG = "http://metadata.un.org/sdg/"

_SPAN = re.compile(r"(?P<text>[^#]+)#char=(?P<start>[0-9]+),(?P<end>[0-9]+)")
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9][A-Za-z0-9._~-]*)*")


class Span(NamedTuple):
    """A half-open range of code points of a source text (RFC 5147, section 2.1.1)."""

    text: str
    start: int
    end: int


def element(plan: str, version: str = "", path: str = "") -> str:
    """Return the IRI of a plan, of its version, or of the element at ``path`` in that version.

    Raises ``ValueError`` when a part is not an ASCII path.
    """
    whole = "/".join(part for part in (plan, version, path) if part)
    if not is_path(whole):
        raise ValueError(f"not an ASCII path: {whole!r}")
    return ID + whole


def is_path(text: str) -> bool:
    """Say whether a text is an ASCII path of steps divided by slashes, none empty, none beginning with a mark."""
    return _PATH.fullmatch(text) is not None


def short(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as people write it: a path below ``…/id/``, or a CURIE with the longest prefix that fits."""
    fitting = [name for name, base in prefixes.items() if iri.startswith(base) and len(iri) > len(base)]
    best = max(fitting, key=lambda name: len(prefixes[name]), default="")
    local = iri[len(prefixes[best]) :] if best else ""
    return local if best == "id" else f"{best}:{local}" if best else iri


def path_of(iri: str) -> str:
    """Return the path of a data IRI below ``…/id/``: the inverse of ``element``. Raises ``ValueError`` for others."""
    if not iri.startswith(ID):
        raise ValueError(f"not a data IRI: {iri}")
    return iri[len(ID) :]


def end(iri: str) -> str:
    """Return what follows the last slash or hash of an IRI: the local name of a term."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def text(plan: str, version: str) -> str:
    """Return the IRI of the source text of a version."""
    return f"{TEXT}{plan}/{version}"


def span(text_iri: str, start: int, end: int) -> str:
    """Return the IRI of a range of code points, half-open, of a source text (RFC 5147)."""
    return f"{text_iri}#char={start},{end}"


def selector(span_iri: str) -> str:
    """Return the IRI of the selector that belongs to a span."""
    return span_iri.replace("#char=", "#position=")


@lru_cache(maxsize=4096)
def read_span(iri: str) -> Span | None:
    """Return the parts of a span IRI, or None for any other IRI."""
    match = _SPAN.fullmatch(iri)
    return Span(match["text"], int(match["start"]), int(match["end"])) if match else None


def graph(kind: str, name: str = "") -> str:
    """Return the IRI of a named graph: ``plan/<id>``, ``theme/<id>``, ``align/<pair>``, ``derived``, …"""
    return GRAPH + (f"{kind}/{name}" if name else kind)
