"""A site on this repository's build and the three invented plans of tests/queries, which promise something in numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.site import Site
from tests.queries import three_plans
from tests.small_build import SmallBuild

AOBA, MIDORI, SORA = "99991-aoba-1", "99992-midori-2", three_plans.THIRD
MEASURE = f"doc/id/{AOBA}/draft/measure/1-111"


@pytest.fixture(scope="session")
def numbered(repo: Repo, built: Build, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site; nobody changes it."""
    out: Path = tmp_path_factory.mktemp("numbered")
    quads = {*built.open(), *three_plans.quads()}
    return Site(repo, store.newest(SmallBuild(out, quads).out), "http://127.0.0.1:8000/")


def body(site: Site, path: str, **parameters: tuple[str, ...]) -> str:
    """The text of a file of the site."""
    found = site.file(path)
    assert found is not None, path
    return found[0].document(found[1], parameters).body.decode("utf-8-sig")


def page(site: Site, path: str, **parameters: tuple[str, ...]) -> html.HtmlElement:
    """A page of the site."""
    return html.document_fromstring(body(site, path, **parameters))


def words(element: html.HtmlElement) -> str:
    """The text of an element, its blanks made one."""
    return " ".join(element.text_content().split())
