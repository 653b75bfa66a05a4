"""The page of a question of the catalogue as a resource: it leads to the page where it is answered."""

from __future__ import annotations

from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import RDFS, SH
from kgtool.web.models.view import View

CLASSES = (SH.SPARQLExecutable, SH.SPARQLSelectExecutable, SH.SPARQLConstructExecutable, SH.Parameter)
TEMPLATE = "question_resource.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``question_resource.html`` shows, of a parameter also the question that has it."""
    asked = SH.Parameter.value in view.types(iri)
    question = next(iter(view.subjects(SH.parameter, iri)), "") if asked else iri
    return {
        "question": question,
        "id": question.removeprefix(f"{iris.ID}question/"),
        "title": view.text(iri, SH.name) if asked else view.text(iri, RDFS.label),
        "comment": view.text(question, RDFS.comment) if question else None,
        "asked": asked,
        "asks": view.objects(iri, SH.parameter),
    }
