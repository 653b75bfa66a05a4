"""Values and times as plans print them: read as a whole, or a gap; never a part of what is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base.printed_numbers import (
    PrintedCell,
    PrintedPeriod,
    PrintedValue,
    cell,
    numeral,
    period,
    time_in,
    value,
    with_unit,
)

D = Decimal
VALUES = {
    "14人": PrintedValue(D(14), unit="人"),
    "５８．３％": PrintedValue(D("58.3"), unit="%"),
    "9.8万人": PrintedValue(D(98000), unit="人"),
    "5件/年": PrintedValue(D(5), unit="件/年"),
    "年3回": PrintedValue(D(3), unit="回/年"),
    "△60％": PrintedValue(D(-60), unit="%"),
    "8.0％以下": PrintedValue(D("8.0"), unit="%", comparator="at-most"),
    "86％以上": PrintedValue(D(86), unit="%", comparator="at-least"),
    "20％未満": PrintedValue(D(20), unit="%", comparator="less-than"),
    "60点を超える": PrintedValue(D(60), unit="点", comparator="more-than"),
    "2時間以内": PrintedValue(D(2), unit="時間", comparator="at-most"),
    "約100人程度": PrintedValue(D(100), unit="人", approximate=True),
    "約6.3～6.4万人": PrintedValue(D(63000), D(64000), "人", "between", True),
    "10人から20人": PrintedValue(D(10), D(20), "人", "between"),
    "0.5パーセントポイント": PrintedValue(D("0.5"), unit="パーセントポイント"),
    "1億2,000万円": PrintedValue(D(120000000), unit="円"),
    "1,200千円": PrintedValue(D(1200000), unit="円"),
    "1,200百万円": PrintedValue(D(1200000000), unit="円"),
    "三十か所": PrintedValue(D(30), unit="か所"),
    "1万2千人": PrintedValue(D(12000), unit="人"),
    "120人/10万人": PrintedValue(D(120), unit="人/10万人"),
    "30t-CO2": PrintedValue(D(30), unit="t-CO2"),
    "第3位": PrintedValue(D(3), unit="位"),
    "41": PrintedValue(D(41)),
    "ゼロ": PrintedValue(D(0)),
    "現状維持": PrintedValue(comparator="maintain"),
    "現状より増加": PrintedValue(comparator="increase"),
    "前年度比減少": PrintedValue(comparator="decrease"),
    "": PrintedValue(gap="blank-in-table"),
    "　": PrintedValue(gap="blank-in-table"),
    "—": PrintedValue(gap="dash-in-table"),
    "ー": PrintedValue(gap="dash-in-table"),
    "（調整中）": PrintedValue(gap="to-be-decided"),
}
# Something is printed, but no value as a whole; each would tempt a reader to take a part of it.
NOT_READ = [
    "2 1.19 年以上",
    "120¹",
    "120①",
    "③ 45人",
    "１２０²",
    "95％（80人）",
    "1人1日当たり862g",
    "５０％増",
    "12,34人",
    "60%以上70%未満",
    "万人",
    "人",
    "20～10人",
    "現状以上",
    "10人・20人",
    "1.2.3",
    "△10～20人",
    "十分",
]
PERIODS = {
    "令和７年度": PrintedPeriod(2025, fiscal=True),
    "令和５年": PrintedPeriod(2023, fiscal=False),
    "2031年度": PrintedPeriod(2031, fiscal=True),
    "Ｒ７年度": PrintedPeriod(2025, fiscal=True),
    "H30年度": PrintedPeriod(2018, fiscal=True),
    "2025": PrintedPeriod(2025),
    "令和元年度・2019年度": PrintedPeriod(2019, fiscal=True),
    "令和元(2019)年度": PrintedPeriod(2019, fiscal=True),
    "2019年度（令和元年度）": PrintedPeriod(2019, fiscal=True),
    "令和３～７年度": PrintedPeriod(2025, 2021, True),
    "平成28～令和2年度": PrintedPeriod(2020, 2016, True),
    "2016－2025": PrintedPeriod(2025, 2016),
    "令和6年度末": PrintedPeriod(2024, fiscal=True),
    "令和10年度まで": PrintedPeriod(2028, fiscal=True),
    "令和7年4月1日現在": PrintedPeriod(date="2025-04-01"),
    "令和7年3月末": PrintedPeriod(date="2025-03"),
    "": PrintedPeriod(gap="blank-in-table"),
    "未定": PrintedPeriod(gap="to-be-decided"),
}


@pytest.mark.parametrize("printed", VALUES)
def test_a_printed_value_is_read(printed: str) -> None:
    assert value(printed) == VALUES[printed]


@pytest.mark.parametrize("printed", NOT_READ)
def test_what_is_no_value_as_a_whole_is_a_gap(printed: str) -> None:
    assert value(printed) == PrintedValue(gap="not-read")


@pytest.mark.parametrize("printed", PERIODS)
def test_a_printed_time_is_read(printed: str) -> None:
    assert period(printed) == PERIODS[printed]


@pytest.mark.parametrize(
    "printed", ["令和元年度・2020年度", "令和7年13月", "令和0年度", "2020年度～2020年度", "いつか", "20年"]
)
def test_what_is_no_time_as_a_whole_is_a_gap(printed: str) -> None:
    assert period(printed) == PrintedPeriod(gap="not-read")


@pytest.mark.parametrize(
    ("printed", "text", "time"),
    [
        ("14人 （令和７年度）", "14人", "令和７年度"),
        ("令和７年度 14人", "14人", "令和７年度"),
        ("令和７年度14人", "14人", "令和７年度"),
        ("（令和７年度）14人", "14人", "令和７年度"),
    ],
)
def test_a_cell_may_hold_a_value_and_its_time(printed: str, text: str, time: str) -> None:
    assert cell(printed) == PrintedCell(PrintedValue(D(14), unit="人"), text, PrintedPeriod(2025, fiscal=True), time)


def test_a_cell_without_a_time_or_a_value_says_so() -> None:
    assert cell("14人") == PrintedCell(PrintedValue(D(14), unit="人"), "14人")
    assert cell("95％（80人）").value.gap == "not-read"
    alone = cell("令和７年度")
    assert (alone.value.gap, alone.value_text, alone.period_text) == ("not-read", "", "令和７年度")
    unread = cell("令和７年度 要件を達成")
    assert (unread.value.gap, unread.value_text, unread.period_text) == ("not-read", "要件を達成", "令和７年度")
    doubtful = cell("（令和12年または14年）")
    assert (doubtful.value.gap, doubtful.period and doubtful.period.gap) == ("not-read", "not-read")


@pytest.mark.parametrize(
    ("head", "year"),
    [
        ("目標値（令和７年度）", 2025),
        ("令和７年度・2025 年度", 2025),
        ("目標値（％）（令和７年度）", 2025),
        ("最終目標 2025年度", 2025),
        ("目標値", 0),
        ("令和６年度 令和７年度", 0),
    ],
)
def test_a_head_prints_one_time_or_none(head: str, year: int) -> None:
    found = time_in(head)
    assert (found[0].year if found else 0) == year


def test_a_number_takes_the_unit_that_is_printed_for_it_elsewhere() -> None:
    assert with_unit(value("1,200"), "千円") == PrintedValue(D(1200000), unit="円")
    assert with_unit(value("10～20"), "％") == PrintedValue(D(10), D(20), "%", "between")
    assert with_unit(value("45％"), "％") == PrintedValue(D(45), unit="%")
    assert with_unit(value("45人"), "％").gap == "not-read"
    assert with_unit(value("増加"), "人") == PrintedValue(comparator="increase")


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["人", "%", "か所", ""]))
def test_any_number_with_commas_is_read_as_it_is_printed(number: Decimal, unit: str) -> None:
    assert value(f"{number:,}{unit}") == PrintedValue(number, unit=unit)


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=9999))
def test_a_number_in_ten_thousands_is_multiplied_out(many: int, few: int) -> None:
    assert numeral(f"{many}万{few if few else ''}") == many * 10000 + few


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_a_gap_and_never_both(text: str) -> None:
    read = value(text)
    assert bool(read.gap) == (read.value is None and not read.comparator)
    assert not read.gap or read == PrintedValue(gap=read.gap)
    assert bool(period(text).gap) == (period(text).year is None and not period(text).date)


@given(st.integers(min_value=2019, max_value=2100), st.sampled_from(["年度", "年"]))
def test_an_era_year_is_the_gregorian_year(year: int, kind: str) -> None:
    era = "元" if year == 2019 else str(year - 2018)
    assert period(f"令和{era}{kind}") == period(f"{year}{kind}") == period(f"令和{era}{kind}・{year}{kind}")
