"""Reading tables of indicators: whatever the anatomy, each cell is read right or is a gap with its place."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from kgtool.extract.outline import Outline
from tests.extract.small_texts import GOAL, PAGE, Read, at
from tests.extract.small_texts import read as read

Value = tuple[str, str, str, str, str]
"""Kind, number with comparator or gap, unit, time, the words as printed."""

TABLE = """
[[rule]]
name = "indicators"
do = "table"
in = ["goal"]
match = '^指標'
fold = '^(?!目標|※|\\d+$)'
class = "Indicator"
id = "{parent}/indicator/{order}"
also = ["indicatorOf"]
column = [
  { head = '^指標', group = "title" },
  { head = '現状|基準', value = "baseline" },
  { head = '目標', value = "target" },
]
"""
HEAD = "目標1 学び\n"


def shown(outline: Outline) -> dict[str, list[Value]]:
    """The values of each indicator by its name."""
    found: dict[str, list[Value]] = {
        element.label: [] for element in outline.elements.values() if element.class_ == "Indicator"
    }
    for held in outline.indicator_values:
        read, period = held.value, held.period
        number = " ".join(filter(None, [read.comparator, "" if read.value is None else f"{read.value:f}", read.gap]))
        number += f"-{read.upper:f}" if read.upper is not None else ""
        time = "" if period is None else period.date or str(period.year or period.gap)
        found[outline.elements[held.indicator].label].append(
            (held.kind, number, held.unit.rpartition("/")[2], time, held.value_text)
        )
    return found


def faults(outline: Outline) -> list[str]:
    """Why tables, or parts of them, were not read."""
    return [gap.why[1] for gap in outline.gaps if gap.why]


def columns(*rules: str) -> str:
    """The table rule with other columns."""
    start = TABLE.index("column = [")
    return TABLE[:start] + "column = [" + ", ".join(rules) + "]\n"


# parted by tabs, as the reader of PDFs leaves them


def test_each_row_is_an_element_and_each_cell_a_value_with_its_place(read: Read) -> None:
    text = HEAD + "指標\t現状値（令和６年度）\t目標値（令和13年度）\n本を借りた人の割合\t４１.２％\t50％以上\n"
    outline = read(GOAL + TABLE, text)
    assert shown(outline) == {
        "本を借りた人の割合": [
            ("baseline", "41.2", "percent", "2024", "４１.２％"),
            ("target", "at-least 50", "percent", "2031", "50％以上"),
        ]
    }
    element = outline.elements["goal/1/indicator/1"]
    assert (element.parent, element.also) == ("goal/1", ("indicatorOf",))
    assert element.heading == at(text, "本を借りた人の割合")
    assert [value.at for value in outline.indicator_values] == [(at(text, "４１.２％"),), (at(text, "50％以上"),)]
    assert not outline.gaps
    assert [(entry.line, entry.kind) for entry in outline.ledger] == [(1, "element"), (2, "table-head"), (3, "element")]


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("現状維持", "maintain", ""),
        ("増加", "increase", ""),
        ("10～20人", "between 10-20", "person"),
        ("約1.2万人", "12000.0", "person"),
        ("1,200千円", "1200000", "yen"),
        ("３ポイント", "3", "percentage-point"),
        ("累計30回以上", "at-least 30", "time"),
        ("25人未満", "less-than 25", "person"),
        ("―", "dash-in-table", ""),
        ("調整中", "to-be-decided", ""),
        ("", "blank-in-table", ""),
        ("男性 17人 女性 20人", "not-read", ""),
        ("法定の率以上", "not-read", ""),
        ("30人（うち女性12人）", "not-read", ""),
        ("第３次計画", "not-read", ""),
    ],
)
def test_a_cell_is_a_value_as_a_whole_or_a_gap_at_its_place(read: Read, cell: str, number: str, unit: str) -> None:
    text = HEAD + f"指標\t現状値（令和６年度）\t目標値（令和13年度）\n本の数\t41\t{cell}\n"
    outline = read(GOAL + TABLE, text)
    assert shown(outline)["本の数"][1][:3] == ("target", number, unit)
    gap = [gap for gap in outline.gaps if gap.property == "value"]
    if "-" in number and number.split("-")[0] in ("blank", "dash", "to", "not"):
        assert [(one.element, one.reason) for one in gap] == [("goal/1/indicator/1/value/2", number)]
        assert gap[0].at == (at(text, cell) if cell else at(text, "本の数\t41"))
    else:
        assert not gap


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("目標値（令和13年度）", "2031"),
        ("目標値 2031年度", "2031"),
        ("令和13年度（2031年度）目標値", "2031"),
        ("目標値（R13.3月）", ""),
        ("目標値（令和14年3月末）", "2032-03"),
        ("目標値（令和９～13年度）", "2031"),
        ("目標値", ""),
        ("目標値（令和12年度または令和13年度）", ""),
    ],
)
def test_the_time_of_a_value_is_that_of_its_column(read: Read, head: str, year: str) -> None:
    outline = read(GOAL + TABLE, HEAD + f"指標\t現状値（令和６年度）\t{head}\n本の数\t41冊\t50冊\n")
    assert shown(outline)["本の数"][1][3] == year
    assert [gap.property for gap in outline.gaps] == ([] if year else ["fiscalYear"])


def test_a_year_that_is_neither_said_to_be_fiscal_nor_calendar_stays_as_printed(read: Read) -> None:
    outline = read(GOAL + TABLE, HEAD + "指標\t現状値（2024年度）\t目標値（2031）\n本の数\t41冊\t50冊\n")
    assert [(gap.property, gap.reason) for gap in outline.gaps] == [("fiscalYear", "not-read")]
    assert outline.indicator_values[1].period_text == "2031"


def test_a_cell_may_print_a_time_of_its_own(read: Read) -> None:
    text = HEAD + "指標\t現状値（令和６年度）\t目標値（令和13年度）\n本の数\t41冊（令和５年度）\t令和12年度 50冊\n"
    assert [(value[1], value[3]) for value in shown(read(GOAL + TABLE, text))["本の数"]] == [
        ("41", "2023"),
        ("50", "2030"),
    ]


def test_a_cell_that_is_not_read_keeps_its_own_time_and_never_that_of_its_column(read: Read) -> None:
    rows = "本\t令和５年度 要件を達成\t50冊※２\n森\t令和５年度\t（令和12年または14年）\n"
    outline = read(GOAL + TABLE, HEAD + "指標\t現状値（令和６年度）\t目標値（令和13年度）\n" + rows)
    assert [value[1:] for value in shown(outline)["本"]] == [
        ("not-read", "", "2023", "要件を達成"),
        ("50", "volume", "2031", "50冊"),
    ]
    assert [value[1:4] for value in shown(outline)["森"]] == [("not-read", "", "2023"), ("not-read", "", "not-read")]


def test_a_unit_may_stand_in_the_head_or_in_a_column_of_its_own(read: Read) -> None:
    text = HEAD + "指標\t現状値（千円）\t目標値（千円）\n寄附\t1,200\t1,500以上\n本\t3冊\t４千円\n"
    outline = read(GOAL + TABLE, text)
    assert [value[1:3] for value in shown(outline)["寄附"]] == [("1200000", "yen"), ("at-least 1500000", "yen")]
    assert [value[1:3] for value in shown(outline)["本"]] == [("not-read", ""), ("4000", "yen")]
    rule = columns(
        "{ head = '^指標', group = \"title\" }",
        "{ head = '単位', group = \"unit\" }",
        "{ head = '目標', value = \"target\" }",
    )
    rows = "指標\t単位\t目標値（令和13年度）\n寄附\t百万円\t1.5\n本\t冊\t41\n森\t\t3\n"
    outline = read(GOAL + rule, HEAD + rows)
    assert [shown(outline)[name][0][1:3] for name in ("寄附", "本", "森")] == [
        ("1500000.0", "yen"),
        ("41", "volume"),
        ("3", ""),
    ]
    assert [(gap.element, gap.property) for gap in outline.gaps] == [("goal/1/indicator/3/value/1", "unitOfMeasure")]


@pytest.mark.parametrize(
    ("name", "head", "unit"),
    [
        ("本の数（冊）", "指標名", "volume"),
        ("ごみの量（ｔ）", "指標名", "tonne"),
        ("広場の数（か所）", "指標名", "place"),
        ("学ぶ人の数（教室）", "指標名", ""),
        ("学ぶ場の数（教室）", "指標名（単位）", "course"),
        ("本の数（年度末）", "指標名（単位）", ""),
        ("（冊）を数えた本", "指標名", ""),
    ],
)
def test_a_number_without_a_unit_has_that_in_its_name(read: Read, name: str, head: str, unit: str) -> None:
    text = HEAD + f"{head}\t現状値（令和６年度）\t目標値（令和13年度）\n{name}\t41\t50％\n"
    assert [value[2] for value in shown(read(GOAL + TABLE, text))[name]] == [unit, "percent"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("隊員の充足率＜ 4 月 1 日時点＞", "隊員の充足率"),
        ("借りた本<年度末現在>", "借りた本"),
        ("楽しいと思う割合＜小学校＞", "楽しいと思う割合＜小学校＞"),
        ("＜４月１日時点＞", "＜４月１日時点＞"),
    ],
)
def test_a_remark_on_when_values_were_counted_is_no_part_of_the_name(read: Read, printed: str, name: str) -> None:
    text = HEAD + f"指標名\t現状値（令和６年度）\t目標値（令和13年度）\n{printed}\t41％\t50％\n"
    assert list(shown(read(GOAL + TABLE, text))) == [name]


def test_times_may_stand_in_columns_of_their_own(read: Read) -> None:
    rule = columns(
        "{ head = '^指標', group = \"title\" }",
        "{ head = '^基準年度', period = \"baseline\" }",
        "{ head = '^基準値', value = \"baseline\" }",
        "{ head = '^目標値', value = \"target\" }",
    )
    text = HEAD + "指標\t基準年度\t基準値\t目標値（令和13年度）\n本\t令和５年度\t41冊\t50冊\n森\t\t3ha\t4ha\n"
    outline = read(GOAL + rule, text)
    assert [shown(outline)[name][0][3] for name in ("本", "森")] == ["2023", ""]


def test_two_rows_of_a_head_are_read_together(read: Read) -> None:
    two = TABLE.replace("'^指標'", "['^指標', '年度']", 1)
    text = HEAD + "指標\t現状値\t目標値\t\n\t令和６年度\t令和９年度\t令和13年度\n本\t41冊\t45冊\t50冊\n"
    for rule in (two, TABLE):  # a line of nothing but times goes on with the head in any case
        assert shown(read(GOAL + rule, text))["本"] == [
            ("baseline", "41", "volume", "2024", "41冊"),
            ("target", "45", "volume", "2027", "45冊"),
            ("target", "50", "volume", "2031", "50冊"),
        ]


MERGED = (
    columns(
        "{ head = '^分野', group = \"field\", merged = true }",
        "{ head = '^指標', group = \"title\" }",
        "{ head = '目標', value = \"target\" }",
    )
    .replace("match = '^指標'", "match = '^分野'")
    .replace("also", 'furniture = ["field"]\nalso')
)


def test_a_cell_that_reaches_over_rows_is_said_of_each(read: Read) -> None:
    text = HEAD + "分野\t指標\t目標値（令和13年度）\n図書\t本の数\t50冊\n\t席の数\t20席\n"
    labelled = MERGED.replace("also", 'label = "{field}:{title}"\nalso').replace('furniture = ["field"]\n', "")
    assert list(shown(read(GOAL + labelled, text))) == ["図書:本の数", "図書:席の数"]


def test_a_cell_that_nothing_reads_is_an_error_unless_it_is_furniture(read: Read) -> None:
    text = HEAD + "分野\t指標\t目標値（令和13年度）\n図書\t本の数\t50冊\n"
    assert list(shown(read(GOAL + MERGED, text))) == ["本の数"]
    with pytest.raises(InputError) as raised:
        read(GOAL + MERGED.replace('furniture = ["field"]\n', ""), text)
    assert (raised.value.code, str(raised.value.place)) == ("characters-unaccounted", "a.txt:3:1")


def test_rows_may_be_headed_by_group_rows(read: Read) -> None:
    rule = TABLE.replace("class =", "group_row = '^◆(?P<theme>[^\\t]+)'\nlabel = \"{theme}:{title}\"\nclass =")
    text = HEAD + "指標\t現状値（令和６年度）\t目標値（令和13年度）\n◆図書\t\t\n本\t1冊\t2冊\n◆森\t\t\n木\t3本\t4本\n"
    outline = read(GOAL + rule, text)
    assert list(shown(outline)) == ["図書:本", "森:木"]
    kinds = [entry.kind for entry in outline.ledger]
    assert kinds == ["element", "table-head", "group-row", "element", "group-row", "element"]


def test_a_name_folded_into_the_next_row_is_one_name(read: Read) -> None:
    text = (
        HEAD + "指標\t現状値（令和６年度）\t目標値（令和13年度）\n本を借りた人の\t41％\t50％\n割合\t\t\n森の面積\t\t\n"
    )
    outline = read(GOAL + TABLE, text)
    assert list(shown(outline)) == ["本を借りた人の割合", "森の面積"]
    assert [value[1] for value in shown(outline)["森の面積"]] == ["blank-in-table", "blank-in-table"]


def test_a_name_that_breaks_off_makes_a_gap_of_its_row_and_of_the_one_behind_it(read: Read) -> None:
    rows = "森\t3ha\t4ha\n本を借りた人の\t41％\t50％\n割合\t\t60％\n橋\t3本\t4本\n"
    outline = read(GOAL + TABLE, f"{HEAD}指標\t現状値（令和６年度）\t目標値（令和13年度）\n{rows}")
    assert list(shown(outline)) == ["森", "橋"]
    assert faults(outline) == ["a name breaks off", "a name breaks off"]


def test_a_row_that_a_page_breaks_is_one_row_where_its_cells_are_values_only_together(read: Read) -> None:
    rows = "本を借りた人の\t令和５年度\t50％\n12\n割合\t41％\t\n森\t令和\t4ha\n\t５年度3ha\t\n"
    outline = read(PAGE + GOAL + TABLE, f"{HEAD}指標\t現状値（令和６年度）\t目標値（令和13年度）\n{rows}")
    assert {name: [(value[1], value[3]) for value in values] for name, values in shown(outline).items()} == {
        "本を借りた人の割合": [("41", "2023"), ("50", "2031")],
        "森": [("3", "2023"), ("4", "2031")],
    }


def test_a_name_may_have_its_parts_in_a_second_column_under_the_same_head(read: Read) -> None:
    rows = "水のきれいさ\t上の橋\t１mg/L\t２mg/L以下\n\t下の橋\t３mg/L\t４mg/L以下\n本\t\t41冊\t50冊\n"
    text = HEAD + "指標\t\t現状値（令和６年度）\t目標値（令和13年度）\n" + rows
    outline = read(GOAL + TABLE, text)
    assert {name: [value[1] for value in values] for name, values in shown(outline).items()} == {
        "水のきれいさ 上の橋": ["1", "at-most 2"],
        "水のきれいさ 下の橋": ["3", "at-most 4"],
        "本": ["41", "50"],
    }
    assert [element.heading for element in outline.elements.values()][1:] == [
        at(text, "水のきれいさ\t上の橋"),
        at(text, "下の橋"),
        at(text, "本"),
    ]


def test_an_arrow_between_columns_is_no_column(read: Read) -> None:
    text = HEAD + "指標\t現状値（令和６年度）\t\t目標値（令和13年度）\n本\t41冊\t→\t50冊\n"
    assert [value[1] for value in shown(read(GOAL + TABLE, text))["本"]] == ["41", "50"]
    spoken = read(GOAL + TABLE, text + "目標2 森\n" + text.removeprefix(HEAD).replace("→", "20冊"))
    assert faults(spoken) == ["a head of its columns fits no column of the rule"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("\t41％\t50％", "a row has no name"),
        ("50％\t\t", "a value stands where the name of a row should"),
        ("本の数　41冊\t令和５年度\t50冊", "a value stands where the name of a row should"),
        ("本\t41冊\t50冊\t60冊", "a row has more cells than there are heads"),
    ],
)
def test_a_row_that_does_not_fit_is_a_gap_of_what_stands_above(read: Read, row: str, why: str) -> None:
    text = HEAD + f"指標\t現状値（令和６年度）\t目標値（令和13年度）\n{row}\n森\t3ha\t4ha\n"
    outline = read(GOAL + TABLE, text)
    assert list(shown(outline)) == ["森"]
    gap = next(gap for gap in outline.gaps if gap.why)
    assert (gap.element, gap.property, gap.reason, gap.at) == ("goal/1", "Indicator", "not-read", at(text, row.strip()))
    assert gap.why is not None
    assert gap.why[1] == why
    assert [entry.kind for entry in outline.ledger][2] == "not-read"


def test_a_table_without_target_says_so(read: Read) -> None:
    rule = columns("{ head = '^指標', group = \"title\" }", "{ head = '現状', value = \"baseline\" }")
    outline = read(GOAL + rule, HEAD + "指標\t現状値（令和６年度）\n本\t41冊\n")
    assert [(gap.element, gap.property, gap.reason) for gap in outline.gaps] == [
        ("goal/1/indicator/1", "indicatorValue", "not-stated")
    ]


def test_a_table_whose_heads_are_unknown_is_a_gap_and_an_unused_column_an_error(read: Read) -> None:
    text = HEAD + "指標\t現状値\t目標値\n本\t41冊\t50冊\n目標2 森\n指標\tいま\tこれから\n木\t1本\t2本\n"
    outline = read(GOAL + TABLE, text)
    assert list(shown(outline)) == ["本"]
    assert faults(outline) == ["a head of its columns fits no column of the rule"]
    assert [table.fault is None for table in outline.tables] == [True, False]
    with pytest.raises(InputError) as raised:
        read(GOAL + TABLE, HEAD + "指標\t現状値\n本\t41冊\n")
    assert raised.value.code == "profile-unused"


def test_a_table_goes_on_over_a_page_break_under_its_head_printed_again(read: Read) -> None:
    head = "指標\t現状値（令和６年度）\t目標値（令和13年度）\n"
    outline = read(PAGE + GOAL + TABLE, f"{HEAD}{head}本\t41冊\t50冊\n12\n{head}森\t3ha\t4ha\n")
    assert [element.order for element in outline.elements.values()] == [1, 1, 2]
    assert list(shown(outline)) == ["本", "森"]


def test_a_table_goes_on_after_furniture_without_its_head(read: Read) -> None:
    head = "指標\t現状値（令和６年度）\t目標値（令和13年度）\n"
    outline = read(PAGE + GOAL + TABLE, f"{HEAD}{head}本\t41冊\t50冊\n12\n森\t3ha\t4ha\n目標2 森\n")
    assert list(shown(outline)) == ["本", "森"]
    assert [entry.kind for entry in outline.ledger] == [
        "element",
        "table-head",
        "element",
        "page-number",
        "element",
        "element",
    ]


def test_cells_may_be_parted_by_a_pattern(read: Read) -> None:
    piped = TABLE.replace("class =", "cell = '\\s*\\|\\s*'\nclass =").replace("'^指標'", "'^\\| 指標'", 1)
    text = HEAD + "| 指標 | 現状値（令和６年度） | 目標値（令和13年度） |\n| 本 | 41冊 |  |\n"
    assert [value[1] for value in shown(read(GOAL + piped, text))["本"]] == ["41", "blank-in-table"]


# standing in fixed columns, as pdftotext -layout leaves them

UNDER = """\
指標                      現状値（令和６年度）     目標値（令和13年度）
本を借りた人の割合               41.2％             50.0％以上
席の数                           20席               現状維持
"""


def test_columns_are_where_the_head_stands(read: Read) -> None:
    assert shown(read(GOAL + TABLE, HEAD + UNDER)) == {
        "本を借りた人の割合": [
            ("baseline", "41.2", "percent", "2024", "41.2％"),
            ("target", "at-least 50.0", "percent", "2031", "50.0％以上"),
        ],
        "席の数": [("baseline", "20", "seat", "2024", "20席"), ("target", "maintain", "", "2031", "現状維持")],
    }


def test_under_its_head_a_blank_is_a_blank(read: Read) -> None:
    text = HEAD + UNDER.replace("41.2％", "     ").replace("現状維持", "")
    assert [[value[1] for value in values] for values in shown(read(GOAL + TABLE, text)).values()] == [
        ["blank-in-table", "at-least 50.0"],
        ["20", "blank-in-table"],
    ]


def test_columns_may_be_counted_in_the_widths_of_a_fixed_font(read: Read) -> None:
    text = """\
