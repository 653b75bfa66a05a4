"""A shell is told which commands, questions, parameters and values there are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests import ROOT
from tests.command_line import Outcome

Run = Callable[..., Outcome]


def completed(*words: str) -> list[str]:
    """What click's bash completion gives for the last of some words."""
    script = "import sys; sys.argv[0] = 'kgtool'; from kgtool.cli import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={
            **os.environ,
            "KGTOOL_LANG": "ja",
            "_KGTOOL_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(("kgtool", *words)),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        check=True,
        text=True,
    )
    return [line.partition(",")[2] for line in ended.stdout.splitlines()]


def test_commands_and_questions_are_completed() -> None:
    assert completed("que") == ["query"]
    assert completed("query", "directions-on-t") == ["directions-on-theme"]


def test_parameters_of_the_question_are_completed() -> None:
    assert set(completed("query", "directions-on-theme", "-p", "")) == {"plan=", "theme=", "lang="}
    assert completed("query", "directions-on-theme", "-p", "th") == ["theme="]


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_a_shell_gets_its_script(kgtool: Run, shell: str) -> None:
    ended = kgtool("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert "_KGTOOL_COMPLETE" in ended.out
