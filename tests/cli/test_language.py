"""In which language the command line speaks: also where click speaks for it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import click
import pytest

from kgtool.base.wrapping import columns
from kgtool.cli import COMMANDS, cli, in_japanese
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


def every_command() -> list[tuple[str, click.Command]]:
    return [("kgtool", cli), *((name, COMMANDS.load(name).command) for name in COMMANDS.own)]


@pytest.mark.parametrize(
    ("name", "command"), every_command(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_help_of_every_command_and_option_is_japanese(name: str, command: click.Command) -> None:
    """Write it into kgtool/cli/locale/ja/help.toml, or behind `` / `` in the English help."""

    def check(said: click.Command) -> None:
        assert said.help, name
        assert not said.help.isascii(), f"{name}: {said.help}"
        for parameter in said.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.help, name
                assert not parameter.help.isascii(), f"[{name}] {parameter.opts[0]}: {parameter.help}"
        for sub in said.commands.values() if isinstance(said, click.Group) and said.commands else ():
            check(sub)

    check(in_japanese(command, name))


def test_nothing_is_translated_that_is_not_there() -> None:
    table = tomllib.loads((ROOT / "kgtool" / "cli" / "locale" / "ja" / "help.toml").read_text("utf-8"))
    commands = dict(every_command())
    assert set(table) <= set(commands)
    for name, entries in table.items():
        known = {"help"} | {option for parameter in commands[name].params for option in parameter.opts}
        assert set(entries) <= known, name


@pytest.mark.parametrize("command", ["", "query", "check", "serve"])
def test_help_in_japanese_fits_80_columns_and_breaks_by_its_rules(command: str) -> None:
    code, text = said("--lang", "ja", *([command] if command else []), "--help", COLUMNS="80")
    assert code == 0
    lines = text.splitlines()
    assert max(columns(line) for line in lines if "|" not in line) <= 80
    assert not [line for line in lines if line.lstrip()[:1] in tuple("、。)」・ー")]
