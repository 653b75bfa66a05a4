"""Making an element of its heading: code, path, label, number, place, values and members, on texts of a few lines."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from kgtool.extract.outline import OutlineGap, OutlineRepair
from tests.extract.small_texts import BODY, GOAL, Read, at


def test_a_code_in_full_width_digits_gives_an_ascii_path(read: Read) -> None:
    assert list(read(GOAL, "目標１ 学び\n").elements) == ["goal/1"]


@pytest.mark.parametrize(
    ("covers", "stated", "body"),
    [
        ("heading", "目標1 学び", "学ぶ。\n遊ぶ。"),
        ("body", "学ぶ。\n遊ぶ。", None),
        ("all", "目標1 学び\n学ぶ。\n遊ぶ。", "学ぶ。\n遊ぶ。"),
    ],
)
def test_an_element_is_stated_by_heading_body_or_both(read: Read, covers: str, stated: str, body: str | None) -> None:
    text = "目標1 学び\n学ぶ。\n遊ぶ。\n"
    goal = read(GOAL.replace("class =", f'covers = "{covers}"\nclass =') + BODY, text).elements["goal/1"]
    assert goal.stated == at(text, stated)
    assert goal.body == (at(text, body) if body else None)


@pytest.mark.parametrize("covers", ["body", "all"])
def test_an_element_without_its_body_is_an_error(read: Read, covers: str) -> None:
    rules = GOAL.replace("class =", f'covers = "{covers}"\nclass =') + BODY
    with pytest.raises(InputError) as raised:
        read(rules, "目標1 学び\n学ぶ。\n目標2 森\n")
    assert (raised.value.code, str(raised.value.place)) == ("element-empty", "a.txt:3")


def test_a_body_joined_to_its_heading_is_a_repair(read: Read) -> None:
    text = "目標1 学びます 誰もが学ぶ。\n"
    joined = GOAL.replace("(?P<title>.+)$", "(?P<title>\\S+) (?P<body>.+)$").replace(
        "class =", 'covers = "all"\nclass ='
    )
    outline = read(joined, text)
    goal = outline.elements["goal/1"]
    assert (goal.label, goal.body, goal.stated) == ("学びます", at(text, "誰もが学ぶ。"), at(text, text.strip()))
    assert outline.repairs == [OutlineRepair("joined-lines", (0, len(text) - 1), "", "", "goal/1")]


def test_a_folded_heading_is_one_title_and_a_repair(read: Read) -> None:
    text = "目標1 学び\nの庭\n"
    folded = GOAL.replace(
        "match = '^目標(?P<code>\\d) (?P<title>.+)$'",
        "match = ['^目標(?P<code>\\d) (?P<title>.+)$', '^(?P<title2>.+)$']",
    )
    outline = read(folded, text)
    assert outline.elements["goal/1"].label == "学びの庭"
    assert outline.repairs == [
        OutlineRepair("folded-heading", at(text, "学び\nの庭"), "学び\nの庭", "学びの庭", "goal/1")
    ]


IMPLYING = """
[[rule]]
name = "vision"
do = "element"
match = '^将来像$'
class = "Vision"
id = "vision"
label = "将来像"

[[type]]
id = "goal"
ja = "目標"
en = "Goal"

[[rule]]
name = "measure"
do = "element"
in = ["vision"]
match = '^施策(?P<code>(?P<goal>\\d)-\\d) (?P<title>.+)$'
class = "Measure"
id = "measure/{code}"
implied = { class = "Goal", group = "goal", id = "goal/{goal}", type = "goal", parent = "vision" }

