"""The pages of nodes that say something about an element: theme or commitment annotation, mention, gap, repair, measurement."""

from __future__ import annotations

from typing import Any

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, DQV, JPP, OA, SKOS
from kgtool.web.models import conclusions, gaps, mentions, outside, plans, repairs, sdgs
from kgtool.web.models.view import View

_KINDS = (
    "ThemeAnnotation",
    "CommitmentAnnotation",
    "Mention",
    "Contribution",
    "InformationGap",
    "Candidate",
    "Repair",
    "OutsideFact",
    "OutsideSource",
)
CLASSES = (*(JPP[kind] for kind in _KINDS), DQV.QualityMeasurement)
TEMPLATE = "annotation.html"


def context(view: View, iri: str) -> dict[str, Any]:
    """Return the values of ``annotation.html``: the kind of node, and what that kind says."""
    types = view.types(iri)
    kind = next((kind for kind in _KINDS if JPP[kind].value in types), "QualityMeasurement")
    plan = plans.plan_of(iri)
    known = plans.read(view, plan) if view.types(plan) else None
    return {"kind": kind, "plan": known, **_READ[kind](view, iri)}


def _theme(view: View, iri: str) -> dict[str, Any]:
    return {"assigned": conclusions.theme(view, iri)}


def _commitment(view: View, iri: str) -> dict[str, Any]:
    return {"promise": conclusions.commitment(view, iri)}


def _mention(view: View, iri: str) -> dict[str, Any]:
    element, entity = iri.partition("/mention/")[0], view.object(iri, OA.hasBody) or iris.THING
    return {"mention": mentions.read(view, element, entity, mentions.near(view, element))}


def _fact(view: View, iri: str) -> dict[str, Any]:
    return {"fact": outside.read(view, iri)}


def _source(view: View, iri: str) -> dict[str, Any]:
    return {
        "source": outside.page(view, iri),
        "facts": [outside.read(view, fact) for fact in view.subjects(JPP.evidence, iri)],
    }


def _contribution(view: View, iri: str) -> dict[str, Any]:
    return {
        "element": view.object(iri, OA.hasTarget) or "",
        "goal": sdgs.goal(view.object(iri, OA.hasBody) or ""),
        "places": view.objects(iri, JPP.statedAt),
    }


def _gap(view: View, iri: str) -> dict[str, Any]:
    return {"gap": gaps.read(view, iri)}


def _candidate(view: View, iri: str) -> dict[str, Any]:
    of = next(iter(view.subjects(JPP.candidate, iri)), "")
    return {"gap": gaps.read(view, of) if of else None, "guess": gaps.guess(view, iri)}


def _repair(view: View, iri: str) -> dict[str, Any]:
    return {"repair": repairs.read(view, iri)}


def _measurement(view: View, iri: str) -> dict[str, Any]:
    return {
        "metric": view.object(iri, DQV.isMeasurementOf) or "",
        "measured": view.object(iri, DQV.computedOn) or "",
        "present": view.number(iri, JPP.presentCount),
        "expected": view.number(iri, JPP.expectedCount),
        "asked": view.object(iri, JPP.readingKind),
        "of": view.object(iri, JPP.elementClass),
        "remark": view.text(iri, SKOS.note),
        "readers": view.objects(iri, DCTERMS.contributor),
        "alpha": [view.value(iri, found) for found in (DQV.value, JPP.lowerBound, JPP.upperBound)],
    }


_READ = {
    "ThemeAnnotation": _theme,
    "CommitmentAnnotation": _commitment,
    "Mention": _mention,
    "Contribution": _contribution,
    "InformationGap": _gap,
    "Candidate": _candidate,
    "Repair": _repair,
    "OutsideFact": _fact,
    "OutsideSource": _source,
    "QualityMeasurement": _measurement,
}
