"""What ``kgtool new`` writes stands as it is, and its one test passes as soon as its lines are filled."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.corpus import layout
from kgtool.scaffold import MARK, rule, term
from tests import ROOT

SKIPPED = {"__pycache__", "node_modules"}
LONG = "A word, and more than that: enough for a sentence."


class Checkout:
    """A copy of this repository, for a contributor to work in."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, module: str, *arguments: str, code: int = 0) -> str:
        """Run a module of Python there; return what it says, whatever it said it on."""
        done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=self.root, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def new(self, *words: str, code: int = 0) -> str:
        return self.run("kgtool", "--lang", "en", "new", *words, code=code)

    def fill(self, paths: list[str]) -> None:
        """Write something in place of every mark, as a person would, and bring up to date what is made from it."""
        for path in paths:
            self.change(path, rf"{MARK}: [^\"\n]*", LONG)
        self.run("kgtool", "reference")

    def change(self, path: str, pattern: str, text: str) -> None:
        """Put a text in place of a pattern, wherever it stands in a file."""
        file = self.root / path
        before = file.read_text("utf-8")
        file.write_text(re.sub(pattern, text, before), "utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    names = (
        "benchmarks",
        "data",
        "docs",
        "kgtool",
        "ontology",
        "queries",
        "shapes",
        "tests",
        "pyproject.toml",
        "README.md",
    )
    for name in names:
        for path in (ROOT / name).rglob("*") if (ROOT / name).is_dir() else [ROOT / name]:
            target = tmp_path / path.relative_to(ROOT)
            if path.is_file() and not SKIPPED & set(path.parts):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes())
    return Checkout(tmp_path)


CONTRIBUTIONS = {
    "question and rules": (
        "question measures-and-codes --topic structure --ja 施策と番号",
        "rule Actor-denotes-sample --severity warning",
        "rule note-left-behind --query",
    ),
    "page, terms and formats": (
        "page all-in-one --en 'All in one'",
        "term Sample --kind class",
        "term sampleOf --kind object --module evidence",
        "format lines",
        "format semis --of answer",
    ),
}
USED = re.compile(r"tests/(test_ontology|check/report|results)")
"""The tests that refuse what nothing uses and no guide names."""


@pytest.mark.parametrize("contributions", CONTRIBUTIONS.values(), ids=CONTRIBUTIONS)
def test_contributions_are_refused_until_they_are_filled_and_then_pass(
    contributions: tuple[str, ...], checkout: Checkout
) -> None:
    """One copy takes several, which is cheaper and shows that none is in the way of another."""
    paths: set[str] = set()
    commands: dict[str, None] = {}
    for words in contributions:
        said = checkout.new(*shlex.split(words)).splitlines()
        paths |= {line for line in said if (checkout.root / line).is_file()}
        commands[said[-1].strip()] = None
    assert all(command.startswith("pytest ") for command in commands)
    checkout.run("ruff", "check", ".")
    checkout.run("ruff", "format", "--check", ".")
    refused = checkout.run("pytest", "tests/scaffold/test_marks.py", code=1)
    assert all(path in refused for path in paths if not path.startswith("docs/reference/"))

    checkout.fill(sorted(paths))
    checkout.change("tests/search/paraphrases.tsv", rf"(?<=measures-and-codes\t){LONG}\n\Z", "別の言い方\n")
    refused = "".join(checkout.run(*shlex.split(command), code=1) for command in commands if USED.search(command))
    if refused:
        assert "no question asks about jpp:Sample, jpp:sampleOf" in refused
        checkout.change("queries/structure/goals.rq", "{ jpp:Goal", "{ jpp:Sample jpp:sampleOf jpp:Goal")
        for guide, name in (("docs/check.md", "lines"), ("docs/query.md", "semis")):
            assert f"{guide}: " in refused
            checkout.change(guide, "`markdown`", f"`markdown`, `{name}`")
        checkout.run("mypy")
    for command in commands:
        checkout.run(*shlex.split(command))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("question Measures --topic structure", "name-form"),
        ("question measures --topic weather", "name-unknown"),
        ("question goals --topic structure", "file-exists"),
        ("question order-hole --topic structure", "file-exists"),
        ("rule Measure --severity error", "name-form"),
        ("rule Town-order", "name-unknown"),
        ("rule Measure-weather", "name-unknown"),
        ("rule Measure-notation", "rule-exists"),
        ("rule order-hole --query", "rule-exists"),
        ("page about", "file-exists"),
        ("term measure --kind class", "name-form"),
        ("term Measure --kind class", "term-exists"),
        ("term Sample --kind class --module weather", "name-unknown"),
        ("format text", "file-exists"),
        ("format CSV --of answer", "name-form"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(words: str, code: str, kgtool: Callable) -> None:
    done = kgtool("--root", ROOT, "new", *words.split())
    assert (done.code, done.out) == (2, "")
    assert f"error[{code}]" in done.err


def test_a_folder_of_plans_is_no_checkout(tmp_path: Path, kgtool: Callable) -> None:
    for name in ("data", "ontology"):
        (tmp_path / name).mkdir()
    done = kgtool("--root", tmp_path, "--lang", "ja", "new", "page", "towns")
    assert done.code == 2
    assert "error[checkout-missing]" in done.err
    assert "docs/extend.md" in done.err


@pytest.mark.parametrize("path", sorted((ROOT / "shapes").glob("[A-Z]*.ttl")), ids=lambda path: path.stem)
def test_every_file_of_shapes_takes_one_more(path: Path) -> None:
    text = path.read_text("utf-8")
    found = rule.listed(text, path.stem, f"{path.stem}-more")
    assert len(re.findall(rf"jpps:{path.stem}-more\b", found)) == 1
    assert (
        found.replace(f",\n        jpps:{path.stem}-more", "").replace(f"    sh:property jpps:{path.stem}-more ;\n", "")
        == text
    )


@pytest.mark.parametrize("path", [path for path in layout.find(ROOT).ontology if path.stem != "foreign"], ids=str)
@pytest.mark.parametrize("kind", term.KINDS)
@pytest.mark.parametrize("name", ["Aaa", "Mmm", "zzz"])
def test_a_term_stands_between_its_neighbours_and_moves_no_other(path: Path, kind: str, name: str) -> None:
    text, title = path.read_text("utf-8"), term.KINDS[kind][0]
    found = term.inserted(text, kind, name, f"jpp:{name} a owl:Thing .\n")
    section = found.partition(f"{title}\n")[2].partition("\n# ")[0]
    names = re.findall(r"^jpp:(\w+) a ", section, re.M)
    assert name in names
    assert names == sorted(names)
    rest = found.replace(f"\n\njpp:{name} a owl:Thing .", "")
    assert (rest if title in text else rest.replace(f"\n\n{title}", "")) == text
