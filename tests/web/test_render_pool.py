"""Pages that other processes make are those that this one would make, whatever happens to the processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.web.server.live import Live
from kgtool.web.server.render_pool import RenderPool
from kgtool.web.site import Site
from tests.web.served import Served, TestClient, asking, descendants, until

URL = "http://127.0.0.1:8000/"
FEW = Limits(seconds=20, workers=1)
_WORKERS = 3
"""Two for queries and one for questions, as a server has them."""
PATHS = [
    "/index.ja.html",
    "/plans.en.html",
    "/doc/id/13221-kiyose-5.ja.html",
    "/doc/id/13211-kodaira-4.ttl",
    "/compare/child-rearing.en.html?plan=13221-kiyose-5&plan=13211-kodaira-4",
    "/compare/child-rearing.en.html?plan=nobody",
    "/search.ja.html?q=%E9%98%B2%E7%81%BD",
    "/doc/id/nothing.ja.html",
    "/query/themes.ja.html",
]


@pytest.fixture(scope="module")
def live(repo: Repo, built: Build) -> Live:
    return Live(Site(repo, built, URL), FEW, render_processes=1)


@pytest.fixture(scope="module")
def made_apart(live: Live) -> Iterator[TestClient]:
    with asking(live.current.site, FEW, live) as client:
        assert until(lambda: live.current.render_pool.ready)
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_the_same_wherever_they_are_made(made_apart: TestClient, client: TestClient, path: str) -> None:
    here, there = client.get(path), made_apart.get(path)
    assert (there.status_code, there.content) == (here.status_code, here.content)
    assert there.headers["etag"] == here.headers["etag"] if "etag" in here.headers else "etag" not in there.headers


def test_a_page_whose_maker_dies_is_made_here_and_another_maker_takes_its_place(
    made_apart: TestClient, live: Live
) -> None:
    pool = live.current.render_pool
    assert pool._pool is not None
    (before,) = pool._pool._executor._processes
    os.kill(before, signal.SIGKILL)
    assert made_apart.get("/doc/id/13211-kodaira-4.en.html").status_code == 200

    def renewed() -> set[int]:
        assert made_apart.get(f"/search.en.html?q=city{len(asked)}").status_code == 200
        asked.append(1)
        return {*(pool._pool._executor._processes)} - {before}

    asked: list[int] = []
    assert until(renewed)


def test_pages_are_made_here_when_the_processes_have_ended(repo: Repo, built: Build) -> None:
    site = Site(repo, built, URL)
    pool = RenderPool(site, 1)
    pool.start()
    assert until(lambda: pool.ready)
    page = site.find("plans")
    assert page is not None
    expected = page.document(page.variants[0])
    assert pool.document(page, page.variants[0], {}) == expected
    pool.close()
    assert pool.document(page, page.variants[0], {}) == expected
    pool.close()


def test_render_processes_end_with_the_server(repo: Repo, built: Build) -> None:
    with Served(repo.root, built.folder.parent, "--render-processes", "2") as server:
        assert server.ask("/plans.ja.html").status == 200
        assert until(lambda: len(server.workers()) >= _WORKERS + 2)
        started = server.workers()
        assert server.end() == 0
    assert until(lambda: not [pid for pid in started if os.path.exists(f"/proc/{pid}")])
    assert not descendants(server.process.pid)
