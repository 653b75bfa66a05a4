"""What changed from release to release, of all plans and of each: for people, as feeds, as JSON and as RDF."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pyoxigraph import Triple

from kgtool.base.languages import LANGUAGES, Text
from kgtool.build.dataset_description import LICENCE, TITLES
from kgtool.diff import words
from kgtool.diff.words import Section
from kgtool.export.releases import graph
from kgtool.export.releases.release import Release
from kgtool.rdf import iris, media
from kgtool.web import addresses, atom, dcat, formats
from kgtool.web.atom import Feed, FeedEntry
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice
from kgtool.web.models.view import View
from kgtool.web.page import HTML, Page, Parameters, Rendered, Variant

PATH = "changes"
FEEDS = tuple(Variant(media.ATOM, lang) for lang in LANGUAGES)
_MOST, _MOST_ENTRIES, _MOST_PLANS = 50, 50, 20
"""Sentences of a section, releases on a page, and, where a feed tells of all plans, plans of a release."""
_FIRST = Text("ここから記録が始まります。", "The record begins here.")
_PLANS = Text("ほかの計画", "Other plans")
_TITLE = Text("変わったこと", "What changed")
_RELEASE = Text("{date}の版", "Release of {date}")


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page of all plans, then that of each plan that is there or was."""
    yield PATH
    yield from (f"{PATH}/{plan}" for plan in _plans(backend))


def find(backend: Backend, path: str) -> Page | None:
    """Return the page of all plans, or of one."""
    first, _, plan = path.partition("/")
    if first != PATH or (plan and plan not in _plans(backend)) or path.endswith("/"):
        return None
    kept = [release for release in reversed(backend.releases) if not plan or plan in release.plans]

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        return {
            "plan": iris.element(plan) if plan else "",
            "kept": [(r, list(sections(r, plan, _MOST)) if plan else []) for r in kept[:_MOST_ENTRIES]],
            "listed": lambda release: [(iris.element(p), release.plans[p]) for p in sorted(release.plans)],
            "more": words.more,
            "newest": backend.releases[-1] if backend.releases else None,
            "shown": backend.manifest["contentHash"],
        }

    def make(variant: Variant, parameters: Parameters) -> bytes | Rendered:
        if variant in FEEDS:
            return atom.write(_feed(backend, path, plan, kept, variant.lang))
        if variant.lang:
            return people.make(variant, parameters)
        if variant.format == media.JSON:
            return json.dumps(_document(backend, kept, plan), ensure_ascii=False, indent=1).encode() + b"\n"
        return dcat.write(backend, sorted(set(_graph(backend, kept, plan)), key=str), variant)

    variants = (*HTML, *formats.VARIANTS, Variant(media.JSON), *(FEEDS if backend.releases else ()))
    people = render.html_page(backend, path, "changes.html", context, variants=variants)
    return replace(people, make=make)


def sections(release: Release, plan: str = "", most: int = 0) -> Iterator[Section]:
    """Yield what a release says of a plan; without one, of the whole and what plans share."""
    changes = release.of_plan(plan) if plan else release.shared()
    yield from (words.limited(section, most) for section in changes.sections)


def _plans(backend: Backend) -> list[str]:
    return sorted({*choice.ids(backend.build), *(plan for release in backend.releases for plan in release.plans)})


def _feed(backend: Backend, path: str, plan: str, kept: Iterable[Release], lang: str) -> Feed:
    other = LANGUAGES[1 - LANGUAGES.index(lang)]
    name, title = (backend.url + addresses.with_ending(path, f"{end}.atom") for end in (lang, other)), TITLES[lang]
    address, in_other = name
    about = backend.view(lang).name(iris.element(plan)).text if plan else title
    dates = [release.date for release in kept] or [backend.releases[0].date]
    return Feed(
        lang,
        iris.BASE + addresses.with_ending(path, f"{lang}.atom"),
        f"{_TITLE[lang]}: {about}",
        address,
        (other, in_other),
        backend.url + addresses.with_ending(path, f"{lang}.html"),
        (title, f"{backend.url}about"),
        LICENCE.value,
        dates[0],
        [_entry(backend, release, plan, lang) for release in list(kept)[:_MOST_ENTRIES]],
    )


def _entry(backend: Backend, release: Release, plan: str, lang: str) -> FeedEntry:
    said = list(sections(release, plan, _MOST))
    if not plan:
        changed = sorted(release.plans)
        for name in changed[:_MOST_PLANS]:
            said += sections(release, name, _MOST_PLANS)
        if (more := len(changed) - _MOST_PLANS) > 0:
            said.append(Section(_PLANS, 2, [], more))
    return FeedEntry(
        f"{release.iri}#{plan}" if plan else release.iri,
        _RELEASE[lang].format(date=release.date),
        release.date,
        f"{backend.url}{addresses.with_ending(addresses.document(release.iri) or '', f'{lang}.html')}",
        said if release.before else [Section(_TITLE, 2, [_FIRST])],
        "" if plan else f"{backend.url}releases/{release.file}",
    )


def _document(backend: Backend, kept: Iterable[Release], plan: str) -> dict[str, Any]:
    return {
        **({"plan": iris.element(plan)} if plan else {}),
        "releases": [
            {**described(backend, release), **({"changes": release.of_plan(plan).document} if plan else {})}
            for release in kept
        ],
    }


def described(backend: Backend, release: Release) -> dict[str, Any]:
    """Return what is said of a release as JSON: its addresses, and how much changed in which plan."""
    document = f"{backend.url}{addresses.with_ending(addresses.document(release.iri) or '', 'json')}"
    before = release.manifest["before"]
    return {
        "release": release.iri,
        "date": release.date,
        "contentHash": release.hash,
        "before": before,
        "statements": release.manifest["statements"],
        "changed": release.manifest["changed"],
        "plans": release.plans,
        "document": document,
        "dump": f"{backend.url}releases/{release.file}",
    }


def _graph(backend: Backend, kept: Iterable[Release], plan: str) -> Iterator[Triple]:
    for release in kept:
        yield from graph.version(release, backend.url)
        if plan:
            yield from graph.of_plan(release, plan)
