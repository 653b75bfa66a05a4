"""The reference: the ontology, the rules of the check, the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kgtool.docs import glossary
from kgtool.rdf import iris
from kgtool.web.models import shapes, terms
from kgtool.web.models.view import View
from kgtool.web.site import Page, Parameters, Site

Context = Callable[[View, Parameters], Mapping[str, Any]]


def paths(site: Site) -> Iterator[str]:
    """Yield the pages of the reference."""
    yield from _pages(site)


def find(site: Site, path: str) -> Page | None:
    """Return one of them."""
    if not path.startswith(("reference", "glossary")):
        return None
    template, context = _pages(site).get(path, ("", None))
    return None if context is None else site.html(path, template, context)


def _pages(site: Site) -> dict[str, tuple[str, Context]]:
    return {
        "glossary": ("glossary.html", lambda view, given: {"words": glossary.words()}),
        "reference": ("reference.html", lambda view, given: _counts(site, view)),
        "reference/ontology": ("reference_ontology.html", lambda view, given: _ontology(view)),
        "reference/shapes": ("reference_shapes.html", lambda view, given: _rules(site)),
    }


def _counts(site: Site, view: View) -> Mapping[str, Any]:
    return {
        "terms": len(terms.names(view)),
        "rules": len(shapes.rules(site.repo)),
        "words": len(glossary.words()),
        "questions": len(site.questions),
    }


def _ontology(view: View) -> Mapping[str, Any]:
    return {"kinds": terms.by_kind(terms.own(view)), "ontology": iris.NS[:-1]}


def _rules(site: Site) -> Mapping[str, Any]:
    found = shapes.rules(site.repo).values()
    return {
        "kinds": {kind: [rule for rule in found if rule.kind == kind] for kind in ("shape", "query", "owl")},
        "shapes_iri": iris.SHAPES[:-1],
    }
