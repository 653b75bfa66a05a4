"""The command line: flags and exit codes, no logic.

Exit codes: 0 done, nothing wrong; 1 done, findings; 2 your input or usage; 3 our bug. Results go to stdout,
everything else to stderr. A command's module is imported only when the command runs.
"""

from __future__ import annotations

import gettext
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from kgtool.base.errors import BuildError, InternalError, KgtoolError, UsageError
from kgtool.base.languages import Text
from kgtool.base.registry import Registry
from kgtool.base.version import __version__

COMMANDS = Registry("kgtool.cli")
_DOMAIN, _LOCALE = "click", Path(__file__).with_name("locale")


class Member(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.4
    """The name of a member of a registry; other distributions are looked at only if it is none of ours."""

    name = "name"

    def __init__(self, registry: Registry, what: Text) -> None:
        """``what`` is what the members are."""
        self.registry = registry
        self.what = what

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return every name, as ``click.Choice`` shows them."""
        return f"[{'|'.join(self.registry)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name. Raises ``UsageError`` (name-unknown) for one that is no member's."""
        if value not in self.registry:
            what = {"ja": self.what.ja, "en": self.what.en}
            raise UsageError("name-unknown", what=what, name=value, known=", ".join(self.registry))
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin as what was typed."""
        return [CompletionItem(name) for name in self.registry if name.startswith(incomplete)]


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = COMMANDS.load(cmd_name).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of their docstrings; no command's module is imported for that."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        said = [(name, click.Command(name, help=COMMANDS.docstring(name, "command"))) for name in COMMANDS]
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl([(name, command.get_short_help_str(room)) for name, command in said])


_CODES = "What error[CODE] means / error[CODE] の説明: kgtool check --explain CODE"


@click.group(
    cls=_Lazy, epilog=_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="kgtool")
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    help="Folder with ontology/, data/, … (default: the nearest parent that has them).",
)
@click.option(
    "--lang",
    type=click.Choice(["ja", "en"]),
    envvar="KGTOOL_LANG",
    help="Language of messages and labels (default: from the locale).",
)
@click.pass_context
def cli(ctx: click.Context, root: Path | None, lang: str | None) -> None:
    """Municipal plans as one knowledge graph / 自治体の総合計画を一つの知識グラフに."""
    ctx.obj = {"root": root, "lang": lang or locale_language()}


def write(output: str | bytes) -> None:
    """Write a result to stdout, whole. Raises ``BuildError`` (file-unwritable)."""
    try:
        click.echo(output, nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BuildError("file-unwritable", "stdout", reason=error.strerror or str(error)) from None


def locale_language() -> str:
    """Return ``ja`` when the locale is Japanese, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ja" if os.environ[name].startswith("ja") else "en"
    return "en"


def main() -> None:
    """Run the command line and exit with its code."""
    lang = _language_of(sys.argv)
    _speak(lang)
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except KgtoolError as error:
        click.echo(error.render(lang), err=True)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:
        traceback.print_exc()
        bug = InternalError("bug")
        click.echo(bug.render(lang), err=True)
        sys.exit(bug.exit_code)


def _speak(lang: str) -> None:
    """Let what click itself says be in a language, by the gettext that it uses; English is what it says anyway."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(_DOMAIN, str(_LOCALE))
    gettext.textdomain(_DOMAIN)


def _language_of(argv: list[str]) -> str:
    """The language for errors that are shown after click has gone."""
    for n, word in enumerate(argv):
        if word == "--lang" and n + 1 < len(argv) and argv[n + 1] in ("ja", "en"):
            return argv[n + 1]
        if word in ("--lang=ja", "--lang=en"):
            return word[-2:]
    chosen = os.environ.get("KGTOOL_LANG", "")
    return chosen if chosen in ("ja", "en") else locale_language()
