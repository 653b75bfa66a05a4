"""What there is of one kind: modules of a folder, and entry points of other distributions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from kgtool.base.errors import UsageError
from kgtool.base.registry import Registry
from kgtool.check.report import FORMATS
from tests import ROOT

GROUP = "kgtool.test_members"


def distribution(folder: Path, name: str, points: str) -> None:
    """Put a distribution into a folder as an installer does: what it says of itself, without code."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}\n", "utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is searched for distributions and modules."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def members(*needs: str) -> Registry:
    return Registry("kgtool.check.report.formats", GROUP, needs)


def test_the_folder_is_the_list_of_our_own() -> None:
    assert "sarif" in FORMATS.own
    assert list(FORMATS.own) == sorted(path.stem for path in (ROOT / "kgtool/check/report/formats").glob("[a-z]*.py"))
    assert FORMATS.load("json").__name__ == "kgtool.check.report.formats.json"


def test_an_entry_point_of_another_distribution_is_a_member(installed: Path) -> None:
    (installed / "towns.py").write_text("class Yaml:\n    render = staticmethod(str.upper)\n", "utf-8")
    distribution(installed, "towns", "yaml = towns:Yaml")
    registry = members("render")
    assert "yaml" in registry
    assert list(registry) == [*registry.own, "yaml"]
    assert registry.load("yaml").render("a") == "A"


def test_a_registry_without_a_group_takes_nothing_from_outside(installed: Path) -> None:
    distribution(installed, "towns", "yaml = towns")
    assert "yaml" not in Registry("kgtool.cli")


@pytest.mark.parametrize("points", ["json = towns", "yaml = towns\n[other]\n"])
def test_a_name_that_is_taken_is_refused_with_both_that_claim_it(installed: Path, points: str) -> None:
    distribution(installed, "towns", points)
    distribution(installed, "villages", "yaml = villages")
    with pytest.raises(UsageError) as caught:
        list(members())
    assert caught.value.code == "extension-name"
    for lang in ("ja", "en"):
        said = caught.value.render(lang)
        assert "jp-plan-kgtool" in said or "villages 1.0" in said
        assert "towns 1.0" in said


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, "ModuleNotFoundError"),
        ("1 / 0", "ZeroDivisionError"),
        ("render = print", "paths is missing"),
    ],
)
def test_an_extension_that_cannot_be_used_is_named_with_its_distribution(
    installed: Path, code: str | None, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if code is not None:
        (installed / "broken_towns.py").write_text(code, "utf-8")
        monkeypatch.delitem(sys.modules, "broken_towns", raising=False)
    distribution(installed, "towns", "yaml = broken_towns")
    with pytest.raises(UsageError) as caught:
        members("render", "paths").load("yaml")
    assert caught.value.code == "extension-broken"
    assert reason in caught.value.render("en")
    assert "towns 1.0" in caught.value.render("ja")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--help", ""),
        ("--version", ""),
        ("reference --check", ""),
        ("query goals --store nowhere", "error[store-missing]"),
    ],
)
def test_a_command_that_needs_no_extension_looks_for_none(words: str, said: str) -> None:
    """Reading what is installed would double the time that a command takes to start."""
    code = (
        "import sys; from importlib import metadata; metadata.entry_points = None; sys.argv[0] = 'kgtool';"
        "from kgtool.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, *words.split()], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == (2 if said else 0), done.stderr
    assert done.stderr.startswith("nowhere: " if said else "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_command_says_of_itself_is_read_without_importing_it() -> None:
    commands = Registry("kgtool.cli")
    for name in commands.own:
        tree = ast.parse((ROOT / "kgtool" / "cli" / f"{name}.py").read_text("utf-8"))
        said = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "command"]
        assert commands.docstring(name, "command") == ast.get_docstring(said[0])
    assert commands.docstring("check", "nothing") == ""
