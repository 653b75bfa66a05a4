"""The sitemap for search engines: one part for each plan, so that no file grows with the number of plans
(sitemaps.org, 0.9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from kgtool.rdf import iris, media
from kgtool.rdf.vocab import JPP, RDF
from kgtool.web import addresses
from kgtool.web.backend import Backend, PageFamily
from kgtool.web.models import choice
from kgtool.web.page import HTML, Page, Variant

_INDEX = "sitemap.xml"
_FOLDER = "sitemaps/"
_PAGES, _SHARED = "pages", "shared"
_MOST = 50_000
_XML = Variant(media.XML)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NOT_LISTED = ("resource", "wellknown", "dumps", "static")


@dataclass(frozen=True)
class Sitemap:
    """The family of the sitemap's files: an index and its parts. ``families`` are those whose pages it lists."""

    families: Mapping[str, PageFamily]

    def paths(self, backend: Backend) -> Iterator[str]:
        """Yield the index and the parts."""
        yield _INDEX
        yield from (f"{_FOLDER}{name}.xml" for name in _parts(backend))

    def find(self, backend: Backend, path: str) -> Page | None:
        """Return the index or a part."""
        if path == _INDEX:
            return Page(path, (_XML,), lambda variant, parameters: _index(backend))
        if not path.startswith(_FOLDER) or not path.endswith(".xml"):
            return None
        name = path[len(_FOLDER) : -4]
        if name not in (_PAGES, _SHARED) and name not in choice.ids(backend.build):
            return None
        return Page(path, (_XML,), lambda variant, parameters: _part(backend, self._listed(backend, name)))

    def _listed(self, backend: Backend, name: str) -> Iterable[str]:
        """The paths of the pages in a part."""
        if name == _PAGES:
            return self._for_people(backend)
        view = backend.view("ja")
        if name == _SHARED:
            return _documents([iris.NS[:-1], iris.SHAPES[:-1], *view.subjects(RDF.type, JPP.Theme.value)])
        plan = iris.ID + name
        versions = view.subjects(JPP.versionOf, plan)
        elements = [element for version in versions for element in view.subjects(JPP.inVersion, version)]
        return _documents([plan, *versions, *elements, *view.subjects(JPP.usedIn, plan)])

    def _for_people(self, backend: Backend) -> Iterator[str]:
        """The pages of every family but those of single resources: pages for people only."""
        for name, family in self.families.items():
            if name not in _NOT_LISTED:
                for path in family.paths(backend):
                    page = family.find(backend, path)
                    if page is not None and all(variant in page.variants for variant in HTML):
                        yield path


def _parts(backend: Backend) -> Iterator[str]:
    yield from (_PAGES, _SHARED)
    yield from choice.ids(backend.build)


def _index(backend: Backend) -> bytes:
    entries = "".join(
        f"<sitemap><loc>{escape(f'{backend.url}{_FOLDER}{name}.xml')}</loc></sitemap>\n" for name in _parts(backend)
    )
    return f"{_HEAD}<sitemapindex {_SPACE}>\n{entries}</sitemapindex>\n".encode()


def _documents(found: list[str]) -> list[str]:
    return [path for path in map(addresses.document, found) if path]


def _part(backend: Backend, paths: Iterable[str]) -> bytes:
    """List pages in both languages, each with the other; 50,000 addresses at most."""
    lines = [f'{_HEAD}<urlset {_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">']
    for path in list(paths)[: _MOST // len(HTML)]:
        urls = [(variant.lang, escape(backend.url + addresses.with_ending(path, variant.ending))) for variant in HTML]
        others = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{url}"/>' for lang, url in urls)
        lines += [f"<url><loc>{url}</loc>{others}</url>" for _, url in urls]
    return ("\n".join(lines) + "\n</urlset>\n").encode()
