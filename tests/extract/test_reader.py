"""Reading lines into an outline: which rule reads which line, and what becomes of it, on texts of a few lines."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from kgtool.extract.outline import OutlineGap, OutlineRepair
from tests.extract.small_texts import BODY, GOAL, MEASURE, PAGE, Read, at


def test_elements_nest_by_what_is_open(read: Read) -> None:
    outline = read(GOAL + MEASURE, "目標1 学び\n施策 校庭\n施策 図書\n目標2 森\n施策 間伐\n")
    assert [(e.path, e.parent, e.order) for e in outline.elements.values()] == [
        ("goal/1", "", 1),
        ("goal/1/measure/1", "goal/1", 1),
        ("goal/1/measure/2", "goal/1", 2),
        ("goal/2", "", 2),
        ("goal/2/measure/1", "goal/2", 1),
    ]


def test_a_rule_waits_for_the_rule_it_stands_in(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + MEASURE, "施策 校庭\n目標1 学び\n")
    assert (raised.value.code, str(raised.value.place)) == ("line-unaccounted", "a.txt:1")


def test_the_first_rule_that_fits_wins(read: Read) -> None:
    anything = '\n[[rule]]\nname = "rest"\ndo = "furniture"\nkind = "rest"\nmatch = "."\n'
    ledger = read(GOAL + anything, "目標1 学び\n余白\n").ledger
    assert [(entry.line, entry.rule, entry.kind) for entry in ledger] == [(1, "goal", "element"), (2, "rest", "rest")]


def test_blank_lines_are_not_in_the_ledger(read: Read) -> None:
    assert [entry.line for entry in read(GOAL, "\n\u3000\n目標1 学び\n \t \n").ledger] == [3]


def test_several_patterns_read_several_lines_over_blank_ones(read: Read) -> None:
    text = "目標\n\n1\n\n学び\n"
    split = GOAL.replace("'^目標(?P<code>\\d) (?P<title>.+)$'", "['^目標$', '^(?P<code>\\d)$', '^(?P<title>.+)$']")
    outline = read(split, text)
    assert (outline.elements["goal/1"].label, outline.elements["goal/1"].stated) == ("学び", (0, len(text) - 1))
    assert [entry.line for entry in outline.ledger] == [1, 3, 5]


def test_a_rule_may_ask_what_comes_next(read: Read) -> None:
    asking = GOAL.replace("class =", "next = '。$'\nclass =")
    rest = '\n[[rule]]\nname = "rest"\ndo = "furniture"\nkind = "rest"\nmatch = "^目標"\n'
    outline = read(asking + BODY + rest, "目標1 目次\n目標1 学び\n学ぶ。\n")
    assert [entry.rule for entry in outline.ledger] == ["rest", "goal", "body"]


def test_furniture_closes_nothing(read: Read) -> None:
    text = "目標1 学び\n一つめ。\n7\n二つめ。\n"
    goal = read(PAGE + GOAL + BODY, text).elements["goal/1"]
    assert goal.body is not None
    assert text[slice(*goal.body)] == "一つめ。\n7\n二つめ。"


def test_a_heading_printed_again_is_the_same_element(read: Read) -> None:
    again = '\n[[rule]]\nname = "again"\ndo = "restate"\nof = "Goal"\nmatch = \'^◇(?P<code>\\d) (?P<title>.+)$\'\n'
    text = "目標1 学び\n目標2 森\n◇1 学び\n施策 校庭\n"
    outline = read(GOAL + again + MEASURE.replace('["goal"]', '["again"]'), text)
    assert outline.elements["goal/1"].restated == [at(text, "◇1 学び")]
    assert outline.elements["goal/1/measure/1"].parent == "goal/1"
    with pytest.raises(InputError) as differs:
        read(GOAL + again, "目標1 学び\n◇1 学ぶ\n")
    assert (differs.value.code, str(differs.value.place)) == ("restated-differently", "a.txt:2")
    with pytest.raises(InputError) as unknown:
        read(GOAL + again, "目標1 学び\n◇2 森\n")
    assert (unknown.value.code, str(unknown.value.place)) == ("element-unknown", "a.txt:2")


def test_a_heading_printed_again_must_mean_one_element(read: Read) -> None:
    coded = MEASURE.replace("^施策 ", "^施策(?P<code>\\d) ")
    again = '\n[[rule]]\nname = "again"\ndo = "restate"\nof = "Measure"\nmatch = \'^◇(?P<code>\\d)$\'\n'
    with pytest.raises(InputError) as raised:
        read(GOAL + coded + again, "目標1 学び\n施策1 校庭\n目標2 森\n施策1 間伐\n◇1\n")
    assert (raised.value.code, str(raised.value.place)) == ("element-ambiguous", "a.txt:5")
    assert "may be any of goal/1/measure/1, goal/2/measure/1" in str(raised.value)


REPAIR = """
[[repair]]
line = 2
printed = "{}"
read = "{}"
kind = "misread-character"
why.ja = "理由"
why.en = "A reason"
"""


def test_a_repaired_line_is_read_as_repaired_and_stated_as_printed(read: Read) -> None:
    text = "\n目標1 字び\n"
    outline = read(REPAIR.format("字", "学") + GOAL, text)
    goal = outline.elements["goal/1"]
    assert goal.label == "学び"
    assert goal.stated == at(text, "目標1 字び")
    assert outline.repairs == [OutlineRepair("misread-character", at(text, "字"), "字", "学", why=("理由", "A reason"))]


@pytest.mark.parametrize("line", ["0", "1", "3", "99"])
def test_a_repair_that_fits_nothing_is_an_error(read: Read, line: str) -> None:
    with pytest.raises(InputError, match=r"\[\[repair\]\] 1 \(line \d+, 字\) matches no line") as raised:
        read(REPAIR.format("字", "学").replace("line = 2", f"line = {line}") + GOAL, "\n目標1 字び\n")
    assert (raised.value.code, str(raised.value.place)) == ("profile-unused", "profile.toml:2")


def test_a_line_that_a_repair_empties_is_still_accounted_for(read: Read) -> None:
    outline = read(REPAIR.format("しみ", "") + GOAL, "目標1 学び\nしみ\n")
    assert [entry.line for entry in outline.ledger] == [1, 2]
    assert (outline.ledger[1].rule, outline.ledger[1].kind) == ("[[repair]] 1", "damage")


def test_a_line_that_a_repair_empties_does_not_part_lines_that_belong_together(read: Read) -> None:
    split = GOAL.replace("'^目標(?P<code>\\d) (?P<title>.+)$'", "['^目標(?P<code>\\d)$', '^(?P<title>.+)$']")
    outline = read(REPAIR.format("しみ", "") + split, "目標1\nしみ\n学び\n")
    assert outline.elements["goal/1"].label == "学び"
    assert [(entry.line, entry.kind) for entry in outline.ledger] == [(1, "element"), (2, "damage"), (3, "element")]


def test_a_fact_is_said_by_a_line_that_another_rule_accounts_for(read: Read) -> None:
    fact = """
