"""``kgtool import``."""

from __future__ import annotations

from pathlib import Path

import click

from kgtool.corpus import layout
from kgtool.intake.city_tables import importing

_TEXT = {
    "ja": {
        "written": "{file}: 書きました({rows}行)",
        "same": "{file}: 変わりありません({rows}行)",
        "wrong": "誤りが{count}件あります。何も書いていません。",
        "then": "次に: kgtool check data/{plan}",
    },
    "en": {
        "written": "{file}: written ({rows} rows)",
        "same": "{file}: unchanged ({rows} rows)",
        "wrong": "{count} mistakes; nothing was written.",
        "then": "Next: kgtool check data/{plan}",
    },
}


@click.command("import")
@click.argument("plan")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--encoding", default="", help="Of CSV files, such as cp932 (default: found out) / CSVの文字コード.")
@click.pass_obj
def command(obj: dict[str, str], plan: str, files: tuple[Path, ...], encoding: str) -> int:
    """Take a city's own tables into data/PLAN / 自治体の表を計画のフォルダーに取り込む.

    FILES are a workbook (.xlsx) as kgtool template writes it, or its tables as CSV. They become indicators.csv,
    projects.csv and budgets.csv. Nothing is written where anything is wrong; exit 1 where something seems odd.
    """
    lang = obj["lang"]
    text, repo = _TEXT[lang], layout.find(obj["root"])
    taken = importing.take(repo, plan, files, encoding)
    for error in (*taken.mistakes, *taken.remarks):
        click.echo(error.render(lang), err=True)
    if taken.mistakes:
        click.echo(text["wrong"].format(count=len(taken.mistakes)), err=True)
        return 2
    for name, changed in importing.place(repo, plan, taken).items():
        state = "written" if changed else "same"
        click.echo(text[state].format(file=f"data/{plan}/{name}", rows=taken.rows[name]))
    click.echo(text["then"].format(plan=plan), err=True)
    return 1 if taken.remarks else 0
