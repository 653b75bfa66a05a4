"""What a worker may take from the machine."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

_UNKNOWN = 1 << 30


def limit(what: int, most: int) -> None:
    """Lower one of the process's limits; does nothing on systems that do not have it."""
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def address_space() -> int:
    """Return the bytes of address space that this process has taken; where the system does not tell, 1 GiB."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return _UNKNOWN
