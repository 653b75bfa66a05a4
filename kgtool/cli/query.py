"""``kgtool query``."""

from __future__ import annotations

from pathlib import Path

import click
from pyoxigraph import Literal, NamedNode

from kgtool import ask, extract, questions, repo, store, table
from kgtool.errors import InputError


@click.command("query")
@click.argument("id", required=False)
@click.option("--list", "listing", is_flag=True, help="List the questions by topic.")
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter.")
@click.option("--iris", "show_iris", is_flag=True, help="Show IRIs instead of labels.")
@click.option("--store", "out", type=click.Path(path_type=Path), help="Build folder (default: build/ in the root).")
@click.pass_obj
def command(
    obj: dict[str, str], id: str | None, listing: bool, params: tuple[str, ...], show_iris: bool, out: Path | None
) -> int:
    """Ask a question of the catalogue."""
    root = repo.find(obj["root"])
    if listing or id is None:
        _list(root, obj["lang"])
        return 0
    question = questions.find(root, id)
    values = _values(question, params, root)
    opened = store.newest(out or root.root / "build").open()
    answer = ask.ask(opened, question, values)
    terms = {cell for row in answer.rows for cell in row if isinstance(cell, NamedNode)}
    names = {} if show_iris else store.labels(opened, terms, obj["lang"])
    rows = [
        [
            "" if cell is None else names.get(cell, cell.value) if isinstance(cell, NamedNode) else cell.value
            for cell in row
        ]
        for row in answer.rows
    ]
    click.echo(table.draw(question.header.title[obj["lang"]], answer.columns, rows), nl=False)
    return 0


def _list(root: repo.Repo, lang: str) -> None:
    topic = ""
    for question in questions.catalogue(root):
        if question.topic != topic:
            topic = question.topic
            click.echo(f"\n{topic}")
        click.echo(f"  {question.id:36} {question.header.title[lang]}")


def _values(question: questions.Question, params: tuple[str, ...], root: repo.Repo) -> dict[str, NamedNode | Literal]:
    prefixes = extract.prefixes(root)
    values: dict[str, NamedNode | Literal] = {}
    for text in params:
        name, equals, value = text.partition("=")
        parameter = question.header.params.get(name)
        if not equals or parameter is None:
            raise InputError(
                "parameter",
                question.name,
                name=name,
                reason={
                    "ja": "この問いにはない名前か、NAME=VALUE の形ではありません",
                    "en": "the question has no such parameter, or it is not NAME=VALUE",
                },
                remedy={
                    "ja": f"使える引数: {', '.join(question.header.params) or '-'}",
                    "en": f"it takes: {', '.join(question.header.params) or '-'}",
                },
            )
        values[name] = questions.term(parameter, value, prefixes, question.name)
    return values
