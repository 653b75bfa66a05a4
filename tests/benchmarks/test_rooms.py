"""Calls from room to room are counted, and where they come back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.rooms import Returns, Rooms, returns
from tests import ROOT

GROUND = frozenset(("rdf",))
CODE = {
    "cli.py": "from house import check\ndef main():\n    return [*check.units(), check.one(1)]\n",
    "check/__init__.py": """
        from house import corpus
        def one(n):
            return corpus.name(inner(n))
        def inner(n):
            return n
        def units():
            for n in range(3):
                yield corpus.name(n)
    """,
    "corpus.py": "def name(n):\n    return sorted([n], key=lambda n: twice(n))\ndef twice(n):\n    return n\n",
}
RUN = """
import sys
from pathlib import Path
from benchmarks.rooms import Rooms
from house import cli
with Rooms(Path(cli.__file__).parent) as rooms:
    cli.main()
print(rooms.calls)
"""


def test_a_call_comes_back_where_the_room_was_entered_before() -> None:
    assert returns([("a", "b"), ("b", "c"), ("b", "c"), ("c", "a"), ("a", "d")], GROUND) == Returns(2, 0)


def test_calls_within_a_room_do_not_count() -> None:
    assert returns([("a", "b"), ("b", "b"), ("b", "b")], GROUND) == Returns(0, 0)


def test_calls_into_the_ground_are_counted_apart() -> None:
    assert returns([("a", "rdf"), ("b", "rdf"), ("rdf", "rdf"), ("b", "rdf"), ("rdf", "a")], GROUND) == Returns(1, 2)


def test_the_rooms_of_a_package_are_followed_and_a_generator_that_goes_on_is_no_call(tmp_path: Path) -> None:
    for name, text in {"__init__.py": "", **CODE}.items():
        path = tmp_path / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(line.removeprefix("        ") for line in text.split("\n")), "utf-8")
    command = [sys.executable, "-c", RUN]
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    into, back = ("cli.py", "check"), ("check", "corpus.py")
    rooms = [call for call in eval(done.stdout) if call[0] != call[1]]
    assert rooms == [into, back, back, back, into, back]


def test_nothing_is_followed_afterwards() -> None:
    with Rooms(ROOT / "kgtool") as rooms:
        pass
    assert sys.getprofile() is None
    assert rooms.calls == []
