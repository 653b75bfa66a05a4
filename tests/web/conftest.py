"""What the tests of the live server share: the site of this repository, asked in this process and in one of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.web.site import Site
from tests.web.served import Served, TestClient, asking


@pytest.fixture(scope="session")
def site(repo: Repo, built: Build) -> Site:
    """The site of this repository, without a server."""
    return Site(repo, built, "http://127.0.0.1:8000/")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is asked directly."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(scope="session")
def client(repo: Repo, built: Build) -> Iterator[TestClient]:
    """A client of the live site in this process; redirects are not followed."""
    with asking(Site(repo, built, "http://127.0.0.1:8000/"), Limits(seconds=20, rows=1_000)) as client:
        yield client


@pytest.fixture(scope="session")
def served(repo: Repo, built: Build) -> Iterator[Served]:
    """`kgtool serve` in a process of its own, as people start it."""
    with Served(repo.root, built.folder.parent, "--limit", "1000") as server:
        yield server
