"""The reference: the ontology, the rules of the check, the errors, the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kgtool.base import errors
from kgtool.docs import glossary, reference
from kgtool.rdf import iris
from kgtool.web import problem
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import shapes, terms
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters

Context = Callable[[View, Parameters], Mapping[str, Any]]


def paths(backend: Backend) -> Iterator[str]:
    """Yield the pages of the reference."""
    yield from _pages(backend)


def find(backend: Backend, path: str) -> Page | None:
    """Return one of them."""
    if not path.startswith(("reference", "glossary")):
        return None
    template, context = _pages(backend).get(path, ("", None))
    return None if context is None else render.html_page(backend, path, template, context)


def _pages(backend: Backend) -> dict[str, tuple[str, Context]]:
    return {
        "glossary": ("glossary.html", lambda view, parameters: {"words": glossary.words()}),
        "reference": ("reference.html", lambda view, parameters: _counts(backend, view)),
        problem.REFERENCE: ("reference_errors.html", lambda view, parameters: {"families": errors.families()}),
        "reference/ontology": ("reference_ontology.html", lambda view, parameters: _ontology(view)),
        "reference/shapes": ("reference_shapes.html", lambda view, parameters: _rules(backend)),
    }


def _counts(backend: Backend, view: View) -> Mapping[str, Any]:
    return {
        "terms": len(terms.names(view)),
        "rules": len(shapes.rules(backend.repo)),
        "words": len(glossary.words()),
        "questions": len(backend.questions),
        "errors": len(errors.messages()),
    }


def _ontology(view: View) -> Mapping[str, Any]:
    return {"kinds": terms.by_kind(terms.own(view)), "ontology": iris.NS[:-1]}


def _rules(backend: Backend) -> Mapping[str, Any]:
    found = shapes.rules(backend.repo).values()
    return {
        "kinds": {kind: [rule for rule in found if rule.kind == kind] for kind in reference.RULE_KINDS},
        "titles": reference.RULE_KINDS,
        "shapes_iri": iris.SHAPES[:-1],
    }
