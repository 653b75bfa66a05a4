"""``kgtool load``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kgtool.base.languages import Text
from kgtool.build import store
from kgtool.cli import build_folder
from kgtool.corpus import layout
from kgtool.engines.remote import credentials
from kgtool.engines.remote.transport import Transport
from kgtool.export import load

_TEXT = {
    "ja": {
        "put": "置き換える: {name}({count:,}文)",
        "delete": "消す: {name}",
        "blind": "問い合わせ先のURLが分からないので、不要になったグラフを消さず、件数も確かめません(--query-endpoint で指定)",
        "dry": "何も書き換えていません",
        "done": "{graphs}グラフ、{quads:,}文。件数を確かめました",
        "sent": "{graphs}グラフ、{quads:,}文を送りました",
    },
    "en": {
        "put": "would replace {name} ({count:,} statements)",
        "delete": "would delete {name}",
        "blind": "no URL for queries is known, so stale graphs stay and nothing is counted (name one with --query-endpoint)",
        "dry": "nothing was changed",
        "done": "{graphs} graphs, {quads:,} statements; the counts were verified",
        "sent": "{graphs} graphs, {quads:,} statements were sent",
    },
}


@click.command("load")
@click.option("--endpoint", required=True, metavar="URL", help="Graph Store Protocol of the remote store (…/store).")
@click.option("--query-endpoint", metavar="URL", help="Where it answers queries (default: guessed, …/query).")
@click.option("--user", help="User at the store; the password is KGTOOL_PASSWORD or from ~/.netrc.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, 86_400, min_open=True),
    default=300.0,
    help="Seconds a request (default: 300).",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@build_folder("out", "--store")
@click.pass_obj
def command(
    obj: dict[str, str],
    endpoint: str,
    query_endpoint: str | None,
    user: str | None,
    timeout: float,
    dry_run: bool,
    out: Path | None,
) -> int:
    """Make a remote store hold exactly the graphs of the build; graphs of others stay as they are.

    It may be repeated, also after an interruption, and ends in the same state.
    """
    lang = obj["lang"]
    text = _TEXT[lang]

    def notify(said: Text) -> None:
        click.echo(said[lang], err=True)

    build = store.newest(out or layout.find(obj["root"]).root / "build")
    login = credentials.find(endpoint, user, os.environ.get("KGTOOL_PASSWORD"), Path.home() / ".netrc")
    if login and login.exposed:
        notify(credentials.EXPOSED)
    target = load.target(endpoint, query_endpoint, Transport(timeout, login))
    planned = load.changes(build, target)
    if not planned.asked:
        click.echo(text["blind"], err=True)
    if dry_run:
        for graph, count in sorted(planned.put.items()):
            click.echo(text["put"].format(name=load.short(graph), count=count))
        for graph in planned.delete:
            click.echo(text["delete"].format(name=load.short(graph)))
        click.echo(text["dry"], err=True)
        return 0
    load.load(build, target, planned, notify)
    sent = {"graphs": len(planned.put), "quads": sum(planned.put.values())}
    click.echo(text["done" if planned.asked else "sent"].format(**sent), err=True)
    return 0
