"""A build proves itself: what was changed, cut off or lost is found by its hashes, and made again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import BuildError
from kgtool.build import assemble, integrity, store
from kgtool.build.integrity import SUMS, DamagedFile, Fault
from kgtool.incremental.cache import FOLDER
from tests.tiny_plan import TinyPlan


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A folder with three files, one below another folder, that is finished."""
    folder = tmp_path / "made"
    (folder / "inside").mkdir(parents=True)
    for name in ("a", "b ｂ", "inside/c", "LOG", "inside/x.lock"):
        (folder / name).write_text(name, "utf-8")
    integrity.seal(folder)
    return folder


def test_a_folder_that_nobody_touched_is_whole(sealed: Path) -> None:
    assert integrity.damage(sealed) == []
    assert sorted(integrity.hashes(sealed) or {}) == ["a", "b ｂ", "inside/c"]
    integrity.require(sealed)


def test_the_list_is_one_that_coreutils_read(sealed: Path) -> None:
    ended = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=sealed, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout


def flip(path: Path) -> None:
    """Change one bit in the middle of a file; its size and time of change stay."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "fault"),
    [(flip, Fault.CHANGED), (Path.unlink, Fault.MISSING), (replace_by_folder, Fault.UNREADABLE)],
    ids=["changed", "missing", "unreadable"],
)
def test_damage_is_named_by_file_and_kind(sealed: Path, harm: Callable[[Path], None], fault: Fault) -> None:
    harm(sealed / "inside" / "c")
    assert integrity.damage(sealed) == [DamagedFile("inside/c", fault)]
    with pytest.raises(BuildError) as caught:
        integrity.require(sealed)
    assert caught.value.code == "build-damaged"
    assert f"inside/c ({fault})" in caught.value.render("ja")
    assert f"inside/c ({fault})" in caught.value.render("en")


@pytest.mark.parametrize("text", [None, "", "no hash  a\n", "\udcff"], ids=["gone", "empty", "no list", "no text"])
def test_without_its_list_nothing_is_known_to_be_whole(sealed: Path, text: str | None) -> None:
    if text is None:
        (sealed / SUMS).unlink()
    else:
        (sealed / SUMS).write_text(text, "utf-8", errors="surrogateescape")
    assert integrity.damage(sealed) == [DamagedFile(SUMS, Fault.MISSING if text is None else Fault.CHANGED)]


def test_many_damaged_files_are_counted(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / str(number)).touch()
    integrity.seal(tmp_path)
    for number in range(9):
        (tmp_path / str(number)).unlink()
    assert "4 (missing), … (9)" in integrity.error(tmp_path, integrity.damage(tmp_path)).render("en")


def largest_table(build: Path) -> Path:
    return max((build / "store").glob("*.sst"), key=lambda path: path.stat().st_size)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a bit in the store": lambda build: flip(largest_table(build)),
    "a table of the store": lambda build: largest_table(build).unlink(),
    "the N-Quads": lambda build: os.truncate(build / "dataset.nq", 100),
    "the manifest": lambda build: flip(build / "manifest.json"),
    "the list of hashes": lambda build: (build / SUMS).unlink(),
}


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_build_is_made_again_though_no_input_has_changed(
    tiny: TinyPlan, harm: Callable[[Path], None]
) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    assert not assemble.build(tiny.repo, tiny.out).fresh
    harm(made.folder)
    again = assemble.build(tiny.repo, tiny.out)
    assert again.fresh
    assert again.build == store.newest(tiny.out)
    assert integrity.damage(again.build.folder) == []
    assert not assemble.build(tiny.repo, tiny.out).fresh


def test_force_makes_everything_again(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    for part in (tiny.root / FOLDER).rglob("*.nq"):
        if part.stat().st_size:
            flip(part)  # which keeps its size, so only its content would tell
    again = assemble.build(tiny.repo, tiny.out, force=True)
    assert again.fresh
    assert again.build != made
    assert again.build.manifest["contentHash"] == made.manifest["contentHash"]


def test_a_part_that_was_cut_off_in_the_cache_is_made_again(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    before = made.manifest["contentHash"]
    for part in (tiny.root / FOLDER).rglob("*.nq"):
        if part.stat().st_size:
            os.truncate(part, part.stat().st_size - 1)
    shutil.rmtree(tiny.out)
    assert assemble.build(tiny.repo, tiny.out).build.manifest["contentHash"] == before


@pytest.mark.parametrize("format", [None, 1, 3, "x"])
def test_a_build_of_another_format_is_told_and_made_again(tiny: TinyPlan, format: object) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    manifest = {**made.manifest, "format": format, "kgtool": "9.9"}
    (made.folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(BuildError) as caught:
        store.newest(tiny.out)
    assert caught.value.code == "build-format"
    assert "9.9" in caught.value.render("ja")
    assert "9.9" in caught.value.render("en")
    assert assemble.build(tiny.repo, tiny.out).fresh
