"""Queries for visitors: each has a share of the workers, and a query ends when its client goes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request

from kgtool.base.errors import QueryBusyError
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Cancellation

Result = TypeVar("Result")
SPARE = 1
"""Workers of a pool beyond those that one address may have."""
_LOOK = 0.2
"""Seconds between two looks whether a client still waits."""


@dataclass
class _Share:
    """What one client has: places to run, and how many of its queries run or wait."""

    running: asyncio.Semaphore
    admitted: int = 0


@dataclass
class Fairness:
    """Share workers among clients: of one address ``limits.workers`` queries run at once, and ``limits.waiting`` more wait.

    The pool has one worker more (``SPARE``), so that whoever comes next does not wait for those. Clients are told apart by
    the address of their connection; behind a proxy by the last address in the header ``proxy_header``, which the proxy
    itself adds.
    """

    limits: Limits
    proxy_header: str = ""
    _shares: dict[str, _Share] = field(default_factory=dict)

    async def run(self, request: Request, call: Callable[[], Result], limiter: CapacityLimiter) -> Result:
        """Return what ``attended`` does, within the client's share.

        Raises ``QueryBusyError`` where the share is taken for too long, and what ``attended`` raises.
        """
        async with self._share(self.address(request)):
            return await attended(request, call, limiter)

    def address(self, request: Request) -> str:
        """Return the address by which a client is told from others."""
        listed = request.headers.getlist(self.proxy_header) if self.proxy_header else []
        named = ",".join(listed).rpartition(",")[2].strip()
        return named or (request.client.host if request.client else "")

    @asynccontextmanager
    async def _share(self, address: str) -> AsyncIterator[None]:
        share = self._shares.setdefault(address, _Share(asyncio.Semaphore(self.limits.workers)))
        if share.admitted >= self.limits.workers + self.limits.waiting:
            raise QueryBusyError("busy")
        share.admitted += 1
        try:
            await self._turn(share.running)
            try:
                yield
            finally:
                share.running.release()
        finally:
            share.admitted -= 1
            if not share.admitted:
                self._shares.pop(address, None)

    async def _turn(self, running: asyncio.Semaphore) -> None:
        """Take a place to run, at once where one is free. Raises ``QueryBusyError``."""
        if not running.locked():
            await running.acquire()
            return
        try:
            await asyncio.wait_for(running.acquire(), self.limits.seconds)
        except TimeoutError:
            raise QueryBusyError("busy") from None


async def attended(request: Request, call: Callable[[], Result], limiter: CapacityLimiter) -> Result:
    """Return what ``call`` returns in a thread; queries that it asks end when the client goes away.

    Raises ``CancelledError`` where it has gone, and what ``call`` raises.
    """
    cancellation = Cancellation()
    watcher = asyncio.create_task(_cancel_when_gone(request, cancellation))
    try:
        with cancellation.covers():
            return await run_sync(call, limiter=limiter)
    finally:
        watcher.cancel()


async def _cancel_when_gone(request: Request, cancellation: Cancellation) -> None:
    """Look now and then; a query that is answered before the first look costs none."""
    while True:
        await asyncio.sleep(_LOOK)
        if await request.is_disconnected():
            return cancellation.cancel()
