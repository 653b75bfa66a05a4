"""The valid repository of the rules' fixtures in a folder that a test may change: whole, or two plans and few rules."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from kgtool.base.languages import Text
from kgtool.check import run
from kgtool.check.finding import Report
from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo

from .rule_fixtures import FOLDER, ROOT

PLAN = "data/99998-asagiri-1/plan.ttl"
CURATION = "data/99998-asagiri-1/curation.ttl"
KIYOSE = "data/13221-kiyose-5/plan.ttl"
SHARED = "data/reference/shared.ttl"
MEASURE = "<https://w3id.org/jp-plan/id/99998-asagiri-1/draft/measure/2-1>"
CACHE = ".kgtool-cache"
ALL = ("data", "ontology", "queries/checks", "queries/derived", "shapes")
FEW = (
    "data/13221-kiyose-5",
    "data/99998-asagiri-1",
    "data/reference",
    "ontology/core.ttl",
    "queries/checks/order-hole.rq",
    "queries/derived/completeness.rq",
    "queries/derived/listed-name.rq",
    "shapes/FormalOrganization.ttl",
    "shapes/Measure.ttl",
    "shapes/levels/judged.ttl",
)

# What Python sees of a fast engine that is not installed, that was built for another machine, that never finds anything
ENGINE_ABSENT = """
import importlib.metadata, sys
version = importlib.metadata.version
def without(name):
    if name == "shacl":
        raise importlib.metadata.PackageNotFoundError(name)
    return version(name)
importlib.metadata.version = without
sys.modules["shacl"] = None
"""
ENGINE_BROKEN = """
import importlib.abc, sys
class Broken(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "shacl":
            raise ImportError("built for another machine")
sys.meta_path.insert(0, Broken())
"""
ENGINE_BLIND = """
import sys
class Blind:
    __getattr__ = lambda self, name: self
    __call__ = lambda self, *arguments, **options: self
    __iter__ = lambda self: iter(())
sys.modules["shacl"] = Blind()
"""


class Small:
    """A folder of small plans without a fault."""

    def __init__(self, root: Path, names: Iterable[str] = ALL) -> None:
        for name in names:
            source = (FOLDER / "valid" if name.startswith("data") else ROOT) / name
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
        self.root = root
        self.notices: list[Text] = []

    @property
    def repo(self) -> Repo:
        return repos.find(self.root)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace the only occurrence of ``old`` in a file."""
        content = (self.root / name).read_text("utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {name}"
        (self.root / name).write_text(content.replace(old, new), "utf-8")

    def lose_a_code(self) -> None:
        """One error: a measure without its code."""
        self.edit(PLAN, ' ;\n    skos:notation "2-1" .', " .")

    def lose_a_theme(self) -> None:
        """One warning: a measure without its theme."""
        content = (self.root / CURATION).read_text("utf-8")
        content, count = re.subn(r"^<measure/2-1/theme/forests> .*\n(?: .*\n)+", "", content, flags=re.M)
        assert count == 1
        (self.root / CURATION).write_text(content, "utf-8")

    def describe_elsewhere(self) -> None:
        """Another plan describes a measure too, with another name and code: each plan alone has one of each."""
        with (self.root / KIYOSE).open("a", encoding="utf-8") as file:
            file.write(f'\n{MEASURE} a jpp:Measure ; skos:notation "2-2" ; rdfs:label "別の駅"@ja .\n')

    def lose_an_identifier(self) -> None:
        """One info: a municipality without its Wikidata item."""
        self.edit(SHARED, " ;\n    skos:closeMatch <https://example.org/asagiri> .", " .")

    def check(self, engine: str = "fast", owl: str = "off", use_cache: bool = False) -> Report:
        """Check; what was told on the way is in ``notices``."""
        self.notices = []
        options = run.Options(engine=engine, owl=owl, use_cache=use_cache)
        return run.check(self.repo, options, self.notices.append)

    def command(self, *options: str, prelude: str = "") -> subprocess.CompletedProcess[str]:
        """Run ``kgtool check`` in a process of its own, in which some Python runs before."""
        code = f"{prelude}\nfrom kgtool.cli import main; main()"
        words = ["--lang", "en", "--root", str(self.root), "check", "--no-owl", *options]
        return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)

    def codes(self, **options: str) -> list[str]:
        return [finding.code for finding in self.check(**options).findings]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "small")


@pytest.fixture
def few(tmp_path: Path) -> Small:
    return Small(tmp_path / "few", FEW)


@pytest.fixture
def history(few: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """The small repository as the only commit of a git repository."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent.parent))
    commit(few.root)
    return few


def commit(root: Path) -> None:
    """Make a git repository of a folder, if it is none, and commit all that is in it."""
    name = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*name, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
