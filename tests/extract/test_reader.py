"""Reading lines into an outline: what each kind of rule does, on texts of a few lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.errors import InputError
from kgtool.extract import profile, reader
from kgtool.extract.outline import Gap, Outline, Range, Repair
from kgtool.extract.source import Description, SourceText

Read = Callable[[str, str], Outline]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a text by the rules of a profile."""

    def read(rules: str, text: str) -> Outline:
        (tmp_path / "profile.toml").write_text(rules, encoding="utf-8")
        description = Description("11111-a-1", "adopted", "a.txt", "", len(text))
        layout = profile.read(tmp_path / "profile.toml", "profile.toml")
        return reader.read(SourceText(description, "a.txt", text), layout)

    return read


def at(text: str, part: str) -> Range:
    """The only place of a part of a text."""
    assert text.count(part) == 1
    return text.index(part), text.index(part) + len(part)


GOAL = """
[[rule]]
name = "goal"
do = "element"
match = '^目標(?P<code>\\d) (?P<title>.+)$'
class = "Goal"
id = "goal/{code}"
"""
MEASURE = """
[[rule]]
name = "measure"
do = "element"
in = ["goal"]
match = '^施策 (?P<title>.+)$'
class = "Measure"
id = "{parent}/measure/{order}"
"""
BODY = """
[[rule]]
name = "body"
do = "body"
in = ["goal"]
match = '。$'
"""
PAGE = """
[[rule]]
name = "page"
do = "furniture"
kind = "page-number"
match = '^\\d+$'
"""


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


@pytest.mark.xfail(
    strict=True, reason=r"values.code keeps full-width digits (\d fits them): the IRI then fails, exit 3"
)
def test_a_code_in_full_width_digits_gives_an_ascii_path(read: Read) -> None:
    assert list(read(GOAL, "目標１ 学び\n").elements) == ["goal/1"]


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
    assert outline.repairs == [Repair("joined-lines", (0, len(text) - 1), "", "", "goal/1")]


def test_a_folded_heading_is_one_title_and_a_repair(read: Read) -> None:
    text = "目標1 学び\nの庭\n"
    folded = GOAL.replace(
        "match = '^目標(?P<code>\\d) (?P<title>.+)$'",
        "match = ['^目標(?P<code>\\d) (?P<title>.+)$', '^(?P<title2>.+)$']",
    )
    outline = read(folded, text)
    assert outline.elements["goal/1"].label == "学びの庭"
    assert outline.repairs == [Repair("folded-heading", at(text, "学び\nの庭"), "学び\nの庭", "学びの庭", "goal/1")]


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


@pytest.mark.xfail(strict=True, reason="reader._restated takes the first element of that class and code")
def test_a_heading_printed_again_must_mean_one_element(read: Read) -> None:
    coded = MEASURE.replace("^施策 ", "^施策(?P<code>\\d) ")
    again = '\n[[rule]]\nname = "again"\ndo = "restate"\nof = "Measure"\nmatch = \'^◇(?P<code>\\d)$\'\n'
    with pytest.raises(InputError) as raised:
        read(GOAL + coded + again, "目標1 学び\n施策1 校庭\n目標2 森\n施策1 間伐\n◇1\n")
    assert str(raised.value.place) == "a.txt:5"


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
    assert outline.gaps == [Gap("goal/2", "label", "lost-in-scan")]
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
    assert outline.repairs == [Repair("misread-bullet", at(text, "●"), "●", "③", "direction/3")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("①a\n③b\n", 2), ("②a\n", 1), ("①a\n①b\n", 2), ("①a\n3b\n", 2), ("①a\n々b\n", 2)],
)
def test_an_ordinal_out_of_order_means_a_lost_heading(read: Read, text: str, line: int) -> None:
    with pytest.raises(InputError) as raised:
        read(BULLETS, text)
    assert (raised.value.code, str(raised.value.place)) == ("bullet-order", f"a.txt:{line}")


