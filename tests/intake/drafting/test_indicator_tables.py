"""Tables of indicators are found by their heads, and the drafted rule reads them into the measures above."""

from __future__ import annotations

import pytest

from kgtool.corpus.layout import Repo
from kgtool.intake import folder
from kgtool.intake.drafting.indicator_tables import heads

TITLE, UNIT, ABOVE, NOTE = ("group", "title"), ("group", "unit"), ("group", "group"), ("group", "note")
BASELINE, TARGET, ACTUAL = ("value", "baseline"), ("value", "target"), ("value", "actual")


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (["指標名", "現状値", "目標値"], [TITLE, BASELINE, TARGET]),
        (["指標名（単位）", "基準値（Ｒ６）", "目標値（Ｒ13）"], [TITLE, BASELINE, TARGET]),
        (["重要業績評価指標（KPI）", "実績値 令和５年度", "目標値", "指標の説明"], [TITLE, ACTUAL, TARGET, NOTE]),
        (["基本目標", "成果指標", "現状", "めざす値"], [ABOVE, TITLE, BASELINE, TARGET]),
        (["ものさし", "単位", "いま", "目標"], [TITLE, UNIT, BASELINE, TARGET]),
        (["指標", "基準年度", "基準値", "目標年度", "目標値"], [TITLE, ("period", "baseline"), BASELINE, ("period", "target"), TARGET]),
        (["指標名", "令和７年度・2025年度", "令和12年度・2030年度"], [TITLE, BASELINE, TARGET]),
        (["指標名", "令和８年度", "令和12年度"], None),
        (["指標名", "令和７年度", "令和９年度", "令和12年度"], None),
        (["事業名", "令和８年度", "令和９年度"], None),
        (["区分", "内容", "目標"], None),
        (["目標値", "現状値"], None),
        (["指標の動きを毎年度確かめ、目標に届かないときはその訳を市民に示して改めるものとする", "目標値"], None),
    ],
)  # fmt: skip
def test_a_head_is_known_by_the_words_over_its_columns(cells: list[str], columns: list[tuple[str, str]] | None) -> None:
    found = heads(cells, 2026)
    assert (found and [(column.key, column.held) for column in found]) == columns


def test_years_alone_say_nothing_where_the_plans_first_year_is_not_known() -> None:
    assert heads(["指標名", "令和７年度", "令和12年度"], None) is None


def plan(table: str) -> str:
    """The text of an invented plan, with a table of indicators in each measure."""
    measures = "".join(
        f"施策{n}　{name}\n\n成果指標\n\n{table.format(name=name)}\n取組の方向性\n\n（１）{name}を支えます\n（２）{name}を伝えます\n\n"
        for n, name in enumerate(("港の仕事", "山の手入れ", "本のある暮らし", "坂道の散歩"), 1)
    )
    return f"第一次かもめ町総合計画\n\n令和８年度～令和17年度\n\n令和８年３月\n\n第１章　基本計画\n\n{measures}"


TABBED = (
    "指標名\t現状値（令和６年度）\t目標値（令和12年度）\n{name}の満足度（％）\t41.5\t50以上\n{name}の講座\t―\t増加\n"
)
FIXED = """\
指標名                              令和７年度          令和12年度
{name}に満足している
                                      41.5％            50％以上
人の割合
{name}に関する講座の数                      ３回                10回
※　町民へのアンケート
"""


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (TABBED, ["の満足度（％）", "の講座"]),
        (FIXED, ["に満足している人の割合", "に関する講座の数"]),
    ],
)
def test_a_third_city_keeps_its_indicators(repo: Repo, table: str, names: list[str]) -> None:
    draft = folder.read(repo, "99999-kamome-1", "kamome.txt", plan(table).encode())
    outline = folder.fitted(draft).outline
    found = [e for e in outline.elements.values() if e.class_ == "Indicator"]
    measures = [e for e in outline.elements.values() if e.class_ == "Measure"]
    assert len(measures) == 4
    assert [(e.label, e.parent) for e in found] == [(m.label + name, m.path) for m in measures for name in names]
    assert len(outline.indicator_values) == 16
    first = outline.indicator_values[0]
    assert (str(first.value.value), first.unit.rpartition("/")[2], first.kind) == ("41.5", "percent", "baseline")
    assert all(table.fault is None for table in outline.tables)


@pytest.mark.parametrize(
    ("cells", "titled"),
    [
        (["数字の名", "今", "十年後"], True),
        (["施策", "現状値", "目標値"], False),
        (["数字の名", "今", "所管課"], False),
    ],
)
def test_the_first_column_has_the_names_where_all_others_hold_what_is_and_what_is_to_be(
    cells: list[str], titled: bool
) -> None:
    assert bool(heads(cells, None)) is titled
