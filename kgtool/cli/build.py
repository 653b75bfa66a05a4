"""``kgtool build``."""

from __future__ import annotations

import time
from pathlib import Path

import click

from kgtool.base.languages import Text
from kgtool.build import assemble
from kgtool.cli import build_folder, sources_folder
from kgtool.corpus import layout
from kgtool.incremental.parallel import Workers, collect_seldom
from kgtool.rdf import iris

_TEXT = {
    "ja": {
        "fresh": "組み立てました",
        "same": "組み立てに関わる変わりがないので、前のものをそのまま使います",
        "left-out": "【注意】次の{n}件は組み立てに入っていません:",
        "total": "{quads}文、{graphs}グラフ、内容ハッシュ {hash}({seconds:.2f}秒)",
    },
    "en": {
        "fresh": "built",
        "same": "nothing that matters to the build has changed; it stays as it is",
        "left-out": "ATTENTION: {n} left out of this build:",
        "total": "{quads} statements in {graphs} graphs, content hash {hash} ({seconds:.2f} s)",
    },
}


@click.command("build")
@sources_folder("Folder of the source texts: verify every span and add the plans' wording.", unasked=False)
@build_folder("out", "--out")
@click.option("--jobs", type=click.IntRange(1), help="Processes that build plans (default: one a core).")
@click.option(
    "--scheduler", metavar="ADDRESS", default="", help="Dask scheduler to spread the work by (tcp://host:port)."
)
@click.option("--force", is_flag=True, help="Make everything again, as after kgtool clean.")
@click.option("--why", is_flag=True, help="Say of each part that is made again why it is.")
@click.pass_obj
def command(
    obj: dict[str, str],
    sources: Path | None,
    out: Path | None,
    jobs: int | None,
    scheduler: str,
    force: bool,
    why: bool,
) -> int:
    """Put all graphs together: store, N-Quads, content hash.

    A plan folder that cannot be read is left out, with its place; the exit code is then 1.
    """
    text = _TEXT[obj["lang"]]
    started = time.perf_counter()
    collect_seldom()
    root = layout.find(obj["root"])

    def explain(reason: Text) -> None:
        click.echo(f"kgtool: {reason[obj['lang']]}", err=True)

    there = Workers(jobs or 0, scheduler)
    result = assemble.build(root, out or root.root / "build", sources, there, False, explain if why else None, force)
    manifest = result.build.manifest
    click.echo(text["fresh" if result.fresh else "same"], err=True)
    width = max(len(name) for name in manifest["graphs"]) - len(iris.GRAPH)
    for name, count in manifest["graphs"].items():
        click.echo(f"  {name.removeprefix(iris.GRAPH):{width}}  {count:>8,}", err=True)
    click.echo(
        text["total"].format(
            quads=f"{manifest['quads']:,}",
            graphs=len(manifest["graphs"]),
            hash=manifest["contentHash"][:16],
            seconds=time.perf_counter() - started,
        ),
        err=True,
    )
    if result.left_out:
        click.echo(text["left-out"].format(n=len(result.left_out)), err=True)
        for left_out in result.left_out:
            click.echo(left_out.error.render(obj["lang"]), err=True)
    return 1 if result.left_out else 0
