"""Tables of independent readings: what they say, and what is wrong with a table, at its line."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.rdf import iris, readings
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, PROV, RDF

PLAN = "99998-asagiri-1"
ELEMENT = f"{PLAN}/draft/measure/1-1"
NAME = f"data/readings/{PLAN}.tsv"
PAIR = f"data/readings/{PLAN}--99997-x-1.tsv"
ROW = ("second", "theme", ELEMENT, "water", "", "yes", "0.90")


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = readings.COLUMNS) -> bytes:
    return "".join("\t".join(row) + "\n" for row in (columns, *rows)).encode()


def said(name: str, *rows: tuple[str, ...]) -> set[Statement]:
    return set(readings.read(table(*rows), name))


def refused(data: bytes, name: str = NAME) -> tuple[int, str]:
    with pytest.raises(InputError) as caught:
        list(readings.read(data, name))
    place = caught.value.place
    assert caught.value.code == "readings"
    assert isinstance(place, Place)
    return place.line, str(caught.value)


def test_a_reading_has_reader_kind_element_and_values() -> None:
    reading = NamedNode(f"{iris.ID}{PLAN}/draft/readings#second/theme/measure/1-1")
    found = said(NAME, ROW, (*ROW[:3], "roads", "", "no", "0.40"))
    assert {(s.predicate, s.object) for s in found if s.subject == reading} == {
        (RDF.type, JPP.Reading),
        (PROV.wasAttributedTo, NamedNode(f"{iris.ID}reader/second")),
        (JPP.readingKind, NamedNode(f"{iris.ID}reading-kind/theme")),
        (JPP.readingOf, NamedNode(iris.ID + ELEMENT)),
        (JPP.readingValue, Literal("water")),
        (JPP.readingValue, Literal("roads")),
        (JPP.mainReadingValue, Literal("water")),
    }
    collection = NamedNode(f"{iris.ID}{PLAN}/draft/readings")
    assert Statement(collection, RDF.type, PROV.Collection) in found


@pytest.mark.parametrize("nothing", readings.NOTHING)
def test_who_found_nothing_has_a_reading_without_values(nothing: str) -> None:
    found = said(NAME, (*ROW[:3], nothing, "", "", ""))
    assert JPP.Reading in {s.object for s in found}
    assert not [s for s in found if s.predicate in (JPP.readingValue, JPP.mainReadingValue)]


def test_a_counterpart_is_the_value_and_the_pair_has_the_collection() -> None:
    found = said(PAIR, ("third", "counterpart", ELEMENT, "closeMatch", "99997-x-1/v/measure/1", "yes", "0.7"))
    reading = NamedNode(f"{iris.ID}alignment/{PLAN}--99997-x-1/readings#third/counterpart/{ELEMENT}")
    assert Statement(reading, JPP.mainReadingValue, Literal("99997-x-1/v/measure/1")) in found


def test_a_row_about_a_counterpart_is_a_reading_of_the_relation_as_well() -> None:
    found = said(PAIR, ("third", "counterpart", ELEMENT, "closeMatch", "99997-x-1/v/measure/1", "yes", "0.7"))
    reading = NamedNode(f"{iris.ID}alignment/{PLAN}--99997-x-1/readings#third/relation/{ELEMENT}")
    assert Statement(reading, JPP.mainReadingValue, Literal("closeMatch 99997-x-1/v/measure/1")) in found
    nothing = said(PAIR, ("third", "counterpart", ELEMENT, "none-close", "", "", "0.7"))
    assert {s.subject for s in nothing if s.predicate == JPP.readingKind} >= {reading}
    assert not [s for s in nothing if s.predicate == JPP.readingValue]


def test_a_place_in_the_text_can_be_read() -> None:
    found = said(NAME, ("third", "city-word", f"{PLAN}/draft#char=3,6", "town", "", "", ""))
    reading = NamedNode(f"{iris.ID}{PLAN}/draft/readings#third/city-word/char=3,6")
    assert Statement(reading, JPP.readingOf, NamedNode(f"{iris.TEXT}{PLAN}/draft#char=3,6")) in found


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW[:6], "6 cells"),
        (("the second", *ROW[1:]), "reader 'the second'"),
        (("second", "thème", *ROW[2:]), "kind 'thème'"),
        ((*ROW[:2], "99997-x-1/v/measure/1", *ROW[3:]), "neither a version of 99998-asagiri-1"),
        ((*ROW[:2], f"{PLAN}/draft#char=3", *ROW[3:]), "neither a version"),
        ((*ROW[:2], PLAN, *ROW[3:]), "neither a version"),
        ((*ROW[:3], "", *ROW[4:]), "value is empty"),
        ((*ROW[:3], "roads", "", "maybe", "0.9"), "main neither yes nor no"),
        (ROW, "stands on line 2 already"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(row: tuple[str, ...], words: str) -> None:
    line, text = refused(table(ROW, row))
    assert line == 3
    assert words in text


@pytest.mark.parametrize("data", [b"", table(columns=readings.COLUMNS[:6]), table(columns=readings.COLUMNS[::-1])])
def test_columns_are_those_and_in_that_order(data: bytes) -> None:
    line, text = refused(data)
    assert line == 1
    assert "the columns must be reader, kind" in text


def test_each_statement_knows_its_cell() -> None:
    found = list(readings.statements(table(ROW).decode(), NAME))
    cells = {s.predicate: row.extent(column) for s, row, column in found if column}
    assert (cells[JPP.readingKind].line, cells[JPP.readingKind].column, cells[JPP.readingKind].end_column) == (2, 8, 13)
