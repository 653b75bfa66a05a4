"""Every kind of mistake that people make in such a workbook is found at its sheet and cell, with a remedy; nothing is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgtool.base.errors import InputError
from tests.city_plan import CityPlan
from tests.command_line import Outcome
from tests.intake.city_tables.test_import import BUDGETS, INDICATORS, PROJECTS, as_text, place, take

Change = Callable[[Any], None]


def put(sheet: str, cell: str, value: object, number_format: str = "General") -> Change:
    """Write a value into a cell."""

    def change(book: Any) -> None:
        book[sheet][cell].number_format = number_format
        book[sheet][cell].value = value

    return change


def both(*changes: Change) -> Change:
    return lambda book: [change(book) for change in changes] and None


def hide_row(book: Any) -> None:
    book["指標"].row_dimensions[3].hidden = True


def hide_column(book: Any) -> None:
    book["指標"].column_dimensions["J"].hidden = True


def hide_sheet(book: Any) -> None:
    book["予算"].sheet_state = "hidden"


def rename(book: Any) -> None:
    book["事業"].title = "事業一覧(案)"


def remark(book: Any) -> None:
    book["指標"]["L1"].value = "備考"


def twice(book: Any) -> None:
    book["事業"]["H1"].value = "事業名"


def delete_column(book: Any) -> None:
    book["事業"].delete_cols(5)


def array_formula(book: Any) -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    book["予算"]["E2"] = ArrayFormula("E2", "=SUM(A1:A2)")


MISTAKES: dict[str, tuple[Change, str, str]] = {
    "unknown measure code": (put("指標", "C2", "9-9 ない施策"), "指標!C2", "table-element-unknown"),
    "unknown measure of a project": (put("事業", "C2", "9-9"), "事業!C2", "table-element-unknown"),
    "a goal where a measure belongs": (put("事業", "C2", "1 水辺のまち"), "事業!C2", "table-element-unknown"),
    "a name that two measures share": (put("指標", "C2", "灯りを減らす"), "指標!C2", "table-element-ambiguous"),
    "the whole plan where a measure belongs": (put("予算", "C3", "計画全体"), "予算!C3", "table-element-unknown"),
    "unit missing": (put("指標", "K2", None), "指標!K2", "table-unit-missing"),
    "unknown unit": (put("指標", "K2", "ほげ"), "指標!K2", "table-code-unknown"),
    "unit that contradicts the value": (put("指標", "J2", "1,200件"), "指標!K2", "table-unit-differs"),
    "unit of money missing": (put("予算", "F2", None), "予算!F2", "table-unit-missing"),
    "unknown unit of money": (put("予算", "F2", "ドル"), "予算!F2", "table-currency"),
    "unit of money that contradicts the amount": (put("予算", "E2", "5百万円"), "予算!F2", "table-unit-differs"),
    "target outside the period": (put("指標", "I3", "令和20年度"), "指標!I3", "table-rule"),
    "baseline after its target": (put("指標", "I2", "令和13年度"), "指標!I2", "table-rule"),
    "comparator against polarity": (put("指標", "J3", "1,500以下"), "指標!J3", "table-rule"),
    "text in a number": (put("指標", "J2", "だいたい千二百"), "指標!J2", "table-value"),
    "a target in words": (put("指標", "J3", "全国平均以上"), "指標!J3", "table-value"),
    "digits parted by a blank": (put("指標", "J2", "1 200"), "指標!J2", "table-value"),
    "text in an amount": (put("予算", "E2", "約1,200"), "予算!E2", "table-amount"),
    "negative amount": (put("予算", "E2", -5), "予算!E2", "table-amount"),
    "unreadable time": (put("指標", "I2", "そのうち"), "指標!I2", "table-period"),
    "an era that has no such year": (put("指標", "I2", "令和元年度・2020年度"), "指標!I2", "table-period"),
    "a year far off": (put("指標", "I2", 20310), "指標!I2", "table-period"),
    "a calendar year where a fiscal year belongs": (put("予算", "D2", "2026年"), "予算!D2", "table-fiscal-year"),
    "several years where one belongs": (put("事業", "E2", "令和8～10年度"), "事業!E2", "table-fiscal-year"),
    "years reversed": (both(put("事業", "E2", 2028), put("事業", "F2", 2026)), "事業!F2", "table-years-reversed"),
    "unknown kind of value": (put("指標", "H2", "見込"), "指標!H2", "table-code-unknown"),
    "kind of value missing": (put("指標", "H2", None), "指標!H2", "table-blank"),
    "unknown polarity": (put("指標", "E2", "上"), "指標!E2", "table-code-unknown"),
    "unknown version": (put("指標", "B2", "素案"), "指標!B2", "table-version"),
    "ID missing": (put("指標", "A4", None), "指標!A4", "table-blank"),
    "ID in Japanese": (put("事業", "A2", "事業1"), "事業!A2", "table-id"),
    "duplicate project ID": (
        lambda book: book["事業"].append(["J-1", None, "1-1", "別の事業", 2026, 2027, "川辺課"]),
        "事業!A3",
        "table-row-repeated",
    ),
    "the same value twice": (
        both(put("指標", "H3", "基準値"), put("指標", "I3", "2024")),
        "指標!I3",
        "table-row-repeated",
    ),
    "one ID for two indicators": (put("指標", "D3", "別の指標"), "指標!D3", "table-row-differs"),
    "name missing": (put("事業", "D2", None), "事業!D2", "table-blank"),
    "name too long": (put("事業", "D2", "あ" * 61), "事業!D2", "table-name-long"),
    "line break in a name": (put("事業", "D2", "舟小屋の\n改修"), "事業!D2", "table-line-break"),
    "budget of nothing": (put("予算", "B2", None), "予算!B2", "table-budget-of"),
    "budget of two": (put("予算", "C2", "1-1"), "予算!C2", "table-budget-of"),
    "budget of an unknown project": (put("予算", "B2", "J-9"), "予算!B2", "table-project-unknown"),
    "formula": (put("予算", "E2", "=500*2"), "予算!E2", "table-formula"),
    "array formula": (array_formula, "予算!E2", "table-formula"),
    "error value": (put("指標", "J2", "#N/A"), "指標!J2", "table-cell-error"),
    "truth value": (put("指標", "J2", True), "指標!J2", "table-cell-truth"),
    "date instead of a value": (put("指標", "J2", datetime.date(2026, 4, 1), "m-d"), "指標!J2", "table-cell-date"),
    "date instead of an ID": (put("指標", "A4", datetime.date(2026, 1, 2), "m-d"), "指標!A4", "table-cell-date"),
    "time instead of a value": (put("指標", "J2", datetime.time(12, 30), "h:mm"), "指標!J2", "table-cell-date"),
    "words by a number format": (put("指標", "J2", 1200, '0"以上"'), "指標!J2", "table-format"),
    "thousands by a number format": (put("予算", "E2", 1200000, "#,##0,"), "予算!E2", "table-format"),
    "zero shown as a dash": (put("予算", "E2", 0, '#,##0;-#,##0;"-"'), "予算!E2", "table-format"),
    "per cent with another unit": (put("指標", "J2", 0.35, "0%"), "指標!K2", "table-unit-differs"),
    "merged cells": (lambda book: book["指標"].merge_cells("D2:D3"), "指標!D2", "table-merged"),
    "hidden row": (hide_row, "指標!A3", "table-hidden"),
    "hidden column": (hide_column, "指標!J1", "table-hidden"),
    "hidden sheet": (hide_sheet, "予算", "table-hidden"),
    "renamed sheet": (rename, "", "table-sheet-missing"),
    "renamed column": (put("指標", "J1", "数値"), "指標!J1", "table-head-unknown"),
    "missing column": (delete_column, "事業", "table-head-missing"),
    "extra column": (remark, "指標!L1", "table-head-unknown"),
    "column twice": (twice, "事業!H1", "table-head-repeated"),
    "something beside the table": (put("指標", "N4", "要確認"), "指標!N4", "table-beside"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_found_at_its_cell(city_plan: CityPlan, kind: str) -> None:
    change, cell, code = MISTAKES[kind]
    path = city_plan.workbook(change)
    try:
        taken = take(city_plan, path)
        found = [*taken.mistakes, *taken.remarks]
    except InputError as error:
        found = [error]
    at = {(error.code, str(error.place)) for error in found}
    assert (code, f"tables.xlsx {cell}".strip()) in at, at
    for error in found:
        for lang in ("ja", "en"):
            what, remedy = error.said(lang)
            assert what
            assert remedy
            assert "{" not in what + remedy


def test_there_are_forty_kinds_and_more() -> None:
    assert len(MISTAKES) >= 40


READ: dict[str, tuple[Change, str, str]] = {
    "full-width digits": (put("指標", "J2", "１，２００"), "indicators.csv", '"1,200",person|１，２００,person'),
    "kanji numerals": (put("指標", "J2", "千二百人"), "indicators.csv", "千二百人,person"),
    "a multiplier in the unit": (
        both(put("指標", "J2", 12), put("指標", "K2", "千人")),
        "indicators.csv",
        "12千人,person",
    ),
    "a date as the time of a value": (
        put("指標", "I2", datetime.date(2025, 4, 1), "yyyy/m/d"),
        "indicators.csv",
        "2025年4月1日",
    ),
    "0.35 shown as 35 %": (
        both(
            put("指標", "J2", 0.35, "0%"), put("指標", "K2", None), put("指標", "J3", "40％"), put("指標", "K3", None)
        ),
        "indicators.csv",
        "35%,percent",
    ),
    "a binary fraction": (put("指標", "J2", 0.1 + 0.2), "indicators.csv", "0.3,person"),
    "a number with a currency format": (put("予算", "E2", 1200, "¥#,##0"), "budgets.csv", "1200,千円"),
    "another spelling of a unit": (put("指標", "K2", "名"), "indicators.csv", '"1,200",person'),
    "an era year": (put("事業", "F2", "R10"), "projects.csv", "2026,2028"),
    "a target in brackets": (put("指標", "J3", "「全国平均以上」"), "indicators.csv", "「全国平均以上」,person"),
}


@pytest.mark.parametrize("kind", READ)
def test_other_ways_of_writing_are_read(city_plan: CityPlan, kind: str) -> None:
    change, name, wanted = READ[kind]
    place(city_plan, city_plan.workbook(change))
    assert any(text in as_text(city_plan.tables())[name] for text in wanted.split("|"))


def test_nothing_is_written_where_anything_is_wrong(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    place(city_plan, city_plan.workbook())
    before = city_plan.tables()
    path = city_plan.workbook(both(put("指標", "J2", 1300), put("予算", "E2", "未確認")))
    outcome = kgtool("--root", city_plan.root, "--lang", "ja", "import", city_plan.id, path)
    assert outcome.code == 2
    assert "tables.xlsx 予算!E2: error[table-amount]" in outcome.err
    assert "対処: " in outcome.err
    assert "何も書いていません" in outcome.err
    assert city_plan.tables() == before


def test_what_only_seems_odd_is_written_and_told(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    path = city_plan.workbook(put("指標", "I3", "令和20年度"))
    outcome = kgtool("--root", city_plan.root, "--lang", "en", "import", city_plan.id, path)
    assert (outcome.code, "指標!I3: error[table-rule]" in outcome.err) == (1, True)
    assert "令和20年度" in as_text(city_plan.tables())["indicators.csv"]


FILES: dict[str, tuple[bytes, str]] = {
    "an old Excel file": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "table-file-kind"),
    "an encrypted workbook": (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "table-file-encrypted",
    ),
    "a workbook cut off": (b"PK\x03\x04" + bytes(100), "table-file-broken"),
    "a PDF": (b"%PDF-1.7\n", "table-file-kind"),
    "an empty file": (b"", "table-file-kind"),
    "heads only": (BUDGETS.partition("\n")[0].encode(), "table-empty"),
    "another table": ("日付,場所\n1,2\n".encode(), "table-unknown"),
    "tabs": (BUDGETS.replace('"1,200"', "1200").replace(",", "\t").encode(), "table-divider"),
    "semicolons in Shift_JIS": (BUDGETS.replace('"1,200"', "1200").replace(",", ";").encode("cp932"), "table-divider"),
    "an unknown encoding": (BUDGETS.encode("euc_jp"), "table-encoding"),
    "a quotation mark that does not end": (BUDGETS.replace('200"', "200").encode(), "table-csv"),
    "a row that is short": (PROJECTS.replace(",未定", "").encode(), "table-width"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_table_is_refused(city_plan: CityPlan, kind: str) -> None:
    data, code = FILES[kind]
    path = city_plan.root / "x.csv"
    path.write_bytes(data)
    try:
        found = [error.code for error in take(city_plan, path).mistakes]
    except InputError as error:
        found = [error.code]
    assert code in found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
def test_an_encoding_is_found_out(city_plan: CityPlan, encoding: str) -> None:
    assert as_text(_placed(city_plan, INDICATORS.encode(encoding), "")) == {"indicators.csv": INDICATORS}


def test_an_encoding_is_declared(city_plan: CityPlan) -> None:
    assert as_text(_placed(city_plan, PROJECTS.encode("euc_jp"), "euc_jp")) == {"projects.csv": PROJECTS}
    with pytest.raises(InputError, match="table-encoding-other"):
        _placed(city_plan, INDICATORS.encode("cp932"), "utf-8")
    with pytest.raises(InputError, match="table-encoding-other"):
        _placed(city_plan, INDICATORS.encode(), "klingon")


def _placed(plan: CityPlan, data: bytes, encoding: str) -> dict[str, bytes]:
    path = Path(plan.root / "x.csv")
    path.write_bytes(data)
    taken = take(plan, path, encoding=encoding)
    assert not taken.mistakes, [str(error) for error in taken.mistakes]
    return taken.files
