"""HTTP/1.1 by uvicorn, with limits on the head of a request: uvicorn has no setting for its time or its size.

What is used of uvicorn beyond its documentation is listed in tests/web/test_http.py; pyproject.toml takes no later version
than the one with which that was tried.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 15.0
"""Seconds in which a client must have sent its request line and headers."""
WRITE_SECONDS = 30.0
"""Seconds in which a client must have read a piece of an answer (a quarter of a mebibyte)."""
MOST_HEAD = 64 << 10
"""Bytes that a request line and headers may have."""
_END = b"\r\n\r\n"
_REFUSAL = (
    "HTTP/1.1 {}\r\nContent-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
    "Access-Control-Allow-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
_TOO_LONG, _TOO_LARGE = "414 URI Too Long", "431 Request Header Fields Too Large"


class HeadLimits(HttpToolsProtocol):
    """A connection that is closed when a head is not whole within ``HEADER_SECONDS``, or larger than ``MOST_HEAD``,
    or when an answer is not read for ``WRITE_SECONDS``.
    """

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._expect_head()
        if self._deadline and not self._fits(data):
            return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._head_arrived()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """Give the client a while to read: what it does not read stays in memory."""
        super().pause_writing()
        self._unread = asyncio.get_running_loop().call_later(WRITE_SECONDS, self._reset)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._was_read()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_arrived()
        self._was_read()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._deadline is None:
            self._size, self._line_ended, self._tail = 0, False, b""
            self._deadline = asyncio.get_running_loop().call_later(HEADER_SECONDS, self.transport.close)

    def _head_arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _reset(self) -> None:
        """End the connection with a reset, so that the system drops what it still holds for the client, too."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _was_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _fits(self, data: bytes) -> bool:
        """Count the bytes of a head; refuse the request where they are too many, whatever else came with them."""
        found = (self._tail + data).find(_END)
        head = data if found < 0 else data[: max(found + len(_END) - len(self._tail), 0)]
        self._line_ended = self._line_ended or b"\n" in head[: max(MOST_HEAD - self._size, 0)]
        self._size += len(head)
        self._tail = (self._tail + data)[-len(_END) + 1 :]
        if self._size <= MOST_HEAD:
            return True
        self._refuse(_TOO_LARGE if self._line_ended else _TOO_LONG)
        return False

    def _refuse(self, status: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(_REFUSAL.format(status).encode())
            self.transport.close()
