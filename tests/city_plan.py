"""An invented plan with goals and measures, in a folder of its own, for which a test brings a city's tables."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.intake.city_tables import template
from kgtool.rdf import iris
from kgtool.rdf.city_tables.form import tables

PLAN, VERSION = "99997-hotaru-1", "draft"
HEAD = f"""\
@base <{iris.element(PLAN, VERSION)}/> .
@prefix id: <{iris.ID}> .
@prefix jpp: <{iris.NS}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ELEMENTS = {
    "goal/1": ("Goal", "1", "水辺のまち", ""),
    "measure/1-1": ("Measure", "1-1", "川を守る", "goal/1"),
    "measure/1-2": ("Measure", "1-2", "舟を直す", "goal/1"),
    "measure/2-1": ("Measure", "2-1", "灯りを減らす", "goal/1"),
    "measure/2-2": ("Measure", "", "灯りを減らす", "goal/1"),
}
INDICATORS = [
    [
        "K-01",
        "",
        "1-1 川を守る",
        "川辺を歩いた人",
        "大きいほどよい",
        "",
        "川辺課",
        "基準値",
        "令和6年度",
        "1,200",
        "人",
    ],
    ["K-01", "", "", "", "", "", "", "目標値", "令和12年度", "1,500以上", "人"],
    ["K-02", "", "計画全体", "将来人口", "", "総人口", "", "推計値", "2035年", "約6.3～6.4万人", ""],
]
PROJECTS = [["J-1", "", "1-2", "舟小屋の改修", "令和8年度", "未定", "川辺課"]]
BUDGETS = [["", "J-1", "", "令和8年度", "1,200", "千円"], ["", "", "川を守る", "2027", "3百万円", ""]]
ROWS = {"indicators": INDICATORS, "projects": PROJECTS, "budgets": BUDGETS}


class CityPlan:
    """The folder of the plan, and what a city brings for it."""

    id = PLAN

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "data" / PLAN
        self.folder.mkdir(parents=True)
        (self.folder / "profile.toml").write_text("", "utf-8")
        (self.folder / "curation.ttl").write_text(HEAD, "utf-8")
        (self.folder / "source.ttl").write_text(
            HEAD + f"id:{PLAN} a jpp:ComprehensivePlan ; rdfs:label 'ほたる計画'@ja .\n"
            f"<{iris.element(PLAN, VERSION)}> a jpp:PlanVersion ; jpp:versionOf id:{PLAN} ; "
            "jpp:startFiscalYear 2026 ; jpp:endFiscalYear 2035 .\n",
            "utf-8",
        )
        blocks = [HEAD]
        for order, (path, (kind, code, name, parent)) in enumerate(ELEMENTS.items(), 1):
            blocks.append(
                f"<{path}> a jpp:{kind} ; jpp:inVersion <{iris.element(PLAN, VERSION)}> ; jpp:order {order} ; "
                f"rdfs:label '{name}'@ja"
                + (f" ; skos:notation '{code}'" if code else "")
                + (f" ; jpp:partOf <{parent}> .\n" if parent else " .\n")
            )
        (self.folder / "plan.ttl").write_text("".join(blocks), "utf-8")

    @property
    def repo(self) -> Repo:
        return layout.find(self.root)

    def tables(self) -> dict[str, bytes]:
        """The tables that stand in the folder now."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.csv"))}

    def workbook(self, change: Callable[[Any], None] = lambda book: None) -> Path:
        """A filled workbook, after a change to it."""
        book = openpyxl.load_workbook(io.BytesIO(template.xlsx(self.repo, PLAN, "ja")))
        for table in tables().values():
            sheet = book[table.title.ja]
            for number, row in enumerate(ROWS[table.name], 2):
                for column, cell in enumerate(row, 1):
                    sheet.cell(number, column).value = cell or None
        change(book)
        path = self.root / "tables.xlsx"
        book.save(path)
        return path


@pytest.fixture
def city_plan(tmp_path: Path) -> CityPlan:
    return CityPlan(tmp_path / "plans")
