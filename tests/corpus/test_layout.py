"""Where things are, and how files are read and replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kgtool.base import files
from kgtool.base.errors import BuildError, InputError, KgtoolError, UsageError
from kgtool.corpus import layout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of the layout, with one whole plan."""
    for folder in ("data/reference", "data/alignments", "data/11111-a-1", "ontology/align", "queries/topic"):
        (tmp_path / folder).mkdir(parents=True)
    for name in layout.PLAN_FILES:
        (tmp_path / "data" / "11111-a-1" / name).touch()
    return tmp_path


def code_and_place(error: KgtoolError) -> tuple[str, str]:
    return error.code, str(error.place or "")


def test_a_root_is_found_by_name(root: Path) -> None:
    assert layout.find(root).root == root


def test_the_nearest_parent_with_the_layout_is_the_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "data" / "11111-a-1")
    assert layout.find().root == root


def test_a_folder_without_the_layout_is_no_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = root / "data" / "reference"
    with pytest.raises(UsageError) as named:
        layout.find(elsewhere)
    assert code_and_place(named.value) == ("root-not-found", str(elsewhere))
    with pytest.raises(UsageError) as absent:
        layout.find(root / "nowhere")
    assert absent.value.code == "root-not-found"


def test_folders_are_registries_in_name_order(root: Path) -> None:
    (root / "data" / "00000-b-1").mkdir()
    for name in ("core.ttl", "a.ttl", "prefixes.ttl", "notes.md", "align/gist.ttl"):
        (root / "ontology" / name).touch()
    (root / "queries" / "topic" / "b.rq").touch()
    (root / "queries" / "topic" / "a.rq").touch()
    found = layout.find(root)
    assert found.plans == ["00000-b-1", "11111-a-1"]
    assert [path.name for path in found.ontology] == ["a.ttl", "core.ttl"]
    assert [path.name for path in found.ontology_alignments] == ["gist.ttl"]
    assert [path.name for path in found.queries()] == ["a.rq", "b.rq"]
    assert found.queries("other") == []


@pytest.mark.parametrize("plan", ["nowhere", "reference", "alignments", "../data", ".", ""])
def test_an_unknown_plan_is_an_error_that_names_the_known_ones(root: Path, plan: str) -> None:
    with pytest.raises(UsageError, match="name one of: 11111-a-1") as raised:
        layout.find(root).plan(plan)
    assert raised.value.code == "plan-unknown"


def test_a_plan_folder_holds_only_known_files(root: Path) -> None:
    (root / "data" / "11111-a-1" / "plan (copy).ttl").touch()
    with pytest.raises(InputError) as raised:
        layout.find(root).plan("11111-a-1")
    assert code_and_place(raised.value) == ("stray-file", "data/11111-a-1/plan (copy).ttl")


def test_a_plan_folder_that_lacks_a_file_is_an_error(root: Path) -> None:
    (root / "data" / "11111-a-1" / "profile.toml").unlink()
    with pytest.raises(InputError) as raised:
        layout.find(root).plan_file("11111-a-1", "profile.toml")
    assert code_and_place(raised.value) == ("plan-incomplete", "data/11111-a-1/profile.toml")


def test_a_path_is_named_from_the_root_wherever_one_stands(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "data")
    found = layout.find(Path(".."))
    assert found.name(Path("reference") / "themes.ttl") == "data/reference/themes.ttl"
    assert found.name(Path("/elsewhere/a.txt")) == "/elsewhere/a.txt"


def test_a_link_in_the_root_has_its_own_name_however_the_root_is_given(root: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (root / "shapes").symlink_to(tmp_path / "far")
    relative = Path(os.path.relpath(root))
    for given in (root, relative, relative / ".." / root.name):
        found = layout.find(given)
        assert found.name(found.root / "shapes" / "a.ttl") == "shapes/a.ttl"
        assert found.name(root / "shapes" / "a.ttl") == "shapes/a.ttl"


def test_a_missing_file_a_folder_and_a_file_below_a_file_cannot_be_read(root: Path) -> None:
    (root / "file").touch()
    for path, code in (
        (root / "none", "file-missing"),
        (root, "file-unreadable"),
        (root / "file/x", "file-unreadable"),
    ):
        with pytest.raises(InputError) as raised:
            files.read_bytes(path, "as-shown")
        assert code_and_place(raised.value) == (code, "as-shown")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_read_permission_cannot_be_read(root: Path) -> None:
    path = root / "secret"
    path.touch(mode=0o000)
    with pytest.raises(InputError) as raised:
        files.read_bytes(path, "secret")
    assert code_and_place(raised.value) == ("file-unreadable", "secret")


def test_a_file_below_a_file_or_in_no_folder_cannot_be_written(root: Path) -> None:
    (root / "file").touch()
    for path in (root / "file" / "x", root / "nowhere" / "x"):
        with pytest.raises(BuildError) as raised:
            files.write_atomically(path, b"after")
        assert code_and_place(raised.value) == ("file-unwritable", path.as_posix())


@pytest.mark.parametrize("before", [None, b"before"])
def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "plan.ttl"
    if before is not None:
        path.write_bytes(before)
    files.write_atomically(path, b"after")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"plan.ttl": b"after"}


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.ttl"
    (path / "in the way").mkdir(parents=True)
    for name, shown in (("", path.as_posix()), ("data/p/plan.ttl", "data/p/plan.ttl")):
        with pytest.raises(BuildError) as raised:
            files.write_atomically(path, b"after", name)
        assert code_and_place(raised.value) == ("file-unwritable", shown)
    assert [p.name for p in tmp_path.rglob("*")] == ["plan.ttl", "in the way"]


@pytest.mark.parametrize("name", ["alignments/notes.txt", "alignments/a--b.tsv", "reference/memo.txt"])
def test_a_file_that_nobody_reads_is_an_error(root: Path, name: str) -> None:
    path = root / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with pytest.raises(InputError) as raised:
        _ = (layout.find(root).alignments, layout.find(root).reference)
    assert code_and_place(raised.value) == ("stray-file", f"data/{name}")
