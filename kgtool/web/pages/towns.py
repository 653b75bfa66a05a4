"""All towns at once: a strip of small cells for each plan, a cell a theme; chosen by what tells plans apart, sorted by a theme.

Every choice that is a link has a path of its own, so that a copy on files has it too: ``towns/prefecture/13``,
``towns/theme/disaster-resilience/2``. The form, which only a server answers, combines them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kgtool.base import csv
from kgtool.rdf import iris
from kgtool.search.names import PLAN
from kgtool.web.backend import Backend
from kgtool.web.html import render, strips
from kgtool.web.models import themes, towns
from kgtool.web.models.themes import Theme, ThemeGroup
from kgtool.web.models.towns import FACETS, Town
from kgtool.web.models.view import View
from kgtool.web.page import HTML, SPREADSHEETS, Page, Parameters, Variant, whole_number

_PATH, _THEME, _ALL = "towns", "theme", "themes"
_TAKES = frozenset({*FACETS, _THEME, "q"})
AT_ONCE = 40
_TREATS = {True: ("載っている", "yes"), False: ("見当たらない", "none found"), None: ("調べていない", "not looked at")}
_HEADS = {
    "ja": (
        "市区町村",
        "計画",
        "都道府県",
        "種類",
        "文書の状態",
        "整備の段階",
        "始まり",
        "終わり",
        "主題",
        "割合(%)",
        "数",
        "計画にあるか",
    ),
    "en": (
        "municipality",
        "plan",
        "prefecture",
        "kind",
        "status",
        "level",
        "start",
        "end",
        "theme",
        "share",
        "number",
        "in_plan",
    ),
}


class Chosen(NamedTuple):
    """What is shown: the values of facets, the theme to sort by, the name asked for, the number of the page."""

    facets: Mapping[str, str]
    theme: str = ""
    words: str = ""
    number: int = 1


def paths(backend: Backend) -> Iterator[str]:
    """Yield all plans, then those of each value of a facet, then all by the share of each theme; page by page."""
    every = _every(backend)
    yield from _pages(_PATH, len(every))
    yield f"{_PATH}/{_ALL}"
    for facet in FACETS:
        for value, number in sorted(Counter(town.facets[facet] for town in every).items()):
            if value:
                yield from _pages(f"{_PATH}/{facet}/{value}", number)
    for group in themes.groups(backend.store, "ja"):
        for theme in group.below:
            yield from _pages(f"{_PATH}/{_THEME}/{theme.id}", len(every))


def find(backend: Backend, path: str) -> Page | None:
    """Return a page of the strips, or that of all themes."""
    if path == f"{_PATH}/{_ALL}":
        return render.html_page(backend, path, "towns_themes.html", lambda view, parameters: _multiples(backend, view))
    chosen = _chosen(backend, path)
    if chosen is None:
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        asked = _asked(chosen, parameters)
        found = _found(backend, asked)
        if variant in SPREADSHEETS:
            return _csv(backend, view, found)
        return render.html(backend, "towns.html", view, page, variant, _filled(backend, view, path, asked, found))

    variants = (*HTML, *SPREADSHEETS) if path == _PATH else HTML
    page = Page(path, variants, make, _TAKES if path == _PATH else frozenset())
    return page


def _every(backend: Backend) -> tuple[Town, ...]:
    return towns.read(backend.store, backend.repo.municipalities)


def _pages(path: str, number: int) -> Iterator[str]:
    yield path
    yield from (f"{path}/{page}" for page in range(2, _last(number) + 1))


def _last(number: int) -> int:
    return max(1, -(-number // AT_ONCE))


def _chosen(backend: Backend, path: str) -> Chosen | None:
    """What a path of these pages shows; None for any other path, and beyond the last page."""
    head, *steps = path.split("/")
    number = page_number(steps.pop()) if len(steps) % 2 else 1
    if head != _PATH or number is None or len(steps) > 2:
        return None
    chosen = Chosen({}, number=number)
    if steps:
        name, value = steps
        known = {theme.id for group in themes.groups(backend.store, "ja") for theme in group.below}
        if name == _THEME and value in known:
            chosen = chosen._replace(theme=value)
        elif name in FACETS and value and any(town.facets[name] == value for town in _every(backend)):
            chosen = chosen._replace(facets={name: value})
        else:
            return None
    return chosen if number <= _last(len(_found(backend, chosen))) else None


def page_number(text: str) -> int | None:
    """Return the number of a page in a path, from 2 on: the first has none; None for anything else."""
    number = whole_number(text, 99_999)
    return number if number and number > 1 and text == str(number) else None


def _asked(chosen: Chosen, parameters: Parameters) -> Chosen:
    """What a path shows, narrowed down by the form."""
    given = {name: " ".join(parameters[name][0].split())[:100] for name in parameters}
    facets = {**chosen.facets, **{name: given[name] for name in FACETS if given.get(name)}}
    return chosen._replace(facets=facets, theme=given.get(_THEME) or chosen.theme, words=given.get("q", ""))


def _found(backend: Backend, asked: Chosen) -> list[Town]:
    """The plans of a choice, by code or by their share of a theme."""
    every = _every(backend)
    if asked.words:
        named = {one.plan for one in backend.resolver.resolve(asked.words, PLAN).matches}
        every = tuple(town for town in every if town.id in named)
    found = [town for town in every if all(town.facets[name] == value for name, value in asked.facets.items())]
    theme = iris.THEME + asked.theme
    return sorted(found, key=lambda town: town.share(theme)) if found and theme in found[0].cells else found


def _filled(backend: Backend, view: View, path: str, asked: Chosen, found: Sequence[Town]) -> dict[str, Any]:
    groups = themes.groups(backend.store, view.lang)
    first = (asked.number - 1) * AT_ONCE
    shown = found[first : first + AT_ONCE]
    every = [theme for group in groups for theme in group.below]
    stem = path.removesuffix(f"/{asked.number}") if asked.number > 1 else path
    values = {facet: _values(backend, view, facet) for facet in FACETS}
    given = {**asked.facets, _THEME: asked.theme, "q": asked.words}
    return {
        "parameters": {name: value for name, value in given.items() if value} if path == _PATH else {},
        "asked": asked,
        "rows": [(town, strips.strip(town, groups), _most(town, every)) for town in shown],
        "found": len(found),
        "all": len(_every(backend)),
        "groups": groups,
        "columns": strips.columns(groups),
        "theme": next((theme for theme in every if theme.id == asked.theme), None),
        "facets": values,
        "labels": {facet: {value: label for value, label, _ in values[facet]} for facet in FACETS},
        "number": asked.number,
        "most": AT_ONCE,
        "last": _last(len(found)),
        "stem": stem,
        "near": backend.resolver.resolve(asked.words, PLAN).near if asked.words and not found else (),
    }


def _most(town: Town, every: Sequence[Theme]) -> list[tuple[Theme, int]]:
    """The three themes of which a plan has most, with their shares in percent."""
    ranked = sorted(every, key=lambda theme: town.share(theme.iri))[:3]
    return [(theme, town.cells[theme.iri].share) for theme in ranked if town.cells[theme.iri].number]


def _values(backend: Backend, view: View, facet: str) -> list[tuple[str, str, int]]:
    """The values of a facet, what they are called, and how many plans have them."""
    counts = Counter(town.facets[facet] for town in _every(backend) if town.facets[facet])
    return [(value, _label(backend, view, facet, value), number) for value, number in sorted(counts.items())]


def _label(backend: Backend, view: View, facet: str, value: str) -> str:
    if facet == "prefecture":
        return towns.prefectures(backend.repo.municipalities).get(value, value)
    if facet == "status":
        return view.name(f"{iris.ID}plan-status/{value}").text
    if facet == "level":
        return view.name(f"{iris.ID}curation-level/{value}").text
    return value


def _multiples(backend: Backend, view: View) -> dict[str, Any]:
    every = _every(backend)
    groups = themes.groups(backend.store, view.lang)
    return {"groups": groups, "all": len(every), "spreads": strips.spreads(every, groups)}


def _csv(backend: Backend, view: View, found: Sequence[Town]) -> bytes:
    groups: Sequence[ThemeGroup] = themes.groups(backend.store, view.lang)
    place = 0 if view.lang == "ja" else 1

    def lines() -> Iterator[list[object]]:
        for town in found:
            names = [view.name(town.body).text if town.body else "", view.name(town.iri).text]
            facets = [
                _label(backend, view, name, town.facets[name]) for name in ("prefecture", "kind", "status", "level")
            ]
            for theme in (theme for group in groups for theme in group.below):
                cell = town.cells[theme.iri]
                numbers = ["", ""] if cell.treats is None else [cell.share, cell.number]
                yield [*names, *facets, town.first, town.last, theme.name.text, *numbers, _TREATS[cell.treats][place]]

    return csv.for_spreadsheets(csv.write([_HEADS[view.lang], *lines()]))
