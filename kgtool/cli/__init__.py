"""The command line: flags and exit codes, no logic.

Exit codes: 0 done, nothing wrong; 1 done, findings; 2 your input or usage; 3 our bug. Results go to stdout,
everything else to stderr. A command's module is imported only when the command runs.
"""

from __future__ import annotations

import contextlib
import copy
import errno
import gettext
import inspect
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import click
from click.exceptions import NoSuchCommand
from click.shell_completion import CompletionItem

from kgtool.base.errors import BuildError, InternalError, KgtoolError, UsageError
from kgtool.base.languages import Text
from kgtool.base.registry import Registry
from kgtool.base.version import __version__

COMMANDS = Registry("kgtool.cli")
Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_FULL = (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EDQUOT)
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


class _JapaneseFormatter(click.HelpFormatter):
    """Help in Japanese: lines break by its rules, and full-width characters take two columns."""

    def write_text(self, text: str) -> None:
        from kgtool.base.wrapping import wrap  # only help needs it

        for n, paragraph in enumerate(text.strip().split("\n\n")):
            lines = wrap("".join(map(str.strip, paragraph.split("\n"))), max(self.width - self.current_indent, 20))
            self.write(("\n" if n else "") + "".join(f"{' ' * self.current_indent}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        from kgtool.base.wrapping import columns, fit, wrap

        rows = list(rows)
        first = min(max(columns(name) for name, _ in rows), col_max)
        indent = " " * self.current_indent
        for name, said in rows:
            lines = wrap(" ".join(said.split()), max(self.width - self.current_indent - first - col_spacing, 20))
            if columns(name) > first:
                self.write(f"{indent}{name}\n")
                name = ""
            for n, line in enumerate(lines):
                self.write(f"{indent}{fit('' if n else name, first)}{' ' * col_spacing}{line}".rstrip() + "\n")


class _JapaneseContext(click.Context):
    formatter_class = _JapaneseFormatter


def in_japanese(command: click.Command, *path: str) -> click.Command:
    """Return a copy of a command whose help, and that of its options, is Japanese (locale/ja/help.toml)."""
    table = _japanese_help().get(path[0], {}) if len(path) == 1 else {}
    said = copy.copy(command)
    said.context_class = _JapaneseContext
    said.help = table.get("help") or _half(inspect.cleandoc(command.help or ""))
    said.short_help = _first_sentence(said.help)
    said.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in said.params:
        if isinstance(parameter, click.Option) and parameter.help:
            names = [table[name] for name in (*parameter.opts, *parameter.secondary_opts) if name in table]
            parameter.help = names[0] if names else _half(parameter.help)
    if isinstance(said, click.Group):
        said.commands = {name: in_japanese(sub, *path, name) for name, sub in said.commands.items()}
    return said


def _half(text: str) -> str:
    """The Japanese behind `` / `` in a help text that has both languages; else the text itself."""
    _, slash, japanese = text.partition("\n\n")[0].rpartition(" / ")
    return japanese.strip().rstrip(".") if slash and not japanese.isascii() else text


def _first_sentence(text: str) -> str:
    return text.strip().partition("\n\n")[0].replace("\n", "").partition("。")[0]


def _speaks_japanese() -> bool:
    return os.environ.get("LANGUAGE") == "ja"


@cache
def _japanese_help() -> dict[str, dict[str, str]]:
    from kgtool.base import toml  # only help in Japanese needs it

    table = _LOCALE / "ja" / "help.toml"
    return toml.parse(table.read_text("utf-8"), table.name).data


class PipeClosedError(Exception):
    """Whoever reads stdout has closed it."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = COMMANDS.load(cmd_name).command
        return in_japanese(command, cmd_name) if _speaks_japanese() else command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names; for one that is none, say which are spelt alike."""
        if args[0] not in COMMANDS and args[0][:1].isalnum() and not ctx.resilient_parsing:
            raise NoSuchCommand(args[0], possibilities=list(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ``PipeClosedError`` where nobody reads on: click would end with 1, which means findings."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise PipeClosedError from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of their docstrings; no command's module is imported for that."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        japanese = _japanese_help() if _speaks_japanese() else {}
        said = []
        for name in COMMANDS:
            text = COMMANDS.docstring(name, "command")
            short = _first_sentence(japanese.get(name, {}).get("help") or _half(text)) if japanese else None
            said.append((name, click.Command(name, help=text, short_help=short)))
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


def build_folder(name: str = "out", *also: str) -> Callable[[Decorated], Decorated]:
    """Return the option of every command that reads a build: ``--build``; ``also`` are names that are still understood."""
    help_ = "Build folder (default: build/ in the root)."
    return click.option("--build", *also, name, cls=_BuildFolder, type=click.Path(path_type=Path), help=help_)


def sources_folder(for_: str = "", unasked: bool = True) -> Callable[[Decorated], Decorated]:
    """Return the option of every command that reads the plans' texts: ``--sources``; ``for_`` is all that its help says instead.

    ``unasked``: the environment variable KGTOOL_SOURCES names the folder where the command line does not.
    """
    help_ = for_ or "Folder of the source texts (default: KGTOOL_SOURCES)."
    variable = "KGTOOL_SOURCES" if unasked else None
    return click.option("--sources", type=click.Path(path_type=Path), envvar=variable, help=help_)


class _BuildFolder(click.Option):
    """The option ``--build``; its further names are understood and not shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        names = self.opts
        self.opts = ["--build"]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = names


def write(output: str | bytes) -> None:
    """Write a result to stdout, whole; through a pager where it is longer than the terminal.

    Raises ``BuildError`` (file-unwritable).
    """
    text = output.decode() if isinstance(output, bytes) and sys.stdout.isatty() else output
    if isinstance(text, str) and sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager(text)
        return
    try:
        click.echo(output, nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error) from None


def _unwritable(error: OSError) -> BuildError:
    return BuildError("file-unwritable", "stdout", reason=error.strerror or str(error))


def locale_language() -> str:
    """Return ``ja`` when the locale is Japanese, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ja" if os.environ[name].startswith("ja") else "en"
    return "en"


def main() -> None:
    """Run the command line and exit with its code."""
    lang = language_of(sys.argv)
    speak(lang)
    if sys.stdout is None:  # closed: whatever is written fails as it does on a full device
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    try:
        code = _run(_language_first(sys.argv[1:]))
    except KgtoolError as error:
        click.echo(error.render(lang), err=True)
        code = error.exit_code
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except (PipeClosedError, BrokenPipeError):
        _drop_output()
        code = 0
    except Exception:
        sys.excepthook(*sys.exc_info())
        bug = InternalError("bug")
        click.echo(bug.render(lang), err=True)
        code = bug.exit_code
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    """Run a command and see that all it printed is written. Raises ``BuildError`` (file-unwritable) and what it raises."""
    try:
        group = in_japanese(cli, "kgtool") if _speaks_japanese() else cli
        code = group.main(arguments, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None or error.errno not in _FULL:
            raise
        _drop_output()
        raise _unwritable(error) from None
    return code if isinstance(code, int) else 0


def _drop_output() -> None:
    """Lose what was not written yet, so that the interpreter does not try again when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _language_first(arguments: list[str]) -> list[str]:
    """Move ``--lang`` to the front: it may stand behind the command as well."""
    for n, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang" and n + 1 < len(arguments):
            return [*arguments[n : n + 2], *arguments[:n], *arguments[n + 2 :]]
        if word.startswith("--lang="):
            return [word, *arguments[:n], *arguments[n + 1 :]]
    return arguments


def speak(lang: str) -> None:
    """Let what click itself says be in a language, by the gettext that it uses; English is what it says anyway."""
    os.environ["LANGUAGE"] = lang
    gettext.bindtextdomain(_DOMAIN, str(_LOCALE))
    gettext.textdomain(_DOMAIN)


def language_of(argv: list[str]) -> str:
    """The language for errors that are shown after click has gone."""
    for n, word in enumerate(argv):
        if word == "--lang" and n + 1 < len(argv) and argv[n + 1] in ("ja", "en"):
            return argv[n + 1]
        if word in ("--lang=ja", "--lang=en"):
            return word[-2:]
    chosen = os.environ.get("KGTOOL_LANG", "")
    return chosen if chosen in ("ja", "en") else locale_language()
