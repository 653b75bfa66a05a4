"""The Sustainable Development Goals in some plans: what they name and what was inferred, kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.rdf.vocab import JPP, SKOS
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice, sdgs
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters


def paths(backend: Backend) -> Iterator[str]:
    """Yield the overview, and a page for each goal."""
    yield "sdgs"
    for goal in sdgs.GOALS:
        yield f"sdgs/{goal.number}"


def find(backend: Backend, path: str) -> Page | None:
    """Return the overview, or the page of one goal."""
    goal = next((goal for goal in sdgs.GOALS if path == f"sdgs/{goal.number}"), None)
    if goal is None and path != "sdgs":
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        plans = choice.choose(backend, view, parameters)
        said = {plan.id: sdgs.of_plan(view, plan.iri) for plan in plans.plans}
        if goal is None:
            return {"choice": plans, "said": said, "goals": sdgs.GOALS}
        themes = [iri for iri in view.subjects(SKOS.relatedMatch, goal.iri) if JPP.Theme.value in view.types(iri)]
        return {"choice": plans, "said": said, "goal": goal, "themes": themes}

    return render.html_page(backend, path, "sdgs.html" if goal is None else "sdg.html", context, choice.TAKES)
