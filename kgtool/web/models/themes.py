"""Read the scheme of themes, and the elements of a plan by theme, from the theme annotations of the plan's graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, SKOS
from kgtool.web.models import plans
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import Name, View

KINDS = (
    *("Principle", "Vision", "Goal", "ManagementPolicy", "DesiredState", "Measure", "Field", "Direction"),
    *("CrossCuttingProject", "ProjectFacet", "Statement", "PlanListing"),
)
"""What may have themes, in the order in which it is shown."""


class Theme(NamedTuple):
    """A theme: its IRI, its id in paths, its name."""

    iri: str
    id: str
    name: Name


class ThemeGroup(NamedTuple):
    """A top-level theme and the themes below it, in the scheme's order."""

    theme: Theme
    below: tuple[Theme, ...]


class ThemedElement(NamedTuple):
    """An element on a theme: its kind, confidence and method of the annotation, its parent and abstract."""

    iri: str
    kind: str
    confidence: float
    method: str
    parent: str
    at: int
    abstract: LangString | None

    @property
    def percent(self) -> int:
        """Return the confidence as a whole number from 0 to 100."""
        return round(100 * self.confidence)


@lru_cache(maxsize=8)
def groups(store: Store, lang: str) -> tuple[ThemeGroup, ...]:
    """Return the scheme of themes in the order of its codes, cached."""
    view = View(store, lang)
    codes = {
        row["theme"]: row["code"]
        for row in view.rows(f"SELECT ?theme ?code {{ ?theme a {JPP.Theme} ; {SKOS.notation} ?code }}")
    }
    ordered = sorted(codes, key=lambda theme: (codes[theme], theme))
    below: dict[str, list[Theme]] = defaultdict(list)
    for theme in ordered:
        for above in view.objects(theme, SKOS.broader):
            below[above].append(_theme(view, theme))
    return tuple(ThemeGroup(_theme(view, theme), tuple(below[theme])) for theme in ordered if theme in below)


def find(groups: tuple[ThemeGroup, ...], id: str) -> Theme | ThemeGroup | None:
    """Return the theme or the group with an id."""
    for group in groups:
        if group.theme.id == id:
            return group
        for theme in group.below:
            if theme.id == id:
                return theme
    return None


def counts(view: View, plan: Plan) -> Mapping[str, Counter[str]]:
    """Count the elements of a plan by theme and kind. Cost: proportional to the plan's elements."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    kinds = " ".join(f"{JPP[kind]}" for kind in KINDS)
    for row in view.rows(f"""
        SELECT ?theme ?kind (COUNT(*) AS ?number) WHERE {{
          VALUES ?kind {{ {kinds} }}
          GRAPH <{iris.graph("plan", plan.id)}> {{ ?element a ?kind ; {JPP.inVersion} <{plan.version}> }}
          GRAPH <{iris.graph("derived")}> {{ ?element {JPP.theme} ?theme }}
        }} GROUP BY ?theme ?kind"""):
        found[row["theme"]][row["kind"].removeprefix(iris.NS)] = int(row["number"])
    return found


def number(view: View, plan: Plan, kinds: Iterable[str]) -> int:
    """Count the elements of a plan that are of some kinds. Cost: proportional to them."""
    rows = view.rows(f"""
        SELECT (COUNT(DISTINCT ?element) AS ?number) WHERE {{
          VALUES ?kind {{ {" ".join(str(JPP[kind]) for kind in kinds)} }}
          GRAPH <{iris.graph("plan", plan.id)}> {{ ?element a ?kind ; {JPP.inVersion} <{plan.version}> }}
        }}""")
    return sum(int(row["number"]) for row in rows)


def elements(view: View, plan: Plan, theme: str) -> list[ThemedElement]:
    """Return the elements of a plan on a theme, in the order of the text. Cost: a few look-ups for each."""
    annotations = view.rows(f"""
        SELECT ?element ?confidence ?method WHERE {{ GRAPH <{iris.graph("theme", plan.id)}> {{
          ?annotation {OA.hasBody} <{theme}> ;
            {OA.hasTarget} ?element ;
            {JPP.confidence} ?confidence ;
            {JPP.method} ?method .
        }} }}""")
    found = [
        _element(view, row["element"], float(row["confidence"]), row["method"])
        for row in annotations
        if row["element"].startswith(f"{plan.version}/")
    ]
    return sorted(found, key=lambda element: (element.at, element.iri))


def kinds_in(view: View, plan: Plan) -> Counter[str]:
    """Count the elements of a plan by those of ``KINDS`` that it has. Cost: proportional to them."""
    graph = NamedNode(iris.graph("plan", plan.id))
    return +Counter(
        {
            kind: sum(plans.said_of(iri, plan.version) for iri in view.subjects(RDF.type, JPP[kind], graph=graph))
            for kind in KINDS
        }
    )


def _theme(view: View, iri: str) -> Theme:
    return Theme(iri, iri.removeprefix(iris.THEME), view.name(iri))


def _element(view: View, iri: str, confidence: float, method: str) -> ThemedElement:
    kinds = [kind.removeprefix(iris.NS) for kind in view.types(iri)]
    places = [span.start for span in map(iris.read_span, view.objects(iri, JPP.statedAt)) if span]
    return ThemedElement(
        iri,
        next((kind for kind in KINDS if kind in kinds), ""),
        confidence,
        method,
        view.object(iri, JPP.partOf) or "",
        min(places, default=0),
        view.text(iri, DCTERMS.abstract),
    )
