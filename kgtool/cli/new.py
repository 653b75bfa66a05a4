"""``kgtool new``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from kgtool.base.languages import Text
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.scaffold import MARK, Scaffold, format, make_golden, page, question, rule, term, write

_TEXT = {
    "ja": {
        "golden": "正解のファイル: python -m {module}",
        "next": "{mark} の行を埋めてから、次のテストを通してください:",
    },
    "en": {
        "golden": "golden answers: python -m {module}",
        "next": "Fill the lines with {mark}, then make this test pass:",
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
