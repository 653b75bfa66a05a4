"""What a table of indicators looks like as triples: number, unit and time beside what is printed, and gaps with their place."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kgtool.extract import profile, reader
from kgtool.extract.source import SourceDescription, SourceText
from kgtool.extract.triples import TripleWriter
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import ID, JPP, RDFS, XSD
from tests.extract.small_texts import GOAL, UNITS
from tests.extract.tables.test_reader import HEAD, TABLE

TEXT = (
    f"{HEAD}指標\t現状値（令和６年）\t目標値（令和９～13年度）\n本\t約１.２万冊（令和６年３月）\t20～30千冊\n席\t―\t現状維持\n\t1\t2\n"
    "指標\t現状値\t目標値\n\t3\t4\n"
)


def statements() -> list[Statement]:
    source = SourceText(SourceDescription("11111-a-1", "adopted", "a.txt", "", len(TEXT)), "a.txt", TEXT)
    layout = profile.parse(GOAL + TABLE, "profile.toml")
    return list(TripleWriter(source, layout).triples(reader.read(source, layout, UNITS), [], []))


def of(path: str) -> dict[str, set[str]]:
    """The statements about a node below the version: values and local names by local name of the property."""
    node = NamedNode(iris.element("11111-a-1", "adopted", path))
    found: dict[str, set[str]] = {}
    for statement in statements():
        if statement.subject == node:
            name = statement.predicate.value.rpartition("#")[2]
            held = statement.object
            said = held.value if isinstance(held, Literal) else held.value.removeprefix(iris.ID)
            found.setdefault(name, set()).add(said.rpartition("#")[2])
    return found


def printed(text: str) -> str:
    assert TEXT.count(text) == 1
    return f"char={TEXT.index(text)},{TEXT.index(text) + len(text)}"


def test_a_value_has_what_was_read_beside_what_is_printed_and_its_place() -> None:
    assert of("goal/1/indicator/1/value/1") == {
        "type": {"IndicatorValue"},
        "valueKind": {"value-kind/baseline"},
        "value": {"12000.0"},
        "unitOfMeasure": {"unit/volume"},
        "approximate": {"true"},
        "valueDate": {"2024-03"},
        "valueText": {"約１.２万冊"},
        "periodText": {"令和６年３月"},
        "statedAt": {printed("約１.２万冊（令和６年３月）")},
    }
    assert of("goal/1/indicator/1/value/2") == {
        "type": {"IndicatorValue"},
        "valueKind": {"value-kind/target"},
        "value": {"20000"},
        "upperValue": {"30000"},
        "unitOfMeasure": {"unit/volume"},
        "comparator": {"comparator/between"},
        "startFiscalYear": {"2027"},
        "fiscalYear": {"2031"},
        "valueText": {"20～30千冊"},
        "periodText": {"令和９～13年度"},
        "statedAt": {printed("20～30千冊")},
    }
    assert of("goal/1/indicator/2/value/1")["calendarYear"] == {"2024"}


def test_a_dash_is_a_gap_of_the_value_at_its_place() -> None:
    gap = of("goal/1/indicator/2/value/1/gap/value")
    assert (gap["gapProperty"], gap["gapReason"]) == ({"value"}, {"gap-reason/dash-in-table"})
    assert gap["statedAt"] == {printed("―")}
    assert "value" not in of("goal/1/indicator/2/value/1")
    assert of("goal/1/indicator/2/value/2")["comparator"] == {"comparator/maintain"}


def test_what_is_no_row_is_a_gap_of_the_goal_and_each_has_a_node() -> None:
    gaps = [of("goal/1/gap/Indicator"), of("goal/1/gap/Indicator-2")]
    assert [gap["statedAt"] for gap in gaps] == [{printed("1\t2")}, {printed("3\t4")}]
    assert gaps[0]["comment"] == {"a row has no name", "名前のない行です"}


def test_numbers_are_decimals_and_units_concepts() -> None:
    found = {(s.predicate, s.object) for s in statements()}
    assert (JPP.value, Literal("20000", datatype=XSD.decimal)) in found
    assert (JPP.unitOfMeasure, ID["unit/volume"]) in found
    assert RDFS.comment in {predicate for predicate, _ in found}
