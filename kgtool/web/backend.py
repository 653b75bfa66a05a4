"""What pages are made from: a build, its questions, shapes and prefixes, and the public address of the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import Store

from kgtool.base.languages import LANGUAGES
from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus import configuration, units
from kgtool.corpus import layout as repo
from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.engines.ask import Engine
from kgtool.export import wording
from kgtool.export.releases import release
from kgtool.export.releases.release import Release
from kgtool.rdf import iris
from kgtool.search import kana
from kgtool.search.kana import Kana
from kgtool.search.names import Resolver
from kgtool.sparql import catalogue as questions
from kgtool.sparql.catalogue import Question
from kgtool.web import jsonld, remote_store
from kgtool.web.models.view import Lookups, NameCache, View
from kgtool.web.page import Page

if TYPE_CHECKING:
    from kgtool.engines.remote.endpoint import Endpoint
    from kgtool.search.routing.router import Router


@dataclass(frozen=True)
class Backend:
    """A build and everything else that a page reads.

    ``url`` is the public address of the site's root, with a slash at the end.

    ``engine`` answers questions in a worker with a deadline; without one they are answered in this process.
    ``archive`` is the folder of releases that were kept. With ``remote``, statements come from that SPARQL endpoint instead
    of the build's store. With ``files_only`` no server answers at this address: nothing announces a SPARQL endpoint.
    """

    repo: Repo
    build: Build
    url: str
    engine: Engine | None = None
    archive: Path | None = None
    remote: Endpoint | None = None
    files_only: bool = False

    @property
    def live(self) -> bool:
        """Say whether a server answers forms and SPARQL."""
        return not self.files_only

    @cached_property
    def store(self) -> Store:
        """Return the build's store, opened read-only once, or a look-alike that asks ``remote``."""
        return self.build.open() if self.remote is None else remote_store.opened(self.remote)

    @cached_property
    def resolver(self) -> Resolver:
        """Return what resolves the names that people give: those of the build, or of ``remote``."""
        return store.resolver(self.build) if self.remote is None else ask.resolver(self.remote)

    @cached_property
    def kana(self) -> Kana:
        """Return how words are read in kana. Raises ``InputError`` (kana-table)."""
        return kana.read(self.repo.kana)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Return the build's manifest: content hash, counts, inputs."""
        return self.build.manifest

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Return the releases that were kept, from the oldest on. Raises ``BuildError`` (build-broken)."""
        return self.newer_releases()

    def newer_releases(self) -> tuple[Release, ...]:
        """Return the releases that are kept now. Raises ``BuildError`` (build-broken)."""
        return release.known(self.archive) if self.archive else ()

    @cached_property
    def errors_to(self) -> str:
        """Return where visitors report an error, as ``configuration.SiteSettings`` says it. Raises ``InputError``."""
        return configuration.site(self.repo.root).errors_to

    @cached_property
    def holds_wording(self) -> bool:
        """Say whether the graph holds plans' own sentences."""
        return bool(wording.plans(self.manifest["graphs"]))

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return the questions of the catalogue by id, in the catalogue's order."""
        return {question.id: question for question in questions.catalogue(self.repo)}

    @cached_property
    def router(self) -> Router:
        """Return what leads a person's own words to a question; read when somebody first asks."""
        from kgtool.search.routing.router import open_router

        dataset = self.manifest["contentHash"] if self.remote is None else ""
        return open_router(self.repo, self.resolver, dataset)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Return the project's prefixes, name → namespace."""
        return repo.prefixes(self.repo)

    @cached_property
    def shapes(self) -> Store:
        """Return the SHACL shapes in a store of their own: they are rules about the graph, not part of it."""
        store = Store()
        units.load(self.repo, units.GraphFiles(iris.graph("shapes"), tuple(self.repo.shapes)), store)
        return store

    @cached_property
    def context(self) -> jsonld.JsonLdContext:
        """Return the JSON-LD context of the ontology."""
        return jsonld.context(self.store, self.prefixes)

    def view(self, lang: str, lookups: Lookups | None = None) -> View:
        """Return look-ups in the graph for one page in ``lang``. Names are shared with all pages in that language."""
        return View(self.store, lang, self._names[lang], lookups)

    @cached_property
    def frames(self) -> dict[str, Any]:
        """Return the template values that all pages of a language share, by language; filled by ``html.render``."""
        return {}

    @cached_property
    def _names(self) -> dict[str, NameCache]:
        return {lang: NameCache() for lang in LANGUAGES}


class PageFamily(Protocol):
    """A family of pages: the pages of one kind. A module with these two functions is one."""

    def paths(self, backend: Backend, /) -> Iterator[str]:
        """Yield the path of every page of the family that can be written as files, without ending, in order."""

    def find(self, backend: Backend, path: str, /) -> Page | None:
        """Return the page at a path without ending (``plans``), or the page of one file at its whole path
        (``robots.txt``).

        None if the path is not of this family.
        """