[[fact]]
of = "plan"
match = '(?P<end>令和\\d+年度)まで'
values.endFiscalYear = { group = "end", read_as = "fiscal-year" }
"""
    text = "目標1 令和9年度まで\n"
    assert read(fact + GOAL, text).facts == [
        ("plan", "endFiscalYear", "2027", at(text, "令和9年度まで"), "fiscal-year")
    ]
    with pytest.raises(InputError, match=r"\[\[fact\]\] 1 matches no line"):
        read(fact + GOAL, "目標1 学び\n")


FACT = """
[[fact]]
of = "goal/1"
match = '（(?P<end>令和\\d+年度)?(?P<note>[^）]*)）'
"""


def test_a_fact_of_an_element_is_known_once_the_text_is_read(read: Read) -> None:
    text = "目標1 学び（令和9年度まで）\n"
    assert read(FACT + GOAL, text).facts == [("goal/1", "", "", at(text, "（令和9年度まで）"), "text")]
    with pytest.raises(InputError, match=r"\[\[fact\]\] 1 refers to goal/2") as raised:
        read(FACT.replace("goal/1", "goal/2") + GOAL, text)
    assert (raised.value.code, str(raised.value.place)) == ("element-unknown", "profile.toml:3:1")


def test_a_fact_whose_group_is_empty_names_rule_and_line(read: Read) -> None:
    valued = FACT + 'values.endFiscalYear = { group = "end", read_as = "fiscal-year" }\n'
    with pytest.raises(InputError, match=r"values.endFiscalYear in \[\[fact\]\] 1 .*no group end, on line 2") as raised:
        read(valued + GOAL, "\n目標1 学び（未定）\n")
    assert (raised.value.code, str(raised.value.place)) == ("toml-value", "profile.toml:5:8")


@pytest.mark.parametrize("table", ["fact", "gap"])
def test_what_matches_nothing_printed_matches_nothing(read: Read, table: str) -> None:
    rest = 'property = "x"\nreason = "not-stated"\n' if table == "gap" else ""
    with pytest.raises(InputError) as raised:
        read(f"[[{table}]]\nof = \"plan\"\nmatch = '無*'\n{rest}" + GOAL, "目標1 学び\n")
    assert (raised.value.code, str(raised.value.place)) == ("profile-unused", "profile.toml:1")


def test_a_gap_rests_on_what_is_printed_without_the_white_space_around_it(read: Read) -> None:
    gap = '[[gap]]\nof = "goal/1"\nproperty = "x"\nreason = "not-stated"\nmatch = "\\\\s*いつか\\\\s*"\n'
    text = "目標1 学び いつか \n目標2 森\n"
    assert read(gap + GOAL, text).gaps[0].at == at(text, "いつか")


def test_a_body_below_a_rule_that_opens_no_element_is_an_error_of_its_rule(read: Read) -> None:
    section = '[[rule]]\nname = "part"\ndo = "section"\nkind = "heading"\nmatch = "^部$"\n'
    with pytest.raises(
        InputError, match=r"in in \[\[rule\]\] body is wrong: part opens no element, on line 2"
    ) as raised:
        read(section + BODY.replace('"goal"', '"part"'), "部\n始まる。\n")
    assert (raised.value.code, str(raised.value.place)) == ("toml-value", "profile.toml:10:1")


def test_a_title_on_the_edge_needs_the_group_of_that_name(read: Read) -> None:
    edge = '\n[[rule]]\nname = "edge"\ndo = "title"\nin = ["goal"]\nmatch = "^〔.+〕$"\nof = "Goal"\n'
    types = '\n[[type]]\nid = "part"\nja = "部"\nen = "Part"\n'
    implied = (
        'implied = { class = "Vision", group = "code", id = "vision/{code}", type = "part", parent = "" }\nclass ='
    )
    with pytest.raises(InputError, match=r"\[\[rule\]\] edge is wrong: no group title, on line 2") as raised:
        read(GOAL.replace("class =", implied) + types + edge, "目標1 学び\n〔部〕\n")
    assert raised.value.code == "toml-value"


def test_a_declared_gap_may_rest_on_a_place(read: Read) -> None:
    gap = '\n[[gap]]\nof = "goal/1"\nproperty = "targetYear"\nreason = "not-stated"\n'
    text = "目標1 いつか学ぶ\n"
    assert read(gap + GOAL, text).gaps == [OutlineGap("goal/1", "targetYear", "not-stated")]
    found = read(gap + "match = 'いつか'\n" + GOAL, text).gaps
    assert found == [OutlineGap("goal/1", "targetYear", "not-stated", at(text, "いつか"))]
    with pytest.raises(InputError, match=r"\[\[gap\]\] 1 matches no line"):
        read(gap + "match = '来年'\n" + GOAL, text)


def test_a_gap_of_an_unknown_element_is_an_error_that_names_the_gap(read: Read) -> None:
    with pytest.raises(InputError, match=r"\[\[gap\]\] 1 refers to goal/9") as raised:
        read('[[gap]]\nof = "goal/9"\nproperty = "targetYear"\nreason = "not-stated"\n' + GOAL, "目標1 学び\n")
    assert str(raised.value.place).startswith("profile.toml")
