"""A city's own tables are checked and built as files of their plan; what is wrong in them is at its line and column."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.city_plan import PLAN, CityPlan
from tests.city_plan import city_plan as city_plan
from tests.command_line import Outcome
from tests.command_line import kgtool as kgtool
from tests.intake.city_tables.test_import import INDICATORS, place

CSV = f"data/{PLAN}/indicators.csv"


def found(plan: CityPlan, kgtool: Callable[..., Outcome]) -> set[tuple[str, int, int]]:
    """Code, line and column of what the check finds in indicators.csv."""
    outcome = kgtool("--root", plan.root, "check", "--no-owl", "--format", "json", "--engine", "pyshacl")
    findings = json.loads(outcome.out)["findings"]
    places = ((finding["code"], finding["location"]) for finding in findings)
    return {(code, at["line"], at["column"]) for code, at in places if at["file"] == CSV}


def test_what_an_import_writes_has_no_finding(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    place(city_plan, city_plan.workbook())
    assert found(city_plan, kgtool) == set()


def test_a_finding_is_at_its_line_and_column(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    place(city_plan, city_plan.workbook())
    text = INDICATORS.replace("令和12年度", "令和20年度").replace("population", "populatoin")
    (city_plan.folder / "indicators.csv").write_text(text, "utf-8")
    assert found(city_plan, kgtool) >= {("indicator-target-outside-period", 3, 61), ("Indicator-quantity", 4, 23)}


def test_a_table_that_cannot_be_read_is_a_finding_at_its_place(
    city_plan: CityPlan, kgtool: Callable[..., Outcome]
) -> None:
    place(city_plan, city_plan.workbook())
    (city_plan.folder / "indicators.csv").write_text(INDICATORS.replace("1,500以上", "だいたい"), "utf-8")
    assert found(city_plan, kgtool) == {("table-value", 3, 68)}


def test_a_build_holds_the_tables(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    place(city_plan, city_plan.workbook())
    build = city_plan.root / "build"
    assert kgtool("--root", city_plan.root, "build", "--out", build).code == 0
    outcome = kgtool("--root", city_plan.root, "query", "--store", build, "city-tables", "--format", "csv")
    assert outcome.code == 0, outcome.err
    assert "table/indicators.csv#row=2" in outcome.out
    assert "table/budget/project/J-1/fy2026" in outcome.out
