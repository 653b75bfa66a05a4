"""The page of the ontology or one of its modules, with every term behind its ``#``."""

from __future__ import annotations

from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, OWL, VANN
from kgtool.web.models import terms
from kgtool.web.models.view import View

CLASSES = (OWL.Ontology,)
TEMPLATE = "ontology.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``ontology.html`` shows; the namespace itself has the terms of all modules."""
    found = terms.own(view) if iri == iris.NS[:-1] else terms.defined_by(view, iri)
    return {
        "about": view.text(iri, DCTERMS.description),
        "version": view.value(iri, OWL.versionInfo),
        "modified": view.value(iri, DCTERMS.modified),
        "prefix": view.value(iri, VANN.preferredNamespacePrefix),
        "namespace": view.value(iri, VANN.preferredNamespaceUri),
        "imports": view.objects(iri, OWL.imports),
        "kinds": terms.by_kind(found),
        "modules": view.subjects(OWL.imports, iri) if iri == iris.NS[:-1] else [],
    }
