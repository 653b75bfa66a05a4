"""Passages found by a few of their words."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from kgtool.extract import passages, source
from kgtool.extract.passages import Passages
from tests.third_plan import ThirdPlan


@pytest.fixture
def there(third_plan: ThirdPlan) -> Passages:
    third_plan.turtle.write_bytes(third_plan.extract().turtle)
    return passages.of(third_plan.repo, source.read(third_plan.repo, third_plan.id, third_plan.sources))


def words(there: Passages, asked: str) -> list[str]:
    return [there.source.text[slice(*found.at)] for found in there.find(asked)]


def test_a_passage_has_its_offsets_line_and_element(there: Passages) -> None:
    (found,) = there.find("司書")
    assert there.source.text[slice(*found.at)] == "司書"
    assert there.source.text.split("\n")[found.line - 1].startswith("・ 司書[注1]が")
    assert found.element == "measure/A-1/direction/1/step/2"
    assert found.page == 0


def test_what_no_element_holds_belongs_to_the_last_that_begins_before(there: Passages) -> None:
    (found,) = there.find("主な個別計画")
    assert found.element == "goal/2/measure/2/direction/1/step/1"
    (found,) = there.find("陽向市第2次総合ビジョン")
    assert found.element == ""


def test_a_repair_is_no_element(there: Passages) -> None:
    (found,) = there.find("共に考える")
    assert found.element == "principle/1"


def test_line_breaks_blanks_width_and_punctuation_make_no_difference(there: Passages) -> None:
    assert words(there, "直し方を決め百年先の人") == ["直し方を決め、\n― 2 ―\n百年先の人"] or words(
        there, "図書館を夜"
    ) == ["図 書館を夜"]
    assert words(there, "図書館を夜") == ["図 書館を夜"]
    assert words(there, "Ａ－１放課後") == ["A-1 放課後"]


def test_letter_for_letter_comes_before_alike(there: Passages) -> None:
    assert words(there, "ひなた") == ["ひなた"]
    assert words(there, "ヒナタ") == ["ひなた"]


def test_both_ends_of_a_passage_are_enough(there: Passages) -> None:
    assert words(there, "空き教室…本を届ける") == [
        "空き教室をひらく\n・ 地域の大人が週に三日見守る\n・ 司書[注1]が本を届ける"
    ]
    assert words(there, "本を届ける...空き教室") == []
    assert words(there, "、。…") == []


def test_two_places_are_told_apart_by_their_element(there: Passages) -> None:
    assert len(there.find("水")) > 1
    with pytest.raises(InputError) as raised:
        there.one("水")
    assert raised.value.code == "words-ambiguous"
    assert "line " in raised.value.render("en")
    assert "goal/2/measure/2" in raised.value.render("ja")
    assert there.one("水質", "goal/2").element == "goal/2/measure/2/direction/1"
    assert there.one("放課後", "measure/A-1").element == "measure/A-1"
    assert there.one("司書", "goal/2").element == "measure/A-1/direction/1/step/2"


def test_words_that_stand_nowhere_are_an_error(there: Passages) -> None:
    with pytest.raises(InputError) as raised:
        there.one("港")
    assert raised.value.code == "words-unknown"


def test_pages_are_counted_where_the_text_has_them(third_plan: ThirdPlan) -> None:
    third_plan.edit(third_plan.text, "― 3 ―\n", "― 3 ―\n\f")
    there = passages.of(third_plan.repo, source.read(third_plan.repo, third_plan.id, third_plan.sources))
    assert [found.page for asked in ("司書", "間伐") for found in there.find(asked)] == [1, 2]


def test_the_lines_around_show_which_part_is_meant(there: Passages) -> None:
    (found,) = there.find("司書")
    shown = list(there.lines(found.at, around=1))
    assert [line for _, line, _ in shown] == [
        "・ 地域の大人が週に三日見守る",
        "・ 司書[注1]が本を届ける",
        "[注1] 図書館で本と人とを結ぶ職",
    ]
    assert [line[slice(*part)] for _, line, part in shown] == ["", "司書", ""]
