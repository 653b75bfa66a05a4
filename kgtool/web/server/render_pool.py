"""Processes that make pages beside this one: Python makes one page at a time, so several cores need several of them.

A page is the same wherever it is made. While the processes start, or where one of them has died, pages are made here.
"""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context

from kgtool.incremental.parallel import become_worker
from kgtool.web.page import Document, Page, Parameters, Variant
from kgtool.web.site import Site


class RenderPool:
    """``count`` processes that make pages of a site from look-ups alone: what a page asks, they cannot answer.

    Without any, pages are made here.
    """

    def __init__(self, site: Site, count: int) -> None:
        self._site = replace(site, engine=None)
        self._count = count
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._ready: Future[None] = Future()

    def start(self) -> None:
        """Start the processes; does not wait for them."""
        if not self._count:
            return
        self._pool = ProcessPoolExecutor(self._count, get_context("spawn"), _start, (self._site,))
        self._ready = [self._pool.submit(_nothing) for _ in range(self._count)][-1]

    def close(self) -> None:
        """End the processes; pages that are being made are made here instead."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def ready(self) -> bool:
        """Whether the processes have started."""
        return self._ready.done()

    def document(self, page: Page, variant: Variant, parameters: Parameters) -> Document:
        """Make one file of a page. Raises ``UsageError`` for parameters that are wrong."""
        pool = self._pool
        if pool is not None and self.ready:
            try:
                return pool.submit(_made, page.path, variant.ending, dict(parameters)).result()
            except BrokenProcessPool:
                self._renew(pool)
            except (CancelledError, RuntimeError):  # closed meanwhile, or a page that fails wherever it is made
                pass
        return page.document(variant, parameters)

    def _renew(self, broken: ProcessPoolExecutor) -> None:
        """Start other processes in the place of those of which one has died."""
        with self._lock:
            if self._pool is broken:
                self.start()
        broken.shutdown(wait=False)


_sites: list[Site] = []


def _start(site: Site) -> None:
    become_worker()
    _sites.append(site)


def _nothing() -> None:
    """Be there."""


def _made(path: str, ending: str, parameters: Parameters) -> Document:
    page = _sites[0].find(path)
    assert page is not None
    variant = page.variant(ending)
    assert variant is not None
    return page.document(variant, parameters)
