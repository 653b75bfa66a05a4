"""Every character of a line that makes an element belongs to something: no cell of a row is lost in silence."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from tests.extract.small_texts import Read, at
from tests.extract.small_texts import read as read

ROW = r"""
[[rule]]
name = "row"
do = "element"
match = '^(?P<title>\S+)\t(?P<fields>[^\t]*)\t(?P<needs>[^\t]*)\t(?P<last>.*)$'
class = "Measure"
id = "measure/{order}"
parts = [
    { group = "fields", separator = ["、", "・"], class = "Field", id = "{parent}/field/{order}" },
    { group = "needs", class = "Statement", id = "{parent}/needs", label = "住民の声" },
]
"""
TEXT = "バスの再編\t路線、停留所・時刻\t夜も走ってほしい\t増便\n港のにぎわい\t観光\t\t\n"


def test_words_that_nothing_reads_are_an_error_at_their_column(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(ROW, TEXT)
    error = raised.value
    assert (error.code, error.fields["start"], error.fields["rule"]) == ("characters-unaccounted", "増便", "row")
    assert error.place is not None
    assert (error.place.line, error.place.column) == (1, TEXT.index("増便") + 1)


def test_words_behind_the_end_of_a_pattern_are_an_error(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(ROW.replace(r"\t(?P<last>.*)$", ""), TEXT)
    assert raised.value.fields["start"] == "増便"


def test_cells_are_elements_of_their_own_and_lists_part_at_each_separator(read: Read) -> None:
    outline = read(ROW.replace("\nparts", '\nfurniture = ["last"]\nparts'), TEXT)
    found = {path: (element.label, element.stated) for path, element in outline.elements.items()}
    assert found["measure/1/field/1"] == ("路線", at(TEXT, "路線"))
    assert found["measure/1/field/2"] == ("停留所", at(TEXT, "停留所"))
    assert found["measure/1/field/3"] == ("時刻", at(TEXT, "時刻"))
    assert found["measure/1/needs"] == ("住民の声", at(TEXT, "夜も走ってほしい"))
    assert found["measure/2/field/1"] == ("観光", at(TEXT, "観光"))
    assert "measure/2/needs" not in found


@pytest.mark.parametrize("line", ["施策１ 港のにぎわい", "《施策1》港のにぎわい", "(1) 施策1: 港のにぎわい"])
def test_what_the_pattern_spells_out_and_marks_and_numbers_belong_to_the_rule(read: Read, line: str) -> None:
    rule = r"""
[[rule]]
name = "measure"
do = "element"
match = '施策(?P<code>\d)[》:]?\s*(?P<title>港.+)$'
class = "Measure"
id = "measure/{code}"
"""
    assert read(rule, line).elements["measure/1"].label == "港のにぎわい"


COUNTED = r"""
[[rule]]
name = "goal"
do = "element"
match = '^目標(?P<code>\S) (?P<title>.+)$'
class = "Goal"
id = "goal/{code}"

[[rule]]
name = "table"
do = "element"
in = ["goal"]
match = '^指標 (?P<title>.+)$'
class = "Statement"
id = "{parent}/table/{order}"
count = "rule"

[[rule]]
name = "challenge"
do = "element"
in = ["goal"]
match = '^課題 (?P<title>.+)$'
class = "Statement"
id = "{parent}/challenge/{order}"
count = "rule"
"""


def test_a_path_counted_by_rule_is_the_same_with_and_without_another_section(read: Read) -> None:
    with_table = read(COUNTED, "目標１ 海\n指標 水揚げ\n課題 後継ぎ\n")
    assert list(with_table.elements) == ["goal/1", "goal/1/table/1", "goal/1/challenge/1"]
    assert [element.order for element in with_table.elements.values()] == [1, 1, 2]
    without = read(COUNTED.replace("水揚げ", "水揚げ"), "目標１ 海\n指標 人\n目標２ 山\n課題 後継ぎ\n")
    assert "goal/2/challenge/1" in without.elements


def test_a_code_is_normalised_and_its_print_is_kept(read: Read) -> None:
    goal = read(COUNTED, "目標Ⅱ 海\n指標 人\n課題 道\n").elements["goal/II"]
    assert (goal.notation, goal.printed) == ("II", "Ⅱ")
    goal = read(COUNTED, "目標2 海\n指標 人\n課題 道\n").elements["goal/2"]
    assert (goal.notation, goal.printed) == ("2", "")


def test_a_form_feed_belongs_to_no_line(read: Read) -> None:
    text = "目標1 海\n\f指標 人\n課題 道\n\f"
    outline = read(COUNTED, text)
    assert outline.elements["goal/1/table/1"].stated == at(text, "指標 人")
