"""The list of themes: every theme with its definition and the way to its comparison."""

from __future__ import annotations

import pytest
from lxml import html

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import SKOS
from kgtool.web.site import Site


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_theme_stands_below_its_group_with_its_definition(site: Site, lang: str) -> None:
    found = site.file(f"themes.{lang}.html")
    assert found is not None
    page = html.document_fromstring(found[0].document(found[1]).body.decode())
    text = " ".join(page.text_content().split())
    view = site.view(lang)
    narrower = {quad.subject.value for quad in site.store.quads_for_pattern(None, SKOS.broader, None, None)}
    themes = {iri for iri in narrower if iri.startswith(iris.THEME)}
    assert len(themes) == 47
    hrefs = page.xpath("//main//a/@href")
    for theme in themes:
        local = theme.rpartition("/")[2]
        assert f"/compare/{local}.{lang}.html" in hrefs
        assert f"/doc/id/theme/{local}.{lang}.html" in hrefs
        definition = view.text(theme, SKOS.definition)
        assert definition is not None
        assert definition.lang == lang
        assert definition.text in text


def test_each_group_can_be_jumped_to(site: Site) -> None:
    found = site.file("themes.en.html")
    assert found is not None
    page = html.document_fromstring(found[0].document(found[1]).body.decode())
    targets = [href[1:] for href in page.xpath("//main//nav//a/@href")]
    assert len(targets) == 8
    assert set(targets) == set(page.xpath("//h2/@id"))
