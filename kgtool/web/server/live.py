"""The build that is served, its workers and its cache; a newer build replaces it while requests are answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from kgtool.base.errors import BuildError, KgtoolError
from kgtool.base.languages import LANGUAGES
from kgtool.build import integrity
from kgtool.build.integrity import DamagedFile
from kgtool.build.store import Build
from kgtool.build.versions import CURRENT
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Pool
from kgtool.engines.remote.pool import RemotePool
from kgtool.incremental.file_hashes import FileHashes
from kgtool.results import Answer
from kgtool.sparql.tokens import Query
from kgtool.web.server.cache import DocumentCache
from kgtool.web.server.fairness import SPARE
from kgtool.web.server.render_pool import RenderPool
from kgtool.web.site import Site

_EVERY = 1.0
_LONGEST = 60.0
"""Seconds between two looks for a newer build, and at most between two tries to serve one that was refused."""


class ServedBuild:
    """One build: the site, the workers for queries, the processes that render, and the cache of documents.

    Questions of the catalogue have a worker of their own, so that their pages never wait for visitors' queries. Other
    pages are rendered by ``render_processes`` processes; by this one if that is 0.
    """

    def __init__(self, site: Site, limits: Limits, render_processes: int = 0) -> None:
        self.pool = _pool(site, replace(limits, workers=limits.workers + SPARE))
        self.own = _pool(site, replace(limits, workers=1, services=()))
        names = frozenset(question.name for question in site.questions.values())
        self.site = replace(site, engine=Engines(self.pool, self.own, names))
        self.cache = DocumentCache()
        self._hashes = FileHashes()
        self.render_pool = RenderPool(self.site, render_processes if site.remote is None else 0)

    def start(self) -> None:
        """Open the store and start the workers. Raises ``BuildError`` (build-damaged), and what ``Pool.start`` raises."""
        found = self.damage()
        if found:
            raise integrity.error(self.site.build.folder, found)
        self.pool.start()
        self.own.start()
        self.render_pool.start()

    def damage(self) -> list[DamagedFile]:
        """Return the files of the build and of the releases that are not as they were written.

        Those that nobody touched since are not read again.
        """
        look = integrity.remembered(self._hashes)
        kept = ((release, integrity.damage(release.folder, look)) for release in self.site.releases)
        of_releases = [DamagedFile(f"{release.date}/{name}", fault) for release, found in kept for name, fault in found]
        return integrity.damage(self.site.build.folder, look) + of_releases

    def close(self) -> None:
        """End the workers."""
        self.pool.close()
        self.own.close()
        self.render_pool.close()


@dataclass(frozen=True)
class Engines:
    """Two pools as one engine: ``own`` for the questions of the catalogue, told by their names, ``pool`` for all
    other queries.
    """

    pool: Pool | RemotePool
    own: Pool | RemotePool
    questions: frozenset[str]

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        """Return the answer to a query. Raises as ``Pool.answer`` does."""
        return (self.own if query.name in self.questions else self.pool).answer(query, limit, lang)


def _pool(site: Site, limits: Limits) -> Pool | RemotePool:
    if site.remote is None:
        return Pool(site.build, limits, site.prefixes)
    return RemotePool(site.remote, limits, site.prefixes)


class Live:
    """The build that is served now. ``newest`` returns the build that should be; it is called at most once a second.

    A newer build is started beside the one that is served, and replaces it when it is ready. If it cannot be served,
    ``refused`` says why and it is tried again after a while. ``notify`` receives that in Japanese and English, once
    for each build and reason, and each replacement. Clients that name no language get ``lang``.
    """

    def __init__(
        self,
        site: Site,
        limits: Limits,
        newest: Callable[[], Build] | None = None,
        render_processes: int = 0,
        notify: Callable[[str, str], None] = lambda ja, en: None,
        lang: str = LANGUAGES[0],
    ) -> None:
        self.limits = limits
        self.render_processes = render_processes
        self.lang = lang
        self.refused: BuildError | None = None
        self._newest = newest
        self._notify = notify
        self._current = ServedBuild(site, limits, render_processes)
        self._asked = time.monotonic()
        self._wait = _Wait()
        self._lock = threading.Lock()
        self._before: list[ServedBuild] = []

    def start(self) -> None:
        """Start the first build."""
        self._current.start()

    def close(self) -> None:
        """End the workers of all builds."""
        self._newest = None
        for served in (*self._before, self._current):
            served.close()

    @property
    def current(self) -> ServedBuild:
        """Return the build to answer from. Now and then this starts a look for a newer one in a thread of its own."""
        if self._newest is not None and time.monotonic() - self._asked > _EVERY:
            self._asked = time.monotonic()
            threading.Thread(target=self._renew, args=(self._newest,), daemon=True).start()
        return self._current

    def _renew(self, newest: Callable[[], Build]) -> None:
        if not self._lock.acquire(blocking=False):
            return
        build = None
        try:
            build = newest()
            served = self._current.site
            if (build, served.newer_releases()) == (served.build, served.releases):
                self.refused = None
                return
            if not self._wait.is_over(build):
                return
            self._take_up(build)
        except Exception as error:  # whatever it is, the build before still answers
            self._refuse(build, error)
            return
        finally:
            self._lock.release()
        time.sleep(self.limits.seconds)  # whoever asked the old build has an answer by now
        self._before.pop(0).close()

    def _take_up(self, build: Build) -> None:
        made = ServedBuild(replace(self._current.site, build=build, engine=None), self.limits, self.render_processes)
        try:
            made.start()
        except BaseException:
            made.close()
            raise
        self._before.append(self._current)
        self._current = made
        self.refused = None
        name = build.folder.name
        self._notify(f"新しいビルド {name} を公開しました。", f"the newer build {name} is served now.")

    def _refuse(self, build: Build | None, error: Exception) -> None:
        other = f"{type(error).__name__}: {error}"
        reason = {lang: error.render(lang) if isinstance(error, KgtoolError) else other for lang in LANGUAGES}
        name, served = build.folder.name if build else CURRENT, self._current.site.build.folder.name
        refused = BuildError("build-refused", build=name, served=served, reason=reason)
        if self.refused is None or self.refused.fields != refused.fields:
            ja, en = (" ".join(refused.said(lang)) for lang in LANGUAGES)
            self._notify(ja, en)
        self.refused = refused


class _Wait:
    """Backoff between attempts to serve the same build: doubled each time, up to a minute."""

    def __init__(self) -> None:
        self._build: Build | None = None
        self._seconds = 0.0
        self._until = 0.0

    def is_over(self, build: Build) -> bool:
        """Say whether a build may be tried now; if so, count an attempt."""
        now = time.monotonic()
        if build == self._build and now < self._until:
            return False
        self._seconds = min(2 * self._seconds, _LONGEST) if build == self._build else _EVERY
        self._build, self._until = build, now + self._seconds
        return True
