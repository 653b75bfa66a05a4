"""The first page: what this is, the plans, questions to start with, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from kgtool.rdf import iris
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice, plans, themes
from kgtool.web.models.plans import Plan, Version
from kgtool.web.models.themes import Theme
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters

CARDS = 6


def paths(backend: Backend) -> Iterator[str]:
    """Yield the root."""
    yield ""


def find(backend: Backend, path: str) -> Page | None:
    """Return the first page."""
    if path:
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        known = choice.ids(backend.build)
        first = dict.fromkeys((*choice.default(backend.build, view.store), *known))
        cards = [card(view, plan) for plan in islice(first, CARDS)]
        return {"cards": cards, "number": len(known), "themes": _themes(backend, view)}

    return render.html_page(backend, "", "home.html", context)


def _themes(backend: Backend, view: View) -> list[Theme]:
    """The two themes on which the plans that a comparison shows have most: first in all of them, then by number."""
    counts = [themes.counts(view, plan) for plan in choice.choose(backend, view, {}).plans]
    every = [theme for group in themes.groups(backend.store, view.lang) for theme in group.below]

    def weight(theme: Theme) -> tuple[int, int, str]:
        numbers = [found[theme.iri].total() for found in counts if theme.iri in found]
        return -len(numbers), -sum(numbers), theme.id

    return [theme for theme in sorted(every, key=weight) if weight(theme)[0]][:2]


def card(view: View, plan: str) -> tuple[Plan, Version]:
    """Return the plan and its newest version, as a card or a row of a list shows them."""
    known = plans.read(view, iris.element(plan))
    return known, plans.version(view, known.version)
