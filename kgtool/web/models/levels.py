"""Read at which level plans are counted and compared: goals, measures or fields; each plan has one of its own."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View
from kgtool.web.page import Parameters

LEVELS: Mapping[str, tuple[str, ...]] = {
    "goal": ("Goal", "ManagementPolicy"),
    "measure": ("Measure",),
    "field": ("Field",),
}
"""The classes of the units at each level, as queries count them."""
TAKES = frozenset({"level"})


def asked(parameters: Parameters) -> str:
    """Return the level that the parameter ``level`` names; empty where it names none."""
    return next((level for level in parameters.get("level", ()) if level in LEVELS), "")


def of(view: View, plan: Plan, level: str = "") -> str:
    """Return the level at which to count a plan: the given one if the plan has units there, else its own
    (``jpp:comparisonLevel``), else measures.
    """
    graph = NamedNode(iris.graph("plan", plan.id))
    if level and any(view.subjects(RDF.type, JPP[kind], 1, graph) for kind in LEVELS[level]):
        return level
    own = (view.object(plan.version, JPP.comparisonLevel) or "").removeprefix(iris.NS).lower()
    return own if own in LEVELS else "measure"
