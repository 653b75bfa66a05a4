"""What people install is ours: the package index has a ``kgtool`` by somebody else."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

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
