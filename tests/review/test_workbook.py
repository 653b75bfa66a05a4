"""The review as a workbook: what is written can be filled in and read, with errors at their cells."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kgtool.base.errors import InputError
from kgtool.rdf import iris
from kgtool.review import decision, work, workbook
from kgtool.review.decision import Verdict
from kgtool.review.work import Work
from tests.review.conftest import CLOSE, EVERY, LEARNING, NAME
from tests.third_plan import ThirdPlan

openpyxl = pytest.importorskip("openpyxl")
WHEN = "2026-11-30T09:00:00Z"
HEADS = {"判断": "H", "直した値": "I", "直した関係・種類": "K", "直した根拠の言葉": "L", "わけ": "M"}
Kgtool = Callable[..., tuple[int, str, str]]


@pytest.fixture
def there(plan: ThirdPlan) -> Work:
    return work.of(plan.repo, plan.id, plan.sources)


def row_of(sheet: Any, proposal: str) -> int:
    path = iris.path_of(proposal)
    return next(cell.row for cell in sheet["A"] if cell.value == path)


def filled(data: bytes, **cells: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for at, value in cells.items():
        book.active[at] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def blank(there: Work) -> tuple[bytes, Any]:
    data = workbook.write(workbook.rows(there, [], "ja"), "ja")
    return data, openpyxl.load_workbook(io.BytesIO(data)).active


def test_every_proposal_has_a_row_and_the_bytes_are_the_same(there: Work) -> None:
    data, sheet = blank(there)
    assert data == blank(there)[0]
    assert {cell.value for cell in sheet["A"][1:]} == {iris.path_of(one.iri) for one in EVERY}
    assert [sheet[f"{letter}1"].value for letter in HEADS.values()] == list(HEADS)


def test_what_is_filled_in_becomes_decisions_and_blank_rows_none(there: Work) -> None:
    data, sheet = blank(there)
    theme, name, close = (row_of(sheet, one.iri) for one in (LEARNING, NAME, CLOSE))
    cells = {f"H{theme}": "採る", f"I{theme}": "森", f"H{name}": "Reject", f"M{name}": "長い", f"H{close}": "採る"}
    taken = workbook.read(filled(data, **cells, **{f"K{close}": "closeMatch"}), "b.xlsx", there, "水野", WHEN)
    assert taken.mistakes == []
    made = {one.proposal: one for one in taken.decisions}
    assert {proposal: one.verdict for proposal, one in made.items()} == {
        LEARNING.iri: Verdict.CHANGED,
        NAME.iri: Verdict.REJECTED,
        CLOSE.iri: Verdict.CHANGED,
    }
    assert made[NAME.iri].why == "長い"
    assert made[LEARNING.iri].when == WHEN


def test_each_mistake_is_at_its_cell(there: Work) -> None:
    data, sheet = blank(there)
    theme, name, close = (row_of(sheet, one.iri) for one in (LEARNING, NAME, CLOSE))
    cells = {
        f"H{theme}": "採る",
        f"I{theme}": "海",
        f"H{name}": "たぶん",
        f"H{close}": "採る",
        f"L{close}": "水",
        "A9": "x",
    }
    cells |= {"H9": "採る"}
    taken = workbook.read(filled(data, **cells), "b.xlsx", there, "水野", WHEN)
    assert {(error.code, str(error.place)) for error in taken.mistakes} == {
        ("review-value", f"b.xlsx 判断!I{theme}"),
        ("table-code-unknown", f"b.xlsx 判断!H{name}"),
        ("words-ambiguous", f"b.xlsx 判断!L{close}"),
        ("review-proposal", "b.xlsx 判断!A9"),
    }


def test_a_column_that_is_gone_or_a_sheet_is_said(there: Work) -> None:
    data, _ = blank(there)
    taken = workbook.read(filled(data, H1="決定"), "b.xlsx", there, "水野", WHEN)
    assert [error.code for error in taken.mistakes] == ["table-head-missing"]
    other = openpyxl.Workbook()
    made = io.BytesIO()
    other.save(made)
    with pytest.raises(InputError) as raised:
        workbook.read(made.getvalue(), "b.xlsx", there, "水野", WHEN)
    assert raised.value.code == "table-sheet-missing"


def test_what_was_decided_is_shown_and_read_again_as_it_was(there: Work) -> None:
    own = [
        decision.of(LEARNING, "水野", WHEN, Verdict.ACCEPTED, "見出し"),
        decision.of(NAME, "水野", WHEN, Verdict.UNSURE),
    ]
    data = workbook.write(workbook.rows(there, own, "en"), "en")
    taken = workbook.read(data, "b.xlsx", there, "水野", WHEN)
    assert sorted(taken.decisions, key=lambda one: one.proposal) == sorted(own, key=lambda one: one.proposal)


def test_the_command_takes_all_of_a_workbook_or_nothing(kgtool: Kgtool, plan: ThirdPlan, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    start = ["--lang", "ja", "--root", plan.root, "review", plan.id, "--sources", plan.sources]
    assert kgtool(*start, "--export", path) == (0, f"{path}: 書きました(9行)\n", "")
    data = path.read_bytes()
    at = row_of(openpyxl.load_workbook(path).active, LEARNING.iri)
    path.write_bytes(
        filled(data, **{f"H{at}": "採る", "H3": "たぶん"} if at != 3 else {f"H{at}": "採る", "H4": "たぶん"})
    )
    before = plan.files()
    code, _, err = kgtool(*start, "--as", "水野", "--import", path)
    assert (code, "誤りが1件" in err) == (2, True)
    assert plan.files() == before
    path.write_bytes(filled(data, **{f"H{at}": "採る"}))
    code, out, _ = kgtool(*start, "--as", "水野", "--import", path, "--when", WHEN)
    assert (code, out) == (0, "1件の判断を書きました\n")
    assert WHEN in (plan.folder / "decisions.tsv").read_text("utf-8")
    assert kgtool(*start, "--import", path)[0] == 2
    assert kgtool(*start, "--agreement")[0] == 0
    kgtool(*start, "--as", "林", "--blind", "--import", path)
    code, out, _ = kgtool(*start, "--agreement")
    assert (code, out) == (0, "theme: 提案1件のうち1件が同じ、α 測れません\n")
