"""A city is added by one folder: nothing beside it changes, its own things are found, and its level is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.corpus import layout
from kgtool.rdf import iris
from kgtool.rdf.vocab import OA
from tests import ROOT
from tests.command_line import Outcome
from tests.command_line import kgtool as kgtool
from tests.intake import invented

PLAN = "22208-kamome-3"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The plans of this repository with all that they need."""
    root = tmp_path / "plans"
    shutil.copytree(ROOT / "data", root / "data")
    for name in ("ontology", "queries", "shapes"):
        (root / name).symlink_to(ROOT / name)
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_adding_a_city_touches_nothing_but_its_folder(
    root: Path, tmp_path: Path, kgtool: Callable[..., Outcome]
) -> None:
    before = contents(root)
    text = (
        invented.text().replace("読書のまちづくり", "なぎさ図書室での読書")
        + "伊東市は警察、小学校となぎさ図書室を開きます。\n"
    )
    (tmp_path / "kamome.txt").write_text(text, "utf-8")
    assert kgtool("--root", root, "new", "plan", PLAN, "--from", tmp_path / "kamome.txt").code == 0
    things = root / "data" / PLAN / "things.ttl"
    example = next(block for block in things.read_text("utf-8").split("#\n") if "wakaba-hall" in block)
    own = example.replace("# ", "").replace("わかば会館", "なぎさ図書室").split("@prefix")[0]
    things.write_text(things.read_text("utf-8") + own, "utf-8")
    assert kgtool("--root", root, "extract", PLAN, "--sources", tmp_path).code == 0
    said = layout.find(root).file(root / "data" / PLAN / "plan.ttl").statements
    named = {s.object.value.removeprefix(iris.THING) for s in said if s.predicate == OA.hasBody}
    assert {"kamome-wakaba-hall", "police", "primary-schools", "municipal-government"} <= named
    checked = kgtool("--root", root, "check", root / "data" / PLAN, "--no-owl", "--no-cache")
    assert checked.code == 0, checked.out
    after = contents(root)
    assert all(after.pop(name) == data for name, data in before.items())
    assert {name for name in after if not name.startswith(f"data/{PLAN}/")} == set()