指標              現状値（令和６年度）  目標値（令和13年度）
図書館の本の数                 41万冊                50万冊
席                               20席                  30席
"""
    assert [[value[1] for value in values] for values in shown(read(GOAL + TABLE, HEAD + text)).values()] == [
        ["410000", "500000"],
        ["20", "30"],
    ]


def test_a_value_may_stand_between_the_lines_of_its_name(read: Read) -> None:
    text = """\
指標                      現状値（令和６年度）     目標値（令和13年度）
子育てしやすいと思える
                                 58.3％             75.0％
保護者が占める割合
席の数                           20席               30席
"""
    assert {
        name: [value[1] for value in values] for name, values in shown(read(GOAL + TABLE, HEAD + text)).items()
    } == {
        "子育てしやすいと思える保護者が占める割合": ["58.3", "75.0"],
        "席の数": ["20", "30"],
    }


def test_a_name_may_stand_between_its_values_and_their_times(read: Read) -> None:
    text = """\
指標                      現状値（年度）     目標値（年度）
                             14人              ０人
待機児童数
                         （令和７年度）     （令和13年度）

                             58.3％          75.0％
子育てしやすいと感じる人の割合
                         （令和７年度）     （令和13年度）
"""
    outline = read(GOAL + TABLE, HEAD + text)
    assert {name: [(value[1], value[3]) for value in values] for name, values in shown(outline).items()} == {
        "待機児童数": [("14", "2025"), ("0", "2031")],
        "子育てしやすいと感じる人の割合": [("58.3", "2025"), ("75.0", "2031")],
    }


def test_lines_that_could_belong_to_either_row_make_the_table_a_gap(read: Read) -> None:
    text = """\
