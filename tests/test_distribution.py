"""What people install is ours: the package index has a ``kgtool`` by somebody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from kgtool.base import errors
from tests import ROOT

STRANGER = re.compile(
    r"""(?x)
    \b(?:pip3?|pipx|uvx?|poetry|conda)\b [^|&;\n]* \b(?:install|add|run|tool)\b [^|&;\n]* [\s'"=] kgtool (?![\w./:-])
    | (?<![\w./-]) kgtool (?: \[[a-z,]+\] | \s*(?:==|~=|>=|<=)\s*\d)
    | ^\s*-\ kgtool (?:[=<>~].*)? $
    """,
    re.MULTILINE,
)
"""An install of ``kgtool`` by that name: a command of an installer, a requirement, a line of a list of requirements."""


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout: which files are ours is not known")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name]


def test_no_file_installs_a_strangers_package() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {hit[0].strip()}" for hit in STRANGER.finditer(text)]
    assert not found, "these install somebody else's package; write jp-plan-kgtool"


def test_no_message_installs_a_strangers_package() -> None:
    for code, message in errors.messages().items():
        for text in (message.what, message.why, message.remedy):
            assert not STRANGER.search(text.ja + text.en), code


@pytest.mark.parametrize(
    "line",
    [
        "pip install kgtool",
        "    - pip install --quiet 'kgtool[fast]'",
        "pipx install kgtool==0.1.0",
        "uv tool install kgtool",
        "install kgtool[cluster].",
        "kgtool>=0.1",
        "dependencies:\n  - kgtool\n",
    ],
)
def test_an_install_by_that_name_is_seen(line: str) -> None:
    assert STRANGER.search(line)


@pytest.mark.parametrize(
    "line", ["pip install jp-plan-kgtool", "kgtool check", "pip install -e . && kgtool build", "- kgtool check"]
)
def test_other_lines_are_let_be(line: str) -> None:
    assert not STRANGER.search(line)


def test_the_distribution_carries_its_own_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == metadata("jp-plan-kgtool")["Name"] == "jp-plan-kgtool"
    assert project["scripts"] == {"kgtool": "kgtool.cli:main"}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Sdist and wheel, as a release builds them."""
    return _packages(ROOT, tmp_path_factory.mktemp("dist"))


def _packages(folder: Path, into: Path) -> tuple[Path, Path]:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(build, cwd=folder, check=True, capture_output=True, env=environment)
    return next(into.glob("*.tar.gz")), next(into.glob("*.whl"))


def test_the_wheel_carries_all_that_an_empty_folder_lacks(packages: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packages[1]) as wheel:
        names = set(wheel.namelist())
        said = wheel.read(next(name for name in names if name.endswith("/METADATA"))).decode()
    for kind in ("ontology", "shapes", "queries", "data"):
        ours = {path for path in tracked() if path.relative_to(ROOT).parts[0] == kind}
        assert {f"kgtool/share/{path.relative_to(ROOT).as_posix()}" for path in ours} <= names
    assert "kgtool/py.typed" in names
    assert not [name for name in names if "node_modules" in name or "/tests/" in name]
    for line in ("Author", "Classifier: Typing :: Typed", "Project-URL", "License-Expression: MIT"):
        assert f"\n{line}" in said
    extras = set(re.findall(r"^Provides-Extra: (.*)$", said, re.M))
    assert {"cluster", "fast", "pdf", "tables"} <= extras


def test_the_same_tree_gives_the_same_packages_and_the_sdist_the_same_wheel(
    packages: tuple[Path, Path], tmp_path: Path
) -> None:
    sdist, wheel = packages
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = next(path for path in tmp_path.iterdir() if path.is_dir())
    again = _packages(unpacked, tmp_path / "again")
    assert again[1].read_bytes() == wheel.read_bytes()
    assert again[0].read_bytes() == sdist.read_bytes()


def test_citation_and_changelog_are_of_this_version() -> None:
    version = metadata("jp-plan-kgtool")["Version"]
    assert re.search(rf"^version: {re.escape(version)}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    assert re.search(rf"^## (Unreleased|{re.escape(version)})$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)


HOLES = {
    "anyio": ("4.4.0", "a race between threads (Safety 71199)"),
    "distributed": ("2021.10.0", "CVE-2021-42343"),
    "h11": ("0.16.0", "CVE-2025-43859"),
    "idna": ("3.7", "CVE-2024-3651"),
    "jinja2": ("3.1.6", "CVE-2025-27516, after CVE-2024-56326, CVE-2024-56201, CVE-2024-34064, CVE-2024-22195"),
    "lxml": ("4.9.1", "CVE-2022-2309"),
    "mcp": ("1.23.0", "CVE-2025-66416, after CVE-2025-53365 and CVE-2025-53366"),
    "openpyxl": ("2.4.2", "CVE-2017-5992"),
    "pyarrow": ("14.0.1", "CVE-2023-47248"),
    "pyyaml": ("5.4", "CVE-2020-14343"),
    "starlette": ("0.49.1", "CVE-2025-62727, after CVE-2025-54121 and CVE-2024-47874"),
    "tornado": ("6.5.3", "CVE-2025-67724, after CVE-2025-47287"),
    "urllib3": ("2.6.3", "CVE-2026-21441, after CVE-2025-66418 and CVE-2025-50181"),
    "uvicorn": ("0.11.7", "CVE-2020-7694 and CVE-2020-7695"),
}
"""The first version of each library in which no hole is left that we know of (docs/decisions/0073-floors.md)."""


def declared() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [*project["dependencies"], *(text for extra in project["optional-dependencies"].values() for text in extra)]
    found = [Requirement(text) for text in texts]
    return {requirement.name.lower(): requirement for requirement in found}


@pytest.mark.parametrize("name", HOLES)
def test_no_version_with_a_known_hole_is_accepted(name: str) -> None:
    first, hole = HOLES[name]
    requirement = declared()[name]
    floors = [Version(bound.version) for bound in requirement.specifier if bound.operator == ">="]
    assert floors, f"{name} has no floor"
    assert max(floors) >= Version(first), f"{requirement} accepts versions with {hole}"


def test_every_floor_is_one_that_development_meets() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    exact = {r.name.lower().replace("_", "-"): r for r in map(Requirement, filter(lambda x: x and x[0] != "#", lines))}
    for name, requirement in declared().items():
        pinned = exact.get(name)
        if pinned is not None:
            (version,) = (bound.version for bound in pinned.specifier)
            assert requirement.specifier.contains(version), f"{pinned} is outside of {requirement}"
