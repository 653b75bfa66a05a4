"""What pages are made from: a build with its questions, shapes and prefixes, at a public address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import Store

from kgtool.base.languages import LANGUAGES
from kgtool.build.store import Build
from kgtool.corpus import layout as repo
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.engines.ask import Engine
from kgtool.rdf import iris
from kgtool.sparql import catalogue as questions
from kgtool.sparql.catalogue import Question
from kgtool.web import jsonld, remote_store
from kgtool.web.models.view import Lookups, NameCache, View
from kgtool.web.page import Page

if TYPE_CHECKING:
    from kgtool.engines.remote.endpoint import Endpoint


@dataclass(frozen=True)
class Backend:
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
        return self.build.open() if self.remote is None else remote_store.opened(self.remote)

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
    def context(self) -> jsonld.JsonLdContext:
        """The JSON-LD context of the ontology."""
        return jsonld.context(self.store, self.prefixes)

    def view(self, lang: str, lookups: Lookups | None = None) -> View:
        """The graph as one page in ``lang`` sees it; pages share the names that they look up."""
        return View(self.store, lang, self._names[lang], lookups)

    @cached_property
    def frames(self) -> dict[str, dict[str, Any]]:
        """What all pages in a language are given (kgtool/web/html/render.py), as far as it is made."""
        return {}

    @cached_property
    def _names(self) -> dict[str, NameCache]:
        return {lang: NameCache() for lang in LANGUAGES}


class PageFamily(Protocol):
    """Pages of one kind. A module with these two functions is one."""

    def paths(self, backend: Backend, /) -> Iterator[str]:
        """Yield the path of every page that can be written as files, without ending, in order."""

    def find(self, backend: Backend, path: str, /) -> Page | None:
        """Return the page at a path without ending, or that of one file at its whole path; None if it is not ours."""
