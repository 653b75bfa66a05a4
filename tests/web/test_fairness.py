"""Clients are told apart by their connection, or by what the proxy in front says."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from kgtool.engines.limits import Limits
from kgtool.web.server.fairness import Fairness


@pytest.mark.parametrize(
    ("header", "sent", "address"),
    [
        ("", ["1.2.3.4"], "127.0.0.9"),
        ("X-Forwarded-For", [], "127.0.0.9"),
        ("X-Forwarded-For", ["1.2.3.4"], "1.2.3.4"),
        ("X-Forwarded-For", ["forged, 1.2.3.4"], "1.2.3.4"),
        ("X-Forwarded-For", ["forged", "2001:db8::1"], "2001:db8::1"),
    ],
)
def test_a_client_is_known_by_what_it_cannot_forge(header: str, sent: list[str], address: str) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in sent]
    request = Request({"type": "http", "headers": headers, "client": ("127.0.0.9", 1)})
    assert Fairness(Limits(), header).address(request) == address
