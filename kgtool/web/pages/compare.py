"""Compare plans by theme: a matrix of all themes, and for each theme a page with the plans side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kgtool.rdf import media
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import charts, hues, render, spreadsheets
from kgtool.web.html.charts import Shares
from kgtool.web.html.pictures import ChartPicture
from kgtool.web.models import choice, comparison, correspondences, coverage, levels, themes
from kgtool.web.models.bands import Bands
from kgtool.web.models.coverage import MatrixCell
from kgtool.web.models.plans import Plan
from kgtool.web.models.themes import KINDS, Theme, ThemeGroup
from kgtool.web.models.view import View
from kgtool.web.page import CSV, HTML, SPREADSHEETS, Page, Parameters, Variant
from kgtool.web.pages import comparison_data

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
        known = comparison.context(backend, view, parameters, id)
        files = comparison_data.files(backend, view.lang, id)
        return {**known, "shares": _shares(view, known["choice"].plans, known["bands"]), "offered": files}

    return render.html_page(backend, path, "compare_theme.html", context, choice.TAKES)


def themes_of(backend: Backend) -> Iterator[str]:
    """Yield the path of the page of each theme."""
    groups = themes.groups(backend.store, "ja")
    yield from (f"{_PATH}/{theme.id}" for group in groups for theme in group.below)


def drawing(backend: Backend, view: View, parameters: Parameters, id: str) -> ChartPicture | None:
    """Return the shares of plans on a theme as a picture; None for a single plan."""
    known = comparison.context(backend, view, parameters, id)
    chosen, name = known["choice"], view.name(known["theme"]).text
    chart = _shares(view, chosen.plans, known["bands"])
    if chart is None:
        return None
    cities = [plan.name.text for plan in chosen.plans]
    if view.lang == "ja":
        title, note = f"{name}: {'と'.join(cities)}を比べる", "この主題の部分の数。主題と対応は私たちの判断。"
    else:
        title, note = (
            f"{name}: comparing {', '.join(cities)}",
            "Parts on this theme. Themes and correspondences: our judgement.",
        )
    return ChartPicture("shares", title, note, chart, chosen.plans, f"{_PATH}/{id}")


def drawing_of_all(backend: Backend, view: View, parameters: Parameters) -> ChartPicture | None:
    """Return how many themes are in all plans, in one and in none as a picture; None unless several plans are judged."""
    chosen = choice.choose(backend, view, parameters)
    if len(chosen.plans) < 2 or not all(plan.judged for plan in chosen.plans):
        return None
    groups = list(themes.groups(backend.store, view.lang))
    rows = _rows(view, chosen.plans, [levels.of(view, plan, "") for plan in chosen.plans], groups)
    found = _summary(chosen.plans, [row for group in groups for row in rows[group.theme.id]])
    cities = [plan.name.text for plan in chosen.plans]
    ja = view.lang == "ja"
    words = ("すべての計画にある主題", "この計画だけ") if ja else ("themes in all plans", "only in this plan")
    towns = [
        (plan.name.text, f"hue-{hues.of(plan.id).hue}", (len(found["all"]), len(only))) for plan, only in found["only"]
    ]
    chart = charts.shares(list(zip(words, ("listed", "known"), strict=True)), towns)
    title = f"{'と'.join(cities)}の計画を主題ごとに比べる" if ja else f"The plans of {', '.join(cities)}, by theme"
    note = "主題の数。主題は私たちの判断。" if ja else "Numbers of themes. Themes are our judgement."
    return ChartPicture("shares", title, note, chart, chosen.plans, _PATH)


def _shares(view: View, plans: Sequence[Plan], found: Bands | None) -> Shares | None:
    """The bars of the plans; None where there are no bands, since nothing is compared."""
    if found is None:
        return None
    words = (
        ("ほかの計画にもある", "この計画だけ", "判断していない")
        if view.lang == "ja"
        else ("in others, too", "only in this plan", "not judged")
    )
    towns = [
        (plan.name.text, f"hue-{hues.of(plan.id).hue}", (share.both, share.only, share.open))
        for plan, share in zip(plans, found.shares, strict=True)
    ]
    return charts.shares(list(zip(words, ("listed", "known", "open"), strict=True)), towns)


def _matrix(backend: Backend, path: str, group: str) -> Page:
    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        chosen = choice.choose(backend, view, parameters)
        groups = [g for g in themes.groups(backend.store, view.lang) if group in ("", g.theme.id)]
        level = levels.asked(parameters)
        at = [levels.of(view, plan, level) for plan in chosen.plans]
        rows = _rows(view, chosen.plans, at, groups)
        if variant.format == media.CSV:
            chosen.refuse_unknown()
            return _csv(backend, chosen.plans, groups, rows, variant.lang)
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

    page = Page(path, (*HTML, *SPREADSHEETS, CSV), make, choice.TAKES | levels.TAKES)
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
    matched = {iri for end in correspondences.judged(view, found) if end.relation in _CLOSE for iri in end[1:3]}
    counts: list[Counter[str]] = [Counter(), Counter()]
    for lone in {(end.first, end.second) for end in found if not (end.first and end.second)}:
        iri = lone[0] or lone[1]
        if iri not in matched and JPP.PlanListing.value not in view.types(iri):
            counts[not lone[0]].update(view.objects(iri, JPP.theme))
    every = [theme for group in groups for theme in group.below]
    return [
        (plan, [(theme, count[theme.iri]) for theme in every if count[theme.iri]])
        for plan, count in zip(plans, counts, strict=True)
    ]


def _csv(
    backend: Backend, plans: tuple[Plan, ...], groups: list[ThemeGroup], rows: dict[str, list[MatrixRow]], lang: str
) -> bytes:
    japanese, english = backend.view("ja"), backend.view("en")

    def lines() -> Iterator[list[object]]:
        for group in groups:
            for row in rows[group.theme.id]:
                for plan, found in zip(plans, row.cells, strict=True):
                    names = (group.theme.name, row.theme.name, plan.name)
                    words = [view.name(name.iri).text for name in names for view in (japanese, english)]
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
    return spreadsheets.write([*columns, *kinds, "plan_treats_theme", "theme", "plan"], lines(), lang)
