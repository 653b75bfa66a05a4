"""Ports of loopback for servers that must be told one: a port that the system would hand out may be gone when it is used."""

from __future__ import annotations

import os
import socket
from itertools import count

_FIRST, _EACH = 10_000, 2_500
"""Below the range from which Linux gives ports to connections (32768 and up); each process of a test run has its own part."""
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
_numbers = count(os.getpid() % (_EACH // 2))


def free_port() -> int:
    """Return a port that nobody listens on, another one each time."""
    for number in _numbers:
        port = _FIRST + _worker * _EACH + number % _EACH
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("numbers do not end")
