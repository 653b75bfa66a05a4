"""The Sustainable Development Goals: what plans say they contribute to, and what was inferred; never mixed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA, RDF, SKOS
from kgtool.web.models import conclusions, gaps, plans
from kgtool.web.models.gaps import Gap
from kgtool.web.models.view import View


class Goal(NamedTuple):
    """One of the goals, by its number."""

    number: int
    iri: str


class StatedGoal(NamedTuple):
    """A goal that the plan names for an element, and where."""

    goal: Goal
    places: list[str]


class InferredGoals(NamedTuple):
    """Goals that were inferred for a measure, and the theme of the measure that they are tied to."""

    theme: str
    goals: list[Goal]


class PlanGoals(NamedTuple):
    """What a plan says of the goals: by goal the elements it names one for, and those it was inferred for; or the gap."""

    plan: str
    stated: dict[str, list[str]]
    inferred: dict[str, list[str]]
    gap: Gap | None


GOALS = tuple(Goal(number, f"{iris.SDG}{number}") for number in range(1, 18))


def goal(iri: str) -> Goal:
    """Return a goal; what is no goal of the United Nations has the number 0."""
    end = iri.rpartition("/")[2]
    return Goal(int(end) if end.isdecimal() else 0, iri)


def stated(view: View, element: str) -> list[StatedGoal]:
    """Return the goals that the plan names for an element, with the places where it does."""
    goals = view.objects(element, JPP.contributesTo)
    places: dict[str, list[str]] = defaultdict(list)
    for node in view.subjects(OA.hasTarget, element) if goals else ():
        if JPP.Contribution.value in view.types(node):
            places[view.object(node, OA.hasBody) or ""] += view.objects(node, JPP.statedAt)
    return [StatedGoal(named, places[named.iri]) for named in sorted(map(goal, goals))]


def inferred(view: View, element: str) -> list[InferredGoals]:
    """Return the goals that were inferred for a measure, each with the surest of its themes that is tied to it.

    Follows the rule of ``queries/derived/sdg.rq`` back.
    """
    left = set(view.objects(element, JPP.inferredContributesTo))
    found = []
    for given in conclusions.themes(view, element) if left else ():
        tied = left & set(view.objects(given.theme, SKOS.relatedMatch))
        left -= tied
        if tied:
            found.append(InferredGoals(given.theme, sorted(map(goal, tied))))
    return found


def of_plan(view: View, plan: str) -> PlanGoals:
    """Return what a plan says of the goals. Cost: its statements about goals, and a look-up for each of its measures."""
    graph = plans.graph("plan", plan)
    named: dict[str, list[str]] = defaultdict(list)
    for element, goal in view.pairs(JPP.contributesTo, graph):
        named[goal.value].append(element)
    concluded: dict[str, list[str]] = defaultdict(list)
    for measure in view.subjects(RDF.type, JPP.Measure, graph=graph):
        for inferred_goal in view.objects(measure, JPP.inferredContributesTo):
            concluded[inferred_goal].append(measure)
    return PlanGoals(plan, in_order(view, named), in_order(view, concluded), gap(view, plan))


def gap(view: View, plan: str) -> Gap | None:
    """Return the gap that says that a plan names no goal, if it has one."""
    found = (gap for version in view.subjects(JPP.versionOf, plan) for gap in gaps.of(view, version))
    return next((gap for gap in found if gap.what == JPP.contributesTo.value), None)


def in_order(view: View, found: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Sort the elements of each goal by their codes, those without a code last."""

    def key(iri: str) -> tuple[object, ...]:
        code = view.name(iri).code
        return (not code, [int(part) if part.isdecimal() else 0 for part in re.split(r"(\d+)", code)], code, iri)

    return {named: sorted(elements, key=key) for named, elements in found.items()}
