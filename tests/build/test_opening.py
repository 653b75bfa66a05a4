"""Open a build folder, a dump, or nothing: then the plans that kgtool carries."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

import kgtool
from kgtool.base.errors import InputError
from kgtool.build import opening
from kgtool.build.store import DATASET, Build
from kgtool.corpus import carried_plans, layout
from tests import ROOT
from tests.endpoints import Server

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that lies in no folder of plans, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    yield tmp_path / "empty"
    assert list((tmp_path / "empty").iterdir()) == [], "nothing is written where one works"


def test_without_a_folder_the_carried_plans_are_built_and_asked(nowhere: Path, built: Build) -> None:
    opened = kgtool.open_build()
    assert opened.manifest["contentHash"] == built.manifest["contentHash"]
    assert len(opened.ask("directions-on-theme", theme="子育て", plan="清瀬")) > 5


def test_the_copy_of_the_carried_plans_is_kept_as_they_are_carried(nowhere: Path, tmp_path: Path) -> None:
    repo = carried_plans.copied(tmp_path / "copy")
    own = {path.relative_to(tmp_path / "copy") for path in (tmp_path / "copy").rglob("*.ttl")}
    assert repo.plans == layout.find(ROOT).plans
    changed = tmp_path / "copy" / "data" / repo.plans[0] / "plan.ttl"
    changed.write_text("")
    (changed.parent / "stray.ttl").write_text("")
    carried_plans.copied(tmp_path / "copy")
    assert changed.read_bytes() == (ROOT / "data" / repo.plans[0] / "plan.ttl").read_bytes()
    assert {path.relative_to(tmp_path / "copy") for path in (tmp_path / "copy").rglob("*.ttl")} == own


@pytest.mark.parametrize("ending", [".nq", ".nq.gz"])
def test_a_dump_is_opened_like_the_build_that_it_is_of(
    nowhere: Path, tmp_path: Path, built: Build, ending: str
) -> None:
    lines = (built.folder / DATASET).read_bytes()
    dump = tmp_path / f"dataset{ending}"
    dump.write_bytes(gzip.compress(lines, mtime=0) if ending.endswith("gz") else lines)
    for _ in ("loaded", "found loaded"):
        opened = kgtool.open_build(dump)
        assert opened.manifest["contentHash"] == built.manifest["contentHash"]
        assert opened.query(COUNT)[0].n == built.manifest["quads"]
        assert opened.ask("directions-on-theme", theme="子育て", plan="清瀬")


def test_a_build_folder_is_opened(nowhere: Path, built: Build) -> None:
    assert kgtool.open_build(built.folder.parent).manifest == built.manifest


def test_what_is_no_dump_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("this is no N-Quads")
    for name, code in (("x.nq", "diff-syntax"), ("y.nq", "file-missing")):
        with pytest.raises(InputError) as error:
            opening.dump(tmp_path / name, tmp_path / "out")
        assert error.value.code == code
    assert not [path for path in (tmp_path / "out").glob("*") if not path.name.startswith(".kgtool")]


def test_an_address_is_asked_as_an_endpoint(nowhere: Path, server: Server) -> None:
    opened = kgtool.open_build(server.query)
    assert opened.query("SELECT (1 AS ?n) {}")[0].n == 1
    with pytest.raises(kgtool.BuildError):
        opened.manifest  # noqa: B018
