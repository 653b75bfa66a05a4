"""A plan with a draft and the adopted version: the site shows the adopted one, and what the draft's addresses show says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from kgtool.build import assemble
from kgtool.corpus.layout import Repo
from kgtool.web import addresses
from kgtool.web.page import Page
from kgtool.web.site import Site
from tests.intake import revised
from tests.intake.revised import GO, PLAN

DOCUMENT = addresses.DOCUMENT
URL = "http://127.0.0.1:8000/"
COUNTING = (
    "", "plans", "themes", "themes/agriculture", "themes/commerce-and-industry", "sdgs", "mentioned", "mentioned/term", "mentioned/actor",
    "timeline", "compare", "compare/agriculture", "queries",
)  # fmt: skip


@pytest.fixture
def town(repo: Repo, kgtool: GO, tmp_path: Path) -> Repo:
    return revised.town(tmp_path / "town", repo, kgtool)


@pytest.fixture
def site(town: Repo, tmp_path: Path) -> Site:
    return Site(town, assemble.build(town, tmp_path / "build").build, URL)


@pytest.fixture
def alone(town: Repo, tmp_path: Path) -> Site:
    """The same town as if nobody had ever seen its draft."""
    only = revised.alone(tmp_path / "alone", town)
    return Site(only, assemble.build(only, tmp_path / "build-alone").build, URL)


def page(site: Site, path: str) -> Page:
    found = site.find(path)
    assert found is not None, path
    return found


def words(site: Site, path: str, lang: str = "en") -> str:
    """What the main part of a page says."""
    found = site.file(f"{path}.{lang}.html" if path else f"index.{lang}.html")
    assert found is not None, path
    made, variant = found
    main = html.document_fromstring(made.document(variant, {}).body.decode()).find(".//main")
    return re.sub(r"[0-9a-f]{16}", "", " ".join(main.text_content().split()))  # the hash of what was built


def test_pages_that_count_say_what_they_would_without_the_draft(site: Site, alone: Site) -> None:
    shown = [path for path in COUNTING if site.find(path) is not None]
    assert len(shown) > 8
    for path in shown:
        for lang in ("ja", "en"):
            assert words(site, path, lang) == words(alone, path, lang), path


def test_the_page_of_the_plan_shows_the_adopted_version_and_names_both(site: Site) -> None:
    said = words(site, f"{DOCUMENT}id/{PLAN}", "ja")
    assert "若い世代の住まい" in said
    assert "読書のまちづくり" not in said
    assert "第三次かもめ町総合計画(素案)" in said
    assert "これは前の版です" not in said


def test_the_addresses_of_the_draft_still_answer_and_lead_to_what_is_in_force(site: Site) -> None:
    said = words(site, f"{DOCUMENT}id/{PLAN}/draft")
    assert "This is an earlier version. In force: Third plan of Kamome (adopted)" in said
    measure = words(site, f"{DOCUMENT}id/{PLAN}/draft/measure/1-1")
    assert "In force: Third plan of Kamome (adopted) · There it is" in measure
    assert "1-2" in measure
    gone = words(site, f"{DOCUMENT}id/{PLAN}/draft/measure/3-2")
    assert "This is an earlier version" in gone
    assert "There it is" not in gone
    assert "earlier version" not in words(site, f"{DOCUMENT}id/{PLAN}/adopted/measure/1-2")


def test_a_search_finds_each_element_once(site: Site) -> None:
    made, variant = page(site, "search"), page(site, "search").variant("ja.html")
    assert variant is not None
    shown = html.document_fromstring(made.document(variant, {"q": ("水産業の振興",)}).body.decode())
    found = [link for link in shown.xpath("//ol[@class='entries']//a/@href") if "/measure/1-" in link]
    assert found
    assert all(f"/{PLAN}/adopted/" in link for link in found)
