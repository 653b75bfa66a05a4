"""What the browser tests share: the live site in a process of its own, the system's Chromium, visitors and page types."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.site import Site
from tests.browser.kinds import kinds
from tests.browser.visitor import Visitor
from tests.web.served import Served

try:
    from playwright.sync_api import Browser, sync_playwright
except ImportError:  # the tests say so and are skipped
    Browser = Any  # type: ignore[assignment,misc]
    sync_playwright = None  # type: ignore[assignment]

_NAMES = ("chromium", "chromium-browser", "google-chrome")
Visiting = Callable[..., Visitor]


@pytest.fixture(scope="session")
def served(repo: Repo, built: Build) -> Iterator[Served]:
    """`kgtool serve` on the build of this session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        with Served(repo.root, built.folder.parent) as server:
            yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    if sync_playwright is None:
        pytest.skip("Playwright is not installed: pip install playwright")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(_NAMES)} is on the path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"], env=_environment())
        yield browser
        browser.close()


def _environment() -> dict[str, str | float | bool]:
    """Our own environment without proxies: everything the browser may ask is on loopback."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


@pytest.fixture
def visiting(browser: Browser, served: Served) -> Iterator[Visiting]:
    """Start visits: a new profile each, with the options of a browser context. Ends them, and fails on their faults."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(visit(served.url, browser, **options))


@contextmanager
def visit(url: str, browser: Browser, width: int = 1100, **options: Any) -> Iterator[Visitor]:
    """A visit to the site at ``url``, with the options of a browser context. Fails in the end on its faults."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=url, **options)
    try:
        visitor = Visitor(context.new_page(), url)
        yield visitor
        assert not visitor.faults
    finally:
        context.close()


@pytest.fixture(scope="session")
def every_kind(repo: Repo, built: Build) -> dict[str, str]:
    """One path of every type of page, by the name of the type."""
    return kinds(Site(repo, built, "http://127.0.0.1:8000/"))
