"""Reading the rows of a table of marks, on texts of a few lines."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from tests.extract.small_texts import GOAL, Read

MATRIX = """
[[rule]]
name = "row"
do = "matrix"
in = ["goal"]
match = '^(?P<number>\\d+)\\t'
columns = ["goal/1", "goal/2"]
mark = "○"
property = "contributesTo"
target = "{number}"
"""


def test_a_marked_cell_links_its_column_to_its_row(read: Read) -> None:
    text = "目標1 学び\n目標2 森\n4\t○\t\n15\t\t ○ \n"
    marks = read(GOAL + MATRIX, text).marks
    assert [(m.element, m.property, m.target) for m in marks] == [
        ("goal/1", "contributesTo", "4"),
        ("goal/2", "contributesTo", "15"),
    ]
    assert [text[slice(*mark.at)] for mark in marks] == ["○", "○"]


@pytest.mark.parametrize(
    ("row", "place"),
    [("4\t○", "a.txt:3"), ("4\t○\t\t", "a.txt:3"), ("4\t○\t×", "a.txt:3:5"), ("4\t○○\t", "a.txt:3:3")],
)
def test_a_row_of_another_shape_is_an_error(read: Read, row: str, place: str) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + MATRIX, f"目標1 学び\n目標2 森\n{row}\n")
    assert (raised.value.code, str(raised.value.place)) == ("table-shape", place)


def test_an_unknown_mark_is_not_called_a_number_of_cells(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + MATRIX, "目標1 学び\n目標2 森\n4\t○\t×\n")
    assert "× cells" not in str(raised.value)


def test_a_column_of_an_unknown_element_is_an_error(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + MATRIX, "目標1 学び\n4\t\t○\n")
    assert (raised.value.code, str(raised.value.place)) == ("element-unknown", "a.txt:2")


GOALS = "目標1 学び\n目標2 森\n"
TRANSPOSED = (
    MATRIX.replace("^(?P<number>", "^目標の(?P<goal>")
    .replace('columns = ["goal/1", "goal/2"]', 'columns = ["4", "15"]')
    .replace('target = "{number}"', 'element = "goal/{goal}"')
)


def test_a_row_may_be_an_element_and_its_columns_the_targets(read: Read) -> None:
    text = GOALS + "目標の1\t○\t○\n目標の2\t\t○\n"
    marks = read(GOAL + TRANSPOSED, text).marks
    assert [(m.element, m.property, m.target) for m in marks] == [
        ("goal/1", "contributesTo", "4"),
        ("goal/1", "contributesTo", "15"),
        ("goal/2", "contributesTo", "15"),
    ]
    assert [text[slice(*mark.at)] for mark in marks] == ["○", "○", "○"]


def test_a_row_of_an_unknown_element_is_an_error(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + TRANSPOSED, GOALS + "目標の9\t\t\n")
    assert (raised.value.code, str(raised.value.place)) == ("element-unknown", "a.txt:3")


def test_several_marks_may_mean_the_same(read: Read) -> None:
    marked = MATRIX.replace('mark = "○"', 'mark = ["○", "◎"]')
    assert [m.element for m in read(GOAL + marked, GOALS + "4\t○\t◎\n").marks] == ["goal/1", "goal/2"]
    with pytest.raises(InputError, match="“●” is none of the marks ○, ◎") as raised:
        read(GOAL + marked, GOALS + "4\t○\t●\n")
    assert (raised.value.code, str(raised.value.place)) == ("table-shape", "a.txt:3:5")


@pytest.mark.parametrize(
    ("cell", "row"),
    [("、", "4、○、"), (" *\\| *", "| 4 | ○ | |"), (" *\\| *", "4 | ○ |  "), (" {2,}", "4  ○  ")],
)
def test_cells_may_be_parted_by_a_pattern_and_stand_in_a_frame(read: Read, cell: str, row: str) -> None:
    parted = (
        MATRIX.replace("\\t", "")
        .replace("^(?P<number>", "^[| ]*(?P<number>")
        .replace("mark =", f"cell = '{cell}'\nmark =")
    )
    text = GOALS + row + "\n"
    (mark,) = read(GOAL + parted, text).marks
    assert (mark.element, mark.target, text[slice(*mark.at)]) == ("goal/1", "4", "○")
    with pytest.raises(InputError, match="it has 3 cells, 2 were expected") as raised:
        read(GOAL + parted.replace('"goal/1", ', ""), text)
    assert (raised.value.code, str(raised.value.place)) == ("table-shape", "a.txt:3")
