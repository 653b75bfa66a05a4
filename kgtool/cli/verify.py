"""``kgtool verify``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtool.base.languages import Text
from kgtool.build import integrity, store
from kgtool.build.integrity import Fault
from kgtool.build.versions import CURRENT
from kgtool.cli import build_folder
from kgtool.corpus import layout

if TYPE_CHECKING:
    from kgtool.export.verify import DifferentGraph

_FAULTS = {
    Fault.MISSING: Text("ありません", "missing"),
    Fault.CHANGED: Text("書き出したときと中身が違います", "not as it was written"),
    Fault.UNREADABLE: Text("読めません", "cannot be read"),
}
_TEXT = {
    "ja": {
        "whole": "{place}: 完全です({count:,}ファイル)",
        "same": "{place}: ビルド {build} と同じです",
        "graph": "{graph}: 不足{missing:,}文、余分{more:,}文",
        "default": "(既定グラフ)",
    },
    "en": {
        "whole": "{place}: whole ({count:,} files)",
        "same": "{place}: the same as build {build}",
        "graph": "{graph}: {missing:,} statements missing, {more:,} too many",
        "default": "(default graph)",
    },
}


@click.command("verify")
@click.argument("what", required=False, default="")
@build_folder("out")
@click.option(
    "--query-endpoint", metavar="URL", help="Where a remote store answers queries (default: guessed, …/query)."
)
@click.option("--user", help="User at the remote store; the password is KGTOOL_PASSWORD or from ~/.netrc.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, 86_400, min_open=True),
    default=300.0,
    help="Seconds a request (default: 300).",
)
@click.pass_obj
def command(
    obj: dict[str, str], what: str, out: Path | None, query_endpoint: str | None, user: str | None, timeout: float
) -> int:
    """Say whether WHAT is whole; exit 1 with what is not.

    WHAT is a folder of kgtool build, publish or release (by its SHA256SUMS), a dump (.nq, .trig, also .gz) or the address of
    a remote store (Graph Store Protocol), which are compared with the newest build; by default that build itself.
    """

    def builds() -> Path:
        return out or layout.find(obj["root"]).root / "build"

    if what.startswith(("http://", "https://")):
        return _remote(obj["lang"], what, store.newest(builds()), query_endpoint, user, timeout)
    path = Path(what) if what else builds()
    if path.is_file():
        from kgtool.export import verify

        build = store.newest(builds())
        return _compared(obj["lang"], path.as_posix(), build, verify.dump(path, build))
    return _folder(obj["lang"], path)


def _folder(lang: str, path: Path) -> int:
    """Verify a build or a site with the dumps and the index in it, the newest in a folder of them, or all releases in theirs."""
    from kgtool.export import dumps
    from kgtool.export.releases import release

    folder = (path / CURRENT if (path / CURRENT).exists() else path).resolve()
    inside = [kept.folder for kept in release.known(folder)] or [folder]
    inside += [folder / name for name in (dumps.FOLDER, store.SEARCH) if (folder / name).is_dir()]
    damaged = [(place / name, fault) for place in inside for name, fault in integrity.damage(place)]
    for file, fault in damaged:
        click.echo(f"{file.as_posix()}: {_FAULTS[fault][lang]}")
    if not damaged:
        count = sum(len(integrity.hashes(place) or ()) for place in inside)
        click.echo(_TEXT[lang]["whole"].format(place=folder.as_posix(), count=count))
    return 1 if damaged else 0


def _remote(
    lang: str, url: str, build: store.Build, query_endpoint: str | None, user: str | None, timeout: float
) -> int:
    from kgtool.engines.remote import credentials
    from kgtool.engines.remote.connection import without_query
    from kgtool.engines.remote.transport import Transport
    from kgtool.export import load, verify

    login = credentials.find(url, user, os.environ.get("KGTOOL_PASSWORD"), Path.home() / ".netrc")
    if login and login.exposed:
        click.echo(credentials.EXPOSED[lang], err=True)
    target = load.target(url, query_endpoint, Transport(timeout, login))
    return _compared(lang, without_query(url), build, verify.remote(target, build))


def _compared(lang: str, place: str, build: store.Build, found: Sequence[DifferentGraph]) -> int:
    text = _TEXT[lang]
    for graph, missing, more in found:
        click.echo(text["graph"].format(graph=graph or text["default"], missing=missing, more=more))
    if not found:
        click.echo(text["same"].format(place=place, build=build.folder.name))
    return 1 if found else 0
