"""The valid repository of the rules' fixtures, with all rules, in a folder that a test may change."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kgtool import repo as repos
from kgtool.check import run
from kgtool.finding import Report
from kgtool.header import Text
from kgtool.repo import Repo

from .rule_fixtures import FOLDER, ROOT

PLAN = "data/99998-asagiri-1/plan.ttl"
CURATION = "data/99998-asagiri-1/curation.ttl"
KIYOSE = "data/13221-kiyose-5/plan.ttl"
SHARED = "data/reference/shared.ttl"
MEASURE = "<https://w3id.org/jp-plan/id/99998-asagiri-1/draft/measure/2-1>"


class Small:
    """A folder of three small plans without a fault."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(FOLDER / "valid" / "data", root / "data")
        for name in ("ontology", "shapes", "queries"):
            shutil.copytree(ROOT / name, root / name)
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

    def check(self, engine: str = "fast", owl: str = "off", use_cache: bool = False) -> Report:
        """Check; what was told on the way is in ``notices``."""
        self.notices = []
        return run.check(self.repo, run.Options(engine, owl, use_cache), self.notices.append)

    def codes(self, **options: str) -> list[str]:
        return [finding.code for finding in self.check(**options).findings]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path / "small")