[[rule]]
name = "edge"
do = "title"
in = ["measure"]
match = '^〔(?P<title>.+)〕$'
of = "Goal"
"""


def test_a_code_may_imply_an_element_whose_title_stands_on_the_edge_of_a_page(read: Read) -> None:
    text = "将来像\n施策1-1 校庭\n〔学び〕\n施策1-2 図書\n〔学び〕\n施策2-1 間伐\n"
    outline = read(IMPLYING, text)
    first, second = outline.elements["goal/1"], outline.elements["goal/2"]
    assert (first.label, first.parent, first.order, first.notation) == ("学び", "vision", 1, "1")
    assert first.stated == (text.index("学び"), text.index("学び") + 2)
    assert first.restated == [(text.rindex("学び"), text.rindex("学び") + 2)]
    assert [outline.elements[path].parent for path in ("measure/1-1", "measure/2-1")] == ["goal/1", "goal/2"]
    assert (second.label, second.stated) == ("", (text.index("2-1"), text.index("2-1") + 1))
    assert outline.gaps == [OutlineGap("goal/2", "label", "lost-in-scan")]
    assert [repair.kind for repair in outline.repairs] == ["side-band-title", "side-band-title"]


def test_two_titles_of_one_implied_element_must_agree(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(IMPLYING, "将来像\n施策1-1 校庭\n〔学び〕\n〔森〕\n")
    assert (raised.value.code, str(raised.value.place)) == ("restated-differently", "a.txt:4")


BULLETS = """
[bullets]
series = ["①②③", "❶❷❸"]
misread = '[@●]|\\d'

