"""Processes that render pages beside this one: Python renders one page at a time, so several cores need several of them.

A page is the same wherever it is rendered. While the processes start, or where one of them has died, it is rendered here.
"""

from __future__ import annotations

from concurrent.futures import CancelledError
from dataclasses import replace
from functools import partial

from kgtool.incremental.parallel import ProcessPool
from kgtool.web.page import Document, Page, Parameters, Variant
from kgtool.web.site import Site


class RenderPool:
    """Render pages of a site in ``count`` processes, without an engine for queries; with 0, in this process."""

    def __init__(self, site: Site, count: int) -> None:
        self._site = replace(site, engine=None)
        self._count = count
        self._pool: ProcessPool[Site] | None = None

    def start(self) -> None:
        """Start the processes; does not wait for them."""
        if self._count:
            self._pool = ProcessPool(self._count, partial(replace, self._site))

    def close(self) -> None:
        """End the processes; from then on pages are rendered here."""
        if self._pool is not None:
            self._pool.close()

    @property
    def ready(self) -> bool:
        """Whether the processes have started."""
        return self._pool is not None and self._pool.ready

    def document(self, page: Page, variant: Variant, parameters: Parameters) -> Document:
        """Return one file of a page. Raises ``UsageError`` for parameters that are wrong."""
        if self._pool is not None and self._pool.ready:
            try:
                return self._pool.run(_made, page.path, variant.ending, dict(parameters))
            except (CancelledError, RuntimeError):  # closed, a process died, or a page that fails wherever it is made
                pass
        return page.document(variant, parameters)


def _made(site: Site, path: str, ending: str, parameters: Parameters) -> Document:
    page = site.find(path)
    assert page is not None
    variant = page.variant(ending)
    assert variant is not None
    return page.document(variant, parameters)
