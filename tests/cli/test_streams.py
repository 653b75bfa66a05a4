"""How commands end when stdout is closed, full, or read no further; and where options may stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT
from tests.command_line import Outcome

Run = Callable[..., Outcome]
FULL = Path("/dev/full")


def shell(line: str, **environment: str) -> tuple[int, str]:
    """How a command in a shell ends (that of the first in a pipe), and what it says on stderr."""
    script = f'kgtool() {{ "{sys.executable}" -m kgtool "$@"; }}; {line}; exit ${{PIPESTATUS[0]}}'
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**os.environ, "LANG": "C", "KGTOOL_LANG": "en", **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("command", ["query --list", "check --rules", "query --help", "--version"])
@pytest.mark.parametrize("where", ["> /dev/full", ">&-"])
def test_output_that_cannot_be_written_is_an_error(command: str, where: str) -> None:
    if "full" in where and not FULL.exists():
        pytest.skip("no device that is always full")
    code, said = shell(f"kgtool {command} {where}")
    assert (code, said.startswith("stdout: error[file-unwritable]")) == (2, True), said
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.parametrize("command", ["query --list", "check --rules", "check --explain span-beyond-text"])
def test_a_pipe_that_is_closed_is_no_finding(command: str) -> None:
    """The reader ends before anything is written: it waits for nothing, the command imports first."""
    code, said = shell(f"kgtool {command} | exec true")
    assert (code, said) in ((0, ""), (141, ""))


def test_the_language_may_stand_behind_the_command(kgtool: Run) -> None:
    before = kgtool("--lang", "ja", "query", "--list").out
    for arguments in (("query", "--list", "--lang", "ja"), ("query", "--lang=ja", "--list")):
        assert kgtool(*arguments).out == before
    assert kgtool("query", "--list").out != before


@pytest.mark.parametrize(("word", "meant"), [("buidl", "build"), ("qeury", "query"), ("chek", "check")])
def test_a_misspelt_command_gets_a_suggestion_in_either_language(kgtool: Run, word: str, meant: str) -> None:
    for lang in ("ja", "en"):
        ended = kgtool("--lang", lang, word)
        assert ended.code == 2
        assert f"'{meant}'" in ended.err


def test_the_build_folder_has_one_name(kgtool: Run, small_out: Path) -> None:
    for command in ("build", "load", "publish", "query", "serve", "verify"):
        text = kgtool(command, "--help").out
        assert re.search(r"^ +--build \S", text, re.M), text
        assert "--store" not in text
    assert (
        kgtool("query", "named-graphs", "--build", small_out).out
        == kgtool("query", "named-graphs", "--store", small_out).out
    )
