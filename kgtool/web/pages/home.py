"""The first page: what this is, the plans, questions to start with, search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool import iris
from kgtool.web.reading import choice, plans
from kgtool.web.reading.plans import Plan, Version
from kgtool.web.reading.view import View
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
        return {"cards": [card(view, plan) for plan in known[:CARDS]], "number": len(known)}

    return site.html("", "home.html", context)


def card(view: View, plan: str) -> tuple[Plan, Version]:
    """Return what a card or a row shows of a plan."""
    iri = iris.element(plan)
    return plans.read(view, iri), plans.version(view, choice.newest(view, iri) or iri)
