"""Every page of the site: what `serve` shows and `publish` writes.

A module below ``pages/`` is a family of pages (``backend.Family``); being there is all that registers it. Other
distributions add families as entry points of ``kgtool.pages``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kgtool.base.registry import Registry
from kgtool.web.backend import Backend, PageFamily
from kgtool.web.page import Page, Variant
from kgtool.web.sitemap import Sitemap

FAMILIES = Registry("kgtool.web.pages", "kgtool.pages", ("paths", "find"))


@dataclass(frozen=True)
class Site(Backend):
    """The pages of a backend, found by their paths.

    Raises what ``families`` and ``errors_to`` raise when it is made, not when it is asked.
    """

    def __post_init__(self) -> None:
        families()
        _ = self.errors_to

    def find(self, path: str) -> Page | None:
        """Return the page at a path without ending, or the page of one file at a whole path."""
        found = (family.find(self, path) for family in families().values())
        return next((page for page in found if page is not None), None)

    def file(self, path: str) -> tuple[Page, Variant] | None:
        """Return the page and the file at a path with ending: ``plans.ja.html``."""
        page = self.find(path)
        if (
            page is not None
            and page.path == path
            and len(page.variants) == 1
            and path.endswith(page.variants[0].ending)
        ):
            return page, page.variants[0]
        head, _, name = path.rpartition("/")
        stem, dot, ending = name.partition(".")
        while dot:
            whole = f"{head}/{stem}" if head else stem
            page = self.find("" if whole == "index" else whole)
            variant = page and page.variant(ending)
            if page and variant:
                return page, variant
            more, dot, ending = ending.partition(".")
            stem = f"{stem}.{more}"
        return None

    def paths(self) -> Iterator[str]:
        """Yield the path of every page that can be written as files, family by family, each in order."""
        for family in families().values():
            yield from family.paths(self)


@cache
def families() -> Mapping[str, PageFamily]:
    """Return the families of pages by name: ours in name order, those of other distributions, the sitemap of them all.

    At a path that two families have, the first one's page stands. Raises ``UsageError`` (extension-name,
    extension-broken).
    """
    found: dict[str, PageFamily] = {name: FAMILIES.load(name) for name in FAMILIES}
    return MappingProxyType({**found, "sitemap": Sitemap(found)})
