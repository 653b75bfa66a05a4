"""In which language the command line speaks: also where click speaks for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import ROOT


def said(*arguments: str, **environment: str) -> tuple[int, str]:
    """How a command ends, and what it prints."""
    clean = {
        name: value for name, value in os.environ.items() if name not in ("LANG", "LANGUAGE", "LC_ALL", "KGTOOL_LANG")
    }
    ended = subprocess.run(
        [sys.executable, "-m", "kgtool", *arguments],
        cwd=ROOT,
        env={**clean, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        check=False,
        text=True,
    )
    return ended.returncode, ended.stdout + ended.stderr


JAPANESE = [(("--lang", "ja"), {}), ((), {"LANG": "ja_JP.UTF-8"}), ((), {"KGTOOL_LANG": "ja", "LANG": "C"})]
ENGLISH = [(("--lang", "en"), {"LANG": "ja_JP.UTF-8"}), ((), {"LANG": "C"})]


@pytest.mark.parametrize(("before", "environment"), JAPANESE)
def test_errors_of_usage_and_headings_of_help_are_japanese(
    before: tuple[str, ...], environment: dict[str, str]
) -> None:
    code, text = said(*before, "chek", **environment)
    assert (code, "エラー: 'chek' というコマンドはありません。" in text, "Usage" in text) == (2, True, False)
    code, text = said(*before, "check", "--fail-on", "never", **environment)
    assert (code, "'--fail-on' の値が正しくありません" in text) == (2, True)
    code, text = said(*before, "--help", **environment)
    assert code == 0
    assert [heading for heading in ("使い方:", "オプション:", "コマンド:") if heading not in text] == []


@pytest.mark.parametrize(("before", "environment"), ENGLISH)
def test_they_are_english_for_anybody_else(before: tuple[str, ...], environment: dict[str, str]) -> None:
    code, text = said(*before, "chek", **environment)
    assert (code, "Error: No such command 'chek'." in text) == (2, True)
    code, text = said(*before, "--help", **environment)
    assert [heading for heading in ("Usage:", "Options:", "Commands:") if heading not in text] == []


def test_help_tells_of_each_command_what_its_own_help_begins_with() -> None:
    _, text = said("--lang", "en", "--help")
    lines = text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    listed = [line.split(None, 1) for line in lines if line[2] != " "]
    assert len(listed) > 10
    for name, summary in (listed[0], listed[-1]):
        _, own = said("--lang", "en", name, "--help")
        assert summary.rstrip(".")[:30] in " ".join(own.split())
