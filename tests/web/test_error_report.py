"""The link by which visitors report an error: on every page, filled in, and only where somebody is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from kgtool.base.errors import InputError
from kgtool.build import assemble
from kgtool.build.store import Build
from kgtool.corpus import configuration
from kgtool.rdf import iris
from kgtool.web import addresses
from kgtool.web.page import HTML
from kgtool.web.site import Site
from tests.tiny_plan import PLAN, VERSION, TinyPlan

URL = "https://plans.example.org/open/"
IRI = iris.element(PLAN, VERSION, "measure/1")
MEASURE = addresses.document(IRI) or ""
FORM = "https://tracker.example.org/new?title={title}&body={body}"
WORDS = {"ja": "誤りを知らせる", "en": "Report an error"}


@pytest.fixture(scope="module")
def built_tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[TinyPlan, Build]:
    plan = TinyPlan(tmp_path_factory.mktemp("told"))
    return plan, assemble.build(plan.repo, plan.out).build


@pytest.fixture
def told(built_tiny: tuple[TinyPlan, Build]) -> Iterator[tuple[TinyPlan, Build]]:
    yield built_tiny
    (built_tiny[0].root / configuration.FILE).unlink(missing_ok=True)


def report(site: Site, path: str, lang: str) -> str | None:
    """The address behind the link of a page."""
    page = site.find(path)
    assert page is not None, path
    body = page.document(next(variant for variant in HTML if variant.lang == lang)).body
    found = html.fromstring(body).xpath(f"//footer//a[text()='{WORDS[lang]}']/@href")
    return found[0] if found else None


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("files_only", [False, True])
def test_page_plan_and_place_are_filled_in(told: tuple[TinyPlan, Build], lang: str, files_only: bool) -> None:
    plan, build = told
    (plan.root / configuration.FILE).write_text(f'[site]\nerrors-to = "{FORM}"\n', "utf-8")
    site = Site(plan.repo, build, URL, files_only=files_only)
    for path in ("", "data", "404", "compare", "search", MEASURE):
        asked = report(site, path, lang)
        assert asked is not None, path
        assert urlsplit(asked).netloc == "tracker.example.org"
        body = parse_qs(urlsplit(asked).query)["body"][0]
        assert f": {URL}{path or 'index'}.{lang}.html\n" in body
        assert site.manifest["contentHash"] in body
    assert ("箇所: " if lang == "ja" else "Place: ") in body
    assert f"IRI: {IRI}\n" in body
    assert ("計画: " if lang == "ja" else "Plan: ") in body


def test_a_mail_address_gets_subject_and_body_and_none_no_link(told: tuple[TinyPlan, Build]) -> None:
    plan, build = told
    assert report(Site(plan.repo, build, URL), "data", "ja") is None
    (plan.root / configuration.FILE).write_text('[site]\nerrors-to = "plans@example.org"\n', "utf-8")
    asked = report(Site(plan.repo, build, URL), "data", "ja")
    assert asked is not None
    assert asked.startswith("mailto:plans@example.org?subject=%E8%AA%A4")
    assert "&body=" in asked


@pytest.mark.parametrize("wrong", ["", "somewhere", "javascript:alert(1)//{title}{body}", "https://example.org/issues"])
def test_what_is_no_address_is_told_of_when_the_site_is_made(told: tuple[TinyPlan, Build], wrong: str) -> None:
    plan, build = told
    Path(plan.root / configuration.FILE).write_text(f'[site]\nerrors-to = "{wrong}"\n', "utf-8")
    with pytest.raises(InputError) as caught:
        Site(plan.repo, build, URL)
    assert caught.value.code == "toml-value"
    assert caught.value.place is not None
    assert caught.value.place.line == 2
