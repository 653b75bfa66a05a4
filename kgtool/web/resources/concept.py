"""The page of a concept, of a list of ours or of a city's own words: its meaning and its neighbours."""

from __future__ import annotations

from typing import Any

from kgtool.rdf.vocab import DCTERMS, DQV, JPP, SKOS
from kgtool.web.models.view import View

CLASSES = (SKOS.Concept, SKOS.ConceptScheme, DQV.Metric, JPP.LocalType)
TEMPLATE = "concept.html"
MOST = 100


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``concept.html`` shows."""
    return {
        "definition": view.text(iri, SKOS.definition, DCTERMS.description, SKOS.scopeNote),
        "schemes": view.objects(iri, SKOS.inScheme),
        "members": view.ordered(view.objects(iri, SKOS.hasTopConcept)),
        "called": view.ordered(view.subjects(JPP.localType, iri, MOST)),
        "most": MOST,
    }
