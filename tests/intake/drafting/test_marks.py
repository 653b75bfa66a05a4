"""How a line begins: word, number, bullet, brackets; what only counts something begins nothing."""

from __future__ import annotations

import re

import pytest

from kgtool.intake.drafting import marks


@pytest.mark.parametrize(
    ("line", "word", "code", "value", "title"),
    [
        ("施策１-２　道を直す", "施策", "１-２", 2, "道を直す"),
        ("基本目標Ⅲ 海と生きる", "基本目標", "Ⅲ", 3, "海と生きる"),
        ("【目標１】海と生きる", "目標", "１", 1, "海と生きる"),
        ("［施策2-3］道を直す", "施策", "2-3", 3, "道を直す"),
        ("《 柱 四 》人を育てる", "柱", "四", 4, "人を育てる"),
        ("テーマB　海と生きる", "テーマ", "B", 2, "海と生きる"),
        ("第２章　基本構想", "", "２", 2, "基本構想"),
        ("③ 担い手を育てる", "", "③", 3, "担い手を育てる"),
        ("❷貯えを増やす", "", "❷", 2, "貯えを増やす"),
    ],
)
def test_a_heading_has_a_word_a_number_and_a_title(line: str, word: str, code: str, value: int, title: str) -> None:
    found = marks.mark(line, {"施策", "基本目標", "目標", "柱"})
    assert (found.word, found.code, found.value, found.title) == (word, code, value, title)


@pytest.mark.parametrize("line", ["３年の間に直す", "【令和３年度】の予算", "２０人が働く", "○○事業", "●●●"])
def test_what_counts_dates_or_stands_for_something_to_come_begins_no_heading(line: str) -> None:
    found = marks.mark(line)
    assert not found.numbered
    assert found.style not in marks.BULLETS or not found.style


def test_a_word_alone_in_brackets_with_its_number_is_a_heading_only_where_it_is_known() -> None:
    assert marks.mark("【目標１】", {"目標"}).value == 1
    assert not marks.mark("【目標１】").numbered


def test_lines_with_brackets_and_without_are_not_printed_alike() -> None:
    keys = [marks.mark(line, {"目標"}).key for line in ("【目標１】海", "【目標２】山", "目標１　海")]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("bullet", ["・", "○", "〇", "◆", "▶"])
def test_a_bullet_is_no_part_of_the_title(bullet: str) -> None:
    assert marks.mark(f"{bullet} めざす姿").title == "めざす姿"


def test_the_pattern_of_a_style_finds_the_code_again() -> None:
    for line in ("【目標１】海", "施策１-２　道", "（３）人", "Ⅳ 海"):
        found = marks.mark(line, {"目標", "施策"})
        style = marks.style(found.style)
        match = re.match(f"{style.opening}{found.word}{style.pattern}", line)
        assert match is not None
        assert match["code"] == found.code


@pytest.mark.parametrize(
    ("line", "label", "title"),
    [
        ("現状：足りない。", "現状", "足りない。"),
        ("【課題】 足りない。", "課題", "足りない。"),
        ("＜主な取組＞道を直す", "主な取組", "道を直す"),
    ],
)
def test_a_heading_may_stand_in_the_line_of_its_text(line: str, label: str, title: str) -> None:
    found = marks.labelled(line)
    assert found is not None
    assert (found.label, found.title, found.numbered) == (label, title, False)


@pytest.mark.parametrize("line", ["【現状】", "現状", "午後3：30に始める", "【目標１】海と生きる"])
def test_a_heading_alone_a_time_and_a_number_are_no_label(line: str) -> None:
    found = marks.labelled(line)
    assert found is None or not found.label
