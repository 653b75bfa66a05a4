"""What the engine in the browser needs beside the graph: how its resources are called, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pyoxigraph import NamedNode

from kgtool.rdf import media
from kgtool.web import browser_engine
from kgtool.web.backend import Backend
from kgtool.web.html import names
from kgtool.web.page import Page, Variant


def paths(backend: Backend) -> Iterator[str]:
    """Yield the file of names, where questions are answered in the browser."""
    yield from (browser_engine.NAMES,) if browser_engine.offered(backend) else ()


def find(backend: Backend, path: str) -> Page | None:
    """Return the file of names."""
    if path != browser_engine.NAMES or not browser_engine.offered(backend):
        return None
    return Page(path, (Variant(media.JSON),), lambda variant, parameters: _names(backend))


def _names(backend: Backend) -> bytes:
    """Names by IRI: Japanese and English, null where there is none; a resource without either is called by its IRI's end.

    Cost: some look-ups for each resource of the graph.
    """
    views = {lang: backend.view(lang) for lang in ("ja", "en")}
    every = {quad.subject.value for quad in backend.store if isinstance(quad.subject, NamedNode)}
    found: dict[str, list[str | None]] = {}
    for iri in sorted(every | names.terms().keys()):
        own = [names.full(view, iri) if names.name(view, iri).lang == lang else None for lang, view in views.items()]
        if any(own):
            found[iri] = own
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
