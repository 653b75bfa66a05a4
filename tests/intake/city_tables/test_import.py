"""From the plan to the workbook, from the filled workbook to the tables of the plan, and back."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kgtool.corpus import units
from kgtool.intake.city_tables import importing, template
from kgtool.rdf import iris
from tests.city_plan import PLAN, CityPlan
from tests.command_line import Outcome

INDICATORS = """\
指標番号,版,対象,指標名,望ましい向き,測る量,担当部署,値の種類,時点,値,単位
K-01,draft,measure/1-1,川辺を歩いた人,higher-is-better,,川辺課,baseline,令和6年度,"1,200",person
K-01,draft,measure/1-1,川辺を歩いた人,higher-is-better,,川辺課,target,令和12年度,"1,500以上",person
K-02,draft,plan,将来人口,,population,,projection,2035年,約6.3～6.4万人,person
"""
PROJECTS = """\
事業番号,版,施策,事業名,開始年度,終了年度,担当部署
J-1,draft,measure/1-2,舟小屋の改修,2026,未定,川辺課
"""
BUDGETS = """\
版,事業番号,施策・目標,年度,金額,金額の単位
draft,J-1,,令和8年度,"1,200",千円
draft,,measure/1-1,2027,3,百万円
"""
WANTED = {"indicators.csv": INDICATORS, "projects.csv": PROJECTS, "budgets.csv": BUDGETS}


def as_text(found: dict[str, bytes]) -> dict[str, str]:
    return {name: data.decode("utf-8-sig").replace("\r\n", "\n") for name, data in found.items()}


def take(plan: CityPlan, *paths: Path, encoding: str = "") -> importing.Taken:
    return importing.take(plan.repo, PLAN, paths, encoding)


def place(plan: CityPlan, *paths: Path) -> dict[str, bool]:
    taken = take(plan, *paths)
    assert not taken.mistakes, [str(error) for error in taken.mistakes]
    return importing.place(plan.repo, PLAN, taken)


def graph(plan: CityPlan) -> set[str]:
    return {str(quad) for quad in units.read_unit(plan.repo, units.unit(plan.repo, f"plan/{PLAN}"))}


def test_a_filled_workbook_becomes_the_tables_of_the_plan(city_plan: CityPlan) -> None:
    place(city_plan, city_plan.workbook())
    assert as_text(city_plan.tables()) == WANTED


def test_the_same_file_twice_changes_nothing(city_plan: CityPlan) -> None:
    path = city_plan.workbook()
    assert place(city_plan, path) == dict.fromkeys(WANTED, True)
    before = city_plan.tables()
    assert place(city_plan, path) == dict.fromkeys(WANTED, False)
    assert city_plan.tables() == before


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_the_plan_has_comes_back_from_its_own_workbook(city_plan: CityPlan, lang: str) -> None:
    place(city_plan, city_plan.workbook())
    tables, said = city_plan.tables(), graph(city_plan)
    book = city_plan.root / "again.xlsx"
    book.write_bytes(template.xlsx(city_plan.repo, PLAN, lang))
    for name in tables:
        (city_plan.folder / name).unlink()
    place(city_plan, book)
    assert (city_plan.tables(), graph(city_plan)) == (tables, said)


def test_the_same_goes_by_csv(city_plan: CityPlan) -> None:
    place(city_plan, city_plan.workbook())
    tables = city_plan.tables()
    files = template.csv_files(city_plan.repo, PLAN, "ja")
    paths = [city_plan.root / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    for name in tables:
        (city_plan.folder / name).unlink()
    place(city_plan, *paths[:3])
    assert city_plan.tables() == tables


def test_one_table_alone_leaves_the_others(city_plan: CityPlan) -> None:
    place(city_plan, city_plan.workbook())
    path = city_plan.root / "事業の予算.csv"
    path.write_text(BUDGETS.replace("1,200", "1,300"), "utf-8")
    assert place(city_plan, path) == {"budgets.csv": True}
    found = as_text(city_plan.tables())
    assert found == WANTED | {"budgets.csv": BUDGETS.replace("1,200", "1,300")}


def test_a_workbook_has_a_sheet_each_and_lists_to_choose_from(city_plan: CityPlan) -> None:
    book = openpyxl.load_workbook(city_plan.workbook())
    assert book.sheetnames == ["指標", "事業", "予算", "施策一覧", "選択肢", "列の説明"]
    listed = {cell.value for cell in book["施策一覧"]["A"]}
    assert {"計画全体", "1 水辺のまち", "1-1 川を守る", "灯りを減らす", "2-1 灯りを減らす"} <= listed
    chosen = {str(rule.sqref): rule.formula1 for rule in book["指標"].data_validations.dataValidation}
    assert chosen["C2:C2000"] == "'施策一覧'!$A$2:$A$7"
    head, *units_ = [cell.value for cell in book["選択肢"]["E"]]
    assert head == "指標: 単位"
    assert {"人", "％", "か所"} <= set(units_)
    explained = [[cell.value for cell in row] for row in book["列の説明"].iter_rows(max_col=4)]
    assert ["指標", "値", "Value", "value"] in explained


def test_the_same_plan_gives_the_same_bytes(city_plan: CityPlan) -> None:
    first = template.xlsx(city_plan.repo, PLAN, "ja")
    assert template.xlsx(city_plan.repo, PLAN, "ja") == first


def test_a_text_that_begins_as_a_formula_is_a_text_in_the_workbook(city_plan: CityPlan) -> None:
    line = "J-1,draft,measure/1-1,=1+1,2026,2027,-\r\n"
    (city_plan.folder / "projects.csv").write_text(PROJECTS.partition("\n")[0] + "\r\n" + line, "utf-8")
    path = city_plan.root / "again.xlsx"
    path.write_bytes(template.xlsx(city_plan.repo, PLAN, "ja"))
    place(city_plan, path)
    assert line in city_plan.tables()["projects.csv"].decode()


def test_a_name_that_two_measures_share_is_listed_by_its_path(city_plan: CityPlan) -> None:
    text = (city_plan.folder / "plan.ttl").read_text("utf-8").replace("skos:notation '2-1'", "skos:notation '9'")
    (city_plan.folder / "plan.ttl").write_text(text.replace(" ; skos:notation '9'", ""), "utf-8")
    (_, rows) = template.sheets(city_plan.repo, PLAN, "ja")[3]
    assert [row[0] for row in rows if row[2] == "灯りを減らす"] == ["measure/2-1", "measure/2-2"]


def test_a_plan_of_one_file_gives_its_workbook_and_takes_none(
    city_plan: CityPlan, kgtool: Callable[..., Outcome]
) -> None:
    place(city_plan, city_plan.workbook())
    tables = city_plan.tables()
    quads = "".join(f"{line} .\n" for line in sorted(graph(city_plan)))
    whole = city_plan.root / "data" / "99997-whole-1"
    whole.mkdir()
    (whole / "plan.nq").write_text(quads.replace(PLAN, "99997-whole-1"), "utf-8")
    outcome = kgtool("--root", city_plan.root, "template", "99997-whole-1", "--csv", "--out", city_plan.root / "out")
    assert outcome.code == 0, outcome.err
    (city_plan.root / "out" / "measures.csv").unlink()
    made = [city_plan.root / "out" / name for name in tables]
    refused = kgtool("--root", city_plan.root, "import", "99997-whole-1", *made)
    assert (refused.code, "plan-whole" in refused.err) == (2, True)
    assert kgtool("--root", city_plan.root, "import", PLAN, *made).code == 0
    assert city_plan.tables() == tables


def test_the_command_says_what_it_wrote_and_what_is_next(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    outcome = kgtool("--root", city_plan.root, "--lang", "ja", "import", PLAN, city_plan.workbook())
    assert outcome.out == (
        f"data/{PLAN}/indicators.csv: 書きました(3行)\ndata/{PLAN}/projects.csv: 書きました(1行)\n"
        f"data/{PLAN}/budgets.csv: 書きました(2行)\n"
    )
    assert (outcome.code, outcome.err) == (0, f"次に: kgtool check data/{PLAN}\n")


def test_the_command_writes_a_workbook(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    path = city_plan.root / "out.xlsx"
    outcome = kgtool("--root", city_plan.root, "--lang", "en", "template", PLAN, "--out", path)
    assert (outcome.code, outcome.out) == (0, f"{path}\n")
    assert openpyxl.load_workbook(path).sheetnames[:3] == ["Indicators", "Projects", "Budgets"]


def test_the_extra_is_named_where_it_is_missing(
    city_plan: CityPlan, kgtool: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = city_plan.workbook()
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for arguments in (("template", PLAN), ("import", PLAN, path)):
        outcome = kgtool("--root", city_plan.root, *arguments)
        assert outcome.code == 2
        assert "pip install 'jp-plan-kgtool[tables]'" in outcome.err
    assert kgtool("import", "--help").code == 0
    assert kgtool("template", "--help").code == 0
    assert kgtool("--root", city_plan.root, "template", PLAN, "--csv", "--out", city_plan.root / "csv").code == 0


def test_an_unknown_plan_is_refused(city_plan: CityPlan, kgtool: Callable[..., Outcome]) -> None:
    for arguments in (("template", "99990-nowhere-1"), ("import", "99990-nowhere-1", "x.csv")):
        outcome = kgtool("--root", city_plan.root, *arguments)
        assert (outcome.code, "plan-unknown" in outcome.err) == (2, True)


def test_a_broken_table_in_the_folder_is_mended_by_an_import(city_plan: CityPlan) -> None:
    path = city_plan.workbook()
    (city_plan.folder / "indicators.csv").write_text("nonsense", "utf-8")
    place(city_plan, path)
    assert as_text(city_plan.tables()) == WANTED


def test_an_indicator_of_any_element_is_named_by_its_path(city_plan: CityPlan) -> None:
    path = city_plan.root / "indicators.csv"
    path.write_text(INDICATORS.replace("measure/1-1", "goal/1"), "utf-8")
    place(city_plan, path)
    assert f"{iris.element(PLAN, 'draft')}/goal/1" in "".join(graph(city_plan))


def test_files_of_two_kinds_go_together(city_plan: CityPlan) -> None:
    place(city_plan, city_plan.workbook())
    shutil.copy(city_plan.folder / "projects.csv", city_plan.root / "a.csv")
    shutil.copy(city_plan.folder / "budgets.csv", city_plan.root / "b.csv")
    assert place(city_plan, city_plan.root / "a.csv", city_plan.root / "b.csv") == {
        "projects.csv": False,
        "budgets.csv": False,
    }
