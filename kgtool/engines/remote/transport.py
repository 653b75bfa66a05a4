"""HTTP with patience: redirects are followed within limits, and what may pass is tried again on a fixed schedule."""

from __future__ import annotations

import email.utils
import http.client
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin
from urllib.request import Request

from kgtool.base.errors import EndpointError, EndpointRefusedError, EndpointUnreachableError, QueryTimeoutError
from kgtool.base.version import __version__
from kgtool.engines.remote.connection import BrokenError, Response, exchange, without_query
from kgtool.engines.remote.credentials import Login, origin

AGENT = f"kgtool/{__version__}"
_PATIENCE = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Transport:
    """Send requests of HTTP: ``timeout`` seconds in all, ``delays`` between tries, ``most`` bytes of answer.

    The login is sent to its own origin only. A Retry-After of up to ``longest_delay`` seconds replaces a delay.
    """

    timeout: float = 30.0
    login: Login | None = None
    most: int = 256 << 20
    delays: tuple[float, ...] = (0.5, 1.0, 2.0)
    longest_delay: float = 10.0
    redirects: int = 3
    wait: Callable[[float], None] = time.sleep

    def send(self, request: Request) -> Response:
        """Return what the server says in the end, whatever its status.

        Tries again after 429, 502, 503 and 504 and when the connection breaks, so the request must be one that may
        be repeated. Raises ``EndpointError`` (endpoint-url, endpoint-redirect, endpoint-unreachable,
        endpoint-broken), ``QueryTimeoutError``, ``AnswerTooLargeError``.
        """
        deadline = time.monotonic() + self.timeout
        broken = ""
        for delay in (*self.delays, None):
            response = None
            try:
                response = self._follow(request, deadline)
            except BrokenError as error:
                broken = str(error)
            except EndpointUnreachableError:
                if broken:
                    break
                raise
            except QueryTimeoutError as error:  # that of the last try is what was left of ours
                raise QueryTimeoutError("timeout", error.place, seconds=f"{self.timeout:g}") from None
            if response and response.status not in _PATIENCE:
                return response
            pause = self._pause(response, delay)
            if pause is None or time.monotonic() + pause >= deadline:
                break
            self.wait(pause)
        if response:
            return response
        raise EndpointError("endpoint-broken", without_query(request.full_url), reason=broken)

    def _follow(self, request: Request, deadline: float) -> Response:
        """Send the request where redirects point: never from https to http, and its method stays as it is."""
        for _ in range(self.redirects + 1):
            response = exchange(self._signed(request), deadline, self.most)
            target = response.headers.get("Location")
            if response.status not in _REDIRECTS or not target:
                return response
            if response.status == 303 and request.get_method() != "GET":
                raise _redirect(request, "303 と言われましたが、GETではありません", "303 to a request that is no GET")
            target = urljoin(request.full_url, target)
            if (origin(request.full_url)[0], origin(target)[0]) == ("https", "http"):
                raise _redirect(request, "httpsからhttpへ移そうとしています", "from https to http")
            request = Request(target, request.data, request.headers, method=request.get_method())
        raise _redirect(request, f"{self.redirects}回を超えました", f"more than {self.redirects} in a row")

    def _signed(self, request: Request) -> Request:
        """A copy of a request to be sent once, since sending changes it: a proxy takes its host, say.

        What it sends is rewound. It has the login if it goes to the login's origin.
        """
        request = Request(request.full_url, request.data, request.headers, method=request.get_method())
        request.remove_header("Authorization")
        if self.login and origin(request.full_url) == self.login.origin:
            pair = f"{self.login.user}:{self.login.password}".encode()
            request.add_unredirected_header("Authorization", f"Basic {b64encode(pair).decode()}")
        request.add_header("User-agent", AGENT)
        body: object = request.data
        if hasattr(body, "seek"):
            body.seek(0)
        return request

    def _pause(self, response: Response | None, delay: float | None) -> float | None:
        """How long to wait before the next try; None after the last."""
        asked = str(response.headers.get("Retry-After") or "").strip() if response else ""
        if delay is None or not asked:
            return delay
        if asked.isdecimal():
            seconds = float(asked)
        else:
            try:
                seconds = email.utils.parsedate_to_datetime(asked).timestamp() - time.time()
            except ValueError:
                return delay
        return min(max(seconds, 0.0), self.longest_delay)


def failure(response: Response) -> EndpointError:
    """Return the error for a response that is no success (endpoint-credentials, endpoint-busy, endpoint-status)."""
    place, status = (
        without_query(response.url),
        f"{response.status} {http.client.responses.get(response.status, '')}".strip(),
    )
    if response.status in (401, 403, 407):
        return EndpointRefusedError("endpoint-credentials", place, status=status, said=response.said)
    if response.status in _PATIENCE:
        return EndpointError("endpoint-busy", place, status=status, said=response.said)
    return EndpointRefusedError("endpoint-status", place, status=status, said=response.said)


def _redirect(request: Request, ja: str, en: str) -> EndpointRefusedError:
    return EndpointRefusedError("endpoint-redirect", without_query(request.full_url), reason={"ja": ja, "en": en})
