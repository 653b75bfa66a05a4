"""The page of the dataset, or of one of its named graphs: who states it, and how many statements there are."""

from __future__ import annotations

from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCAT, DCTERMS, JPP, VOID
from kgtool.web.models.view import View

CLASSES = (DCAT.Dataset, VOID.Dataset, VOID.DatasetDescription)
TEMPLATE = "dataset.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return the values of ``dataset.html``; ``part`` says that it is one of the named graphs."""
    return {
        "part": iri.startswith(iris.GRAPH),
        "title": view.text(iri, DCTERMS.title),
        "description": view.text(iri, DCTERMS.description),
        "triples": view.number(iri, VOID.triples),
        "method": view.object(iri, JPP.method),
    }
