"""Read the contributions to the Sustainable Development Goals: those that plans state and those inferred, kept apart."""

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
    """One of the 17 goals."""

    number: int
    iri: str


class StatedGoal(NamedTuple):
    """A goal that the plan states for an element, and where in the text."""

    goal: Goal
    places: list[str]


class InferredGoals(NamedTuple):
    """Goals that were inferred for a measure, and the theme of the measure that they are tied to."""

    theme: str
    goals: list[Goal]


class PlanGoals(NamedTuple):
    """The elements of a plan by the goal that is stated or inferred for them, and its measures; ``gap`` if the plan
    states no goals.
    """

    plan: str
    measures: frozenset[str]
    stated: dict[str, list[str]]
    inferred: dict[str, list[str]]
    gap: Gap | None


_NONE_NAMED = {f"{iris.ID}gap-reason/{reason}" for reason in ("not-stated", "prints-none")}
GOALS = tuple(Goal(number, f"{iris.SDG}{number}") for number in range(1, 18))


def goal(iri: str) -> Goal:
    """Return the goal with an IRI; number 0 if it is none of the United Nations' goals."""
    end = iri.rpartition("/")[2]
    return Goal(int(end) if end.isdecimal() else 0, iri)


def stated(view: View, element: str) -> list[StatedGoal]:
    """Return the goals that the plan states for an element, with the spans that do."""
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
    remaining = set(view.objects(element, JPP.inferredContributesTo))
    found = []
    for assigned in conclusions.themes(view, element) if remaining else ():
        tied = remaining & set(view.objects(assigned.theme, SKOS.relatedMatch))
        remaining -= tied
        if tied:
            found.append(InferredGoals(assigned.theme, sorted(map(goal, tied))))
    return found


def of_plan(view: View, plan: str) -> PlanGoals:
    """Return the goals of a plan. Cost: its statements about goals, and a look-up for each of its measures."""
    graph = plans.graph("plan", plan)
    named: dict[str, list[str]] = defaultdict(list)
    version = plans.in_force(view, plan)
    for element, goal in view.pairs(JPP.contributesTo, graph):
        if plans.said_of(element, version):
            named[goal.value].append(element)
    concluded: dict[str, list[str]] = defaultdict(list)
    every = view.subjects(RDF.type, JPP.Measure, graph=graph)
    measures = [measure for measure in every if plans.said_of(measure, version)]
    for measure in measures:
        for inferred_goal in view.objects(measure, JPP.inferredContributesTo):
            concluded[inferred_goal].append(measure)
    return PlanGoals(plan, frozenset(measures), in_order(view, named), in_order(view, concluded), gap(view, plan))


def gap(view: View, plan: str) -> Gap | None:
    """Return the gap that records that a plan states no goals, if it has one."""
    said = (gap for gap in gaps.of(view, plans.in_force(view, plan)) if gap.reason in _NONE_NAMED)
    return next((gap for gap in said if gap.what == JPP.contributesTo.value), None)


def in_order(view: View, found: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Sort the elements of each goal by code, those without a code last."""

    def key(iri: str) -> tuple[object, ...]:
        code = view.name(iri).code
        return (not code, [int(part) if part.isdecimal() else 0 for part in re.split(r"(\d+)", code)], code, iri)

    return {named: sorted(elements, key=key) for named, elements in found.items()}
