"""``kgtool release``."""

from __future__ import annotations

from pathlib import Path

import click

from kgtool.base.languages import Text
from kgtool.build.store import newest
from kgtool.cli import build_folder
from kgtool.corpus import layout

_FRESH = Text("版を残しました", "kept")
_SAME = Text("この内容は、すでにこの日付の版です", "this content is the release of this date already")
_PLAN = Text(
    "{plan}: 加わった要素 {added:,}、なくなった要素 {removed:,}、置き換わった要素 {replaced:,}、変わった要素 {changed:,}",
    "{plan}: {added:,} elements added, {removed:,} removed, {replaced:,} replaced, {changed:,} changed",
)


@click.command("release")
@click.argument("date")
@click.option(
    "--releases", type=click.Path(path_type=Path), help="Folder of releases (default: releases/ in the root)."
)
@click.option("--with-wording", is_flag=True, help="Let out the plans' wording where source.ttl records permission.")
@build_folder("folder")
@click.pass_obj
def command(obj: dict[str, str], date: str, releases: Path | None, with_wording: bool, folder: Path | None) -> int:
    """Keep the newest build as the release of DATE (YYYY-MM-DD), with what changed since the one before.

    kgtool serve and kgtool publish show all releases that are kept: what changed as pages, feeds, JSON and RDF, and each
    whole graph by its hash.
    """
    from kgtool.export.releases import keep

    root = layout.find(obj["root"]).root
    kept, fresh = keep.keep(newest(folder or root / "build"), releases or root / "releases", date, with_wording)
    lang = obj["lang"]
    for plan in sorted(kept.plans) if fresh else ():
        click.echo(_PLAN[lang].format(plan=plan, **kept.plans[plan]))
    said = (_FRESH if fresh else _SAME)[lang]
    click.echo(f"{said}: {kept.date} {kept.hash[:16]} ({kept.folder.as_posix()})", err=True)
    return 0
