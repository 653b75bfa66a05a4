"""Read the rules that data must follow (SHACL shapes, check queries, the reasoner's), as the reference shows them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from pyoxigraph import Store

from kgtool.check.finding import Rule
from kgtool.corpus.layout import Repo
from kgtool.docs import reference
from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import RDF, RDFS, SH
from kgtool.web.models.view import View

TEMPLATE = "shapes.html"


class Shape(NamedTuple):
    """A shape that only gathers others: its targets and the codes of the rules below it."""

    id: str
    label: LangString | None
    targets: list[str]
    rules: list[str]


@lru_cache(maxsize=2)
def rules(repo: Repo) -> dict[str, Rule]:
    """Return every rule by its code, sorted; read once."""
    found = reference.by_code(repo)
    return {code: found[code] for code in sorted(found)}


def context(repo: Repo, shapes: Store, view: View) -> dict[str, Any]:
    """Return the template values of the page of the shapes: each named shape once."""
    found = rules(repo)
    own = View(shapes, view.lang)
    names = {iri for kind in (SH.NodeShape, SH.PropertyShape) for iri in own.subjects(RDF.type, kind.value)}
    named = sorted(iri for iri in names if iri.startswith(iris.SHAPES))
    return {
        "iri": iris.SHAPES[:-1],
        "shapes": [_shape(own, iri) for iri in named if _id(iri) not in found],
        "rules": [rule for rule in found.values() if rule.kind == "shape"],
    }


def _shape(own: View, iri: str) -> Shape:
    targets = [*own.objects(iri, SH.targetClass), *own.objects(iri, SH.targetNode)]
    gathered = [_id(rule) for rule in own.objects(iri, SH.property) if rule.startswith(iris.SHAPES)]
    return Shape(_id(iri), own.text(iri, RDFS.label, SH.name), targets, gathered)


def _id(iri: str) -> str:
    return iri.removeprefix(iris.SHAPES)
