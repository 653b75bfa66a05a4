"""The open graph of Japan's municipal plans: extract, build, check, query, serve and publish.

From Python, ``kgtool.open_build()`` opens the newest build, and ``kgtool.KgtoolError`` is above whatever can go wrong: see
docs/python.md.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgtool.api import open_build as open_build
    from kgtool.base.errors import AnswerFormatError as AnswerFormatError
    from kgtool.base.errors import AnswerTooLargeError as AnswerTooLargeError
    from kgtool.base.errors import BuildError as BuildError
    from kgtool.base.errors import EndpointError as EndpointError
    from kgtool.base.errors import EndpointRefusedError as EndpointRefusedError
    from kgtool.base.errors import EndpointUnreachableError as EndpointUnreachableError
    from kgtool.base.errors import InputError as InputError
    from kgtool.base.errors import InternalError as InternalError
    from kgtool.base.errors import KgtoolError as KgtoolError
    from kgtool.base.errors import QueryBusyError as QueryBusyError
    from kgtool.base.errors import QueryError as QueryError
    from kgtool.base.errors import QueryMemoryError as QueryMemoryError
    from kgtool.base.errors import QueryRefusedError as QueryRefusedError
    from kgtool.base.errors import QuerySyntaxError as QuerySyntaxError
    from kgtool.base.errors import QueryTimeoutError as QueryTimeoutError
    from kgtool.base.errors import RequestError as RequestError
    from kgtool.base.errors import UsageError as UsageError
    from kgtool.base.errors import WorkerDiedError as WorkerDiedError
    from kgtool.base.version import __version__ as __version__

_EXPORTS = {"open_build": "kgtool.api", "__version__": "kgtool.base.version"}
_ERRORS = "kgtool.base.errors"


def __getattr__(name: str) -> Any:
    """Import the Python API only when it is used: every command imports this module first."""
    if name in _EXPORTS or name.endswith("Error"):
        return getattr(importlib.import_module(_EXPORTS.get(name, _ERRORS)), name)
    if name == "__all__":
        return __dir__()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return what people may use: what opens a build, the errors, the version."""
    errors = importlib.import_module(_ERRORS)
    return sorted([*_EXPORTS, *(name for name in vars(errors) if name.endswith("Error"))])
