"""All themes, group by group, with what belongs to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.rdf.vocab import SKOS
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import themes
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters


def paths(backend: Backend) -> Iterator[str]:
    """Yield the list."""
    yield "themes"


def find(backend: Backend, path: str) -> Page | None:
    """Return the list."""
    if path != "themes":
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        groups = themes.groups(view.store, view.lang)
        every = [theme for group in groups for theme in (group.theme, *group.below)]
        return {"groups": groups, "definitions": {theme.iri: view.text(theme.iri, SKOS.definition) for theme in every}}

    return render.html_page(backend, "themes", "themes.html", context)
