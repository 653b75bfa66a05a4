"""What the documentation says can be done: every command it shows works, every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from kgtool.cli import COMMANDS, cli
from kgtool.corpus.layout import Repo
from kgtool.sparql import catalogue
from tests import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]


def commands() -> list[tuple[str, str]]:
    """Every ``kgtool`` command in a console block, with its page."""
    found = set()
    for path, name in zip(PAGES, NAMES, strict=True):
        for block in re.findall(r"```console\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            found |= {
                (name, line.removeprefix("$ ")) for line in block.splitlines() if re.match(r"(\$ )?kgtool ", line)
            }
    return sorted(found)


@pytest.mark.parametrize(("page", "command"), commands())
def test_a_command_that_is_shown_is_understood(page: str, command: str, repo: Repo) -> None:
    words = shlex.split(command, comments=True)[1:]
    context = cli.make_context("kgtool", list(words), resilient_parsing=False)
    name, sub, rest = cli.resolve_command(context, [*context._protected_args, *context.args])
    assert sub is not None, f"{page}: {command}: there is no such command"
    shown = [word for word in rest if not re.fullmatch(r"<.*>|[A-Z]+|…", word)]
    inner = sub.make_context(name, list(shown), parent=context)
    if name == "query" and inner.params["id"] and not inner.params["id"].endswith(".rq") and inner.params["id"] != "-":
        question = catalogue.find(repo, inner.params["id"])
        given = {text.partition("=")[0] for text in inner.params["params"]}
        needed = {p.name for p in question.header.params.values() if not p.optional} - {"lang"}
        strange = given - set(question.header.params)
        assert not strange, f"{page}: {command}: {question.id} has no parameter {', '.join(strange)}"
        assert needed <= given, f"{page}: {command} lacks --param {', '.join(needed - given)}"


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_to_a_file(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert ((ROOT / name).parent / target).exists(), f"{name} links to {target}, which does not exist"


def test_the_readme_names_the_commands_that_set_everything_up() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for line in ("$ make\n", "$ make test\n"):
        assert text.count(line) == 2, f"README.md shows `{line.strip()}` in Japanese and in English, once each"


def help_of(command: click.Command) -> Iterator[click.Command]:
    """A command and those below it."""
    yield command
    for sub in command.commands.values() if isinstance(command, click.Group) else ():
        yield from help_of(sub)


@pytest.mark.parametrize("name", COMMANDS.own)
def test_every_command_and_option_has_a_help_text(name: str) -> None:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    for command in help_of(found):
        check_help(name, command)


def check_help(name: str, command: click.Command) -> None:
    assert command.help, f"kgtool/cli/{name}.py: the docstring of the command is its help; write one"
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, (
            f"kgtool/cli/{name}.py: say what --{parameter.name} does: help=…"
        )


def test_nothing_names_a_registry_or_a_path_of_a_machine() -> None:
    for path in [*PAGES, ROOT / "Makefile", ROOT / "constraints.txt", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|pypi\.org/simple|(^|[\s`\"(])/(work|root|home|tmp)/", text), (
            f"{path.name} names a registry or a path of somebody's machine; take it out"
        )
