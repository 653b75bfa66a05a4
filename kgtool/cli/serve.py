"""``kgtool serve``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kgtool import repo
from kgtool.errors import InputError
from kgtool.store import newest
from kgtool.worker.pool import Limits


@click.command("serve")
@click.option("--host", default="127.0.0.1", help="Address to listen on (default: 127.0.0.1, this machine only).")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="Port (default: 8000; 0 takes a free one).")
@click.option("--url", metavar="URL", help="Public address of the site's root (default: from host and port).")
@click.option(
    "--build", "folder", type=click.Path(path_type=Path), help="Folder of builds (default: build/ of the root)."
)
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, help="Seconds a query may take (default: 30).")
@click.option("--memory", type=click.IntRange(64), default=1024, help="MiB a query may take (default: 1024).")
@click.option("--limit", type=click.IntRange(1), default=100_000, help="Rows an answer may have (default: 100,000).")
@click.option("--workers", type=click.IntRange(1), default=2, help="Queries that run at once (default: 2).")
@click.option("--waiting", type=click.IntRange(0), default=32, help="Queries that may wait for them (default: 32).")
@click.option(
    "--allow-service", "services", multiple=True, metavar="HOST", help="Host that queries may call by SERVICE."
)
@click.option("--no-log", is_flag=True, help="Write no access log to stdout.")
@click.pass_obj
def command(
    obj: dict[str, str],
    host: str,
    port: int,
    url: str | None,
    folder: Path | None,
    timeout: float,
    memory: int,
    limit: int,
    workers: int,
    waiting: int,
    services: tuple[str, ...],
    no_log: bool,
) -> int:
    """Serve pages, data and the SPARQL endpoint of the newest build.

    A newer build is taken up while serving. The access log goes to stdout, a JSON document a line.
    """
    from kgtool.web import serve

    root = repo.find(obj["root"])
    out = folder or root.root / "build"
    limits = Limits(timeout, memory << 20, limit, workers, waiting, services)
    listener = serve.listen(host, port)
    address = url or serve.address(listener)
    if not address.startswith(("http://", "https://")):
        raise InputError("url-form", url=address)
    said = {"ja": "公開中", "en": "serving"}[obj["lang"]]
    click.echo(f"kgtool: {said}: {address} (Ctrl-C)", err=True)
    serve.run(root, lambda: newest(out), address.rstrip("/") + "/", limits, listener, None if no_log else sys.stdout)
    return 0
