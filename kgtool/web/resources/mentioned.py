"""The page of something that plans name: how it is written, and where each plan names it."""

from __future__ import annotations

from typing import Any

from kgtool.rdf.vocab import DCTERMS, JPP, SKOS
from kgtool.search.entries import THINGS
from kgtool.web.models import mentions
from kgtool.web.models.view import View

CLASSES = tuple(JPP[kind] for kind in THINGS)
TEMPLATE = "named_entity.html"
PLANS, MOST = 8, 100


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``named_entity.html`` shows."""
    used = view.objects(iri, JPP.usedIn, PLANS + 1)
    return {
        "kind": mentions.kind(view, iri),
        "note": view.text(iri, SKOS.scopeNote),
        "written": [text.value for text in view.literals(iri, JPP.surface)],
        "defined": view.subjects(JPP.defines, iri),
        "broader": view.objects(iri, SKOS.broader),
        "narrower": view.ordered(view.subjects(SKOS.broader, iri, MOST)),
        "themes": view.objects(iri, DCTERMS.subject),
        "related": view.objects(iri, SKOS.related),
        "more": len(used) > PLANS,
        "by_plan": mentions.by_plan(view, iri, used[:PLANS]),
        "most": mentions.MOST,
        "bodies": {plan: view.object(plan, JPP.responsibleBody) for plan in used[:PLANS]},
    }
