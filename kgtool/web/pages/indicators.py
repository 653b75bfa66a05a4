"""Indicators: how many each plan has, those of one plan, and those on one theme in several plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from kgtool.base import csv
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.html.indicators import IndicatorWords
from kgtool.web.models import choice, numbers, themes
from kgtool.web.models.choice import Choice
from kgtool.web.models.numbers import Absence, ShownIndicator
from kgtool.web.models.plans import Plan
from kgtool.web.models.themes import Theme, ThemeGroup
from kgtool.web.models.view import View
from kgtool.web.page import HTML, SPREADSHEETS, Page, Parameters, Variant

_PATH = "indicators"
_MOST = 300
_HEADS = {
    "ja": "市区町村,計画,目標・施策など,指標,値の種類,値,値の上限,単位,値の比べ方,おおよそ,年度・年,時点,印刷された値,印刷された時点,"
    "値がない理由,担当,指標のIRI",
    "en": "municipality,plan,goal or measure,indicator,kind of value,value,upper value,unit,comparator,approximate,year,time,"
    "value as printed,time as printed,why there is no value,responsible unit,IRI of the indicator",
}


class ListedIndicators(NamedTuple):
    """The indicators of one plan by what they measure; ``number`` counts all of the plan where there are none here.

    ``left`` counts those that are not shown.
    """

    plan: Plan
    groups: list[tuple[str, list[ShownIndicator]]]
    number: int
    absence: Absence
    left: int


def paths(backend: Backend) -> Iterator[str]:
    """Yield the overview, then the page of each plan, and of each theme on which a plan has an indicator."""
    yield _PATH
    yield from (f"{_PATH}/{plan}" for plan in choice.ids(backend.build))
    measured = numbers.themes(backend.store)
    every = [theme for group in themes.groups(backend.store, "ja") for theme in group.below]
    yield from (f"{_PATH}/{theme.id}" for theme in every if theme.iri in measured)


def find(backend: Backend, path: str) -> Page | None:
    """Return the overview, the page of a plan or that of a theme."""
    if path == _PATH:
        return _overview(backend)
    id = path.removeprefix(f"{_PATH}/")
    if id == path:
        return None
    if id in choice.ids(backend.build):
        return _listed(backend, path, None, id)
    found = themes.find(themes.groups(backend.store, "ja"), id)
    return _listed(backend, path, id) if found and not isinstance(found, ThemeGroup) else None


def _overview(backend: Backend) -> Page:
    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang)
        chosen = choice.choose(backend, view, parameters)
        if variant in SPREADSHEETS:
            chosen.refuse_unknown()
            return _csv(view, [(plan, numbers.of_plan(view, plan)) for plan in chosen.plans])
        found = [(plan, numbers.count(view, plan), numbers.absence(view, plan, JPP.Indicator)) for plan in chosen.plans]
        values = {"parameters": parameters, "choice": chosen, "found": found, "themes": _themes(view, chosen)}
        return render.html(backend, "indicators.html", view, page, variant, values)

    page = Page(_PATH, (*HTML, *SPREADSHEETS), make, choice.TAKES)
    return page


def _listed(backend: Backend, path: str, theme: str | None, plan: str = "") -> Page:
    """The page of a theme, or of a plan."""

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang)
        chosen = choice.choose(backend, view, {"plan": (plan,)} if plan else parameters)
        on = themes.find(themes.groups(view.store, view.lang), theme) if theme else None
        found = [(plan, _found(view, plan, on)) for plan in chosen.plans]
        if variant in SPREADSHEETS:
            chosen.refuse_unknown()
            return _csv(view, found)
        values = {
            "parameters": parameters,
            "choice": chosen,
            "theme": on,
            "listed": [_list(view, plan, indicators) for plan, indicators in found],
        }
        return render.html(backend, "indicators_listed.html", view, page, variant, values)

    page = Page(path, (*HTML, *SPREADSHEETS), make, frozenset() if plan else choice.TAKES)
    return page


def _found(view: View, plan: Plan, theme: Theme | ThemeGroup | None) -> list[ShownIndicator]:
    if isinstance(theme, Theme):
        return numbers.on_theme(view, plan, theme.iri)
    return numbers.of_plan(view, plan)


def _list(view: View, plan: Plan, found: Sequence[ShownIndicator]) -> ListedIndicators:
    shown = found[:_MOST]
    groups = [(of, list(group)) for of, group in groupby(shown, key=lambda indicator: indicator.of)]
    number = len(found) or numbers.count(view, plan)
    return ListedIndicators(plan, groups, number, numbers.absence(view, plan, JPP.Indicator), len(found) - len(shown))


def _themes(view: View, chosen: Choice) -> list[tuple[Theme, int]]:
    """The themes on which the chosen plans have indicators, in the scheme's order, with how many."""
    counts = Counter(
        theme
        for plan in chosen.plans
        for indicator in numbers.of_plan(view, plan)
        for theme in numbers.themes_of(view, indicator)
    )
    every = [theme for group in themes.groups(view.store, view.lang) for theme in group.below]
    return [(theme, counts[theme.iri]) for theme in every if counts[theme.iri]]


def _csv(view: View, found: Sequence[tuple[Plan, Sequence[ShownIndicator]]]) -> bytes:
    """A row for each value, and one for each indicator and each plan without any: with the reason, never left out."""

    def named(iri: str | None) -> str:
        name = view.name(iri) if iri else None
        return f"{name.code} {name.text}".strip() if name else ""

    words = IndicatorWords(view)

    def lines() -> Iterator[list[object]]:
        for plan, indicators in found:
            head = [plan.name.text, named(plan.iri)]
            if not indicators and not numbers.count(view, plan):
                reason = named(numbers.absence(view, plan, JPP.Indicator).reason)
                yield [*head, *[""] * 12, reason, "", ""]
            for indicator in indicators:
                about = [*head, named(indicator.of), named(indicator.iri)]
                end = [named(indicator.unit), indicator.iri]
                if not indicator.values:
                    yield [*about, *[""] * 10, named(indicator.gap), *end]
                for value in indicator.values:
                    kind = named(f"{iris.ID}value-kind/{value.kind}")
                    amounts = [value.number, value.upper, named(value.unit), named(value.comparator)]
                    rough = {"ja": "約", "en": "about"}[view.lang] if value.approximate else ""
                    time = [value.when or None, words.when(value), value.printed, value.period, named(value.gap)]
                    yield [*about, kind, *amounts, rough, *time, *end]

    return csv.for_spreadsheets(csv.write([_HEADS[view.lang].split(","), *lines()]))
