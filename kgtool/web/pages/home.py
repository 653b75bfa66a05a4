"""The first page: what this is, the plans, questions to start with, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.rdf import iris
from kgtool.web.models import choice, plans, themed
from kgtool.web.models.plans import Plan, Version
from kgtool.web.models.themed import Theme
from kgtool.web.models.view import View
from kgtool.web.site import Page, Parameters, Site

CARDS = 6


def paths(site: Site) -> Iterator[str]:
    """Yield the root."""
    yield ""


def find(site: Site, path: str) -> Page | None:
    """Return the first page."""
    if path:
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        known = choice.ids(site.build)
        cards = [card(view, plan) for plan in known[:CARDS]]
        return {"cards": cards, "number": len(known), "themes": _themes(site, view)}

    return site.html("", "home.html", context)


def _themes(site: Site, view: View) -> list[Theme]:
    """The two themes on which the plans that a comparison shows have most: first in all of them, then by number."""
    counts = [themed.counts(view, plan) for plan in choice.choose(site, view, {}).plans]
    every = [theme for group in themed.groups(site.store, view.lang) for theme in group.below]

    def weight(theme: Theme) -> tuple[int, int, str]:
        numbers = [found[theme.iri].total() for found in counts if theme.iri in found]
        return -len(numbers), -sum(numbers), theme.id

    return [theme for theme in sorted(every, key=weight) if weight(theme)[0]][:2]


def card(view: View, plan: str) -> tuple[Plan, Version]:
    """Return what a card or a row shows of a plan."""
    known = plans.read(view, iris.element(plan))
    return known, plans.version(view, known.version)
