"""One folder of results: it ignores itself, is pruned, and survives several processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgtool.base.errors import BuildError
from kgtool.incremental import cache as caches
from kgtool.incremental.cache import DAYS, DiskCache, clean, prune
from kgtool.incremental.dependencies import Dependencies
from tests import ROOT

DAY = 86_400
WRITER = """
import sys
from pathlib import Path
from kgtool.incremental.cache import DiskCache
from kgtool.incremental.dependencies import Dependencies
folder, number = Path(sys.argv[1]), int(sys.argv[2])
for turn in range(60):
    with DiskCache(folder) as cache:
        for name in ("one", "two"):
            for state in range(3):
                seen = Dependencies({"rule": {"state": str(state)}})
                wanted = f"{name} {state} ".encode() * 2000
                entry = cache.get(name, seen)
                if entry is not None and entry.content != wanted:
                    sys.exit(f"{name} {state}: {entry.content[:40]!r}")
                if entry is None or (turn + number) % 7 == state:
                    cache.put(name, seen, wanted, {"by": str(number)})
"""
HOLDER = """
import sys
from pathlib import Path
from kgtool.incremental.cache import DiskCache
with DiskCache(Path(sys.argv[1])):
    print("in", flush=True)
    sys.stdin.readline()
"""


def seen(state: object) -> Dependencies:
    return Dependencies({"rule": {"state": str(state)}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".kgtool-cache"


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the cache until it is sent a line."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        yield process
        process.communicate("\n")
    assert process.returncode == 0


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_result_is_found_by_what_it_was_made_from(folder: Path) -> None:
    with DiskCache(folder) as cache:
        cache.put("name", seen(1), b"one\nresult", {"file": "hash"})
        entry = cache.get("name", seen(1))
        assert entry is not None
        assert (entry.content, entry.hints, entry.dependencies) == (b"one\nresult", {"file": "hash"}, seen(1))
        assert cache.get("name", seen(2)) is None
        assert cache.get("other", seen(1)) is None
    assert DiskCache(folder).get("name", seen(1)) is not None


def test_the_folder_ignores_itself(folder: Path) -> None:
    with DiskCache(folder):
        pass
    subprocess.run(["git", "init", "-q", str(folder.parent)], check=True)
    status = ["git", "-C", str(folder.parent), "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, capture_output=True, text=True, check=True).stdout == ""
    assert (folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")


def test_versions_are_kept_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DiskCache(folder).put("name", seen(1), b"x")
    monkeypatch.setattr(caches, "__version__", "9.9.9")
    assert DiskCache(folder).get("name", seen(1)) is None
    DiskCache(folder).put("name", seen(1), b"y")
    assert {path.name for path in folder.iterdir() if path.is_dir()} >= {"9.9.9-1"}
    monkeypatch.undo()
    entry = DiskCache(folder).get("name", seen(1))
    assert entry is not None
    assert entry.content == b"x"


def test_some_states_of_one_name_are_kept_those_used_last(folder: Path) -> None:
    cache = DiskCache(folder)
    for state in range(4):
        cache.put("name", seen(state), b"x")
        os.utime(cache.path("name", seen(state)), (state, state))
    assert cache.get("name", seen(0)) is not None  # used now
    cache.path("name", seen(1), ".nq").write_bytes(b"beside")
    cache.put("name", seen(4), b"x")
    assert [state for state in range(5) if cache.get("name", seen(state))] == [0, 2, 3, 4]
    assert not cache.path("name", seen(1), ".nq").exists()


def test_the_one_used_last_is_found_first(folder: Path) -> None:
    cache = DiskCache(folder)
    for state in range(3):
        cache.put("name", seen(state), str(state).encode())
        os.utime(cache.path("name", seen(state)), (state + 1, state + 1))
    found = cache.find("name", lambda entry: entry.content in (b"0", b"1"))
    assert found is not None
    assert found.content == b"1"
    assert [entry.content for entry in cache.entries("name")] == [b"1", b"2", b"0"]


def test_what_was_not_used_for_thirty_days_is_dropped_with_what_stands_beside_it(folder: Path) -> None:
    now = time.time()
    cache = DiskCache(folder)
    for state, age in enumerate((0, DAYS - 1, DAYS + 1)):
        cache.put("name", seen(state), b"x")
        for ending in (".json", ".nq"):
            path = cache.path("name", seen(state), ending)
            path.touch()
            os.utime(path, (now - age * DAY,) * 2)
    os.utime(cache.path("name", seen(0), ".nq"), (now - 99 * DAY,) * 2)  # its entry was used
    cache.put("old", seen(0), b"x")
    os.utime(cache.path("old", seen(0)), (now - 99 * DAY,) * 2)
    prune(folder, now)
    assert [state for state in range(3) if cache.path("name", seen(state)).exists()] == [0, 1]
    assert cache.path("name", seen(0), ".nq").exists()
    assert not cache.path("name", seen(2), ".nq").exists()
    assert not cache.path("old", seen(0)).parent.exists()


def test_what_other_versions_left_is_dropped_too(folder: Path) -> None:
    for name in ("0.0.1-1/x/key.json", "0.0.1-1/files.json", "left.from.before"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (1, 1))
    with DiskCache(folder) as cache:
        cache.put("name", seen(1), b"x")
    assert {name.partition("/")[0] for name in files(folder)} == {".gitignore", "CACHEDIR.TAG", cache._own.name}


def test_no_more_is_kept_than_is_stated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST", 40_000)
    with DiskCache(folder) as cache:
        for state in range(10):
            cache.put(f"name {state}", seen(state), b"x" * 10_000)
            os.utime(cache.path(f"name {state}", seen(state)), (time.time() - 100 + state,) * 2)
    assert [state for state in range(10) if cache.get(f"name {state}", seen(state))] == [7, 8, 9]
    assert sum((folder / name).stat().st_size for name in files(folder)) <= 40_000


def test_a_command_that_kept_nothing_does_not_look_at_the_folder(folder: Path) -> None:
    with DiskCache(folder) as cache:
        cache.put("name", seen(1), b"x")
    os.utime(cache.path("name", seen(1)), (1, 1))
    with DiskCache(folder):
        pass
    assert cache.path("name", seen(1)).exists()


def test_what_others_are_using_is_not_pruned(folder: Path, holder: subprocess.Popen[str]) -> None:
    with DiskCache(folder) as cache:
        cache.put("old", seen(1), b"x")
        os.utime(cache.path("old", seen(1)), (1, 1))
    assert cache.path("old", seen(1)).exists()


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: b"{}", lambda data: data[:-1], lambda data: data.replace(b"x", b"y")]
)
def test_a_spoilt_entry_is_as_good_as_none(folder: Path, spoil: object) -> None:
    cache = DiskCache(folder)
    cache.put("name", seen(1), b"xxx")
    path = cache.path("name", seen(1))
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    assert cache.get("name", seen(1)) is None
    assert list(cache.entries("name")) == []


def test_one_that_is_not_enabled_finds_and_keeps_nothing(folder: Path) -> None:
    DiskCache(folder).put("name", seen(1), b"x")
    before = files(folder)
    with DiskCache(folder, enabled=False) as cache:
        cache.put("name", seen(2), b"x")
        assert cache.get("name", seen(1)) is None
        assert not cache.writable
    assert files(folder) == before


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_folder_that_cannot_be_made_is_no_obstacle(folder: Path, kind: str) -> None:
    folder.write_text("no folder", "utf-8") if kind == "file" else folder.symlink_to("nowhere")
    with DiskCache(folder) as cache:
        cache.put("name", seen(1), b"x")
        assert cache.get("name", seen(1)) is None
        assert not cache.writable


def test_what_many_share_is_held_once_and_told_by_its_key(folder: Path) -> None:
    cache = DiskCache(folder)
    first = cache.share("units", seen(1))
    before = files(folder)
    assert cache.share("units", seen(1)) == first
    assert files(folder) == before
    assert cache.details(first.of["common"]["units"]) == seen(1)
    assert cache.details("unknown") is None


def test_several_processes_at_once_each_see_whole_results(folder: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(folder)]
    running = [
        subprocess.Popen([*command, str(number)], stderr=subprocess.PIPE, text=True, cwd=ROOT) for number in range(4)
    ]
    said = [process.communicate(timeout=300)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    assert not [name for name in files(folder) if name.endswith(".tmp")]
    assert DiskCache(folder).get("two", seen(2)) is not None


# Cleaning


def test_cleaning_removes_all_and_says_how_much(folder: Path) -> None:
    with DiskCache(folder) as cache:
        cache.put("name", seen(1), b"x" * 1000)
    count, size = len(files(folder)), sum((folder / name).stat().st_size for name in files(folder))
    assert clean(folder, dry_run=True) == (count, size)
    assert len(files(folder)) == count
    assert clean(folder) == (count, size)
    assert not folder.exists()
    assert clean(folder) == (0, 0)


def test_what_is_being_used_is_not_cleaned(folder: Path, holder: subprocess.Popen[str]) -> None:
    before = files(folder)
    with pytest.raises(BuildError) as caught:
        clean(folder)
    assert caught.value.code == "cache-busy"
    assert files(folder) == before


def test_of_a_link_what_it_leads_to_is_emptied_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "beside").write_text("mine", "utf-8")
    (tmp_path / ".kgtool-cache").symlink_to("elsewhere")
    with DiskCache(tmp_path / ".kgtool-cache") as cache:
        cache.put("name", seen(1), b"x")
    clean(tmp_path / ".kgtool-cache")
    assert not (tmp_path / "elsewhere").exists()
    assert (tmp_path / "beside").exists()
