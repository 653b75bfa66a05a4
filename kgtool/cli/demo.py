"""``kgtool demo``."""

from __future__ import annotations

import contextlib
import threading
import webbrowser
from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.build import opening
from kgtool.build.store import newest
from kgtool.corpus import packs
from kgtool.engines.limits import Limits

_TEXT = {
    "ja": {
        "build": "清瀬市と小平市の計画を組み立てています…",
        "serving": "公開中: {address} (終えるには Ctrl-C)",
        "next": "コマンドラインでも: kgtool query directions-on-theme --param theme=子育て",
    },
    "en": {
        "build": "building the plans of Kiyose and Kodaira …",
        "serving": "serving: {address} (Ctrl-C ends it)",
        "next": "also on the command line: kgtool query directions-on-theme --param theme=child-rearing",
    },
}


@click.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port (default: 8000, else a free one).")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Build there (default: below the user's folder for caches)."
)
@click.pass_obj
def command(obj: dict[str, str], port: int, no_browser: bool, folder: Path | None) -> int:
    """Show the site of the two plans that kgtool carries, in a browser.

    Needs no folder of plans and no network; only this machine can see it.
    """
    from kgtool.web.server import serve

    text = _TEXT[obj["lang"]]
    click.echo(f"kgtool: {text['build']}", err=True)
    repo, _ = opening.carried(folder)
    try:
        listener = serve.listen("127.0.0.1", port)
    except UsageError:  # taken: any other will do
        listener = serve.listen("127.0.0.1", 0)
    address = serve.address(listener)
    click.echo(f"kgtool: {text['serving'].format(address=address)}\nkgtool: {text['next']}", err=True)
    if not no_browser:
        threading.Thread(target=_show, args=(address,), daemon=True).start()
    out = repo.root / opening.BUILD
    serve.run(
        packs.with_installed(repo), lambda: newest(out), address, Limits(workers=2), listener, None, lang=obj["lang"]
    )
    return 0


def _show(address: str) -> None:
    """Open the address in a browser, where there is one; the socket is bound, so that the page waits for the server."""
    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
