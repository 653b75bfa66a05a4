"""``kgtool mcp``."""

from __future__ import annotations

from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.build import opening, store
from kgtool.cli import build_folder
from kgtool.corpus import layout, packs
from kgtool.engines import pool
from kgtool.engines.limits import MEMORY, SECONDS
from kgtool.rdf import iris


@click.command("mcp")
@click.option("--http", is_flag=True, help="Serve streamable HTTP instead of stdin and stdout.")
@click.option("--host", default="127.0.0.1", help="Address for --http (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65_535), default=8100, help="Port for --http (default: 8100).")
@click.option("--url", default=iris.BASE, help="Public address of the site, for links in answers.")
@click.option(
    "--timeout", type=click.FloatRange(0, 86_400, min_open=True), default=SECONDS, help="Seconds a query (default: 30)."
)
@build_folder("out", "--store")
@click.pass_obj
def command(obj: dict[str, str], http: bool, host: str, port: int, url: str, timeout: float, out: Path | None) -> int:
    """Offer the graph to language models by the Model Context Protocol.

    Tools find plans and elements, ask the catalogue, compare, and run read-only SPARQL. Every answer has plan, version,
    status, place, hash, whose voice it is, and what is not known. Needs the extra ``mcp``.
    """
    try:
        from kgtool.mcp import server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise UsageError("extra-missing", package="mcp", extra="mcp") from None
    from kgtool.web.backend import Backend

    repo, build = (layout.context(obj["root"]), store.newest(out)) if out else opening.at(obj["root"])
    engine = pool.local(build, "oxigraph", timeout, MEMORY)
    made = server.make(Backend(packs.with_installed(repo), build, url, engine), engine)
    if http:
        from kgtool.web.server import serve

        listener = serve.listen(host, port)
        click.echo(f"kgtool: {serve.address(listener)}mcp (Ctrl-C)", err=True)
        server.run_http(made, listener)
    else:
        made.run("stdio")
    return 0
