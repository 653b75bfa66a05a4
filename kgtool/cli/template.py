"""``kgtool template``."""

from __future__ import annotations

from pathlib import Path

import click

from kgtool.base.files import write_atomically
from kgtool.corpus import layout
from kgtool.intake.city_tables import template


@click.command("template")
@click.argument("plan")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Workbook to write (default: PLAN.xlsx); a folder for --csv (default: PLAN-tables) / 書き出し先.",
)
@click.option("--csv", "as_csv", is_flag=True, help="CSV files instead of a workbook / ブックではなくCSVにする.")
@click.pass_obj
def command(obj: dict[str, str], plan: str, out: Path | None, as_csv: bool) -> None:
    """Write a workbook for a city's own tables / 自治体の表を書き込むブックをつくる.

    It has a sheet each for indicators, projects and budgets of PLAN, with what the plan has of them already; one with the
    measures to choose from, one with all other choices, and one that explains the columns. kgtool import reads it back.
    """
    repo = layout.find(obj["root"])
    if not as_csv:
        path = out or Path(f"{plan}.xlsx")
        write_atomically(path, template.xlsx(repo, plan, obj["lang"]), path.as_posix())
        click.echo(path.as_posix())
        return
    folder = out or Path(f"{plan}-tables")
    files = template.csv_files(repo, plan, obj["lang"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        write_atomically(folder / name, data, (folder / name).as_posix())
        click.echo((folder / name).as_posix())
