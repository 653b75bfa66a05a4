"""Run the application in uvicorn, on a socket that is bound before, so that a taken address is an error at once."""

from __future__ import annotations

import ipaddress
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

import uvicorn
from prometheus_client import start_http_server

from kgtool.base.errors import UsageError
from kgtool.base.languages import LANGUAGES
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.engines.remote.endpoint import Endpoint
from kgtool.web.server import app
from kgtool.web.server.http import HeadLimits
from kgtool.web.server.live import Live
from kgtool.web.server.log import Log
from kgtool.web.site import Site


def listen(host: str, port: int) -> socket.socket:
    """Bind an address; port 0 takes a free one. Raises ``UsageError`` (address-taken)."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family[0], family[1])
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(family[4])
        listener.listen(2_048)
    except OSError as error:
        raise UsageError("address-taken", address=f"{host}:{port}", reason=error.strerror or str(error)) from None
    return listener


def is_open(listener: socket.socket) -> bool:
    """Say whether a bound socket takes connections from other machines."""
    return not ipaddress.ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback


def address(listener: socket.socket) -> str:
    """Return the address of a bound socket as a URL; one for any network has the loopback address of this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def run(
    repo: Repo,
    newest: Callable[[], Build],
    url: str,
    limits: Limits,
    listener: socket.socket,
    log: TextIO | None,
    remote: Endpoint | None = None,
    render_processes: int = 0,
    lang: str = LANGUAGES[0],
    proxy_header: str = "",
    metrics: tuple[str, int] | None = None,
    archive: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; metrics at a host and port of their own, if given, instead of among the pages.

    ``archive`` is the folder of releases.

    Raises ``BuildError`` (store-missing), ``UsageError`` (address-taken).
    """
    live = Live(
        Site(repo, newest(), url, archive=archive, remote=remote), limits, newest, render_processes, _notify, lang
    )
    records = Log(live, log)
    if metrics is not None:
        _serve_metrics(records, *metrics)
    config = uvicorn.Config(
        app.make(live, records, proxy_header, metrics is None),
        http=HeadLimits,
        ws="none",
        loop="auto",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=3,
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    Server(config, live).run(sockets=[listener])


def _serve_metrics(records: Log, host: str, port: int) -> None:
    """Answer requests for metrics in a thread that ends with this process. Raises ``UsageError`` (address-taken)."""
    try:
        server, _ = start_http_server(port, host, records.registry)
    except OSError as error:
        raise UsageError("address-taken", address=f"{host}:{port}", reason=error.strerror or str(error)) from None
    where = f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}/metrics"
    _notify(f"計測値: {where}", f"metrics: {where}")


class Server(uvicorn.Server):
    """A server that ends running queries first when it shuts down: pages are still answered, nobody waits for a
    query.
    """

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()
        await super().shutdown(sockets)


def _notify(ja: str, en: str) -> None:
    """Tell whoever looks after the server, in one line on stderr."""
    print("kgtool:", " ".join(f"{ja} / {en}".split()), file=sys.stderr, flush=True)


def _end(number: int, frame: object) -> NoReturn:
    """End as asked: uvicorn hands a signal on once it has closed everything."""
    sys.exit(0)
