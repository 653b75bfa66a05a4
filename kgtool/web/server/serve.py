"""Run the application in uvicorn, on a socket that is already bound: an address that is taken is an error at once."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kgtool.base.errors import UsageError
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.pool import Limits
from kgtool.web.server import app
from kgtool.web.server.live import Live
from kgtool.web.server.log import Log
from kgtool.web.site import Site

if TYPE_CHECKING:
    from kgtool.engines.remote.endpoint import Endpoint

HEADER_SECONDS = 15.0
"""A client must have sent its request line and headers after so many seconds."""


MOST_HEAD = 64 << 10
"""Bytes that a request line and headers may have."""


class Impatient(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, which would wait for a request's headers for ever and take any number of them."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late: asyncio.TimerHandle | None = None
        self._head = 0
        self._wait()

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        super().data_received(data)
        self._head += len(data) if self._late else 0
        if self._head > MOST_HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._stop()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Wait for the head of a request, but not for long."""
        if self._late is None:
            self._head = 0
            self._late = asyncio.get_running_loop().call_later(HEADER_SECONDS, self.transport.close)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Security-Policy: default-src 'none'\r\n"
    b"X-Content-Type-Options: nosniff\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


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


def address(listener: socket.socket) -> str:
    """Return the address of a bound socket as a URL."""
    host, port = listener.getsockname()[:2]
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
) -> None:
    """Serve until the process is told to end (SIGINT, SIGTERM). Raises ``BuildError`` (store-missing)."""
    live = Live(Site(repo, newest(), url, remote=remote), limits, newest, render_processes)
    config = uvicorn.Config(
        app.make(live, Log(live, log)),
        http=Impatient,
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


class Server(uvicorn.Server):
    """A server that ends its queries first when it ends: pages are answered, nobody waits for a query."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()
        await super().shutdown(sockets)


def _end(number: int, frame: object) -> NoReturn:
    """End as asked: uvicorn hands a signal on once it has closed everything."""
    sys.exit(0)
