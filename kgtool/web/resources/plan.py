"""The page of a plan or of one of its versions: the outline, how complete the data is, and which plans list it."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import DQV, JPP
from kgtool.web.models import contents, gaps, outside, plans, repairs
from kgtool.web.models.contents import Contents, PlanElement
from kgtool.web.models.gaps import Gap
from kgtool.web.models.view import View

CLASSES = (JPP.ComprehensivePlan, JPP.ImplementationPlan, JPP.Plan, JPP.SectoralPlan, JPP.PlanVersion)
TEMPLATE = "plan.html"
COUNTED = ("Vision", "Goal", "Measure", "Direction", "CrossCuttingProject", "PlanListing")
MOST = 100
_PRINTS_NONE = f"{iris.ID}gap-reason/prints-none"
_YEARS = (JPP.startFiscalYear, JPP.endFiscalYear, JPP.decidedInFiscalYear)


class PresentCount(NamedTuple):
    """A measure of completeness: the metric, how many values there are and how many there should be."""

    metric: str
    present: int
    expected: int


class UnplacedMeasures(NamedTuple):
    """Measures that are part of nothing: those for which the plan prints no goal, and those whose goal is not known."""

    without_goal: list[PlanElement]
    goal_unknown: list[PlanElement]


class ListingRow(NamedTuple):
    """A listing of a plan, with the years that it gives; ``heading`` is the element under or in which it stands."""

    iri: str
    heading: str
    first: int | None
    last: int | None
    decided: int | None


def context(view: View, iri: str) -> dict[str, Any]:
    """Return what ``plan.html`` shows: of a plan its version in force, and where other plans list it."""
    whole = JPP.PlanVersion.value not in view.types(iri)
    plan = plans.read(view, iri if whole else view.object(iri, JPP.versionOf) or plans.plan_of(iri))
    listed = [_row(view, listing, _place(view, listing)) for listing in view.subjects(JPP.lists, plan.iri, MOST)]
    if plan.version == plan.iri:
        implemented = view.objects(iri, JPP.implements)
        return {"plan": plan, "versions": [], "listed": listed, "most": MOST, "implements": implemented}
    edition = plan.version if whole else iri
    found = contents.read(view, edition)
    missing = gaps.of_plan(view, iri)
    listings = found.parts("", "PlanListing")
    return {
        "whole": whole,
        "plan": plan,
        "edition": plans.version(view, edition),
        "in_force": None if whole else plans.superseded_by(view, iri),
        "later": [],
        "versions": view.subjects(JPP.versionOf, plan.iri),
        "contents": found,
        "counts": {kind: number for kind in COUNTED if (number := found.count(kind))},
        "measures": _unplaced(found, missing),
        "gaps": {about: {gap.local: gap for gap in listed} for about, listed in missing.items()},
        "outside": outside.of_plan(view, plan.iri) if whole else [],
        "gap_counts": _counted(missing, plan.iri, edition),
        "measured": measured(view, edition),
        "listings": [_row(view, row.iri, row.listed) for row in listings if row.iri not in found.below],
        "announced": [row for row in listings if row.iri in found.below],
        "listed": listed,
        "most": MOST,
        "repairs": [] if whole else repairs.of_version(view, edition),
        "repaired": repairs.count(view, edition),
    }


def measured(view: View, version: str) -> list[PresentCount]:
    """Return how complete a version is, by metric."""
    found = [
        PresentCount(
            view.object(node, DQV.isMeasurementOf) or "",
            view.number(node, JPP.presentCount) or 0,
            view.number(node, JPP.expectedCount) or 0,
        )
        for node in view.subjects(DQV.computedOn, version)
        if view.number(node, JPP.expectedCount) is not None
    ]
    return sorted(found)


def _unplaced(found: Contents, missing: dict[str, list[Gap]]) -> UnplacedMeasures:
    """The measures that stand under nothing, by whether the plan prints a goal for measures at all."""
    measures = [element for element in found.parts("", "Measure") if not element.listed]
    reasons = {gap.about: gap.reason for gaps in missing.values() for gap in gaps if gap.what == JPP.partOf.value}
    without = [element for element in measures if reasons.get(element.iri) == _PRINTS_NONE]
    return UnplacedMeasures(without, [element for element in measures if element not in without])


def _counted(missing: dict[str, list[Gap]], plan: str, version: str) -> list[tuple[Gap, int]]:
    """How often a property is missing for a reason: one gap as the example, and the number; the most frequent first."""
    listed = [
        gap for about, found in missing.items() if about == plan or plans.said_of(about, version) for gap in found
    ]
    counts = Counter((gap.what, gap.reason) for gap in listed)
    examples = {(gap.what, gap.reason): gap for gap in reversed(listed)}
    return [
        (examples[key], number) for key, number in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def _row(view: View, listing: str, heading: str) -> ListingRow:
    return ListingRow(listing, heading, *(view.number(listing, predicate) for predicate in _YEARS))


def _place(view: View, listing: str) -> str:
    """The element under or in which a listing stands, else its version."""
    places = (view.object(listing, predicate) for predicate in (JPP.listedUnder, JPP.partOf, JPP.inVersion))
    return next((place for place in places if place), "")
