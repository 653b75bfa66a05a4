"""The site that is being served: a build, its workers and what was made from it; a newer build takes its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from kgtool.base.errors import KgtoolError
from kgtool.build.store import Build
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Pool
from kgtool.engines.process import EndedError
from kgtool.engines.remote.pool import RemotePool
from kgtool.results import Answer
from kgtool.sparql.tokens import Query
from kgtool.web.server.cache import Cache
from kgtool.web.server.render_pool import RenderPool
from kgtool.web.site import Site

_EVERY = 1.0


class Current:
    """One build on the web: the site, its workers, its cache.

    Questions of the catalogue have a worker of their own: a page that asks one does not wait for anybody's queries.
    Other pages are made by ``render_processes`` processes, by none in this one.
    """

    def __init__(self, site: Site, limits: Limits, render_processes: int = 0) -> None:
        self.pool = _pool(site, limits)
        self.own = _pool(site, replace(limits, workers=1, services=()))
        names = frozenset(question.name for question in site.questions.values())
        self.site = replace(site, engine=Engines(self.pool, self.own, names))
        self.cache = Cache()
        self.render_pool = RenderPool(self.site, render_processes if site.remote is None else 0)

    def start(self) -> None:
        """Open the store and start the workers."""
        _ = self.site.store
        self.pool.start()
        self.own.start()
        self.render_pool.start()

    def close(self) -> None:
        """End the workers."""
        self.pool.close()
        self.own.close()
        self.render_pool.close()


@dataclass(frozen=True)
class Engines:
    """The pool for everybody's queries, and that for questions of the catalogue, known by their names."""

    pool: Pool | RemotePool
    own: Pool | RemotePool
    questions: frozenset[str]

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer to a query. Raises as the pools do."""
        return (self.own if query.name in self.questions else self.pool).answer(query, limit, lang)


def _pool(site: Site, limits: Limits) -> Pool | RemotePool:
    if site.remote is None:
        return Pool(site.build, limits, site.prefixes)
    return RemotePool(site.remote, limits, site.prefixes)


class Live:
    """What is served now. ``newest`` tells which build that should be; it is asked once a second at most."""

    def __init__(
        self, site: Site, limits: Limits, newest: Callable[[], Build] | None = None, render_processes: int = 0
    ) -> None:
        self.limits = limits
        self.render_processes = render_processes
        self._newest = newest
        self._current = Current(site, limits, render_processes)
        self._asked = time.monotonic()
        self._lock = threading.Lock()
        self._before: list[Current] = []

    def start(self) -> None:
        """Make ready to answer."""
        self._current.start()

    def close(self) -> None:
        """End the workers, also those of builds that were served before."""
        self._newest = None
        for current in (*self._before, self._current):
            current.close()

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
            made = Current(replace(self._current.site, build=build, engine=None), self.limits, self.render_processes)
            try:
                made.start()
            except BaseException:
                made.close()
                raise
            self._before.append(self._current)
            self._current = made
        except (KgtoolError, OSError, EndedError):
            return  # the old build still answers
        finally:
            self._lock.release()
        time.sleep(self.limits.seconds)  # whoever asked the old build has an answer by now
        self._before.pop(0).close()
