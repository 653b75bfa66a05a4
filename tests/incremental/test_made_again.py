"""What is made again is what depends on a change, and ``--why`` names the change: nothing less, nothing more."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT
from tests.check.small import Small
from tests.check.small import small as small

THEMES = "data/reference/shared.ttl"
PLANS = ("plan/13221-kiyose-5", "plan/99998-asagiri-1")
NOTHING = "nothing was made again"
OTHER_VERSION = """
import importlib.metadata
version = importlib.metadata.version
importlib.metadata.version = lambda name: "99.0" if name == {name!r} else version(name)
"""


class Twice:
    """A folder of plans and a copy of kgtool, both to be changed between two commands."""

    def __init__(self, small: Small, package: Path) -> None:
        self.small = small
        self.package = package

    @property
    def root(self) -> Path:
        return self.small.root

    def run(self, command: str, prelude: str = "") -> dict[str, str]:
        """Run a command; return why each unit was made again, by unit."""
        code = f"{prelude}\nfrom kgtool.cli import main; main()"
        more = ("--no-owl", "--engine", "fast") if command == "check" else ()
        words = [sys.executable, "-c", code, "--lang", "en", "--root", str(self.root), command, "--why", *more]
        environment = {**os.environ, "PYTHONPATH": str(self.package), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(words, capture_output=True, text=True, cwd=self.package, env=environment, check=False)
        assert done.returncode in (0, 1), done.stderr
        return dict(re.findall(r"^kgtool: ([\w/-]+): made (.*)\.$", done.stderr, re.M))

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text of the copy of kgtool."""
        path = self.package / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}: choose another place"
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def twice(small: Small, tmp_path: Path) -> Twice:
    shutil.copytree(ROOT / "queries", small.root / "queries", dirs_exist_ok=True)
    package = tmp_path / "package"
    shutil.copytree(ROOT / "kgtool", package / "kgtool", ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    return Twice(small, package)


@pytest.mark.parametrize("command", ["build", "check"])
def test_the_first_time_everything_is_made_and_the_second_time_nothing(twice: Twice, command: str) -> None:
    first = twice.run(command)
    assert {"shared", *PLANS} <= first.keys()
    assert set(first.values()) == {"for the first time"}
    assert twice.run(command) == {}


# (a) What runs on the way counts


def test_a_broken_function_of_results_is_not_hidden_by_what_is_held(twice: Twice) -> None:
    twice.run("check")
    twice.edit("kgtool/results/__init__.py", "    def collect(", "    BROKEN = True\n\n    def collect(")
    again = twice.run("check")
    assert {"shared", *PLANS} <= again.keys()
    assert set(again.values()) == {"again because kgtool/results/__init__.py changed"}


# (b) Libraries count with their versions


@pytest.mark.parametrize("library", ["pyoxigraph", "rdflib", "pyshacl", "shacl"])
def test_another_version_of_a_library_checks_again(twice: Twice, library: str) -> None:
    twice.run("check")
    again = twice.run("check", OTHER_VERSION.format(name=library))
    assert {"shared", *PLANS} <= again.keys()
    for reason in again.values():
        assert re.fullmatch(rf"again because {library} [\d.]+ → 99\.0", reason)


def test_another_version_of_a_library_builds_again(twice: Twice) -> None:
    twice.run("build")
    again = twice.run("build", OTHER_VERSION.format(name="pyoxigraph"))
    assert {"shared", *PLANS, "dataset"} <= again.keys()
    assert all(reason.startswith("again because pyoxigraph ") for reason in again.values())


@pytest.mark.parametrize("library", ["pyshacl", "tantivy"])
def test_a_library_that_a_command_does_not_use_makes_nothing_again(twice: Twice, library: str) -> None:
    twice.run("build")
    assert twice.run("build", OTHER_VERSION.format(name=library)) == {}


# (c) What does not run on the way does not count


def test_a_comment_beside_the_road_makes_nothing_again(twice: Twice) -> None:
    twice.run("check"), twice.run("build")
    for name in ("docs/openapi.py", "web/site.py", "cli/query.py", "check/report/__init__.py"):
        with (twice.package / "kgtool" / name).open("a", encoding="utf-8") as file:
            file.write("\n# a comment\n")
    assert (twice.run("check"), twice.run("build")) == ({}, {})


# (d) Of reference data the statements count


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("name", [THEMES, "ontology/core.ttl", "data/99998-asagiri-1/plan.ttl"])
def test_a_comment_in_turtle_makes_nothing_again_nor_when_it_is_undone(twice: Twice, command: str, name: str) -> None:
    twice.run(command)
    before = (twice.root / name).read_bytes()
    (twice.root / name).write_bytes(b"# a comment\n" + before.replace(b" ;\n", b"\n  ;\n"))
    assert twice.run(command) == {}
    (twice.root / name).write_bytes(before)
    assert twice.run(command) == {}


def test_another_name_of_a_theme_checks_what_uses_it_again(twice: Twice) -> None:
    twice.run("check")
    twice.small.edit(THEMES, '"森林"@ja', '"山林"@ja')
    again = twice.run("check")
    assert again["shared"] == f"again because {THEMES} changed"
    assert again["plan/99998-asagiri-1"] == "again because theme:forests changed"
    assert "plan/13221-kiyose-5" not in again
    twice.small.edit(THEMES, '"山林"@ja', '"森林"@ja')
    assert twice.run("check") == {}  # what was made before is still there


@pytest.mark.parametrize(
    ("before", "after"), [('"森林"@ja', '"山林"@ja'), ("森林を育て、災害を防ぐ分野。", "森林を育てる分野。")]
)
def test_the_words_for_a_theme_make_no_part_of_a_plan_again(twice: Twice, before: str, after: str) -> None:
    twice.run("build")
    twice.small.edit(THEMES, before, after)
    assert twice.run("build").keys() == {"shared", "dataset"}


# (e) Of rules their meaning counts


def comment(text: str) -> str:
    return f"# a comment\n{text}"


def layout(text: str) -> str:
    return text.replace(" ;\n", "\n  ;\n\n")


def words(text: str) -> str:
    assert "Code of a measure" in text
    return text.replace("Code of a measure", "Number of a measure")


@pytest.mark.parametrize("change", [comment, layout, words])
def test_how_a_shape_is_written_and_what_it_says_check_no_unit_again(
    twice: Twice, change: Callable[[str], str]
) -> None:
    twice.small.lose_a_code()
    assert twice.run("check")
    path = twice.root / "shapes" / "Measure.ttl"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert twice.run("check") == {}
    cached = twice.small.check(use_cache=True)
    assert cached == twice.small.check(use_cache=False)
    (finding,) = (finding for finding in cached.findings if finding.code == "Measure-notation")
    line = path.read_text("utf-8").split("\n")[finding.rule.location.line - 1]
    assert line.startswith("jpps:Measure-notation ")


def test_what_a_shape_means_checks_again_and_is_named(twice: Twice) -> None:
    twice.run("check")
    path = twice.root / "shapes" / "Measure.ttl"
    text = path.read_text("utf-8")
    assert "sh:in ( skos:notation )" in text
    path.write_text(text.replace("sh:in ( skos:notation )", "sh:in ( skos:note )"), "utf-8")
    again = twice.run("check")
    assert {"shared", *PLANS} <= again.keys()
    assert set(again.values()) == {"again because shapes/Measure.ttl Measure-notation changed"}


@pytest.mark.parametrize(
    ("command", "name"), [("check", "queries/checks/order-hole.rq"), ("build", "queries/derived/within.rq")]
)
def test_of_a_query_its_tokens_count(twice: Twice, command: str, name: str) -> None:
    twice.run(command)
    path = twice.root / name
    text = path.read_text("utf-8")
    path.write_text(text.replace('#+ title.en = "', '#+ title.en = "A ').replace(" .\n", "   . # a comment\n"), "utf-8")
    assert twice.run(command) == {}
    path.write_text(f"{text.rstrip()}\nLIMIT 1000000\n", "utf-8")
    again = twice.run(command)
    assert {"shared", *PLANS} <= again.keys()
    assert {reason for unit, reason in again.items() if unit in PLANS} == {f"again because {name} changed"}


# Findings have places


def test_where_something_is_found_the_bytes_of_the_file_count(twice: Twice) -> None:
    twice.small.lose_a_code()
    twice.run("check")
    plan = twice.root / "data/99998-asagiri-1/plan.ttl"
    plan.write_text(comment(plan.read_text("utf-8")), "utf-8")
    assert twice.run("check")["plan/99998-asagiri-1"] == "again because data/99998-asagiri-1/plan.ttl changed"
    assert twice.small.check(use_cache=True) == twice.small.check(use_cache=False)


def test_why_is_said_in_japanese_too(twice: Twice) -> None:
    words = [sys.executable, "-m", "kgtool", "--lang", "ja", "--root", str(twice.root), "check", "--why", "--no-owl"]
    said = [subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False).stderr for _ in range(2)]
    assert "kgtool: plan/99998-asagiri-1: 初めて作りました。" in said[0]
    assert "kgtool: 作り直したものはありません。" in said[1]
