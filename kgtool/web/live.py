"""The site that is being served: a build, its workers and what was made from it; a newer build takes its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from kgtool.errors import InputError
from kgtool.store import Build
from kgtool.web.cache import Cache
from kgtool.web.site import Site
from kgtool.worker.pool import Limits, Pool

_EVERY = 1.0


class Current:
    """One build on the web: the site, its pool of workers, its cache."""

    def __init__(self, site: Site, limits: Limits) -> None:
        self.pool = Pool(site.build, limits, site.prefixes)
        self.site = replace(site, engine=self.pool)
        self.cache = Cache()

    def start(self) -> None:
        """Open the store and start the workers."""
        _ = self.site.store
        self.pool.start()


class Live:
    """What is served now. ``newest`` tells which build that should be; it is asked once a second at most."""

    def __init__(self, site: Site, limits: Limits, newest: Callable[[], Build] | None = None) -> None:
        self.limits = limits
        self._newest = newest
        self._current = Current(site, limits)
        self._asked = time.monotonic()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Make ready to answer."""
        self._current.start()

    def close(self) -> None:
        """End the workers."""
        self._current.pool.close()

    @property
    def current(self) -> Current:
        """What to answer from."""
        if self._newest is not None and time.monotonic() - self._asked > _EVERY and self._lock.acquire(blocking=False):
            try:
                self._asked = time.monotonic()
                self._renew()
            finally:
                self._lock.release()
        return self._current

    def _renew(self) -> None:
        assert self._newest is not None
        try:
            build = self._newest()
            if build.folder == self._current.site.build.folder:
                return
            made = Current(Site(self._current.site.repo, build, self._current.site.url), self.limits)
            made.start()
        except (InputError, OSError):
            return  # the old build still answers
        before, self._current = self._current, made
        threading.Timer(self.limits.seconds, before.pool.close).start()
