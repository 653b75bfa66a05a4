"""The page of a theme or of a group of themes: what belongs to it, and where to compare it."""

from __future__ import annotations

from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, SKOS
from kgtool.web.models import numbers, sdgs
from kgtool.web.models.view import View

CLASSES = (JPP.Theme,)
TEMPLATE = "theme.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``theme.html`` shows."""
    goals = [goal for goal in map(sdgs.goal, view.objects(iri, SKOS.relatedMatch)) if goal.iri.startswith(iris.SDG)]
    return {
        "id": iri.removeprefix(iris.THEME),
        "above": view.objects(iri, SKOS.broader),
        "below": sorted(view.subjects(SKOS.broader, iri), key=lambda theme: (view.value(theme, SKOS.notation), theme)),
        "definition": view.text(iri, SKOS.definition),
        "scope": view.text(iri, SKOS.scopeNote),
        "called": [text.value for text in view.literals(iri, SKOS.altLabel) if text.language == view.lang],
        "related": view.objects(iri, SKOS.related),
        "goals": sorted(goals),
        "measured": iri in numbers.themes(view.store),
    }
