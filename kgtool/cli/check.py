"""``kgtool check``."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from kgtool.base import errors
from kgtool.base.errors import BuildError, KgtoolError, UsageError
from kgtool.base.files import require_writable, write_atomically
from kgtool.base.languages import Text
from kgtool.check import baseline, report, results, run, settings, validators
from kgtool.check.finding import SEVERITIES, Report
from kgtool.check.report import explanation
from kgtool.check.request import CheckRequest, limits
from kgtool.check.rules import RuleSet
from kgtool.check.settings import Settings
from kgtool.cli import Member, sources_folder, write
from kgtool.corpus import configuration, layout, packs
from kgtool.incremental.parallel import Workers, collect_seldom

_FORMAT = Text("検査結果の形式", "format of reports")
_OF_PLANS = (
    "sources",
    "since",
    "jobs",
    "scheduler",
    "why",
    "no_cache",
    "require_owl",
    "explain",
    "list_rules",
    "fix",
    "diff",
)


def _outputs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
    outputs: list[tuple[str, Path]] = []
    for value in values:
        name, equals, file = value.partition("=")
        if name not in report.FORMATS or not equals or not file:
            known = ", ".join(report.FORMATS)
            ja, en = f"{value!r} は FORMAT=FILE ではありません({known})", f"{value!r} is not FORMAT=FILE ({known})"
            raise UsageError("option", option="--report", command="check", reason={"ja": ja, "en": en})
        if Path(file) in [known for _, known in outputs]:
            reason = {"ja": f"{file} を二つの報告に指定しています", "en": f"{file} is named for two reports"}
            raise UsageError("option", option="--report", command="check", reason=reason)
        outputs.append((name, Path(file)))
    return outputs


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--shapes",
    "shapes_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Hold PATHS to these SHACL shapes instead, outside a plan repository; may be repeated.",
)
@click.option("--engine", type=click.Choice(settings.ENGINES), default="auto", help="SHACL engine (default: auto).")
@click.option(
    "--format",
    "-f",
    "format_",
    type=Member(report.FORMATS, _FORMAT),
    default="text",
    help="Format on stdout (default: text).",
)
@click.option(
    "--report",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_outputs,
    help="Also write this report; may be repeated.",
)
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), default="error", help="Exit 1 from this severity on (default: error)."
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Configuration (default: kgtool.toml or [tool.kgtool] in pyproject.toml).",
)
@click.option(
    "--baseline", "baseline", type=click.Path(path_type=Path), help="Leave out the findings that this file knows."
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    help="Write all findings that are not suppressed to a baseline file and exit 0.",
)
@click.option("--suppressions", type=click.Path(path_type=Path), help="TOML file of suppressions with reason and end.")
@sources_folder("Folder of the source texts, with which generated files are compared (default: KGTOOL_SOURCES).")
@click.option("--since", metavar="REV", help="Only findings that are new since this git revision.")
@click.option("--jobs", type=click.IntRange(1), help="Processes that check plans (default: one a core).")
@click.option(
    "--scheduler", metavar="ADDRESS", default="", help="Dask scheduler to spread the work by (tcp://host:port)."
)
@click.option("--why", is_flag=True, help="Say of each unit that is checked again why it is.")
@click.option("--no-cache", is_flag=True, help="Check everything anew and remember nothing.")
@click.option("--owl/--no-owl", default=True, help="Run the OWL reasoner where there is a Java runtime (default: yes).")
@click.option("--require-owl", is_flag=True, help="Fail (exit 2) where the OWL reasoner cannot run.")
@click.option("--fix", is_flag=True, help="Mend slips that leave nothing to decide in the files that people edit.")
@click.option("--diff", is_flag=True, help="With --fix: show the changes as a diff and write nothing.")
@click.option("--explain", metavar="CODE", help="Show the page of one rule and check nothing.")
@click.option("--rules", "list_rules", is_flag=True, help="List all rules and check nothing.")
@click.pass_obj
def command(
    obj: dict[str, str],
    /,
    paths: tuple[Path, ...],
    shapes_files: tuple[Path, ...],
    format_: str,
    outputs: list[tuple[str, Path]],
    write_baseline: Path | None,
    since: str | None,
    jobs: int | None,
    scheduler: str,
    why: bool,
    no_cache: bool,
    fix: bool,
    diff: bool,
    explain: str | None,
    list_rules: bool,
    **_: object,
) -> int:
    """Check the data: syntax, shapes, check queries, OWL.

    PATHS limit the findings to some files or folders. Exit code 1 means findings; with --fix, that some are left. With
    --shapes, PATHS are Turtle files of whatever vocabulary, or folders of them. What stands in kgtool.toml holds unless an
    option says otherwise.
    """
    lang, context = obj["lang"], click.get_current_context()
    if explain and (message := errors.messages().get(explain)):
        click.echo(explanation.error_page(explain, message, lang))
        return 0
    if shapes_files:
        _refuse_beside_shapes(context, paths)
    elif explain is not None or list_rules:
        rules = validators.rules(RuleSet(packs.with_installed(layout.context(obj["root"]))))
        click.echo(
            explanation.rule_page(rules, explain, lang) if explain is not None else explanation.rule_list(rules, lang)
        )
        return 0
    if write_baseline and ((paths and not shapes_files) or since is not None or outputs):
        reason = {
            "ja": "すべての指摘を記録するので、PATHS、--since、--report と一緒には使えません",
            "en": "it records all findings and goes with neither PATHS, --since nor --report",
        }
        raise UsageError("option", option="--write-baseline", command="check", reason=reason)
    _refuse_without_fix(fix, diff, write_baseline, outputs)
    root = None if shapes_files else _root(obj)
    chosen = _settings(context, root.root if root else Path())
    for file in [file for _, file in outputs] + ([write_baseline] if write_baseline else []):
        require_writable(file)
    options = run.Options(
        chosen.engine,
        chosen.reasoner,
        not no_cache,
        Workers(jobs or 0, scheduler),
        quiet=False,
        why=why,
        sources=chosen.path(chosen.sources),
    )
    collect_seldom()
    in_report = format_ == "text" and not diff and not write_baseline
    try:
        within = limits(root, paths) if root else frozenset()
        request = CheckRequest(chosen, options, root, shapes_files, paths, within, since)
        result = _reported(request, lang, in_report)
        if not write_baseline:
            result = request.limited(result)
    except KgtoolError as error:
        _write_refusal(error, lang, format_, outputs)
        raise
    if write_baseline:
        count = baseline.write(write_baseline, result)
        recorded = Text(f"{write_baseline}: {count}件を記録しました", f"{write_baseline}: {count} findings recorded")
        click.echo(recorded[lang], err=True)
        return 0
    if fix:
        result = _fix(obj, result, diff, lambda: request.limited(_reported(request, lang, in_report=True)))
    if not diff:
        _write_files(result, lang, outputs)
        _show(result, lang, format_)
    worst = SEVERITIES[: SEVERITIES.index(chosen.fail_on) + 1]
    return 1 if any(finding.severity in worst for finding in result.findings) else 0


def _settings(context: click.Context, folder: Path) -> Settings:
    """What the configuration says, and what the command line says instead."""
    named = context.params["config"]
    found = settings.read(configuration.read(named) if named else configuration.near(folder))
    said = (click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT)
    keys = [field.name for field in fields(Settings) if field.name in context.params]
    given: dict[str, Any] = {key: context.params[key] for key in keys if context.get_parameter_source(key) in said}
    if given.get("owl") is False:
        given = {"require_owl": False} | given
    return replace(found, **given)


def _reported(request: CheckRequest, lang: str, in_report: bool) -> Report:
    """Check, and say on stderr what was skipped or replaced; with ``in_report`` not what the report itself says."""
    said: list[Text] = []
    shown: tuple[Text, ...] = ()
    try:
        result = request.report(said.append)
        shown = result.notices if in_report else ()
        return result
    finally:
        for text in said:
            if text not in shown:
                click.echo(f"kgtool: {text[lang]}", err=True)


def _refuse_without_fix(fix: bool, diff: bool, write_baseline: Path | None, outputs: list[tuple[str, Path]]) -> None:
    """Raise ``UsageError`` (option) for a diff of nothing, and for what is written where it should only be shown."""
    wrong = {
        "--diff": (diff and not fix, "--fix と一緒に使います", "it goes with --fix"),
        "--report": (diff and outputs, "--diff は何も書きません", "--diff writes nothing"),
        "--fix": (
            fix and write_baseline,
            "--write-baseline と一緒には使えません",
            "it does not go with --write-baseline",
        ),
    }
    for option, (found, ja, en) in wrong.items():
        if found:
            raise UsageError("option", option=option, command="check", reason={"ja": ja, "en": en})


def _fix(obj: dict[str, str], result: Report, diff: bool, again: Callable[[], Report]) -> Report:
    """Mend what can be mended, or show how, and say what is left to a person; return what ``again`` then finds."""
    from kgtool.check import fix  # only --fix needs it

    lang, root = obj["lang"], replace(_root(obj), reads_on=True)
    mending = fix.mending(root, result)
    mended = [*mending.mended]
    if diff:
        write(mending.diff())
    while mending.files and not diff:
        mending.write(root)
        result = again()
        mending = fix.mending(root, result)
        mended += mending.mended
    done = Text("直せます", "can be mended") if diff else Text("直しました", "mended")
    person = Text("人が直してください", "left to a person")
    for finding in mended:
        click.echo(f"{finding.location.place}: {finding.code}: {done[lang]}", err=True)
    for finding, why in mending.left:
        click.echo(f"{finding.location.place}: {finding.code}: {person[lang]} ({why[lang]})", err=True)
    sums = Text(
        f"{done.ja}: {len(mended)}件。{person.ja}: {len(mending.left)}件。",
        f"{len(mended)} {done.en}, {len(mending.left)} {person.en}.",
    )
    click.echo(f"kgtool: {sums[lang]}", err=True)
    return result


def _root(obj: dict[str, str]) -> layout.Repo:
    return packs.with_installed(layout.find(obj["root"]))


def _refuse_beside_shapes(context: click.Context, paths: tuple[Path, ...]) -> None:
    """Raise ``UsageError`` (option) for what only the check of a plan repository has, and where no data is named."""
    for name in _OF_PLANS:
        if context.get_parameter_source(name) == click.core.ParameterSource.COMMANDLINE:
            option = next(p.opts[0] for p in context.command.params if p.name == name)
            reason = {"ja": "--shapes と一緒には使えません", "en": "it does not go with --shapes"}
            raise UsageError("option", option=option, command="check", reason=reason)
    if not paths:
        reason = {"ja": "調べるTurtleファイルを指定してください", "en": "name the Turtle files to check"}
        raise UsageError("option", option="--shapes", command="check", reason=reason)


def _write_refusal(error: KgtoolError, lang: str, format_: str, outputs: list[tuple[str, Path]]) -> None:
    """Report a file that cannot be read as the one finding, to whoever reads no messages: the error follows on stderr."""
    if error.place is None:
        return
    result = results.refusal(error)
    _write_files(result, lang, outputs)
    if format_ != "text":
        _show(result, lang, format_)


def _write_files(result: Report, lang: str, outputs: list[tuple[str, Path]]) -> None:
    for name, file in outputs:
        write_atomically(file, report.render(name, result, lang).encode())


def _show(result: Report, lang: str, format_: str) -> None:
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        from kgtool.check.report.formats import github

        try:
            with Path(summary).open("ab") as page:
                page.write(github.summary(result, lang).encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise BuildError("file-unwritable", summary, reason=error.strerror or str(error)) from None
    if format_ == "text":
        from kgtool.check.report.formats import text

        terminal = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if terminal or "COLUMNS" in os.environ else text.WIDTH
        write(text.render(result, lang, terminal and "NO_COLOR" not in os.environ, width))
    else:
        write(report.render(format_, result, lang))
