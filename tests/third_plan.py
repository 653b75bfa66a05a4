"""The invented third plan (fixtures/third-plan) in a folder of its own, which a test may change."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from tests import TESTS

FIXTURE = TESTS / "fixtures" / "third-plan"
PREFIXES = TESTS.parent / "ontology" / "prefixes.ttl"


class ThirdPlan:
    """A folder of plans that holds one, and its source text beside it."""

    id = "99999-hinata-2"

    def __init__(self, root: Path) -> None:
        shutil.copytree(FIXTURE, root, ignore=shutil.ignore_patterns("expected"))
        (root / "ontology").mkdir()
        shutil.copy(PREFIXES, root / "ontology")
        self.root = root
        self.sources = root / "sources"
        self.text = self.sources / "hinata.txt"
        self.folder = root / "data" / self.id
        self.profile = self.folder / "profile.toml"
        self.description = self.folder / "source.ttl"
        self.curation = self.folder / "curation.ttl"
        self.turtle = self.folder / "plan.ttl"

    @property
    def repo(self) -> Repo:
        return repos.find(self.root)

    def extract(self) -> extraction.Extraction:
        return extraction.extract(self.repo, self.id, self.sources)

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace the only occurrence of ``old`` in a file; sign the source text anew if it is the one."""
        content = path.read_text(encoding="utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {path.name}"
        path.write_text(content.replace(old, new), encoding="utf-8")
        if path == self.text:
            self.sign()

    def sign(self) -> None:
        """Write the hash and the length of the source text, as it is now, into source.ttl."""
        data = self.text.read_bytes()
        described = re.sub("[0-9a-f]{64}", hashlib.sha256(data).hexdigest(), self.description.read_text("utf-8"))
        described = re.sub(r"characterCount \d+", f"characterCount {len(data.decode())}", described)
        self.description.write_text(described, encoding="utf-8")

    def place(self, path: Path, containing: str = "", nth: int = 0) -> str:
        """Return how messages name a file of the plan, or the one line of it that contains a text (or the nth, from 1)."""
        name = path.as_posix() if path == self.text else path.relative_to(self.root).as_posix()
        if not containing:
            return name
        numbers = [n for n, line in enumerate(path.read_text("utf-8").split("\n"), 1) if containing in line]
        assert nth or len(numbers) == 1, f"{containing!r} stands on lines {numbers} of {path.name}"
        return f"{name}:{numbers[nth - 1 if nth else 0]}"

    def files(self) -> dict[str, bytes]:
        """Every file below the root, temporary ones too."""
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in self.root.rglob("*") if p.is_file()}


@pytest.fixture
def third_plan(tmp_path: Path) -> ThirdPlan:
    """The third plan with a ``plan.ttl`` that no extraction would write."""
    plan = ThirdPlan(tmp_path / "repo")
    plan.turtle.write_text("# what stood here before\n")
    return plan