[[rule]]
name = "item"
do = "element"
match = '^(?P<bullet>.)(?P<title>.+)$'
class = "Direction"
id = "direction/{order}"
"""


def test_a_misread_ordinal_is_read_by_its_position(read: Read) -> None:
    text = "①校庭\n❷図書\n●間伐\n"
    outline = read(BULLETS, text)
    assert [element.label for element in outline.elements.values()] == ["校庭", "図書", "間伐"]
    assert outline.repairs == [OutlineRepair("misread-bullet", at(text, "●"), "●", "③", "direction/3")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("①a\n③b\n", 2), ("②a\n", 1), ("①a\n①b\n", 2), ("①a\n3b\n", 2), ("①a\n々b\n", 2)],
)
def test_an_ordinal_out_of_order_means_a_lost_heading(read: Read, text: str, line: int) -> None:
    with pytest.raises(InputError) as raised:
        read(BULLETS, text)
    assert (raised.value.code, str(raised.value.place)) == ("bullet-order", f"a.txt:{line}")


def test_a_misread_ordinal_beyond_the_series_is_an_error(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(BULLETS, "①a\n②b\n③c\n●d\n")
    assert (raised.value.code, str(raised.value.place)) == ("bullet-order", "a.txt:4")


def test_an_ordinal_may_have_two_digits(read: Read) -> None:
    numbers = BULLETS.replace('["①②③", "❶❷❸"]', '[["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]]').replace(
        "(?P<bullet>.)", "(?P<bullet>\\d+) "
    )
    assert len(read(numbers, "".join(f"{n} a\n" for n in range(1, 12))).elements) == 11


def test_standing_labels_are_used_in_order_and_all_of_them(read: Read) -> None:
    labelled = GOAL.replace("class =", 'labels = ["甲", "乙"]\nclass =')
    assert [e.label for e in read(labelled, "目標1 a\n目標2 b\n").elements.values()] == ["甲", "乙"]
    with pytest.raises(InputError, match=r"\[\[rule\]\] goal matches no line") as short:
        read(labelled, "目標1 a\n")
    assert short.value.code == "profile-unused"
    with pytest.raises(InputError, match="no entry for number 3, on line 3") as long:
        read(labelled, "目標1 a\n目標2 b\n目標3 c\n")
    assert long.value.code == "toml-value"


def test_paths_may_be_listed_so_that_an_element_found_later_changes_none(read: Read) -> None:
    listed = GOAL.replace('id = "goal/{code}"', 'id = ["goal/new", "goal/1"]')
    found = read(listed, "目標1 a\n目標2 b\n").elements
    assert [(path, element.order) for path, element in found.items()] == [("goal/new", 1), ("goal/1", 2)]
    with pytest.raises(InputError) as short:
        read(listed, "目標1 a\n")
    assert short.value.code == "profile-unused"
    with pytest.raises(InputError, match="no entry for number 3, on line 3") as long:
        read(listed, "目標1 a\n目標2 b\n目標3 c\n")
    assert long.value.code == "toml-value"


# Mistakes of a profile that show only when a line is read: each must be an error of the profile, never a bug of ours
MISTAKES = {
    "a template that does not close": ('id = "goal/{code}"', 'id = "goal/{code"'),
    "a template that counts": ('id = "goal/{code}"', 'id = "goal/{}"'),
    "a template that reaches into a group": ('id = "goal/{code}"', 'id = "goal/{code.x}"'),
    "a template of an unknown group": ('id = "goal/{code}"', 'id = "goal/{number}"'),
    "links for another title": ("class =", 'links.on = { "森" = "goal/1" }\nclass ='),
    "parts of an unknown group": (
        "class =",
        'parts = { group = "fields", separator = "、", class = "Field", id = "{parent}/field/{order}" }\nclass =',
    ),
    "a value of an unknown group": ("class =", 'values.x = { group = "y", read_as = "year" }\nclass ='),
    "a fact of an unknown group": (
        "\n[[rule]]",
        '\n[[fact]]\nof = "plan"\nmatch = "目標"\nvalues.x = { group = "y", read_as = "year" }\n[[rule]]',
    ),
    "a restatement without code": (
        "\n[[rule]]",
        '\n[[rule]]\nname = "again"\ndo = "restate"\nof = "Goal"\nmatch = "^◇"\n[[rule]]',
    ),
}


@pytest.mark.parametrize(
    ("old", "new"),
    [pytest.param(old, new, id=name) for name, (old, new) in MISTAKES.items()],
)
def test_a_mistake_of_the_profile_is_an_error_of_the_profile(read: Read, old: str, new: str) -> None:
    assert old in GOAL
    with pytest.raises(InputError) as raised:
        read(GOAL.replace(old, new, 1), "目標1 学び\n◇1\n" if "◇" in new else "目標1 学び\n")
    assert raised.value.code == "toml-value"
    assert str(raised.value.place).startswith("profile.toml")


def test_a_code_becomes_ascii_in_paths_and_stays_as_printed_elsewhere(read: Read) -> None:
    roman = GOAL.replace("\\d) ", "[Ⅰ-Ⅹ]) ").replace("class =", 'label = "目標{code}"\nclass =')
    goal = read(roman, "目標Ⅱ 森\n").elements["goal/II"]
    assert (goal.notation, goal.label) == ("II", "目標Ⅱ")


@pytest.mark.parametrize("code", ["甲", "ー", "é"])
def test_a_path_that_is_not_ascii_is_an_error_of_the_template(read: Read, code: str) -> None:
    with pytest.raises(InputError, match=f"'goal/{code}' is no ASCII path, on line 2 of the source") as raised:
        read(GOAL.replace("\\d) ", "\\S) "), f"目標1 学び\n目標{code} 森\n")
    assert (raised.value.code, str(raised.value.place)) == ("toml-value", "profile.toml:7:1")


JOINED = GOAL.replace("(?P<title>.+)$", "(?P<title>\\S+) (?P<body>.+)$").replace("class =", 'covers = "all"\nclass =')


@pytest.mark.parametrize(("joined", "repairs"), [("damage", ["joined-lines"]), ("layout", [])])
def test_a_body_on_the_heading_line_may_be_the_plans_own_layout_and_goes_on_below(
    read: Read, joined: str, repairs: list[str]
) -> None:
    text = "目標1 学びます 誰もが学ぶ。\n学び直す。\n目標2 守ります 森を守る。\n"
    outline = read(JOINED.replace("class =", f'joined = "{joined}"\nclass =') + BODY, text)
    first, second = outline.elements.values()
    assert (first.body, first.stated) == (at(text, "誰もが学ぶ。\n学び直す。"), (0, text.index("\n目標2")))
    assert second.body == at(text, "森を守る。")
    assert [repair.kind for repair in outline.repairs] == repairs * 2


def test_a_body_on_the_heading_line_needs_a_title_before_it(read: Read) -> None:
    with pytest.raises(InputError, match="no group title, on line 1 of the source") as raised:
        read(JOINED.replace("<title>", "<name>"), "目標1 学びます 誰もが学ぶ。\n")
    assert raised.value.code == "toml-value"


def test_an_element_may_be_implied_by_any_group(read: Read) -> None:
    uncoded = IMPLYING[: IMPLYING.index('\n[[rule]]\nname = "edge"')]
    uncoded = uncoded.replace("(?P<code>(?P<goal>\\d)-\\d)", "(?P<goal>\\d)?").replace(
        "measure/{code}", "{parent}/measure/{order}"
    )
    outline = read(uncoded, "将来像\n施策1 校庭\n施策 間伐\n施策1 図書\n")
    assert [(element.path, element.parent) for element in outline.elements.values()] == [
        ("vision", ""),
        ("goal/1", "vision"),
        ("goal/1/measure/1", "goal/1"),
        ("vision/measure/1", "vision"),
        ("goal/1/measure/2", "goal/1"),
    ]


@pytest.mark.parametrize(
    ("series", "pattern", "printed"),
    [
        ('["i", "ii", "iii"]', "[ivx]+", ["i", "ii", "iii"]),
        ('["（9）", "（10）"]', "（\\d+）", ["（9）", "（10）"]),
        ('["1", "2", "3"], "ab"', "[\\da-z]", ["a", "2", "3"]),
    ],
)
def test_an_ordinal_may_be_of_any_style_and_length(read: Read, series: str, pattern: str, printed: list[str]) -> None:
    rules = BULLETS.replace('"①②③", "❶❷❸"', series).replace("(?P<bullet>.)", f"(?P<bullet>{pattern}) ")
    assert len(read(rules, "".join(f"{ordinal} a\n" for ordinal in printed)).elements) == len(printed)
    with pytest.raises(InputError) as raised:
        read(rules, f"{printed[0]} a\n{printed[0]} b\n")
    assert (raised.value.code, str(raised.value.place)) == ("bullet-order", "a.txt:2")


def test_a_misread_ordinal_takes_the_whole_ordinal_of_its_position(read: Read) -> None:
    rules = BULLETS.replace('"①②③", "❶❷❸"', '["（1）", "（2）"]').replace("<bullet>.", "<bullet>（\\d）|●")
    assert read(rules, "（1）a\n●b\n").repairs == [OutlineRepair("misread-bullet", (5, 6), "●", "（2）", "direction/2")]


PARTS = GOAL.replace("(?P<title>.+)$", "(?P<title>[^（]+)（(?P<fields>.+)）$").replace(
    "class =", 'parts = { group = "fields", separator = "、", class = "Field", id = "{parent}/field/{order}" }\nclass ='
)


def test_the_members_of_a_list_are_elements_where_they_are_printed(read: Read) -> None:
    text = "目標1 学び（読書、 遊び）\n"
    outline = read(PARTS, text)
    fields = [outline.elements[f"goal/1/field/{n}"] for n in (1, 2)]
    assert [(field.label, field.parent) for field in fields] == [("読書", "goal/1"), ("遊び", "goal/1")]
    assert [field.stated for field in fields] == [at(text, "読書"), at(text, "遊び")]


def test_a_member_after_a_repair_is_stated_where_it_is_printed(read: Read) -> None:
    repair = '[[repair]]\nline = 1\nprinted = "読〓"\nread = "読み書き"\nkind = "misread-character"\nwhy.ja = "x"\nwhy.en = "x"\n'
    text = "目標1 学び（読〓、遊び）\n"
    outline = read(repair + PARTS, text)
    assert outline.elements["goal/1/field/1"].label == "読み書き"
    assert outline.elements["goal/1/field/2"].stated == at(text, "遊び")


def test_an_empty_member_is_an_error(read: Read) -> None:
    with pytest.raises(InputError, match="member 2 is empty, on line 1 of the source") as raised:
        read(PARTS, "目標1 学び（読書、、遊び）\n")
    assert (raised.value.code, str(raised.value.place)) == ("toml-value", "profile.toml:6:29")


def test_a_title_without_a_link_names_the_rule_and_the_line(read: Read) -> None:
    linked = GOAL.replace("class =", 'links.implements = { "学び" = "plan" }\nclass =')
    assert read(linked, "目標1 学び\n").elements["goal/1"].links == {"implements": "plan"}
    with pytest.raises(
        InputError, match=r"\[\[rule\]\] goal is wrong: nothing for the title '森', on line 2"
    ) as raised:
        read(linked, "目標1 学び\n目標2 森\n")
    assert str(raised.value.place) == "profile.toml:6:7"


def test_a_value_keeps_what_it_was_read_as(read: Read) -> None:
    text = "目標1 学び 12 012\n"
    valued = GOAL.replace("(?P<title>.+)$", "(?P<title>\\S+) (?P<n>\\d+) (?P<t>\\d+)$").replace(
        "class =",
        'values.durationYears = { group = "n", read_as = "integer" }\n'
        'values.shortName = { group = "t", read_as = "text" }\nclass =',
    )
    assert read(valued, text).elements["goal/1"].values == {
        "durationYears": ("12", (7, 9), "integer"),
        "shortName": ("012", (10, 13), "text"),
    }
