"""The page of a municipality: its plans, those that others only list, and where else it is described."""

from __future__ import annotations

from typing import Any

from kgtool.rdf.vocab import DCTERMS, JPP, ORG, SKOS
from kgtool.web.models import plans
from kgtool.web.models.view import View

CLASSES = (ORG.FormalOrganization,)
TEMPLATE = "municipality.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``municipality.html`` shows."""
    every = view.subjects(JPP.responsibleBody, iri)
    found = [plans.read(view, plan) for plan in every if plans.has_version(view, plan)]
    return {
        "listed": sorted(set(every) - {plan.iri for plan in found}),
        "found": [(plan, plans.version(view, plan.version)) for plan in found],
        "number": view.value(iri, DCTERMS.identifier),
        "areas": view.objects(iri, DCTERMS.spatial),
        "same": view.objects(iri, SKOS.closeMatch),
    }
