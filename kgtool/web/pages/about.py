"""About the data: what it is, who says what, under which licence, how to cite it, and where its limits are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import SKOS
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters

_VOICES = (
    "plan",
    "theme",
    "align",
    "outside",
    "reference",
    "derived",
    "catalog",
    "ontology",
    "ontology-alignment",
    "text",
)


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page."""
    yield "about"


def find(backend: Backend, path: str) -> Page | None:
    """Return the page."""
    if path != "about":
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        methods = [f"{iris.ID}method/{name}" for name in ("close-reading", "document-position", "rule")]
        return {
            "number": len(choice.ids(backend.build)),
            "voices": _voices(backend),
            "methods": {iri: view.text(iri, SKOS.definition) for iri in methods},
        }

    return render.html_page(backend, "about", "about.html", context)


def _voices(backend: Backend) -> dict[str, tuple[int, int]]:
    """For each kind of named graph, how many there are and how many statements they hold."""
    graphs, statements = Counter[str](), Counter[str]()
    for iri, number in backend.manifest["graphs"].items():
        kind = iri.removeprefix(iris.GRAPH).partition("/")[0]
        graphs[kind] += 1
        statements[kind] += number
    known = [kind for kind in _VOICES if kind in graphs]
    return {kind: (graphs[kind], statements[kind]) for kind in (*known, *sorted(set(graphs) - set(known)))}
