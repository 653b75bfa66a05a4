"""Budgets: what each plan sets aside, by goal and fiscal year."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.base import csv
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import indicators, render
from kgtool.web.models import choice, numbers, plans
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View
from kgtool.web.page import HTML, SPREADSHEETS, Page, Parameters, Variant

_PATH = "budgets/"
_HEADS = {
    "ja": "市区町村,計画,目標,施策など,年度,金額(円),予算の件数,金額のない件数,記載がない理由,施策などのIRI",
    "en": "municipality,plan,goal,measure,fiscal year,amount in yen,lines,lines without amount,why none is stated,"
    "IRI of the measure",
}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page of each plan."""
    yield from (f"{_PATH}{plan}" for plan in choice.ids(backend.build))


def find(backend: Backend, path: str) -> Page | None:
    """Return the page of a plan."""
    id = path.removeprefix(_PATH)
    if id == path or id not in choice.ids(backend.build):
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang)
        plan = plans.read(view, iris.element(id))
        if variant in SPREADSHEETS:
            return _csv(view, plan)
        values = {
            "parameters": parameters,
            "plan": plan,
            "found": numbers.budgets(view, plan),
            "absence": numbers.absence(view, plan, JPP.BudgetLine),
            "amount": indicators.number,
        }
        return render.html(backend, "budgets.html", view, page, variant, values)

    page = Page(path, (*HTML, *SPREADSHEETS), make)
    return page


def _csv(view: View, plan: Plan) -> bytes:
    found = numbers.budgets(view, plan)

    def named(iri: str) -> str:
        name = view.name(iri) if iri else None
        return f"{name.code} {name.text}".strip() if name else ""

    def lines() -> Iterator[list[object]]:
        head = [plan.name.text, named(plan.iri)]
        if not found.lines:
            yield [*head, *[""] * 6, named(numbers.absence(view, plan, JPP.BudgetLine).reason), ""]
            return
        for goal, rows in found.goals.items():
            for row in rows:
                for at in found.columns:
                    if cell := row.cells.get(at):
                        yield [*head, named(goal), named(row.iri), at, cell.amount, cell.lines, cell.open, "", row.iri]
        for measure in found.without:
            yield [
                *head,
                named(numbers.goal_of(view, measure)),
                named(measure),
                "",
                "",
                0,
                0,
                named(numbers.NOT_STATED),
                measure,
            ]

    return csv.for_spreadsheets(csv.write([_HEADS[view.lang].split(","), *lines()]))
