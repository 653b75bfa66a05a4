"""The page of one correspondence: both elements side by side, the relation, the reason and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SKOS, SSSOM
from kgtool.web.models import contents, correspondences, plans, themes
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View

CLASSES = (JPP.Correspondence,)
TEMPLATE = "correspondence_resource.html"


class SidePart(NamedTuple):
    """An element below or beside another, with its abstract."""

    iri: str
    abstract: LangString | None


class SideParts(NamedTuple):
    """Desired states or directions, and the element ``of`` which they are: the one itself, or its nearest ancestor
    that has any.
    """

    of: str
    parts: list[SidePart]


class Side(NamedTuple):
    """One end of a correspondence; ``element`` is empty where nothing was found in the plan."""

    plan: Plan
    element: str
    kind: str
    word: str | None
    abstract: LangString | None
    above: list[str]
    states: SideParts | None
    directions: SideParts | None
    evidence: list[str]


def context(view: View, iri: str) -> dict[str, Any]:
    """Return the values of ``correspondence_resource.html``; sides are in the order of the plans' ids, as everywhere."""
    ends = [view.object(iri, predicate) or "" for predicate in (SSSOM.subject_id, SSSOM.object_id)]
    mapping_set = view.object(iri, DCTERMS.isPartOf) or ""
    plans = plans_of(view, mapping_set)
    sides = [
        _side(view, plan, "" if end == correspondences.NONE else end, iri)
        for plan, end in zip(plans, ends, strict=False)
    ]
    turned = len(sides) == 2 and sides[0].plan.id > sides[1].plan.id
    predicate = view.object(iri, SSSOM.predicate_id) or ""
    method = view.object(iri, JPP.method)
    return {
        "sides": sides[::-1] if turned else sides,
        "relation": correspondences.relation(predicate, ends[0], ends[1], turned),
        "reason": view.text(iri, JPP.reason),
        "confidence": float(view.value(iri, JPP.confidence) or 0),
        "method": method,
        "definition": view.text(method, SKOS.definition, SKOS.scopeNote) if method else None,
        "set": mapping_set,
        "themes": _shared(view, [end for end in ends if end != correspondences.NONE]),
    }


def plans_of(view: View, mapping_set: str) -> list[Plan]:
    """Return the plans that an alignment compares: that of its subjects, then that of its objects."""
    versions = [view.object(mapping_set, predicate) or "" for predicate in (SSSOM.subject_source, SSSOM.object_source)]
    return [plans.read(view, plans.plan_of(version)) for version in versions if version]


def _side(view: View, plan: Plan, element: str, correspondence: str) -> Side:
    spans = [span for span in view.objects(correspondence, JPP.evidence) if span.startswith(f"{iris.TEXT}{plan.id}/")]
    if not element:
        return Side(plan, "", "", None, None, [], None, None, spans)
    kinds = [kind.removeprefix(iris.NS) for kind in view.types(element) if kind.startswith(iris.NS)]
    kind = next((kind for kind in themes.KINDS if kind in kinds), kinds[0] if kinds else "")
    above = contents.above(view, element)
    path = [element, *reversed(above)]
    return Side(
        plan,
        element,
        kind,
        view.object(element, JPP.localType),
        view.text(element, DCTERMS.abstract),
        above,
        None if kind == "DesiredState" else _nearest(view, path, lambda near: view.subjects(JPP.desiredStateOf, near)),
        None if kind == "Direction" else _nearest(view, path, lambda near: _directions(view, near)),
        spans,
    )


def _nearest(view: View, path: list[str], parts: Callable[[str], list[str]]) -> SideParts | None:
    """The parts of the first element of a path that has any."""
    for near in path:
        found = view.ordered(parts(near))
        if found:
            return SideParts(near, [SidePart(part, view.text(part, DCTERMS.abstract)) for part in found])
    return None


def _directions(view: View, iri: str) -> list[str]:
    return [part for part in view.subjects(JPP.partOf, iri) if JPP.Direction.value in view.objects(part, RDF.type)]


def _shared(view: View, ends: list[str]) -> list[str]:
    """The ids of the themes that both elements are on, or the only one."""
    found = [set(view.objects(end, JPP.theme)) for end in ends]
    return sorted(theme.removeprefix(iris.THEME) for theme in set.intersection(*found)) if found else []
