"""``kgtool new``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kgtool.base.languages import Text
from kgtool.cli import sources_folder
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.intake import folder
from kgtool.intake.revision import folder as revision
from kgtool.scaffold import MARK, Scaffold, format, make_golden, page, question, rule, term, write

_TEXT = {
    "ja": {
        "golden": "正解のファイル: python -m {module}",
        "next": "{mark} の行を埋めてから、次のテストを通してください:",
        "title": "計画の名前(原文から読み取れませんでした)",
        "kind": "計画の種類",
        "period": "計画期間(例: 2026-2035。原文にも書かれていなければ、そのままEnter)",
        "status": "版の状態",
        "kept": "{path}: 同じ内容なので、そのままにしました",
        "beside": "{path}: 手が入っているので、そのままにしました。新しい下書きは {other} にあります",
        "then": "\n次のコマンド:\n  kgtool extract {plan} --sources {sources}\n  kgtool build\n  kgtool check data/{folder}\n"
        "  kgtool serve\n疑わしい点: data/{plan}/doubts.md",
    },
    "en": {
        "golden": "golden answers: python -m {module}",
        "next": "Fill the lines with {mark}, then make this test pass:",
        "title": "Name of the plan (the text does not say it)",
        "kind": "Kind of plan",
        "period": "Period (such as 2026-2035; just Enter where the plan does not say it)",
        "status": "Status of this version",
        "kept": "{path}: says the same, left as it is",
        "beside": "{path}: was edited, left as it is; the new draft is {other}",
        "then": "\nNext:\n  kgtool extract {plan} --sources {sources}\n  kgtool build\n  kgtool check data/{folder}\n"
        "  kgtool serve\nWhat is doubtful: data/{plan}/doubts.md",
    },
}


@click.group("new")
def command() -> None:
    """Write the first files of a contribution / 新しい問いや規則などの、最初のファイルをつくる.

    What only you can say stands in them as a line with FILL-IN; the printed test refuses such lines until they are filled.
    """


def _titled(function: Callable[..., Any]) -> Callable[..., Any]:
    english = click.option("--en", default="", help="Title, name or label in English / 英語の題や名前.")
    return click.option("--ja", default="", help="Title, name or label in Japanese / 日本語の題や名前.")(
        english(function)
    )


@command.command("question")
@click.argument("name")
@click.option("--topic", required=True, help="Folder of queries/ to put it in / queries/ のどのフォルダーに置くか.")
@_titled
@click.pass_obj
def _question(obj: dict[str, str], name: str, topic: str, ja: str, en: str) -> None:
    """A question of the catalogue, with its golden answer / 問い."""
    _write(obj, lambda repo: question.scaffold(repo, name, topic, Text(ja, en)))


@command.command("rule")
@click.argument("name")
@click.option(
    "--query", is_flag=True, help="A check query; else a SHACL shape / SHACLのシェイプでなく検査の問いにする."
)
@click.option("--severity", type=click.Choice(list(rule.SEVERITIES)), default="error", help="Default: error / 重大さ.")
@click.option("--path", default="", metavar="PROPERTY", help="Property of a shape, such as skos:notation / プロパティ.")
@_titled
@click.pass_obj
def _rule(obj: dict[str, str], name: str, query: bool, severity: str, path: str, ja: str, en: str) -> None:
    """A rule of the check, with a fixture that breaks it / 検査の規則.

    NAME is the code of its findings: Measure-targetYear (class, property) for a shape, words-like-this for a check query.
    """
    if query and path:
        raise click.UsageError("--path is for shapes; a check query names its properties itself")
    title = Text(ja, en)
    _write(
        obj,
        lambda repo: (
            rule.query(repo, name, severity, title) if query else rule.shape(repo, name, severity, title, path)
        ),
    )


@command.command("page")
@click.argument("name")
@_titled
@click.pass_obj
def _page(obj: dict[str, str], name: str, ja: str, en: str) -> None:
    """A family of pages of the site, with template and test / ページ."""
    _write(obj, lambda repo: page.scaffold(repo, name, Text(ja, en)))


@command.command("term")
@click.argument("name")
@click.option("--module", default="core", help="File of ontology/ (default: core) / ontology/ のどのファイルか.")
@click.option("--kind", type=click.Choice(list(term.KINDS)), required=True, help="Class, or kind of property / 種類.")
@_titled
@click.pass_obj
def _term(obj: dict[str, str], name: str, module: str, kind: str, ja: str, en: str) -> None:
    """A term of the ontology, at its alphabetical place / オントロジーの語."""
    _write(obj, lambda repo: term.scaffold(repo, name, module, kind, Text(ja, en)))


@command.command("format")
@click.argument("name")
@click.option("--of", type=click.Choice(["report", "answer"]), default="report", help="Default: report / 何の形式か.")
@click.pass_obj
def _format(obj: dict[str, str], name: str, of: str) -> None:
    """A format of reports or answers, with golden outputs and test / 形式."""
    _write(obj, lambda repo: (format.report if of == "report" else format.answer)(repo, name))


@command.command("plan")
@click.argument("plan", metavar="CODE-NAME-N")
@click.option(
    "--from",
    "source",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The plan: a text (UTF-8) or a PDF / 計画の文またはPDF.",
)
@click.option("--title", default="", help="Its name, where the text does not say it / 計画の名前.")
@click.option("--english", default="", metavar="TITLE", help="Its name in English, ours / 英語の名前.")
@click.option("--address", default="", metavar="URL", help="Where its PDF is published / PDFが公開されている番地.")
@click.option("--period", default="", metavar="YEAR-YEAR", help="Its first and last fiscal year: 2026-2035 / 計画期間.")
@click.option("--kind", type=click.Choice(list(folder.KINDS)), default=None, help="What kind of plan / 計画の種類.")
@click.option(
    "--status", type=click.Choice(folder.STATUSES), default=None, help="Default: what the text says / 版の状態."
)
@click.pass_obj
def _plan(
    obj: dict[str, str],
    plan: str,
    source: Path,
    title: str,
    english: str,
    address: str,
    period: str,
    kind: str | None,
    status: str | None,
) -> None:
    """The folder of a plan, with a profile drafted from its text / 計画のフォルダー.

    CODE-NAME-N is the area code, a name in ASCII and which plan of the city it is: 22208-ito-5. What the text does not say
    is asked for in a terminal. In a folder that is there already, nothing is overwritten.
    """
    repo, text = layout.begun(obj["root"]), _TEXT[obj["lang"]]
    file, data, document = folder.text_of(source)
    draft = folder.read(repo, plan, file, data, document)
    if not (title or draft.title) and sys.stdin.isatty():
        title = click.prompt(text["title"])
    if not (kind or draft.kind) and sys.stdin.isatty():
        kind = click.prompt(text["kind"], type=click.Choice(list(folder.KINDS)), default="comprehensive")
    if not (period or draft.period) and sys.stdin.isatty():
        period = click.prompt(text["period"], default="", show_default=False)
    answers = folder.PlanAnswers(title, period, kind or "", status or "", english, address)
    _say_placed(folder.place(repo, plan, folder.compose(draft, answers)), source, file, text)
    click.echo(text["then"].format(plan=plan, folder=plan, sources=source.parent.as_posix()))


@command.command("version")
@click.argument("plan")
@click.option(
    "--from",
    "source",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The later text (UTF-8) or its PDF / 新しい版の文またはPDF.",
)
@sources_folder(
    "Folder of the text before (default: KGTOOL_SOURCES, else that of the later text) / 前の版の文のフォルダー."
)
@click.option("--title", default="", help="The plan's name, where it is another one now / 計画の名前.")
@click.option("--english", default="", metavar="TITLE", help="Its name in English, ours / 英語の名前.")
@click.option("--address", default="", metavar="URL", help="Where its PDF is published / PDFが公開されている番地.")
@click.option(
    "--status", type=click.Choice(folder.STATUSES), default=None, help="Default: what the text says / 版の状態."
)
@click.pass_obj
def _version(
    obj: dict[str, str],
    plan: str,
    source: Path,
    sources: Path | None,
    title: str,
    english: str,
    address: str,
    status: str | None,
) -> None:
    """A second version of a plan, matched with the first / 計画の二つ目の版.

    Its elements are matched with those of the version before, and what was said of elements that say the same is carried over;
    doubts.md lists the rest. In a folder that is there already, nothing is overwritten.
    """
    repo, text = layout.find(obj["root"]), _TEXT[obj["lang"]]
    file, data, document = folder.text_of(source)
    found = revision.read(repo, plan, file, data, sources or source.parent, document)
    if not (status or found.draft.status) and sys.stdin.isatty():
        status = click.prompt(text["status"], type=click.Choice(folder.STATUSES), default="unverified")
    answers = folder.PlanAnswers(title, "", "", status or "", english, address)
    edition, files = revision.compose(repo, found, answers)
    _say_placed(folder.place(repo, edition, files), source, file, text)
    click.echo(text["then"].format(plan=edition, folder=plan, sources=(sources or source.parent).as_posix()))


def _say_placed(placed: folder.PlacedFolder, source: Path, file: str, text: dict[str, str]) -> None:
    """Say which files are new, which were left, and where drafts are."""
    if file != source.name:
        click.echo((source.parent / file).as_posix())
    for path in placed.written:
        click.echo(path)
    for path in placed.kept:
        click.echo(text["kept"].format(path=path), err=True)
    for path, other in placed.beside.items():
        click.echo(text["beside"].format(path=path, other=other), err=True)


def _write(obj: dict[str, str], make: Callable[[Repo], Scaffold]) -> None:
    """Write the files, run what makes the golden answers, and say which test to run."""
    repo, text = layout.find(obj["root"]), _TEXT[obj["lang"]]
    scaffold = make(repo)
    for path in write(repo, scaffold):
        click.echo(path)
    if scaffold.golden:
        make_golden(repo, scaffold)
        click.echo(text["golden"].format(module=" ".join(scaffold.golden)))
    click.echo(f"\n{text['next'].format(mark=MARK)}\n  {scaffold.command}")
