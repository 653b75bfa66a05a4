"""Amounts of money in the tables of a plan: yen and fiscal year beside what is printed, or gaps with their place."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from kgtool.extract import profile, reader
from kgtool.extract.outline import Outline
from kgtool.extract.source import SourceDescription, SourceText
from kgtool.extract.triples import TripleWriter
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF
from tests.extract.small_texts import GOAL, UNITS, Read, at
from tests.extract.small_texts import read as read
from tests.extract.tables.test_reader import HEAD

PROJECTS = """
[[rule]]
name = "projects"
do = "table"
in = ["goal"]
match = '^事業'
fold = '^(?!目標|※)'
class = "Project"
id = "{parent}/project/{order}"
column = [{ head = '^事業', group = "title" }, { head = '(?P<period>.+年度)|合計', amount = true }]
"""
TABLE = "事業\t令和9年度（千円）\t令和10年度（千円）\t令和9～13年度合計\n"


def shown(outline: Outline) -> list[tuple[str, str, str, str]]:
    """What each amount is for, its yen or gap, its years, and the words as printed."""
    found = []
    for line in outline.budget_lines:
        yen = line.amount.gap or f"{line.amount.value:f}"
        years = f"{line.period.first or ''}-{line.period.year}" if line.period else ""
        found.append((outline.elements[line.of].label, yen, years, line.value_text))
    return found


def test_each_amount_is_yen_of_a_fiscal_year_with_its_place(read: Read) -> None:
    text = HEAD + TABLE + "灯り\t１,２００\t調整中\t５億円\n"
    outline = read(GOAL + PROJECTS, text)
    assert shown(outline) == [
        ("灯り", "1200000", "-2027", "１,２００"),
        ("灯り", "to-be-decided", "-2028", "調整中"),
        ("灯り", "500000000", "2027-2031", "５億円"),
    ]
    assert [line.at for line in outline.budget_lines] == [
        (at(text, "１,２００"),),
        (at(text, "調整中"),),
        (at(text, "５億円"),),
    ]
    assert [(gap.element, gap.property, gap.reason, gap.at) for gap in outline.gaps] == [
        ("goal/1/project/1/budget/2", "amount", "to-be-decided", at(text, "調整中"))
    ]


@pytest.mark.parametrize("cell", ["約300", "300以内", "200～300", "300人", "△300", "うち国費300"])
def test_what_is_no_exact_amount_is_a_gap(read: Read, cell: str) -> None:
    outline = read(GOAL + PROJECTS, HEAD + TABLE + f"灯り\t{cell}\t\t―\n")
    assert [yen for _, yen, _, _ in shown(outline)] == ["not-read", "blank-in-table", "dash-in-table"]


def test_without_currency_or_fiscal_year_nothing_is_guessed(read: Read) -> None:
    outline = read(GOAL + PROJECTS, HEAD + "事業\t合計\n灯り\t300\n道\t3千円\n")
    assert [yen for _, yen, _, _ in shown(outline)] == ["not-read", "3000"]
    assert [(gap.property, gap.reason) for gap in outline.gaps if gap.property == "fiscalYear"] == [
        ("fiscalYear", "not-stated"),
        ("fiscalYear", "not-stated"),
    ]


def test_in_fixed_columns_an_amount_stands_under_its_head(read: Read) -> None:
    rows = ["事業          令和9年度（千円）   令和10年度（千円）", "灯り                1,200                  ―"]
    rows.append("道                    800              1,000")
    text = HEAD + "\n".join(rows) + "\n"
    assert [(of, yen) for of, yen, _, _ in shown(read(GOAL + PROJECTS, text))] == [
        ("灯り", "1200000"),
        ("灯り", "dash-in-table"),
        ("道", "800000"),
        ("道", "1000000"),
    ]


def test_a_budget_line_is_written_as_the_ontology_has_it() -> None:
    text = HEAD + TABLE + "灯り\t１,２００\t\t\n"
    source = SourceText(SourceDescription("11111-a-1", "adopted", "a.txt", "", len(text)), "a.txt", text)
    layout = profile.parse(GOAL + PROJECTS, "profile.toml")
    node = iris.element("11111-a-1", "adopted", "goal/1/project/1/budget/1")
    said = {
        s.predicate: s.object.value
        for s in TripleWriter(source, layout).triples(reader.read(source, layout, UNITS), [], [])
        if s.subject.value == node
    }
    place = "char={},{}".format(*at(text, "１,２００"))
    assert said.pop(JPP.statedAt).endswith(place)
    assert said == {
        RDF.type: JPP.BudgetLine.value,
        JPP.budgetOf: iris.element("11111-a-1", "adopted", "goal/1/project/1"),
        JPP.amount: "1200000",
        JPP.valueText: "１,２００",
        JPP.periodText: "令和9年度",
        JPP.fiscalYear: "2027",
    }


def test_a_column_is_one_thing_only() -> None:
    with pytest.raises(InputError, match="amount"):
        profile.parse(GOAL + PROJECTS.replace("amount = true", 'amount = true, value = "target"'), "profile.toml")
