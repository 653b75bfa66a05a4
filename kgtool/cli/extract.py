"""``kgtool extract``."""

from __future__ import annotations

from pathlib import Path

import click

from kgtool import extract, repo
from kgtool.errors import InputError

_TEXT = {
    "ja": {
        "same": "{file}: 変わりありません",
        "written": "{file}: 書きました",
        "drift": "{file}: 原文とprofile.tomlから作る内容と違います",
        "remedy": "  対処: kgtool extract {plan} を実行して差分を確かめてください",
        "summary": "{plan}: {elements}要素、言及{mentions}、修復{repairs}、欠落{gaps}、{triples}トリプル",
        "lines": "  原文の{total}行(空行を除く)の内訳: {kinds}",
    },
    "en": {
        "same": "{file}: unchanged",
        "written": "{file}: written",
        "drift": "{file}: differs from what the source and profile.toml give",
        "remedy": "  remedy: run kgtool extract {plan} and review the difference",
        "summary": "{plan}: {elements} elements, {mentions} mentions, {repairs} repairs, {gaps} gaps, {triples} triples",
        "lines": "  all {total} non-blank lines of the source: {kinds}",
    },
}


@click.command("extract")
@click.argument("plans", nargs=-1)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    envvar="KGTOOL_SOURCES",
    help="Folder of the source texts (default: KGTOOL_SOURCES).",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when plan.ttl is not what the source gives.")
@click.pass_obj
def command(obj: dict[str, str], plans: tuple[str, ...], sources: Path | None, check: bool) -> int:
    """Read source texts into data/PLAN/plan.ttl.

    PLANS are folders of data/; all of them if none is named. Every line of a source is accounted for.
    """
    text = _TEXT[obj["lang"]]
    root = repo.find(obj["root"])
    if sources is None:
        raise InputError("sources-missing")
    drifted = False
    for plan in plans or root.plans:
        result = extract.extract(root, plan, sources)
        path = root.plan(plan) / "plan.ttl"
        name = root.name(path)
        kinds = result.lines_by_kind()
        click.echo(
            text["summary"].format(
                plan=plan,
                elements=len(result.outline.elements),
                mentions=result.mentions,
                repairs=len(result.outline.repairs),
                gaps=len(result.outline.gaps),
                triples=result.triples,
            ),
            err=True,
        )
        click.echo(
            text["lines"].format(total=sum(n for _, n in kinds), kinds=", ".join(f"{kind} {n}" for kind, n in kinds)),
            err=True,
        )
        if path.is_file() and path.read_bytes() == result.turtle:
            click.echo(text["same"].format(file=name), err=True)
        elif check:
            drifted = True
            click.echo(text["drift"].format(file=name))
            click.echo(text["remedy"].format(plan=plan), err=True)
        else:
            repo.write_atomically(path, result.turtle)
            click.echo(text["written"].format(file=name), err=True)
    return 1 if drifted else 0
