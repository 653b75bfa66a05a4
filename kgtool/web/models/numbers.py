"""Read what plans promise in numbers: indicators with their values, and budgets by measure and year.

A plan without any says why there is none: its text was searched, or nobody has looked. That is never zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from kgtool.web.models import plans
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View

VALUE_KINDS = ("baseline", "actual", "target", "projection")
"""The kinds of values in the order in which they are shown."""
NOT_STATED, _NOT_LOOKED = f"{iris.ID}gap-reason/not-stated", f"{iris.ID}absence/not-looked"


class IndicatorReading(NamedTuple):
    """A value of an indicator as it was read and, in ``printed`` and ``period``, as it is printed.

    ``kind`` is one of ``VALUE_KINDS``, ``unit`` and ``comparator`` are concepts. ``number`` is None where none is printed
    or could be read; ``gap`` then is the reason. ``year`` is fiscal unless ``calendar``; ``first`` is the first of
    several. ``date`` is a day or a month.
    """

    iri: str
    kind: str
    number: Decimal | None
    upper: Decimal | None
    unit: str | None
    comparator: str | None
    approximate: bool
    first: int | None
    year: int | None
    calendar: bool
    date: str
    printed: str
    period: str
    gap: str | None

    @property
    def when(self) -> int:
        """Return the year by which values are sorted; 0 where none is known."""
        return self.year or int(self.date[:4] or 0)

    @property
    def relation(self) -> str:
        """Return the local name of the comparator."""
        return (self.comparator or "").rpartition("/")[2]


class ShownIndicator(NamedTuple):
    """An indicator: what it measures (``of``, empty where that is not known), its values by kind and year.

    ``polarity`` and ``unit`` are concepts; ``unit`` is the responsible unit. ``gap`` is the reason why it has no value.
    """

    iri: str
    of: str
    polarity: str | None
    unit: str | None
    values: tuple[IndicatorReading, ...]
    gap: str | None


class Absence(NamedTuple):
    """Why a plan has none, as a concept; ``searched`` is the text that was searched."""

    reason: str
    searched: str | None

    @property
    def looked(self) -> bool:
        """Say whether anybody looked."""
        return self.reason != _NOT_LOOKED


class BudgetCell(NamedTuple):
    """The money of one row and column: its sum in yen, None where no line gives an amount; ``open`` lines give none."""

    amount: Decimal | None
    lines: int
    open: int


class BudgetRow(NamedTuple):
    """What one measure, goal or other element and its projects get, by column of the table."""

    iri: str
    cells: dict[str, BudgetCell]


class Budgets(NamedTuple):
    """The budgets of a plan: its fiscal years, rows below their goals (empty for those of none), measures without any.

    A column is a fiscal year (``2027``), several (``2026-2030``) or, for a line without a year, empty. Lines over several
    years are not added to those of their years.
    """

    columns: list[str]
    goals: dict[str, list[BudgetRow]]
    totals: dict[str, dict[str, BudgetCell]]
    without: list[str]

    @property
    def lines(self) -> int:
        """Return the number of budget lines."""
        return sum(cell.lines for total in self.totals.values() for cell in total.values())


def absence(view: View, plan: Plan, what: NamedNode) -> Absence:
    """Return why a plan has none of a class."""
    found = [gap for gap in view.subjects(JPP.gapIn, plan.version) if view.object(gap, JPP.gapProperty) == what.value]
    reason = view.object(found[0], JPP.gapReason) if found else None
    return Absence(reason or _NOT_LOOKED, view.object(plan.version, JPP.sourceText) if reason else None)


def of_plan(view: View, plan: Plan) -> list[ShownIndicator]:
    """Return the indicators of a plan's version in force, by what they measure. Cost: a few look-ups for each value."""
    return _read(view, _indicators(view, plan))


def count(view: View, plan: Plan) -> int:
    """Count the indicators of a plan's version in force."""
    return len(_indicators(view, plan))


def of_element(view: View, iri: str) -> list[ShownIndicator]:
    """Return the indicators that measure an element."""
    return _read(view, view.subjects(JPP.indicatorOf, iri))


def on_theme(view: View, plan: Plan, theme: str) -> list[ShownIndicator]:
    """Return the indicators of a plan that are on a theme, or measure something that is, or whose parent is."""
    return [found for found in of_plan(view, plan) if theme in themes_of(view, found)]


def themes_of(view: View, indicator: ShownIndicator) -> set[str]:
    """Return the themes of an indicator, of what it measures, and of the parent of that."""
    near = [indicator.iri, indicator.of]
    near += view.objects(indicator.of, JPP.partOf) if indicator.of else []
    return {theme for iri in near if iri for theme in view.objects(iri, JPP.theme)}


@lru_cache(maxsize=8)
def themes(store: Store) -> frozenset[str]:
    """Return the themes on which any plan in force has an indicator. Cost: once for a store, each indicator."""
    rows = View(store, "ja").rows(f"""
        SELECT DISTINCT ?theme WHERE {{
          ?indicator a {JPP.Indicator} ; {JPP.inVersion} ?version .
          ?version {JPP.versionInForceOf} ?plan .
          {{ ?indicator {JPP.theme} ?theme }}
          UNION {{ ?indicator {JPP.indicatorOf} ?of . ?of {JPP.theme} ?theme }}
          UNION {{ ?indicator {JPP.indicatorOf} ?of . ?of {JPP.partOf} ?above . ?above {JPP.theme} ?theme }}
        }}""")
    return frozenset(row["theme"] for row in rows)


