"""Compare plans by theme: a matrix of all themes, and for each theme a page with the plans side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgtool.base import csv
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice, comparison, correspondences, coverage, levels, themes
from kgtool.web.models.coverage import MatrixCell
from kgtool.web.models.plans import Plan
from kgtool.web.models.themes import KINDS, Theme, ThemeGroup
from kgtool.web.models.view import View
from kgtool.web.page import CSV, HTML, Page, Parameters, Variant

_PATH = "compare"
_CLOSE = ("exact", "close", "first-broader", "second-broader")
_TREATS = {True: "yes", False: "no", None: "not looked at"}


class MatrixRow(NamedTuple):
    """A theme, its cells in the order of the plans, and for each plan whether it treats the theme (None: nobody has looked)."""

    theme: Theme
    cells: list[MatrixCell]
    where: list[bool | None]


def paths(backend: Backend) -> Iterator[str]:
    """Yield the matrix, then the page of each group of themes and of each theme."""
    yield _PATH
    for group in themes.groups(backend.store, "ja"):
        yield f"{_PATH}/{group.theme.id}"
        yield from (f"{_PATH}/{theme.id}" for theme in group.below)


def find(backend: Backend, path: str) -> Page | None:
    """Return the matrix, that of one group of themes, or the page of a theme."""
    if path == _PATH:
        return _matrix(backend, path, "")
    id = path.removeprefix(f"{_PATH}/")
    found = themes.find(themes.groups(backend.store, "ja"), id) if id != path else None
    if isinstance(found, ThemeGroup):
        return _matrix(backend, path, id)
    return _theme(backend, path, id) if found else None


def _theme(backend: Backend, path: str, id: str) -> Page:
    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        return comparison.context(backend, view, parameters, id)

    return render.html_page(backend, path, "compare_theme.html", context, choice.TAKES)


def _matrix(backend: Backend, path: str, group: str) -> Page:
    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        chosen = choice.choose(backend, view, parameters)
        groups = [g for g in themes.groups(backend.store, view.lang) if group in ("", g.theme.id)]
        level = levels.asked(parameters)
        at = [levels.of(view, plan, level) for plan in chosen.plans]
        rows = _rows(view, chosen.plans, at, groups)
        if variant == CSV:
            chosen.refuse_unknown()
            return _csv(backend, chosen.plans, groups, rows)
        values = {
            "parameters": parameters,
            "choice": chosen,
            "level": level,
            "levels": at,
            "groups": groups,
            "group": groups[0].theme if group else None,
            "rows": rows,
            "lacking": _lacking(view, chosen.plans, groups) if len(chosen.plans) == 2 else [],
            "summary": _summary(chosen.plans, [row for g in groups for row in rows[g.theme.id]]),
        }
        return render.html(backend, "compare.html", view, page, variant, values)

    page = Page(path, (*HTML, CSV), make, choice.TAKES | levels.TAKES)
    return page


def _rows(view: View, plans: tuple[Plan, ...], at: list[str], groups: list[ThemeGroup]) -> dict[str, list[MatrixRow]]:
    counts = [
        (themes.counts(view, plan), level, themes.number(view, plan, (*levels.LEVELS[level], "Direction")), plan.judged)
        for plan, level in zip(plans, at, strict=True)
    ]

    def row(theme: Theme) -> MatrixRow:
        cells = [
            coverage.cell(found.get(theme.iri, Counter()), level, parts, judged)
            for found, level, parts, judged in counts
        ]
        return MatrixRow(theme, cells, [cell.treats for cell in cells])

    return {group.theme.id: [row(theme) for theme in group.below] for group in groups}


def _summary(plans: tuple[Plan, ...], rows: list[MatrixRow]) -> dict[str, Any]:
    """The themes in all plans, in only one, in some and in none, as far as they were looked for."""
    number = len(plans)
    return {
        "all": [row.theme for row in rows if all(row.where)],
        "only": [
            (plan, [row.theme for row in rows if row.where[n] and row.where.count(False) == number - 1])
            for n, plan in enumerate(plans)
        ],
        "some": [row.theme for row in rows if row.where.count(True) > 1 and False in row.where],
        "none": [row.theme for row in rows if row.where.count(False) == number],
    }


def _lacking(
    view: View, plans: tuple[Plan, ...], groups: list[ThemeGroup]
) -> list[tuple[Plan, list[tuple[Theme, int]]]]:
    """For each of two plans the themes of what the other one lacks, with how many elements. Cost: that of the alignment."""
    found = correspondences.ends(view, plans[0], plans[1])
    told = {iri for end in correspondences.judged(view, found) if end.relation in _CLOSE for iri in end[1:3]}
    counts: list[Counter[str]] = [Counter(), Counter()]
    for lone in {(end.first, end.second) for end in found if not (end.first and end.second)}:
        iri = lone[0] or lone[1]
        if iri not in told and JPP.PlanListing.value not in view.types(iri):
            counts[not lone[0]].update(view.objects(iri, JPP.theme))
    every = [theme for group in groups for theme in group.below]
    return [
        (plan, [(theme, count[theme.iri]) for theme in every if count[theme.iri]])
        for plan, count in zip(plans, counts, strict=True)
    ]


def _csv(
    backend: Backend, plans: tuple[Plan, ...], groups: list[ThemeGroup], rows: dict[str, list[MatrixRow]]
) -> bytes:
    english = backend.view("en")

    def lines() -> Iterator[list[object]]:
        for group in groups:
            for row in rows[group.theme.id]:
                for plan, found in zip(plans, row.cells, strict=True):
                    names = (group.theme.name, row.theme.name, plan.name)
                    words = [word for name in names for word in (name.text, english.name(name.iri).text)]
                    numbers = [found.counts[kind] for kind in KINDS]
                    yield [*words, *numbers, _TREATS[found.treats], row.theme.iri, plan.iri]

    columns = ["group_ja", "group_en", "theme_ja", "theme_en", "municipality_ja", "municipality_en"]
    kinds = [
        *(
            "principles",
            "visions",
            "goals",
            "management_policies",
            "desired_states",
            "measures",
            "fields",
            "directions",
        ),
        *("projects", "project_facets", "statements", "sectoral_plans"),
    ]
    return csv.for_spreadsheets(csv.write([[*columns, *kinds, "plan_treats_theme", "theme", "plan"], *lines()]))
