"""``kgtool check``."""

from __future__ import annotations

import datetime
import difflib
import os
import sys
from pathlib import Path

import click

from kgtool import repo, report
from kgtool.check import baseline, rules, run
from kgtool.errors import InputError
from kgtool.finding import SEVERITIES, Report, Rule
from kgtool.header import Text

_ENGINES = ["auto", "pyshacl", "fast", "both"]


def _outputs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
    outputs = []
    for value in values:
        name, equals, file = value.partition("=")
        if name not in report.FORMATS or not equals or not file:
            raise click.BadParameter(f"{value!r} is not FORMAT=FILE with a format of {', '.join(report.FORMATS)}")
        outputs.append((name, Path(file)))
    return outputs


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(_ENGINES), default="auto", help="SHACL engine (default: auto).")
@click.option(
    "--format", "format_", type=click.Choice(report.FORMATS), default="text", help="Format on stdout (default: text)."
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
    "--baseline", "baseline_file", type=click.Path(path_type=Path), help="Leave out the findings that this file knows."
)
@click.option(
    "--write-baseline", type=click.Path(path_type=Path), help="Write all findings to a baseline file and exit 0."
)
@click.option("--suppressions", type=click.Path(path_type=Path), help="TOML file of suppressions with reason and end.")
@click.option("--since", metavar="REV", help="Only findings in files that differ from this git revision.")
@click.option("--no-cache", is_flag=True, help="Check everything anew and remember nothing.")
@click.option("--owl/--no-owl", default=True, help="Run the OWL reasoner where there is a Java runtime (default: yes).")
@click.option("--require-owl", is_flag=True, help="Fail (exit 2) where the OWL reasoner cannot run.")
@click.option("--explain", metavar="CODE", help="Show the page of one rule and check nothing.")
@click.option("--rules", "list_rules", is_flag=True, help="List all rules and check nothing.")
@click.pass_obj
def command(
    obj: dict[str, str],
    paths: tuple[Path, ...],
    engine: str,
    format_: str,
    outputs: list[tuple[str, Path]],
    fail_on: str,
    baseline_file: Path | None,
    write_baseline: Path | None,
    suppressions: Path | None,
    since: str | None,
    no_cache: bool,
    owl: bool,
    require_owl: bool,
    explain: str | None,
    list_rules: bool,
) -> int:
    """Check the data: syntax, shapes, check queries, OWL.

    PATHS limit the findings to some files or folders. Exit code 1 means findings.
    """
    lang = obj["lang"]
    root = repo.find(obj["root"])
    if explain or list_rules:
        _show_rules(root, lang, explain)
        return 0
    wanted = _names(root, paths)

    def notify(text: Text) -> None:
        click.echo(f"kgtool: {text[lang]}", err=True)

    options = run.Options(engine, "required" if require_owl else "auto" if owl else "off", not no_cache)
    result = run.check(root, options, notify)
    if write_baseline:
        count = baseline.write(write_baseline, result)
        click.echo(
            {"ja": f"{write_baseline}: {count}件を記録しました", "en": f"{write_baseline}: {count} findings recorded"}[
                lang
            ],
            err=True,
        )
        return 0
    if wanted:
        result = baseline.only_in(result, wanted)
    if since:
        result = baseline.only_in(result, baseline.changed_since(root.root, since))
    if suppressions:
        result = baseline.suppress(result, baseline.suppressions(suppressions), datetime.date.today())
    if baseline_file:
        result = baseline.apply(result, baseline_file)
    _write(result, lang, format_, outputs)
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return 1 if any(finding.severity in worst for finding in result.findings) else 0


def _write(result: Report, lang: str, format_: str, outputs: list[tuple[str, Path]]) -> None:
    for name, file in outputs:
        repo.write_atomically(file, report.render(name, result, lang).encode())
    if format_ == "text":
        from kgtool.report import text

        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(text.render(result, lang, colour=colour), nl=False, color=True)
    else:
        click.echo(report.render(format_, result, lang), nl=False)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if format_ == "github" and summary:
        from kgtool.report import github

        with Path(summary).open("a", encoding="utf-8") as file_:
            file_.write(github.summary(result, lang))


def _names(root: repo.Repo, paths: tuple[Path, ...]) -> set[str]:
    """The names of the given files and folders. Raises ``InputError`` when one does not exist or holds nothing."""
    names = set()
    for path in paths:
        if not path.exists():
            raise InputError(
                "file-missing",
                path.as_posix(),
                remedy={"ja": "名前と場所を確かめてください。", "en": "check its name and place."},
            )
        name = root.name(path)
        if path.is_dir() and not any(path.rglob("*.ttl")) and not any(path.rglob("*.tsv")):
            raise InputError("nothing-to-check", name)
        names.add(name)
    return {name for name in names if name != "."}


def _show_rules(root: repo.Repo, lang: str, code: str | None) -> None:
    by_code: dict[str, Rule] = {r.code: r for r in rules.from_shapes(root, rules.shape_statements(root)).values()}
    by_code |= {rule.code: rule for _, rule in rules.from_queries(root)} | rules.from_owl()
    if code is None:
        for name in sorted(by_code):
            click.echo(f"{by_code[name].severity:8} {name:44} {by_code[name].name[lang]}")
        return
    rule = by_code.get(code)
    if rule is None:
        near = difflib.get_close_matches(code, by_code, n=3, cutoff=0.4)
        raise InputError("rule-unknown", rule=code, near=", ".join(near) or "-")
    labels = {
        "ja": ("重大さ", "内容と対処", "理由", "規則の場所"),
        "en": ("severity", "what and remedy", "why", "rule"),
    }[lang]
    click.echo(f"{rule.code}: {rule.name[lang]}\n")
    for label, value in zip(
        labels, (rule.severity, rule.message[lang], rule.why[lang], str(rule.location.place)), strict=True
    ):
        click.echo(f"{label}: {value}")
