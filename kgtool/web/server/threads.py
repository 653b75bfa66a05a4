"""Limits of threads by the kind of work, so that what takes long never delays a page."""

from __future__ import annotations

from anyio import CapacityLimiter

from kgtool.engines.limits import Limits
from kgtool.web.page import Page

_EACH = 4
_DUMPS = "dumps/"
"""Where the paths of the dumps begin, which take their time to be made."""


class Threads:
    """How many responses of each kind are prepared at once: pages, those that need the dumps, questions, queries."""

    def __init__(self, limits: Limits, render_processes: int = 0) -> None:
        """A thread also waits for each page that one of the ``render_processes`` renders."""
        self.pages = CapacityLimiter(_EACH + 2 * render_processes)
        self.dumps = CapacityLimiter(_EACH)
        self.questions = CapacityLimiter(_EACH)
        self.queries = CapacityLimiter(limits.workers + limits.waiting + 8)

    def to_find(self, path: str) -> CapacityLimiter:
        """Return the limit for finding the page at a path."""
        return self.dumps if path.startswith(_DUMPS) else self.pages

    def to_make(self, page: Page) -> CapacityLimiter:
        """Return the limit for rendering a page."""
        if page.asks:
            return self.queries if page.path == "sparql" else self.questions
        return self.to_find(page.path)
