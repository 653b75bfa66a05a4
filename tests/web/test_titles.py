"""Each page has a title of its own that names the city, a description, and JSON-LD."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest
from lxml import html

from kgtool.rdf import iris
from kgtool.web.html import titles
from kgtool.web.site import Site

_OWN = ("doc/graph/", "doc/id/alignment/")
"""Pages whose titles are put together by their templates."""


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_two_resources_share_a_title(site: Site, lang: str) -> None:
    view, found = site.view(lang), defaultdict(list)
    for path in site.paths():
        if path.startswith("doc/") and not path.startswith(_OWN):
            found[titles.of(view, iris.BASE + path.removeprefix("doc/"))].append(path)
    assert {title: paths for title, paths in found.items() if len(paths) > 1} == {}


@pytest.mark.parametrize(
    ("path", "lang", "title"),
    [
        ("doc/id/13221-kiyose-5/draft-2025-08-12/measure/2-214", "ja", "2-214 障害者(児)の支援 – 清瀬市"),
        ("doc/id/13211-kodaira-4", "en", "Kodaira's fourth long-term comprehensive plan – Kodaira City"),
    ],
)
def test_a_page_tells_machines_what_it_is(site: Site, path: str, lang: str, title: str) -> None:
    found = site.file(f"{path}.{lang}.html")
    assert found is not None
    page = html.document_fromstring(found[0].made(found[1]).body)
    assert page.xpath("string(//title)").startswith(f"{title} – ")
    assert page.xpath("string(//meta[@name='description']/@content)").startswith(title)
    assert page.xpath("string(//meta[@property='og:url']/@content)") == f"{site.url}{path}.{lang}.html"
    data = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert (data["name"], data["inLanguage"], data["about"]) == (title, lang, iris.BASE + path.removeprefix("doc/"))
