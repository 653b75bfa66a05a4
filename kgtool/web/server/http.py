"""HTTP/1.1 by uvicorn, with limits on the head of a request: uvicorn has no setting for its time or its size.

What is used of uvicorn beyond its documentation is listed in tests/web/test_http.py; pyproject.toml takes no later version
than the one with which that was tried.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 15.0
"""Seconds in which a client must have sent its request line and headers."""
MOST_HEAD = 64 << 10
"""Bytes that a request line and headers may have."""
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Security-Policy: default-src 'none'\r\n"
    b"X-Content-Type-Options: nosniff\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


class HeadLimits(HttpToolsProtocol):
    """A connection that is closed when a head is not whole within ``HEADER_SECONDS``, or larger than ``MOST_HEAD``."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._deadline: asyncio.TimerHandle | None = None
        self._size = 0
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._expect_head()
        super().data_received(data)
        self._size += len(data) if self._deadline else 0
        if self._size > MOST_HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._head_arrived()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_arrived()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._size = 0
            self._deadline = asyncio.get_running_loop().call_later(HEADER_SECONDS, self.transport.close)

    def _head_arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
