"""Work in several processes is done once, whole, and ends with whoever asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from kgtool.base.errors import InputError
from kgtool.incremental.parallel import ProcessDiedError, ProcessPool, Workers, map_unordered
from tests import ROOT

TWO = Workers(2)
SCRIPT = """
import signal
import sys
from pathlib import Path
from kgtool.incremental.parallel import Workers, map_unordered
from tests.incremental.test_parallel import Item, linger
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs in the background may have been told to ignore it
    for done in map_unordered(linger, [Item(Path(sys.argv[1]), n) for n in range(200)], Workers(2)):
        pass
"""


class Item(NamedTuple):
    """A number, and a folder in which whoever works on it leaves a note."""

    folder: Path
    number: int


def note(item: Item) -> int:
    """Count how often an item is worked on; return which time this is."""
    before = len(list(item.folder.glob(f"{item.number}-*")))
    (item.folder / f"{item.number}-{before}-{os.getpid()}").touch()
    return before


def square(item: Item) -> int:
    note(item)
    return item.number**2


def die_once(item: Item) -> int:
    """Square a number; whoever gets 7 for the first time dies."""
    if note(item) == 0 and item.number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return item.number**2


def die(item: Item) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def refuse(item: Item) -> int:
    raise InputError("span-changed", "data/x/plan.ttl", span=f"{item.number}", text="x", sha256="0")


def linger(item: Item) -> int:
    note(item)
    time.sleep(0.3)
    return 0


def items(folder: Path, count: int = 20) -> list[Item]:
    return [Item(folder, number) for number in range(count)]


@pytest.mark.parametrize("workers", [Workers(1), TWO])
def test_every_item_is_done_once(tmp_path: Path, workers: Workers) -> None:
    made = list(map_unordered(square, items(tmp_path), workers))
    assert sorted((item.number, result) for item, result in made) == [(n, n * n) for n in range(20)]
    assert len(list(tmp_path.iterdir())) == 20


def test_few_items_start_no_process(tmp_path: Path) -> None:
    assert len(list(map_unordered(square, items(tmp_path, 3), TWO))) == 3
    assert {path.name.rpartition("-")[2] for path in tmp_path.iterdir()} == {str(os.getpid())}


def test_a_process_that_is_killed_costs_only_what_was_on_its_way(tmp_path: Path) -> None:
    made = dict(map_unordered(die_once, items(tmp_path, 60), TWO))
    assert {item.number: result for item, result in made.items()} == {n: n * n for n in range(60)}
    repeated = [path for path in tmp_path.iterdir() if path.name.split("-")[1] != "0"]
    assert 1 <= len(repeated) <= 8


def test_an_item_that_kills_every_process_is_a_bug_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProcessDiedError, match="died 3 times"):
        list(map_unordered(die, items(tmp_path), TWO))


@pytest.mark.parametrize("workers", [Workers(1), TWO])
def test_an_error_in_another_process_is_the_same_error(tmp_path: Path, workers: Workers) -> None:
    with pytest.raises(InputError) as caught:
        list(map_unordered(refuse, items(tmp_path, 20), workers))
    error = caught.value
    assert (error.code, str(error.place), error.fields["text"]) == ("span-changed", "data/x/plan.ttl", "x")
    assert error.render("ja").startswith("data/x/plan.ttl: error[span-changed]")


def add(state: int, number: int, more: int) -> int:
    return state + number + more


def die_at(state: int, number: int) -> int:
    if number == state:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def five() -> int:
    return 5


def test_what_is_set_up_in_a_process_is_the_first_argument_of_its_work() -> None:
    with ProcessPool(2, five) as pool:
        assert pool.run(add, 1, 2) == 8
        assert list(pool.map(add, ((n, 0) for n in range(20)))) == list(range(5, 25))
        assert sorted(pool.map_unordered(partial(add, more=1), range(9))) == [(n, n + 6) for n in range(9)]


def test_a_pool_whose_process_dies_says_so_and_works_again() -> None:
    with ProcessPool(1, five) as pool:
        with pytest.raises(ProcessDiedError):
            pool.run(die_at, 5)
        assert pool.run(die_at, 6) == 6
        with pytest.raises(ProcessDiedError):
            list(pool.map(die_at, ((n,) for n in range(9))))
        assert pool.run(die_at, 6) == 6


def test_a_closed_pool_starts_nothing(tmp_path: Path) -> None:
    pool = ProcessPool(1, five)
    assert pool.run(add, 1, 1) == 7
    pool.close(wait=True)
    with pytest.raises(RuntimeError):
        pool.run(add, 1, 1)


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_end_with_the_one_that_started_them(tmp_path: Path, ended_by: signal.Signals) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    notes = tmp_path / "notes"
    notes.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(notes)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        until(lambda: len(makers(notes)) == 2)
        process.send_signal(ended_by)
        assert process.wait(60) != 0
    until(lambda: not any(map(alive, makers(notes))))
    assert len(list(notes.iterdir())) < 100


def makers(notes: Path) -> set[int]:
    """The processes that have left a note."""
    return {int(path.name.rpartition("-")[2]) for path in notes.iterdir()}


def until(met: object, seconds: float = 60) -> None:
    """Wait until a condition is met; fail where it is not in time."""
    assert callable(met)
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
