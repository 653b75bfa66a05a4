"""The page of an element of a plan: its place, its content, what was concluded about it, where it stands in the text."""

from __future__ import annotations

from typing import Any, NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, JPP, PROV, RDFS
from kgtool.web.models import conclusions, contents, gaps, mentions, numbers, places, plans, repairs, sdgs
from kgtool.web.models.conclusions import Counterpart
from kgtool.web.models.places import TextRange
from kgtool.web.models.view import View

CLASSES = tuple(JPP[kind] for kind in contents.KINDS)
TEMPLATE = "element.html"

_UNITS = ("Measure", "CrossCuttingProject", "ManagementPolicy")
_ROLES = {"heading": JPP.statedAt, "body": JPP.bodyAt, "again": JPP.restatedAt}
_LINKS = {
    "state_of": JPP.desiredStateOf,
    "measured": JPP.indicatorOf,
    "quantity": JPP.quantity,
    "polarity": JPP.polarity,
    "in_charge": JPP.responsibleUnit,
    "project": JPP.ofProject,
    "perspective": JPP.fromPerspectiveOf,
    "defines": JPP.defines,
    "lists": JPP.lists,
    "revises": PROV.wasRevisionOf,
}
_YEARS = {
    "first": JPP.startFiscalYear,
    "last": JPP.endFiscalYear,
    "decided": JPP.decidedInFiscalYear,
    "target": JPP.targetYear,
    "years": JPP.durationYears,
}


class ElementPart(NamedTuple):
    """A part of an element, with what it is about in one sentence."""

    iri: str
    kind: str
    abstract: LangString | None


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``element.html`` shows."""
    kind = _kind(view, iri)
    trail = contents.above(view, iri)
    found = conclusions.matches(view, iri)
    plan = plans.read(view, plans.plan_of(iri))
    indicators = numbers.of_element(view, iri)
    measuring = {indicator.iri for indicator in indicators}
    return {
        "kind": kind,
        "word": view.object(iri, JPP.localType),
        "plan": plan,
        "trail": trail,
        "printed": next(
            (LangString(x.value, "ja") for x in view.literals(iri, RDFS.label) if x.language == "ja"), None
        ),
        "alternative": view.text(iri, DCTERMS.alternative),
        "abstract": view.text(iri, DCTERMS.abstract),
        "wording": view.value(iri, JPP.text),
        "links": {name: view.objects(iri, predicate) for name, predicate in _LINKS.items()},
        "in_force": plans.superseded_by(view, view.object(iri, JPP.inVersion)),
        "later": view.subjects(PROV.wasRevisionOf, iri),
        "listed_under": view.objects(iri, JPP.listedUnder),
        "years": {name: view.number(iri, predicate) for name, predicate in _YEARS.items()},
        "below": _by_kind(_parts(view, [part for part in view.subjects(JPP.partOf, iri) if part not in measuring])),
        "indicators": [numbers.indicator(view, iri)] if kind == "Indicator" else indicators,
        "no_indicators": numbers.absence(view, plan, JPP.Indicator) if kind == "Measure" and not indicators else None,
        "counted": numbers.count(view, plan) if kind == "Measure" and not indicators else 0,
        "listed_here": _by_kind(_parts(view, view.subjects(JPP.listedUnder, iri, conclusions.MOST))),
        "facets": _parts(view, view.subjects(JPP.fromPerspectiveOf, iri)),
        "states_above": _states_above(view, iri, trail) if kind == "Measure" else [],
        "gaps": {gap.local: gap for gap in gaps.of(view, iri)},
        "commitments": conclusions.commitments(view, iri) if kind == "Direction" else [],
        "themes": conclusions.themes(view, iri),
        "stated": sdgs.stated(view, iri),
        "inferred": sdgs.inferred(view, iri),
        "unnamed": sdgs.gap(view, plans.plan_of(iri)) if kind == "Measure" else None,
        "matches": found,
        "most": conclusions.MOST,
        "cities": _cities(view, found),
        "units": _units(view, iri, found) if kind in _UNITS else [],
        "acting": mentions.acting(view, iri) if kind in _UNITS else {},
        "mentions": mentions.of(view, iri),
        "repairs": repairs.of(view, iri),
        "places": _places(view, iri),
        "beside": _beside(view, iri, kind),
    }


def _kind(view: View, iri: str) -> str:
    kinds = [name.removeprefix(iris.NS) for name in view.types(iri)]
    return next(kind for kind in contents.KINDS if kind in kinds)


def _parts(view: View, found: list[str]) -> list[ElementPart]:
    made = [ElementPart(iri, _kind(view, iri), view.text(iri, DCTERMS.abstract)) for iri in view.ordered(found)]
    return sorted(made, key=lambda part: contents.KINDS.index(part.kind))


def _by_kind(parts: list[ElementPart]) -> dict[str, list[ElementPart]]:
    return {kind: [part for part in parts if part.kind == kind] for kind in dict.fromkeys(part.kind for part in parts)}


def _states_above(view: View, iri: str, trail: list[str]) -> list[ElementPart]:
    """The desired states of the nearest element above, for a measure that has none of its own."""
    for near in (iri, *reversed(trail)):
        found = view.subjects(JPP.desiredStateOf, near)
        if found:
            return [] if near == iri else _parts(view, found)
    return []


def _cities(view: View, found: list[Counterpart]) -> dict[str, str]:
    """The municipality of each plan over there, by correspondence."""
    over = {match.iri: match.other or match.version for match in found}
    owners = {iri: plans.plan_of(there) for iri, there in over.items() if there}
    bodies = {plan: view.object(plan, JPP.responsibleBody) or plan for plan in set(owners.values())}
    return {iri: bodies[plan] for iri, plan in owners.items()}


def _units(view: View, iri: str, found: list[Counterpart]) -> list[str]:
    """Units of other plans that correspond only through parts."""
    direct = {match.other for match in found}
    return [unit for unit in view.objects(iri, JPP.unitCorrespondsTo, conclusions.MOST) if unit not in direct]


def _places(view: View, iri: str) -> list[tuple[str, TextRange]]:
    spans = [(role, span) for role, predicate in _ROLES.items() for span in view.objects(iri, predicate)]
    made = [(role, places.read(view, span)) for role, span in spans]
    return [(role, place) for role, place in made if place]


def _beside(view: View, iri: str, kind: str) -> dict[str, str | None]:
    """The elements of the same kind before and after this one in the text."""
    version = view.object(iri, JPP.inVersion)
    row = contents.sequence(view.store, version, kind) if version else ()
    at = row.index(iri) if iri in row else 0
    return {"before": row[at - 1] if at else None, "after": row[at + 1] if at + 1 < len(row) else None}
