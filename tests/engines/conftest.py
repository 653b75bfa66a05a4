"""Servers on loopback are asked directly."""

from tests.endpoints import no_proxy as no_proxy
