"""``kgtool publish``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.build.store import newest
from kgtool.cli import build_folder
from kgtool.corpus import layout, packs
from kgtool.export import columnar
from kgtool.rdf import iris

_TEXT = {
    "ja": {
        "fresh": "公開できる形にしました",
        "same": "前と同じ内容です。前のものをそのまま見せます",
        "total": "{files:,}ファイル、{folder}({seconds:.1f}秒)",
        "root": "ウェブサーバーに見せるフォルダー: {www}",
        "pages": "{done:,} / {total:,} ページ",
        "csv": "表はCSVだけです。Parquetも書くには pip install 'jp-plan-kgtool[tables]'",
        "duckdb": "DuckDBのファイル: {file}",
    },
    "en": {
        "fresh": "ready to be served",
        "same": "the content is that of before; it stays as it is",
        "total": "{files:,} files in {folder} ({seconds:.1f} s)",
        "root": "folder for the web server: {www}",
        "pages": "{done:,} of {total:,} pages",
        "csv": "tables are CSV only; for Parquet, too: pip install 'jp-plan-kgtool[tables]'",
        "duckdb": "DuckDB file: {file}",
    },
}


@click.command("publish")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the sites (default: site/ in the root).")
@click.option("--base", metavar="IRI", default=iris.BASE, help=f"Base of all IRIs (default: {iris.BASE}).")
@click.option("--url", metavar="URL", help="Public address of the site's root (default: the base).")
@click.option("--live", is_flag=True, help="A live site answers what files cannot: announce its SPARQL endpoint.")
@click.option("--keep", type=click.IntRange(1), default=2, help="Sites to keep (default: 2).")
@click.option("--jobs", type=click.IntRange(1, 64), default=2, help="Processes that write pages (default: 2).")
@click.option(
    "--releases", type=click.Path(path_type=Path), help="Folder of releases (default: releases/ in the root)."
)
@click.option("--with-wording", is_flag=True, help="Let out the plans' wording where source.ttl records permission.")
@click.option("--duckdb", is_flag=True, help="Write the tables as one DuckDB file, too; it is in no list of hashes.")
@build_folder("folder")
@click.pass_obj
def command(
    obj: dict[str, str],
    out: Path | None,
    base: str,
    url: str | None,
    live: bool,
    keep: int,
    jobs: int,
    releases: Path | None,
    with_wording: bool,
    duckdb: bool,
    folder: Path | None,
) -> int:
    """Write the site of the newest build as files, with rules for web servers.

    The newest is the link “current”; the web server's root is current/www.
    """
    from kgtool.web.files import static_site

    text = _TEXT[obj["lang"]]
    started = time.perf_counter()
    root = packs.with_installed(layout.find(obj["root"]))
    address = url or base
    for given in (base, address):
        if not given.startswith(("http://", "https://")):
            raise UsageError("url-form", url=given)
    if duckdb:
        columnar.require_duckdb()
    said = sys.stderr.isatty()

    def notify(done: int, total: int) -> None:
        if said:
            click.echo("\r" + text["pages"].format(done=done, total=total), nl=done == total, err=True)

    release = static_site.publish(
        root,
        newest(folder or root.root / "build"),
        out or root.root / "site",
        address.rstrip("/") + "/",
        base.rstrip("/") + "/",
        keep,
        jobs,
        notify,
        releases or root.root / "releases",
        live,
        with_wording,
    )
    click.echo(text["fresh" if release.fresh else "same"], err=True)
    seconds = time.perf_counter() - started
    click.echo(
        text["total"].format(files=release.manifest["files"], folder=release.folder.as_posix(), seconds=seconds),
        err=True,
    )
    if not columnar.writes_parquet():
        click.echo(text["csv"], err=True)
    if duckdb:
        click.echo(text["duckdb"].format(file=columnar.write_duckdb(release.dumps).as_posix()), err=True)
    click.echo(text["root"].format(www=(release.folder.parent / "current" / "www").as_posix()), err=True)
    return 0