@pytest.mark.xfail(
    strict=True, raises=IndexError, reason="reader._ordinal: series[0] is shorter than the list of items"
)
def test_a_misread_ordinal_beyond_the_series_is_an_error(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(BULLETS, "①a\n②b\n③c\n●d\n")
    assert (raised.value.code, str(raised.value.place)) == ("bullet-order", "a.txt:4")


@pytest.mark.xfail(
    strict=True, reason="reader._ordinal: an ordinal is one character, “11” stands at position 12 of the series"
)
def test_an_ordinal_may_have_two_digits(read: Read) -> None:
    numbers = BULLETS.replace('["①②③", "❶❷❸"]', '["1234567891011"]').replace("(?P<bullet>.)", "(?P<bullet>\\d+) ")
    assert len(read(numbers, "".join(f"{n} a\n" for n in range(1, 12))).elements) == 11


def test_standing_labels_are_used_in_order_and_all_of_them(read: Read) -> None:
    labelled = GOAL.replace("class =", 'labels = ["甲", "乙"]\nclass =')
    assert [e.label for e in read(labelled, "目標1 a\n目標2 b\n").elements.values()] == ["甲", "乙"]
    with pytest.raises(InputError, match=r"\[\[rule\]\] goal matches no line") as short:
        read(labelled, "目標1 a\n")
    assert short.value.code == "profile-unused"
    with pytest.raises(InputError, match="no label for number 3, on line 3") as long:
        read(labelled, "目標1 a\n目標2 b\n目標3 c\n")
    assert long.value.code == "profile-value"


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


@pytest.mark.xfail(strict=True, reason="reader._do_matrix fills “the row has {found} cells” with the content of a cell")
def test_an_unknown_mark_is_not_called_a_number_of_cells(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + MATRIX, "目標1 学び\n目標2 森\n4\t○\t×\n")
    assert "× cells" not in str(raised.value)


def test_a_column_of_an_unknown_element_is_an_error(read: Read) -> None:
    with pytest.raises(InputError) as raised:
        read(GOAL + MATRIX, "目標1 学び\n4\t\t○\n")
    assert (raised.value.code, str(raised.value.place)) == ("element-unknown", "a.txt:2")


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
    assert outline.repairs == [Repair("misread-character", at(text, "字"), "字", "学", why=("理由", "A reason"))]


@pytest.mark.parametrize("line", ["0", "1", "3", "99"])
def test_a_repair_that_fits_nothing_is_an_error(read: Read, line: str) -> None:
    with pytest.raises(InputError, match=r"\[\[repair\]\] 1 \(line \d+, 字\) matches no line") as raised:
        read(REPAIR.format("字", "学").replace("line = 2", f"line = {line}") + GOAL, "\n目標1 字び\n")
    assert (raised.value.code, str(raised.value.place)) == ("profile-unused", "profile.toml")


@pytest.mark.xfail(strict=True, reason="reader.read drops a line that a repair empties before the ledger sees it")
def test_a_line_that_a_repair_empties_is_still_accounted_for(read: Read) -> None:
    outline = read(REPAIR.format("しみ", "") + GOAL, "目標1 学び\nしみ\n")
    assert [entry.line for entry in outline.ledger] == [1, 2]


def test_a_fact_is_said_by_a_line_that_another_rule_accounts_for(read: Read) -> None:
    fact = """
[[fact]]
of = "plan"
match = '(?P<end>令和\\d+年度)まで'
values.endFiscalYear = { group = "end", read_as = "fiscal-year" }
"""
    text = "目標1 令和9年度まで\n"
    assert read(fact + GOAL, text).facts == [("plan", "endFiscalYear", "2027", at(text, "令和9年度まで"))]
    with pytest.raises(InputError, match=r"\[\[fact\]\] 1 matches no line"):
        read(fact + GOAL, "目標1 学び\n")


def test_a_declared_gap_may_rest_on_a_place(read: Read) -> None:
    gap = '\n[[gap]]\nof = "goal/1"\nproperty = "targetYear"\nreason = "not-stated"\n'
    text = "目標1 いつか学ぶ\n"
    assert read(gap + GOAL, text).gaps == [Gap("goal/1", "targetYear", "not-stated")]
    found = read(gap + "match = 'いつか'\n" + GOAL, text).gaps
    assert found == [Gap("goal/1", "targetYear", "not-stated", at(text, "いつか"))]
    with pytest.raises(InputError, match=r"\[\[gap\]\] 1 matches no line"):
        read(gap + "match = '来年'\n" + GOAL, text)


@pytest.mark.xfail(strict=True, reason="reader._declared_gaps names the first rule, and the source text, for a [[gap]]")
def test_a_gap_of_an_unknown_element_is_an_error_that_names_the_gap(read: Read) -> None:
    with pytest.raises(InputError, match=r"\[\[gap\]\] 1 refers to goal/9") as raised:
        read('[[gap]]\nof = "goal/9"\nproperty = "targetYear"\nreason = "not-stated"\n' + GOAL, "目標1 学び\n")
    assert str(raised.value.place).startswith("profile.toml")


# Mistakes of a profile that show only when a line is read: each must be an error of the profile, never a bug of ours
MISTAKES = {
    "a template that does not close": ('id = "goal/{code}"', 'id = "goal/{code"', ValueError),
    "a template that counts": ('id = "goal/{code}"', 'id = "goal/{}"', IndexError),
    "a template that reaches into a group": ('id = "goal/{code}"', 'id = "goal/{code.x}"', AttributeError),
    "a template of an unknown group": ('id = "goal/{code}"', 'id = "goal/{number}"', None),
    "links for another title": ("class =", 'links.on = { "森" = "goal/1" }\nclass =', KeyError),
    "parts of an unknown group": (
        "class =",
        'parts = { group = "fields", separator = "、", class = "Field", id = "{parent}/field/{order}" }\nclass =',
        KeyError,
    ),
    "a value of an unknown group": ("class =", 'values.x = { group = "y", read_as = "year" }\nclass =', None),
    "a fact of an unknown group": (
        "\n[[rule]]",
        '\n[[fact]]\nof = "plan"\nmatch = "目標"\nvalues.x = { group = "y", read_as = "year" }\n[[rule]]',
        IndexError,
    ),
    "a restatement without code": (
        "\n[[rule]]",
        '\n[[rule]]\nname = "again"\ndo = "restate"\nof = "Goal"\nmatch = "^◇"\n[[rule]]',
        KeyError,
    ),
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            old,
            new,
            id=name,
            marks=pytest.mark.xfail(strict=True, raises=bug, reason=f"reader lets {bug.__name__} through")
            if bug
            else (),
        )
        for name, (old, new, bug) in MISTAKES.items()
    ],
)
def test_a_mistake_of_the_profile_is_an_error_of_the_profile(read: Read, old: str, new: str) -> None:
    assert old in GOAL
    with pytest.raises(InputError) as raised:
        read(GOAL.replace(old, new, 1), "目標1 学び\n◇1\n" if "◇" in new else "目標1 学び\n")
    assert raised.value.code == "profile-value"
    assert str(raised.value.place).startswith("profile.toml")
