"""The gazette: a page that counts what the graph says, and the same as a file for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.rdf import media
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models.view import View
from kgtool.web.page import Page, Variant

_PATH = "gazette"
_FILE = "gazette-count.txt"


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page and the file."""
    yield _PATH
    yield _FILE


def find(backend: Backend, path: str) -> Page | None:
    """Return the page or the file."""
    if path == _PATH:
        return render.html_page(
            backend, _PATH, "town_extension:gazette.html", lambda view, given: _shown(backend, view)
        )
    if path == _FILE:
        return Page(_FILE, (Variant(media.TEXT),), lambda variant, given: f"{backend.manifest['quads']}\n".encode())
    return None


def _shown(backend: Backend, view: View) -> Mapping[str, Any]:
    return {"statements": backend.manifest["quads"]}
