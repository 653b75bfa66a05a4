"""A tag is released if version, citation and changelog are of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import ROOT
from tools import release


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "kgtool" / "base").mkdir(parents=True)
    for name in ("kgtool/base/version.py", "CITATION.cff"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    own = release.version()
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## {own} - 2026-01-01\n\n- One.\n\n## 0.0.1\n\n- Old.\n")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    return tmp_path


def test_what_belongs_together_is_released_with_its_notes(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["check", f"v{release.version()}"]) == 0
    capsys.readouterr()
    assert release.main(["notes"]) == 0
    assert capsys.readouterr().out == "- One.\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("CITATION.cff", "version: ", "version: 9.", "CITATION.cff"),
        ("CHANGELOG.md", "## ", "## 9.", "CHANGELOG.md"),
        ("kgtool/base/version.py", '= "', '= "9.', "the tag"),
    ],
)
def test_what_does_not_is_refused(
    tree: Path, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str, said: str
) -> None:
    tag = f"v{release.version()}"
    file = tree / name
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert release.main(["check", tag]) == 1
    assert said in capsys.readouterr().out


def test_the_workflow_runs_what_is_here() -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("dist", "sbom", "smoke"):
        assert f"make {target}" in workflow
        assert f"\n{target}:" in makefile
    assert "tools/release.py check" in workflow
    assert (ROOT / "docs" / "deploy" / "Containerfile").is_file()
