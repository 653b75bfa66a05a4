"""Style sheets and scripts."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.web import assets
from kgtool.web.backend import Backend
from kgtool.web.page import Page, Variant


def paths(backend: Backend) -> Iterator[str]:
    """Yield the path of each asset."""
    yield from map(assets.path, assets.names())


def find(backend: Backend, path: str) -> Page | None:
    """Return the asset at a path."""
    if not path.startswith("static/"):
        return None
    name = next((name for name in assets.names() if assets.path(name) == path), None)
    if name is None:
        return None
    ending = name.rpartition(".")[2]
    body = assets.body(name)
    return Page(path, (Variant(assets.TYPES[ending]),), lambda variant, parameters: body, immutable=True)