def indicator(view: View, iri: str) -> ShownIndicator:
    """Read one indicator."""
    values = sorted(
        (_value(view, node) for node in view.objects(iri, JPP.indicatorValue)),
        key=lambda value: (VALUE_KINDS.index(value.kind), value.when, value.iri),
    )
    return ShownIndicator(
        iri,
        view.object(iri, JPP.indicatorOf) or "",
        view.object(iri, JPP.polarity),
        view.object(iri, JPP.responsibleUnit),
        tuple(values),
        _gap(view, iri, JPP.indicatorValue),
    )


def budgets(view: View, plan: Plan) -> Budgets:
    """Add up the budget lines of a plan's version in force. Cost: a few look-ups for each line."""
    cells: dict[str, dict[str, list[Decimal | None]]] = defaultdict(lambda: defaultdict(list))
    for line in view.subjects(RDF.type, JPP.BudgetLine, graph=plans.graph("plan", plan.iri)):
        of = view.object(line, JPP.budgetOf)
        if of and plans.said_of(of, plan.version):
            cells[_holder(view, of)][_column(view, line)].append(_decimal(view.value(line, JPP.amount)))
    goals: dict[str, dict[str, dict[str, list[Decimal | None]]]] = defaultdict(dict)
    for iri, found in cells.items():
        goals[goal_of(view, iri)][iri] = found
    measures = view.subjects(RDF.type, JPP.Measure, graph=plans.graph("plan", plan.iri))
    paid = set(cells)
    without = [iri for iri in measures if plans.said_of(iri, plan.version) and iri not in paid]
    order = sorted(goals, key=lambda goal: (not goal, view.number(goal, JPP.order) or 0 if goal else 0, goal))
    return Budgets(
        sorted({column for found in cells.values() for column in found}, key=lambda at: (not at, "-" in at, at)),
        {goal: [BudgetRow(iri, _added([goals[goal][iri]])) for iri in view.ordered([*goals[goal]])] for goal in order},
        {goal: _added(goals[goal].values()) for goal in order},
        view.ordered(without),
    )


def goal_of(view: View, iri: str) -> str:
    """Return the topmost goal to which an element belongs; empty where it belongs to none."""
    goal, seen = "", set()
    at: str | None = iri
    while at and at not in seen:
        seen.add(at)
        goal = at if {JPP.Goal.value, JPP.ManagementPolicy.value}.intersection(view.types(at)) else goal
        at = view.object(at, JPP.partOf)
    return goal


def _indicators(view: View, plan: Plan) -> list[str]:
    found = view.subjects(RDF.type, JPP.Indicator, graph=plans.graph("plan", plan.iri))
    return [iri for iri in found if plans.said_of(iri, plan.version)]


def _read(view: View, found: list[str]) -> list[ShownIndicator]:
    return sorted((indicator(view, iri) for iri in view.ordered(found)), key=lambda one: _place(view, one.of))


def _place(view: View, of: str) -> tuple[str, int, str]:
    """What indicators are sorted by: the code of what they measure, the plan as a whole first."""
    return ("" if not of else view.name(of).code), (view.number(of, JPP.order) or 0) if of else 0, of


def _value(view: View, iri: str) -> IndicatorReading:
    kind = (view.object(iri, JPP.valueKind) or "").rpartition("/")[2]
    fiscal, calendar = view.number(iri, JPP.fiscalYear), view.number(iri, JPP.calendarYear)
    first = view.number(iri, JPP.startFiscalYear if fiscal is not None else JPP.startCalendarYear)
    return IndicatorReading(
        iri,
        kind if kind in VALUE_KINDS else VALUE_KINDS[-1],
        _decimal(view.value(iri, JPP.value)),
        _decimal(view.value(iri, JPP.upperValue)),
        view.object(iri, JPP.unitOfMeasure),
        view.object(iri, JPP.comparator),
        view.value(iri, JPP.approximate) == "true",
        first,
        calendar if fiscal is None else fiscal,
        fiscal is None and calendar is not None,
        view.value(iri, JPP.valueDate),
        view.value(iri, JPP.valueText),
        view.value(iri, JPP.periodText),
        _gap(view, iri, JPP.value),
    )


def _gap(view: View, iri: str, what: NamedNode) -> str | None:
    """The reason why a property of a resource is missing."""
    found = [gap for gap in view.subjects(JPP.gapIn, iri) if view.object(gap, JPP.gapProperty) == what.value]
    return view.object(found[0], JPP.gapReason) if found else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _holder(view: View, iri: str) -> str:
    """The row in which a budget is counted: that of the measure for a project of one, else of what it is for."""
    above = view.object(iri, JPP.partOf) if JPP.Project.value in view.types(iri) else None
    return above or iri


def _column(view: View, line: str) -> str:
    last = view.number(line, JPP.fiscalYear) or view.number(line, JPP.calendarYear)
    first = view.number(line, JPP.startFiscalYear) or view.number(line, JPP.startCalendarYear)
    if last is None:
        return ""
    return f"{last}" if first in (None, last) else f"{first}-{last}"


def _added(rows: Iterable[dict[str, list[Decimal | None]]]) -> dict[str, BudgetCell]:
    found: dict[str, list[Decimal | None]] = defaultdict(list)
    for row in rows:
        for column, amounts in row.items():
            found[column] += amounts
    return {column: _cell(amounts) for column, amounts in found.items()}


def _cell(amounts: list[Decimal | None]) -> BudgetCell:
    known = [amount for amount in amounts if amount is not None]
    return BudgetCell(sum(known, Decimal()) if known else None, len(amounts), len(amounts) - len(known))
