"""Reading what is printed: codes, years of Japanese eras, dates."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base.errors import InputError, Place
from kgtool.extract import values
from kgtool.extract.profile import VALUE_FORMATS

# First Gregorian year and number of years of each era (Reiwa: so far)
ERAS = {"明治": (1868, 45), "大正": (1912, 15), "昭和": (1926, 64), "平成": (1989, 31), "令和": (2019, 60)}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
PLACE = Place("text.txt", 7)

ERA_YEAR = st.sampled_from(list(ERAS)).flatmap(lambda era: st.tuples(st.just(era), st.integers(1, ERAS[era][1])))
BLANK = st.sampled_from(["", " ", "\u3000"])


@given(ERA_YEAR, BLANK, st.booleans(), st.sampled_from(["年", "年度", "(2032)年", "年4月1日"]))
def test_an_era_year_is_the_gregorian_year(year: tuple[str, int], blank: str, wide: bool, after: str) -> None:
    era, number = year
    printed = str(number).translate(FULL_WIDTH) if wide else str(number)
    assert values.year(f"{era}{blank}{printed}{after}") == ERAS[era][0] + number - 1


@pytest.mark.parametrize("era", ERAS)
def test_the_first_year_of_an_era_may_be_printed_in_words(era: str) -> None:
    assert values.year(f"{era}元年度") == values.year(f"{era}1年度") == ERAS[era][0]


@given(st.integers(1000, 9999), st.booleans())
def test_a_year_of_four_digits_is_itself(year: int, wide: bool) -> None:
    assert values.year(f"西暦{str(year).translate(FULL_WIDTH) if wide else year}年") == year


@pytest.mark.parametrize("text", ["", "来年度", "令和", "年", "第3期", "―"])
def test_what_names_no_year_has_none(text: str) -> None:
    assert values.year(text) is None


@given(st.text(alphabet="A1２-‐‑–—―−－ー \t\u3000\u00a0施", max_size=12))
def test_a_code_has_no_white_space_and_plain_hyphens_and_is_its_own_code(text: str) -> None:
    code = values.code(text)
    assert not any(char.isspace() for char in code)
    assert {char for char in code if unicodedata.category(char) == "Pd" or char == "−"} <= {"-"}
    assert values.code(code) == code


@pytest.mark.parametrize(
    ("printed", "code"), [("2 — 2 1 4", "2-214"), ("A－ 2", "A-2"), ("Ⅰ", "Ⅰ"), ("コミュニティー", "コミュニティー")]
)
def test_a_code_keeps_everything_else(printed: str, code: str) -> None:
    assert values.code(printed) == code


@given(st.dates(min_value=datetime.date(1000, 1, 1)), BLANK, st.booleans())
def test_a_date_reads_as_iso_8601(date: datetime.date, blank: str, wide: bool) -> None:
    printed = f"{date.year}{blank}年{blank}{date.month}{blank}月{blank}{date.day}{blank}日時点"
    assert values.read("date", printed.translate(FULL_WIDTH) if wide else printed, PLACE) == date.isoformat()


@pytest.mark.parametrize(
    ("read_as", "text", "value"),
    [
        ("fiscal-year", "令和元年度", "2019"),
        ("year", "2032年", "2032"),
        ("integer", "第１２期", "12"),
        ("integer", "007", "7"),
        ("integer", "1,2,3", "1"),
        ("integer", "12,3456", "12"),
        ("integer", "１，２３４，５６７円", "1234567"),
        ("text", "ＳＤＧｓ", "SDGs"),
        ("text", "0012", "0012"),
        ("date", "平成元年１月８日", "1989-01-08"),
        ("date", "令和9年3月5日", "2027-03-05"),
        ("integer", "12,345人", "12345"),
        ("month", "令和３年３月", "2021-03"),
        ("month", "2021年12月策定", "2021-12"),
    ],
)
def test_a_value_reads_in_the_form_of_its_property(read_as: str, text: str, value: str) -> None:
    assert values.read(read_as, text, PLACE) == value


@pytest.mark.parametrize(
    ("read_as", "text"),
    [
        ("fiscal-year", "来年度"),
        ("year", ""),
        ("date", "2025年8月"),
        ("integer", "十二"),
        ("date", "2025年2月29日"),
        ("date", "令和0年3月5日"),
        ("date", "12025年8月12日"),
        ("year", "令和0年"),
        ("year", "12025年"),
        ("date", "2025年13月40日"),
    ],
)
def test_what_is_no_such_value_is_an_error_with_its_line(read_as: str, text: str) -> None:
    assert read_as in VALUE_FORMATS
    with pytest.raises(InputError, match=f"is no {read_as}") as raised:
        values.read(read_as, text, PLACE)
    assert (raised.value.code, str(raised.value.place)) == ("toml-value", "text.txt:7")
