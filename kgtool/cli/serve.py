"""``kgtool serve``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtool.base.errors import UsageError
from kgtool.base.languages import Text
from kgtool.build.store import newest
from kgtool.cli import build_folder
from kgtool.corpus import layout, packs
from kgtool.engines.limits import Limits

if TYPE_CHECKING:
    from kgtool.engines.remote.endpoint import Endpoint

_OPEN = Text(
    "【注意】ほかの機械からもポート{port}に届きます。/metrics は --metrics で別にできます。ページが名のる番地は {address} です(--url)",
    "ATTENTION: other machines reach port {port}, /metrics too unless --metrics puts it elsewhere; pages give {address} as their "
    "address (--url)",
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", help="Address to listen on (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port (default: 8000; 0 takes a free one).")
@click.option("--url", metavar="URL", help="Public address of the site's root (default: from host and port).")
@build_folder("folder")
@click.option(
    "--releases", type=click.Path(path_type=Path), help="Folder of releases (default: releases/ in the root)."
)
@click.option(
    "--endpoint", metavar="URL", help="Read the statements from this SPARQL endpoint, where the build is loaded."
)
@click.option("--user", help="User at the endpoint; the password is KGTOOL_PASSWORD or from ~/.netrc.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, help="Seconds a query may take (default: 30).")
@click.option("--memory", type=click.IntRange(64), default=1024, help="MiB a query may take (default: 1024).")
@click.option("--limit", type=click.IntRange(1), default=100_000, help="Rows an answer may have (default: 100,000).")
@click.option(
    "--workers", type=click.IntRange(1), default=2, help="Queries of one client that run at once (default: 2)."
)
@click.option("--waiting", type=click.IntRange(0), default=32, help="Queries that may wait for them (default: 32).")
@click.option(
    "--allow-service", "services", multiple=True, metavar="HOST", help="Host that queries may call by SERVICE."
)
@click.option(
    "--render-processes",
    type=click.IntRange(0),
    default=0,
    help="Processes that make pages beside this one (default: 0).",
)
@click.option(
    "--proxy-header",
    default="",
    metavar="NAME",
    help="Header in which a proxy names its clients, such as X-Forwarded-For (default: none, no proxy).",
)
@click.option(
    "--metrics",
    default="",
    metavar="HOST:PORT",
    help="Serve /metrics there instead, so that visitors do not see it (default: with the pages).",
)
@click.option("--no-log", is_flag=True, help="Write no access log to stdout.")
@click.pass_obj
def command(
    obj: dict[str, str],
    host: str,
    port: int,
    url: str | None,
    folder: Path | None,
    releases: Path | None,
    endpoint: str | None,
    user: str | None,
    timeout: float,
    memory: int,
    limit: int,
    workers: int,
    waiting: int,
    services: tuple[str, ...],
    render_processes: int,
    proxy_header: str,
    metrics: str,
    no_log: bool,
) -> int:
    """Serve pages, data and the SPARQL endpoint of the newest build.

    With --endpoint, statements and answers come from there; search, downloads and counts are still those of the build. A
    newer build is taken up while serving. The access log goes to stdout, a JSON document a line.
    """
    from kgtool.web.server import serve

    root = packs.with_installed(layout.find(obj["root"]))
    out = folder or root.root / "build"
    newest(out)
    apart = _host_and_port(metrics) if metrics else None
    limits = Limits(timeout, memory << 20, limit, workers, waiting, services)
    remote = _remote(endpoint, user, timeout) if endpoint else None
    listener = serve.listen(host, port)
    address = url or serve.address(listener)
    if not address.startswith(("http://", "https://")):
        raise UsageError("url-form", url=address)
    said = {"ja": "公開中", "en": "serving"}[obj["lang"]]
    click.echo(f"kgtool: {said}: {address} (Ctrl-C)", err=True)
    if serve.is_open(listener):
        click.echo(f"kgtool: {_OPEN[obj['lang']].format(port=listener.getsockname()[1], address=address)}", err=True)
    log = None if no_log else sys.stdout
    serve.run(
        root,
        lambda: newest(out),
        address.rstrip("/") + "/",
        limits,
        listener,
        log,
        remote,
        render_processes,
        obj["lang"],
        proxy_header,
        apart,
        releases or root.root / "releases",
    )
    return 0


def _host_and_port(text: str) -> tuple[str, int]:
    """Return the parts of an address such as 127.0.0.1:9464 or [::1]:9464. Raises ``UsageError`` (address-form)."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise UsageError("address-form", address=text)
    return host.strip("[]"), int(port)


def _remote(url: str, user: str | None, timeout: float) -> Endpoint:
    """Return an endpoint that holds plans. Raises ``EndpointError`` (endpoint-graphs, or that it cannot be asked)."""
    from kgtool.engines.remote import credentials
    from kgtool.engines.remote.endpoint import connect
    from kgtool.web import remote_store

    found = connect(
        url, credentials.find(url, user, os.environ.get("KGTOOL_PASSWORD"), Path.home() / ".netrc"), timeout
    )
    remote_store.opened(found)
    return found
