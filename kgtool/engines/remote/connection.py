"""One exchange of HTTP with one server: nothing but http and https, a deadline that holds, a limit to the answer."""

from __future__ import annotations

import contextlib
import functools
import http.client
import re
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from kgtool.base.display import clip, visible
from kgtool.base.errors import AnswerTooLargeError, EndpointUnreachableError, QueryTimeoutError

_AT_ONCE = 1 << 16


class BrokenError(Exception):
    """The connection ended too early: whether the request was carried out is not known."""


@dataclass(frozen=True)
class Response:
    """A whole response of HTTP, whatever its status."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def type(self) -> str:
        """The media type without parameters, in lower case; empty if there is none."""
        return str(self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def page(self) -> bool:
        """Whether it is a web page, as a login form or a proxy would send."""
        return "html" in self.type or self.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))

    @property
    def said(self) -> str:
        """The beginning of its text on one line; of a web page the title."""
        text = self.body[:4096].decode("utf-8", "replace")
        if self.page:
            title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
            text = title[1] if title else ""
        return clip(visible(text.strip()), 300) or http.client.responses.get(self.status, "-")


def without_query(url: str) -> str:
    """Return a URL as errors name it: without its query, which may be long or hold a key."""
    return visible(urlsplit(url)._replace(query="", fragment="").geturl())


def exchange(request: urllib.request.Request, deadline: float, most: int) -> Response:
    """Send a request and return the whole response; redirects are responses, too.

    ``deadline`` is a time of ``time.monotonic``. Raises ``BrokenError``, ``EndpointUnreachableError``,
    ``QueryTimeoutError``, ``AnswerTooLargeError``.
    """
    left = deadline - time.monotonic()
    late = QueryTimeoutError("timeout", without_query(request.full_url), seconds=f"{max(left, 0):.3g}")
    if left <= 0:
        raise late
    watch = _Watchdog(left)
    try:
        with _opener(watch).open(request, timeout=left) as answer:
            body = _read(answer, most, request.full_url)
            if watch.expired:
                raise late
            return Response(request.full_url, answer.status, answer.headers, body)
    except (OSError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        if watch.expired or isinstance(reason, TimeoutError):
            raise late from None
        if isinstance(reason, ConnectionRefusedError | ssl.SSLError | socket.gaierror) or not watch.connected:
            raise EndpointUnreachableError(
                "endpoint-unreachable", without_query(request.full_url), reason=visible(str(reason))
            ) from None
        raise BrokenError(visible(str(reason)) or type(reason).__name__) from None
    finally:
        watch.stop()


def _read(answer: http.client.HTTPResponse, most: int, url: str) -> bytes:
    large = AnswerTooLargeError("answer-large", without_query(url), most=f"{most / (1 << 20):g} MiB")
    length = answer.length
    if (length or 0) > most:
        raise large
    body = bytearray()
    while chunk := answer.read1(_AT_ONCE):
        body += chunk
        if len(body) > most:
            raise large
    if length is not None and len(body) < length:
        raise http.client.IncompleteRead(b"", length - len(body))
    return bytes(body)


class _Watchdog:
    """Ends a connection at its deadline: a timeout of the socket alone would begin anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self.connected: socket.socket | None = None
        self.deadline = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()

    def _expire(self) -> None:
        self.expired = True
        if self.connected is not None:
            with contextlib.suppress(OSError):  # below TLS, which another thread is using
                socket.socket.shutdown(self.connected, socket.SHUT_RDWR)


def _opener(watch: _Watchdog) -> urllib.request.OpenerDirector:
    """An opener that honours the proxies of the environment and knows neither files nor redirects nor errors."""
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler(), _Handler(watch)):
        opener.add_handler(handler)
    return opener


class _Handler(urllib.request.AbstractHTTPHandler):
    """http and https; the certificates of the system are read only for https, since that takes time."""

    http_request = https_request = urllib.request.AbstractHTTPHandler.do_request_

    def __init__(self, watch: _Watchdog) -> None:
        super().__init__()
        self.watch = watch

    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_watched(http.client.HTTPConnection, self.watch), request)

    def https_open(self, request: urllib.request.Request) -> Any:
        connection = _watched(http.client.HTTPSConnection, self.watch)
        return self.do_open(connection, request, context=ssl.create_default_context())


def _connect(deadline: float, address: tuple[str, int], *_: object) -> socket.socket:
    """Connect to a host by whichever of its addresses answers; the deadline holds for looking up its name, too."""
    broken = OSError(f"{address[0]} has no address")
    for found in _resolved(address, deadline):
        try:
            return socket.create_connection(found, max(deadline - time.monotonic(), 0.001))
        except OSError as error:
            broken = error
    raise broken


def _resolved(address: tuple[str, int], deadline: float) -> list[tuple[str, int]]:
    """Return the addresses of a host. The system's look-up knows no time limit, so it runs in a thread that may be left."""
    found: list[tuple[str, int]] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            for *_, place in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
                found.append((str(place[0]), int(place[1])))
        except (OSError, UnicodeError) as error:
            failed.append(OSError(str(error)))

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(max(deadline - time.monotonic(), 0))
    if thread.is_alive():
        raise TimeoutError(f"looking up {address[0]}")
    if failed:
        raise failed[0]
    return found


def _watched(kind: type[http.client.HTTPConnection], watch: _Watchdog) -> Callable[..., Any]:
    class Connection(kind):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            self._create_connection = functools.partial(_connect, watch.deadline)
            super().connect()
            watch.connected = self.sock

        def send(self, data: Any) -> None:
            """Go on when the server stops to listen: it may have answered already, for instance that it is full."""
            try:
                super().send(data)
            except (BrokenPipeError, ConnectionResetError):
                if watch.connected is None:
                    raise

    return Connection
