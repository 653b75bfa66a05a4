"""Templates: both languages stand side by side in them, each page is made from one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError

from kgtool.base.languages import LANGUAGES
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.html import render
from kgtool.web.site import Site

_BOTH = [
    ('{{ t("水", "water") }}', "水", "water"),
    ('{{ t("a, b", "c) d") }}', "a, b", "c) d"),
    ('{{ t(["x", "y"] | join(", "), {"k": "v, w"}["k"]) }}', "x, y", "v, w"),
    ('{{ t("外" ~ t("内", "inner") ~ "。", t("内", "inner") ~ " outer") }}', "外内。", "inner outer"),
    ('{% set word = t("一", "one") %}{{ word if word else t("無", "none") }}', "一", "one"),
    ('{{ {"a": t("甲", "A"), "b": t("乙", "B")}[t("a", "b")] }}', "甲", "B"),
    ('{% macro say(ja, en) %}{{ t(ja, en) }}{% endmacro %}{{ say("左", "right") }}', "左", "right"),
    ('{{ t("<", ">") }}{{ t("<b>" | safe, "<i>" | safe) }}', "&lt;<b>", "&gt;<i>"),
    ("t(1, 2) {# t(3) #}", "t(1, 2) ", "t(1, 2) "),
]


@pytest.mark.parametrize(("source", "ja", "en"), _BOTH)
def test_a_template_says_what_stands_in_its_language(source: str, ja: str, en: str) -> None:
    assert [render.environment(lang).from_string(source).render() for lang in LANGUAGES] == [ja, en]


@given(st.text(), st.text())
def test_only_the_text_of_the_language_is_looked_at(one: str, other: str) -> None:
    for lang, name, text in zip(LANGUAGES, ("one", "other"), (one, other), strict=True):
        template = render.environment(lang).from_string("{{ t(one | safe, other | safe) }}")
        assert template.render({name: text}) == text


@pytest.mark.parametrize("source", ['\n{{ t("水") }}', '\n{{ t("水" }}', '\n{{ t("a", "b", "c") }}', "\n{{ t() }}"])
def test_a_text_in_one_language_is_an_error_with_its_line(source: str) -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        render.environment("ja").from_string(source)
    assert caught.value.lineno == 2


def test_an_error_in_a_template_is_told_with_its_line() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        render.environment("en").from_string('a\nb\n{{ t("割る", "divide") }} {{ 1 // 0 }}\n').render()
    assert caught.traceback[-1].lineno == 2


@pytest.fixture
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def test_compiled_templates_are_shared_through_a_folder(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "_compiled", dict(render._compiled))
    render.share(tmp_path)
    render.compile_some(replace(site), 0, 2)
    half = {file.name for file in tmp_path.iterdir()}
    render.compile_some(replace(site), 1, 2)
    whole = {file.name for file in tmp_path.iterdir()}
    assert half < whole
    assert len(whole) == len(LANGUAGES) * len(render.environment("ja").list_templates(extensions=("html",)))


def test_another_site_takes_the_templates_that_are_compiled(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = site.file("plans.ja.html")
    assert plans is not None
    before = plans[0].made(plans[1])
    monkeypatch.setattr("jinja2.Environment.compile", None)
    again = replace(site).file("plans.ja.html")
    assert again is not None
    assert again[0].made(again[1]) == before
