"""Who we are at an endpoint: a user and a password that never stand on the command line."""

from __future__ import annotations

import ipaddress
import netrc
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kgtool.base.errors import EndpointRefusedError, InputError, UsageError
from kgtool.base.languages import Text

EXPOSED = Text(
    "注意: パスワードは暗号化されずにネットワークを通ります(http)。できれば https を使ってください。",
    "warning: the password crosses the network unencrypted (http); use https if you can.",
)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Login:
    """A user and a password for one origin: they are sent nowhere else."""

    user: str
    password: str = field(repr=False)
    origin: tuple[str, str, int]

    @property
    def exposed(self) -> bool:
        """Whether the password would travel a network unencrypted."""
        scheme, host, _ = self.origin
        return scheme == "http" and not _is_loopback(host)


def find(url: str, user: str | None, password: str | None, netrc_file: Path) -> Login | None:
    """Return the login for a URL: ``user`` with ``password``, else what the netrc file has for its host.

    Raises ``EndpointRefusedError`` (endpoint-url), ``UsageError`` (password-missing), ``InputError`` (netrc).
    """
    at = origin(url)
    if user and password:
        return Login(user, password, at)
    known = _from_netrc(netrc_file, at[1])
    if user and (known is None or known[0] != user):
        raise UsageError("password-missing", user=user, host=at[1])
    return Login(*known, at) if known else None


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of a web address. Raises ``EndpointRefusedError`` (endpoint-url) for anything else."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if (
        not host
        or parts.scheme not in _PORTS
        or parts.username is not None
        or not url.isascii()
        or not url.isprintable()
    ):
        raise EndpointRefusedError("endpoint-url", url=url if "@" not in url else "…@" + url.rpartition("@")[2])
    return parts.scheme, host, port or _PORTS[parts.scheme]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _from_netrc(file: Path, host: str) -> tuple[str, str] | None:
    try:
        found = netrc.netrc(str(file)).authenticators(host)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError) as error:
        raise InputError("netrc", file.as_posix(), reason=str(error)) from None
    return (found[0], found[2] or "") if found else None
