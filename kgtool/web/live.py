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
from kgtool.worker.pool import EndedError, Limits, Pool

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
        self._before: list[Pool] = []

    def start(self) -> None:
        """Make ready to answer."""
        self._current.start()

    def close(self) -> None:
        """End the workers, also those of builds that were served before."""
        self._newest = None
        for pool in (*self._before, self._current.pool):
            pool.close()

    @property
    def current(self) -> Current:
        """What to answer from. A newer build is made ready meanwhile, and answers as soon as it can."""
        if self._newest is not None and time.monotonic() - self._asked > _EVERY:
            self._asked = time.monotonic()
            threading.Thread(target=self._renew, args=(self._newest,), daemon=True).start()
        return self._current

    def _renew(self, newest: Callable[[], Build]) -> None:
        if not self._lock.acquire(blocking=False):
            return
        try:
            build = newest()
            if build.folder == self._current.site.build.folder:
                return
            made = Current(Site(self._current.site.repo, build, self._current.site.url), self.limits)
            made.start()
            self._before.append(self._current.pool)
            self._current = made
        except (InputError, OSError, EndedError):
            return  # the old build still answers
        finally:
            self._lock.release()
        time.sleep(self.limits.seconds)  # whoever asked the old build has an answer by now
        self._before.pop(0).close()
