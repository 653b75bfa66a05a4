"""One process reads, hashes and parses each input file at most once; positions only where a finding stands."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import ROOT

FOLDERS = ("data", "ontology", "queries", "shapes")
CURATION = "data/13221-kiyose-5/curation.ttl"
PLAN = "data/13221-kiyose-5/plan.ttl"
COUNT = """
import atexit, collections, hashlib, json, os, sys
root, out, *words = sys.argv[1:]
counts = {kind: collections.Counter() for kind in ("read", "hashed", "parsed", "cut", "placed")}
folders = tuple(os.path.join(root, name) + os.sep for name in ("data", "ontology", "queries", "shapes"))
names = {}
for folder in folders:
    for path, _, files in os.walk(folder):
        for file in files:
            path_of_file = os.path.join(path, file)
            with open(path_of_file, "rb") as opened:
                names[opened.read()] = os.path.relpath(path_of_file, root)

def opened(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, os.PathLike)) and not arguments[2] & os.O_DIRECTORY:
        path = os.path.abspath(arguments[0])
        if path.startswith(folders):
            counts["read"][os.path.relpath(path, root)] += 1

def counted(kind, function, content):
    def call(*arguments, **options):
        data = content(*arguments)
        data = data.encode() if isinstance(data, str) else data
        if isinstance(data, bytes) and data in names:
            counts[kind][names[data]] += 1
        return function(*arguments, **options)
    return call

import pyoxigraph, rdflib.plugins.parsers.notation3
first = lambda data=b"", *rest: data
pyoxigraph.parse = counted("parsed", pyoxigraph.parse, first)
for name in ("sha1", "sha256", "sha512", "blake2b", "md5"):
    setattr(hashlib, name, counted("hashed", getattr(hashlib, name), first))
class Store:
    # Counts what it parses; the class itself cannot be extended
    def __init__(self, *arguments, made=None, real=pyoxigraph.Store):
        self.made = real(*arguments) if made is None else made
        self.load = counted("parsed", self.made.load, first)
        self.bulk_load = counted("parsed", self.made.bulk_load, first)
    read_only = staticmethod(lambda path, real=pyoxigraph.Store: Store(made=real.read_only(path)))
    __getattr__ = lambda self, name: getattr(self.made, name)
    __len__ = lambda self: len(self.made)
    __iter__ = lambda self: iter(self.made)
    __contains__ = lambda self, quad: quad in self.made
pyoxigraph.Store = Store
parser = rdflib.plugins.parsers.notation3.SinkParser
parser.loadBuf = counted("placed", parser.loadBuf, lambda self, text: text)
from kgtool.check.turtle_statements import TurtleStatements
TurtleStatements.__init__ = counted("cut", TurtleStatements.__init__, lambda self, text, base: text)

atexit.register(lambda: json.dump(counts, open(out, "w")))
sys.addaudithook(opened)
sys.argv = ["kgtool", "--root", root, *words]
from kgtool.cli import main
main()
"""


class Counts(NamedTuple):
    """How often each input file was read, hashed, parsed, and parsed for positions; by name."""

    read: dict[str, int]
    hashed: dict[str, int]
    parsed: dict[str, int]
    cut: dict[str, int]
    placed: dict[str, int]


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """The two plans in a folder of their own."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / "plans" / name)
    return tmp_path / "plans"


def count(root: Path, *words: str) -> Counts:
    out = root.parent / "counts.json"
    command = [sys.executable, "-c", COUNT, str(root), str(out), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in (0, 1), done.stderr
    return Counts(**json.loads(out.read_text("utf-8")))


def edit(root: Path, name: str, old: str, new: str) -> None:
    content = (root / name).read_text("utf-8")
    assert old in content, f"{name} has no {old!r} any more: choose another place for the fault"
    (root / name).write_text(content.replace(old, new, 1), "utf-8")


def good(root: Path) -> None:
    """Leave the plans as they are."""


def faulty(root: Path) -> None:
    """Two faults that are found: one by a shape, one in a pair of plans."""
    with (root / CURATION).open("a", encoding="utf-8") as file:
        file.write(
            "\n<https://w3id.org/jp-plan/id/13221-kiyose-5/draft-2025-08-12/measure/nowhere> jpp:theme jpp:x .\n"
        )


@pytest.mark.parametrize("state", [good, faulty])
@pytest.mark.parametrize(
    "words", [("build", "--jobs", "1"), ("check", "--no-owl", "--jobs", "1"), ("check", "--jobs", "1")]
)
def test_each_file_is_read_hashed_and_parsed_once(
    plans: Path, words: tuple[str, ...], state: Callable[[Path], None]
) -> None:
    state(plans)
    counts = count(plans, *words)
    assert len(counts.read) > 25
    assert {
        PLAN,
        CURATION,
        "ontology/core.ttl",
        "data/reference/themes.ttl",
    } <= counts.read.keys() & counts.parsed.keys()
    for kind, found in counts._asdict().items():
        assert set(found.values()) <= {1}, f"{words[0]} {kind} {[name for name, n in found.items() if n > 1]} again"


def test_only_files_with_findings_are_cut_for_positions_and_none_is_parsed_whole(plans: Path) -> None:
    assert count(plans, "check", "--no-owl").cut == {}
    faulty(plans)
    counts = count(plans, "check", "--no-owl")
    assert (counts.cut, counts.placed) == ({CURATION: 1}, {})


def test_what_has_not_changed_is_not_read_again(plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KGTOOL_SOURCES", raising=False)  # which texts are at hand is said by source.ttl
    for words in (["build"], ["check", "--no-owl"]):
        count(plans, *words)
        assert count(plans, *words) == ({}, {}, {}, {}, {}), words
