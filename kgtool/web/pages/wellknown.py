"""What machines look for at fixed addresses: VoID, robots.txt, the page for what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from kgtool.web import dcat, formats
from kgtool.web.models.view import View
from kgtool.web.site import Page, Parameters, Site, Variant

_VOID = (".well-known/void", "void")
_ROBOTS = "robots.txt"
_MISSING = "404"
_TEXT = Variant("txt", "text/plain")


def paths(site: Site) -> Iterator[str]:
    """Yield the fixed addresses."""
    yield from (*_VOID, _ROBOTS, _MISSING)


def find(site: Site, path: str) -> Page | None:
    """Return the page at a fixed address."""
    if path in _VOID:
        return Page(path, formats.VARIANTS, lambda variant, parameters: _void(site, variant))
    if path == _ROBOTS:
        return Page(path, (_TEXT,), lambda variant, parameters: _robots(site))
    if path == _MISSING:
        return site.html(path, "error.html", _nothing)
    return None


def _void(site: Site, variant: Variant) -> bytes:
    """The description of the dataset (VoID, section 7.2), whichever format is asked for."""
    return dcat.write(site, dcat.dataset_description(site), variant)


def _robots(site: Site) -> bytes:
    """Pages may be read by anybody; answers to questions are as many as there are questions."""
    root = urlsplit(site.url).path or "/"
    return f"User-agent: *\nDisallow: {root}sparql?\nDisallow: {root}*?\nSitemap: {site.url}sitemap.xml\n".encode()


def _nothing(view: View, parameters: Parameters) -> Mapping[str, Any]:
    """What static hosts show for an address that is none."""
    what = {"ja": "このページはありません。", "en": "There is no such page."}[view.lang]
    return {"status": 404, "code": "no-page", "what": what, "remedy": "", "line": 0, "column": 0}