指標                      現状値（令和６年度）     目標値（令和13年度）
子育て広場                       58回               75回
相談会                                                                
席                               20席               30席
"""
    outline = read(GOAL + TABLE, HEAD + text)
    assert not shown(outline)
    assert faults(outline) == ["its lines can be parted into rows in several ways"]
    assert outline.gaps[0].at == (len(HEAD) + text.index("子育て"), len(HEAD + text.rstrip()))


MOVED = """\
指標名      現状値（令和６年度）  目標値（令和13年度）
川の水があふれた件数
市の建物の耐震化率                                             令和４年度         ０件

                                                         ３件        100％

                                                      令和５年度

                                                        95.3％
"""
"""A head and cells that a program has moved: only the order of each column is left."""


def test_where_cells_were_moved_their_order_tells_the_row(read: Read) -> None:
    text = HEAD + MOVED
    outline = read(GOAL + TABLE, text)
    assert shown(outline) == {
        "川の水があふれた件数": [("baseline", "3", "case", "2022", "３件"), ("target", "0", "case", "2031", "０件")],
        "市の建物の耐震化率": [
            ("baseline", "95.3", "percent", "2023", "95.3％"),
            ("target", "100", "percent", "2031", "100％"),
        ],
    }
    assert outline.indicator_values[0].at == (at(text, "令和４年度"), at(text, "３件"))


@pytest.mark.parametrize("lost", ["０件", "100％", "川の水があふれた件数"])
def test_where_cells_were_moved_and_one_is_lost_no_value_is_read(read: Read, lost: str) -> None:
    outline = read(GOAL + TABLE, HEAD + MOVED.replace(lost, " " * len(lost)))
    assert not shown(outline)
    assert not outline.indicator_values
    assert len(faults(outline)) == 1


@pytest.mark.parametrize(("lost", "left"), [("３件", ["not-read", "95.3"]), ("95.3％", ["3", "not-read"])])
def test_a_time_without_its_value_keeps_the_place_of_the_cell(read: Read, lost: str, left: list[str]) -> None:
    outline = read(GOAL + TABLE, HEAD + MOVED.replace(lost, " " * len(lost)))
    assert [values[0][1] for values in shown(outline).values()] == left
    assert [values[1][1] for values in shown(outline).values()] == ["0", "100"]


def test_values_of_a_row_in_different_units_are_not_believed(read: Read) -> None:
    outline = read(GOAL + TABLE, HEAD + MOVED.replace("100％", "100人"))
    assert faults(outline) == ["the values of a row have different units"]


FOLDED = """\
指標名      現状値  目標値
図書館の利用に満足している人の割合
（市民へのアンケート）                                令和６年度           令和13年度

                                                 41.2％            50％以上
学校の（給食を含む）満足度                                                 4,000
                                                令和５年度             アクセス以上
                                               2,300 アクセス
"""


def test_folded_names_and_values_are_joined_and_times_above_all_values_are_of_the_head(read: Read) -> None:
    outline = read(GOAL + TABLE, HEAD + FOLDED)
    assert {name: [value[1::2] for value in values] for name, values in shown(outline).items()} == {
        "図書館の利用に満足している人の割合（市民へのアンケート）": [("41.2", "2024"), ("at-least 50", "2031")],
        "学校の（給食を含む）満足度": [("2300", "2023"), ("at-least 4000", "2031")],
    }


def test_columns_that_do_not_stand_apart_are_a_gap(read: Read) -> None:
    text = "指標  現状値  目標値\n図書館の本の数  41冊\n席の数と机の数とを合わせた数  20席  30席\n"
    outline = read(GOAL + TABLE, HEAD + text)
    assert not shown(outline)
    assert len(faults(outline)) == 1
