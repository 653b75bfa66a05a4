"""The open graph of Japan's municipal plans: extract, build, check, query, serve and publish.

From Python, ``kgtool.open_build()`` opens the newest build: see docs/python.md.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgtool.api import open_build as open_build
    from kgtool.base.version import __version__ as __version__

_EXPORTS = {"open_build": "kgtool.api", "__version__": "kgtool.base.version"}


def __getattr__(name: str) -> Any:
    """Import the Python API only when it is used: every command imports this module first."""
    if name in _EXPORTS:
        return getattr(importlib.import_module(_EXPORTS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
