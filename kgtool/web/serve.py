"""Run the application in uvicorn, on a socket that is already bound: an address that is taken is an error at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, TextIO

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kgtool.errors import InputError
from kgtool.repo import Repo
from kgtool.store import Build
from kgtool.web import app
from kgtool.web.live import Live
from kgtool.web.log import Log
from kgtool.web.site import Site
from kgtool.worker.pool import Limits

HEADER_SECONDS = 15.0
"""A client must have sent its request line and headers after so many seconds."""


class Impatient(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, which would wait for a request's headers for ever."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late = asyncio.get_running_loop().call_later(HEADER_SECONDS, transport.close)

    def on_headers_complete(self) -> None:
        self._late.cancel()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._late.cancel()
        super().connection_lost(exc)


def listen(host: str, port: int) -> socket.socket:
    """Bind an address; port 0 takes a free one. Raises ``InputError`` (address-taken)."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family[0], family[1])
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(family[4])
        listener.listen(2_048)
    except OSError as error:
        raise InputError("address-taken", address=f"{host}:{port}", reason=error.strerror or str(error)) from None
    return listener


def address(listener: socket.socket) -> str:
    """Return the address of a bound socket as a URL."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def run(
    repo: Repo, newest: Callable[[], Build], url: str, limits: Limits, listener: socket.socket, log: TextIO | None
) -> None:
    """Serve until the process is told to end (SIGINT, SIGTERM). Raises ``InputError`` (store-missing)."""
    live = Live(Site(repo, newest(), url), limits, newest)
    config = uvicorn.Config(
        app.make(live, Log(live, log)),
        http=Impatient,
        ws="none",
        loop="auto",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=64 << 10,
    )
    uvicorn.Server(config).run(sockets=[listener])
