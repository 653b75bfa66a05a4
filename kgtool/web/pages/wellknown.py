"""What machines look for at fixed addresses: VoID, robots.txt, and the page for addresses that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from kgtool.base.errors import RequestError
from kgtool.rdf import media
from kgtool.web import dcat, formats, problem
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters, Variant

_VOID = (".well-known/void", "void")
_ROBOTS = "robots.txt"
_MISSING = "404"
_TEXT = Variant(media.TEXT)


def paths(backend: Backend) -> Iterator[str]:
    """Yield the fixed addresses."""
    yield from (*_VOID, _ROBOTS, _MISSING)


def find(backend: Backend, path: str) -> Page | None:
    """Return the page at a fixed address."""
    if path in _VOID:
        return Page(path, formats.VARIANTS, lambda variant, parameters: _void(backend, variant))
    if path == _ROBOTS:
        return Page(path, (_TEXT,), lambda variant, parameters: _robots(backend))
    if path == _MISSING:
        return render.html_page(backend, path, "error.html", _nothing)
    return None


def _void(backend: Backend, variant: Variant) -> bytes:
    """The description of the dataset (VoID, section 7.2), whichever format is asked for."""
    return dcat.write(backend, dcat.dataset_description(backend), variant)


def _robots(backend: Backend) -> bytes:
    """Pages may be read by anybody; answers to questions are as many as there are questions."""
    root = urlsplit(backend.url).path or "/"
    return f"User-agent: *\nDisallow: {root}sparql?\nDisallow: {root}*?\nSitemap: {backend.url}sitemap.xml\n".encode()


def _nothing(view: View, parameters: Parameters) -> Mapping[str, Any]:
    """What static hosts show for an address that is none."""
    return {"problem": problem.of(RequestError("no-page"), view.lang)}
