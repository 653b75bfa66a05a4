"""Every resource of the site and how each of its files is made: what `serve` shows and `publish` writes.

A page module (kgtool/web/pages/) is a family of pages with two functions: ``paths(site)`` lists the pages it has, and
``find(site, path)`` returns one of them. Nothing else registers a page.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Store

from kgtool.build.store import Build
from kgtool.corpus import layout as repo
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.engines.ask import Engine
from kgtool.rdf import iris
from kgtool.sparql import catalogue as questions
from kgtool.sparql.catalogue import Question
from kgtool.web import addresses, jsonld, pages
from kgtool.web.html import render
from kgtool.web.models.view import Name, Seen, View

if TYPE_CHECKING:
    from kgtool.engines.remote.endpoint import Endpoint

Parameters = Mapping[str, tuple[str, ...]]
NOTHING: Parameters = {}
_LONGEST_NUMBER = 100


class Variant(NamedTuple):
    """One file of a page: the ending of its name, its media type and language."""

    ending: str
    media_type: str
    lang: str = ""


class Document(NamedTuple):
    """What a client gets: bytes and what they are. ``etag`` is strong: other bytes, other tag."""

    body: bytes
    variant: Variant
    etag: str
    status: int = 200


class Made(NamedTuple):
    """A body, what its entity tag is computed from where that is not the body, and the status of the answer."""

    body: bytes
    seed: str = ""
    status: int = 200


def whole_number(text: str, most: int) -> int | None:
    """A parameter as a whole number from 1 to ``most``; None where it is none, however long it is."""
    if len(text) > _LONGEST_NUMBER or not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= most:
        return None
    return int(text)


HTML = (Variant("ja.html", "text/html", "ja"), Variant("en.html", "text/html", "en"))


@dataclass(frozen=True)
class Page:
    """One page: its path without ending, its files, and what makes them.

    ``make`` returns the body of a file, or that and more. ``takes`` names the parameters of the query string that
    change the page; others are ignored. A page of one file has its ending in its path. ``about`` is the IRI that the
    page describes, ``successors`` those of a retired one. A page that ``asks`` is made from a query, which may take its
    time. ``on_disk`` is the file that holds the body, where it may be too large for memory.
    """

    path: str
    variants: tuple[Variant, ...]
    make: Callable[[Variant, Parameters], bytes | Made]
    takes: frozenset[str] = frozenset()
    about: str = ""
    successors: tuple[str, ...] | None = None
    immutable: bool = False
    asks: bool = False
    on_disk: Path | None = None

    def variant(self, ending: str) -> Variant | None:
        """The file with this ending."""
        return next((variant for variant in self.variants if variant.ending == ending), None)

    def made(self, variant: Variant, parameters: Parameters = NOTHING) -> Made:
        """Make one file. Raises ``InputError`` for parameters that are wrong."""
        made = self.make(variant, {name: values for name, values in parameters.items() if name in self.takes})
        return made if isinstance(made, Made) else Made(made)

    def document(self, variant: Variant, parameters: Parameters = NOTHING) -> Document:
        """Make one file with its validators. Raises as ``made`` does."""
        body, seed, status = self.made(variant, parameters)
        digest = hashlib.sha256(seed.encode() if seed else body).hexdigest()[:32]
        tag = f"{digest}-{variant.ending}" if seed else digest
        return Document(body, variant, f'"{tag}"', 410 if self.successors is not None else status)

    def file(self, variant: Variant) -> str:
        """The path of one file."""
        return (
            self.path if self.path.endswith(f".{variant.ending}") else addresses.with_ending(self.path, variant.ending)
        )


@dataclass(frozen=True)
class Site:
    """A build on the web. ``url`` is the public address of its root, with a slash at the end.

    ``engine`` answers questions with a deadline; without one they are answered in this process. ``before`` is the
    release before this one, where one is known. ``remote`` is an endpoint that holds the statements instead of the store.
    """

    repo: Repo
    build: Build
    url: str
    engine: Engine | None = None
    before: Path | None = None
    remote: Endpoint | None = None

    @cached_property
    def store(self) -> Store:
        """The build's store, read-only, or what is read as one."""
        if self.remote is None:
            return self.build.open()
        from kgtool.web import remote_store

        return remote_store.opened(self.remote)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What was built."""
        return self.build.manifest

    @cached_property
    def holds_wording(self) -> bool:
        """Whether the graph holds what the plans say word by word: it was built with the source texts at hand."""
        return any(graph.startswith(f"{iris.graph('text')}/") for graph in self.manifest["graphs"])

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The catalogue of questions, by id, in the catalogue's order."""
        return {question.id: question for question in questions.catalogue(self.repo)}

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The project's prefixes."""
        return repo.prefixes(self.repo)

    @cached_property
    def shapes(self) -> Store:
        """The shapes, in a store of their own: they are rules about the graph, not part of it."""
        store = Store()
        units.load(self.repo, units.GraphFiles(iris.graph("shapes"), tuple(self.repo.shapes)), store)
        return store

    @cached_property
    def context(self) -> jsonld.Context:
        """The JSON-LD context of the ontology."""
        return jsonld.context(self.store, self.prefixes)

    def view(self, lang: str, seen: Seen | None = None) -> View:
        """The graph as one page in ``lang`` sees it; pages share the names that they look up."""
        return View(self.store, lang, self._names.setdefault(lang, {}), seen)

    @cached_property
    def frames(self) -> dict[str, dict[str, Any]]:
        """What all pages in a language are given (kgtool/web/html/render.py), as far as it is made."""
        return {}

    @cached_property
    def _names(self) -> dict[str, dict[str, Name]]:
        return {}

    def find(self, path: str) -> Page | None:
        """Return the page at a path without ending, or the page of one file at a whole path."""
        return next((page for module in modules() if (page := module.find(self, path)) is not None), None)

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
        for module in modules():
            yield from module.paths(self)

    def html(
        self,
        path: str,
        template: str,
        context: Callable[[View, Parameters], Mapping[str, Any]],
        takes: frozenset[str] = frozenset(),
        variants: tuple[Variant, ...] = HTML,
        **fields: Any,
    ) -> Page:
        """Return a page for people: ``template``, filled with what ``context`` returns for the page's language."""

        def make(variant: Variant, parameters: Parameters) -> bytes:
            view = self.view(variant.lang)
            values = context(view, parameters)
            return render.html(self, template, view, page, variant, {"parameters": parameters, **values})

        page = Page(path, variants, make, takes, **fields)
        return page


@cache
def modules() -> tuple[ModuleType, ...]:
    """The page modules, in name order: the folder is the list."""
    folder = str(Path(pages.__file__).parent)
    names = sorted(module.name for module in pkgutil.iter_modules([folder]))
    return tuple(importlib.import_module(f"kgtool.web.pages.{name}") for name in names)
