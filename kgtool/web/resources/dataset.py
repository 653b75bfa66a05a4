"""The page of the dataset, or of one of its named graphs: who states it, and how many statements there are."""

from __future__ import annotations

from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, DCTERMS, JPP, VOID
from kgtool.web.models import plans
from kgtool.web.models.view import View

CLASSES = (DCAT.Dataset, VOID.Dataset)
TEMPLATE = "dataset.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return the values of ``dataset.html``; ``voice`` is the kind of graph, ``of`` what it is about."""
    voice, _, of = iri.removeprefix(iris.GRAPH).partition("/") if iri.startswith(iris.GRAPH) else ("", "", "")
    return {
        "voice": voice,
        "of": of,
        "towns": [
            plans.read(view, plan).name.text
            for plan in map(iris.element, filter(None, of.split("--")))
            if view.types(plan)
        ],
        "title": view.text(iri, DCTERMS.title),
        "description": view.text(iri, DCTERMS.description),
        "triples": view.number(iri, VOID.triples),
        "method": view.object(iri, JPP.method),
    }
