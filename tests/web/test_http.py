"""What is relied on of uvicorn beyond its documentation; when one of these fails, `kgtool/web/server/http.py` needs a look.

How the limits behave is tested in test_security.py, how the server ends in test_pool.py.
"""

from __future__ import annotations

import asyncio
import inspect
import tomllib
from importlib.metadata import version

import httptools
import uvicorn
from packaging.requirements import Requirement
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from tests import ROOT


def test_only_versions_that_were_tried_are_admitted() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (uvicorn_,) = (required for required in map(Requirement, listed) if required.name == "uvicorn")
    major, minor = version("uvicorn").split(".")[:2]
    assert uvicorn_.specifier.contains(version("uvicorn"))
    assert not uvicorn_.specifier.contains(f"{major}.{int(minor) + 1}.0"), "try the new version, then raise the ceiling"


def test_a_protocol_class_may_be_given_and_is_made_by_these_names() -> None:
    assert issubclass(HttpToolsProtocol, asyncio.Protocol)
    assert "http" in inspect.signature(uvicorn.Config).parameters
    assert {"config", "server_state", "app_state"} <= inspect.signature(HttpToolsProtocol).parameters.keys()


def test_a_connection_knows_whether_it_answers_and_hears_when_a_head_is_whole() -> None:
    heads = []

    class Connection(HttpToolsProtocol):
        def on_headers_complete(self) -> None:
            heads.append(self.headers)

    made = Connection(uvicorn.Config(lambda scope: None, log_config=None), uvicorn.server.ServerState(), {}, _Loop())
    assert made.cycle is None, "no request yet"
    assert made.transport is None, "no connection yet"
    made.parser.feed_data(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n")
    assert heads == []
    made.parser.feed_data(b"\r\n")
    assert heads == [[(b"content-length", b"1")]]
    assert isinstance(made.parser, httptools.HttpRequestParser)
    assert "response_complete" in RequestResponseCycle.__init__.__code__.co_names


def test_a_server_ends_by_shutdown() -> None:
    assert inspect.iscoroutinefunction(uvicorn.Server.shutdown)
    assert list(inspect.signature(uvicorn.Server.shutdown).parameters) == ["self", "sockets"]


class _Loop(asyncio.AbstractEventLoop):
    """A loop that is never asked to run anything."""
