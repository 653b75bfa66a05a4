"""The house of kgtool: few rooms, imports towards the ground, no cycle at any level; docs/code.md draws it."""

from __future__ import annotations

import ast
import itertools
import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests import ROOT

PACKAGE = ROOT / "kgtool"
MOST_ROOMS = 22
Modules = dict[str, Path]


def modules() -> Modules:
    """Every module by its dotted name; a package by its own."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "node_modules" not in path.parts and "share" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


MODULES = modules()
FOLDERS = sorted({name.rpartition(".")[0] for name in MODULES if "." in name})


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports anywhere in it, for types as well."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import; write the whole name"
            module = node.module or ""
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                found.add(whole if whole in MODULES else module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & MODULES.keys()


IMPORTS = {name: imported(path) for name, path in MODULES.items()}


def rooms(folder: str) -> dict[str, dict[str, list[str]]]:
    """Room → room that it uses → imports that do so, among the modules and folders of one folder.

    The folder's own ``__init__`` is a room too; at the top it is the face of the whole and stands above all others.
    """
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, used in IMPORTS.items():
        if name != folder and not name.startswith(f"{folder}."):
            continue
        here = name[len(folder) + 1 :].partition(".")[0] or "__init__"
        for target in used:
            if target == folder or target.startswith(f"{folder}."):
                there = target[len(folder) + 1 :].partition(".")[0] or "__init__"
                if here != there:
                    found[here][there].append(f"{name} imports {target}")
    return found


def test_the_top_has_few_rooms() -> None:
    names = {name.split(".")[1] for name in MODULES if "." in name} - {"__main__"}
    assert len(names) <= MOST_ROOMS, f"{len(names)} rooms; move a module into the room whose work it does"


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_cycle_in_a_folder(folder: str) -> None:
    used = rooms(folder)
    try:
        TopologicalSorter({here: list(there) for here, there in used.items()}).prepare()
    except CycleError as error:
        ring = error.args[1]
        steps = [used[b][a][0] for a, b in itertools.pairwise(ring)]
        pytest.fail(f"{folder}: a cycle; move what both need below them:\n" + "\n".join(steps))


def floors() -> list[list[str]]:
    """The rooms of each row of the first table of docs/code.md, from the edges to the ground."""
    text = (ROOT / "docs" / "code.md").read_text(encoding="utf-8")
    table = re.search(r"^\| floor.*?(?=\n\n)", text, re.M | re.S)
    assert table, "docs/code.md begins with the table of floors"
    rows = [line.split("|")[2] for line in table[0].splitlines()[2:]]
    return [re.findall(r"`(\w+)(?:/|\.py)`", row) for row in rows]


def test_the_map_draws_every_room_and_imports_run_towards_the_ground() -> None:
    place = {room: number for number, row in enumerate(floors()) for room in row}
    actual = {name.split(".")[1] for name in MODULES if "." in name} - {"__main__"}
    assert place.keys() == actual, "docs/code.md, first table: each room of kgtool/ stands in one row"
    for here, used in rooms("kgtool").items():
        for there, imports in used.items():
            if "__init__" not in (here, there) and here != "__main__":
                assert place[there] >= place[here], f"{imports[0]}: {there} stands above {here} in docs/code.md"


def test_no_class_name_stands_for_two_things() -> None:
    """An underscore makes no other name: one reads ``_Writer`` and looks for ``Writer``."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name.lstrip("_")].append(f"{name}.{node.name}")
    twice = {name: places for name, places in found.items() if len(places) > 1}
    assert not twice.keys() - {"Result", "Task"}, f"call each by what it is: {twice}"
