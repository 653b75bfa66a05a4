"""Compare what plans say on one theme: their elements side by side, and the correspondences between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import combinations
from typing import Any, NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import JPP, SKOS
from kgtool.web.models import bands, choice, correspondences, gaps, themes
from kgtool.web.models.correspondences import ABSENCES, Judgement
from kgtool.web.models.gaps import Gap
from kgtool.web.models.plans import Plan
from kgtool.web.models.themes import KINDS, ThemedElement
from kgtool.web.models.view import View
from kgtool.web.page import Parameters

_ALWAYS = ("DesiredState", "Measure", "Direction")
_TELLING = ("exact", "close", "first-broader", "second-broader")


class ReasonedJudgement(NamedTuple):
    """A correspondence between elements of two plans, with its reason."""

    judgement: Judgement
    first: Plan
    second: Plan
    reason: LangString | None

    def other(self, plan: Plan) -> tuple[Plan, str]:
        """Return the other plan and its element; the element is empty if the judgement found none."""
        return (self.second, self.judgement.second) if plan == self.first else (self.first, self.judgement.first)


class ThemeEntry(NamedTuple):
    """An element on the page: its years, its gaps, and the judgements about it that say more than “related”."""

    element: ThemedElement
    anchor: str
    first: int | None
    last: int | None
    gaps: list[Gap]
    telling: list[ReasonedJudgement]
    related: int
    missing: list[ReasonedJudgement]


class PlanColumn(NamedTuple):
    """What one plan says: entries by kind and parent. ``has`` counts all of the plan by kind."""

    plan: Plan
    entries: Mapping[str, Mapping[str, list[ThemeEntry]]]
    counts: Counter[str]
    has: Counter[str]


def context(choosable: choice.Choosable, view: View, parameters: Parameters, id: str) -> dict[str, Any]:
    """Return what ``compare_theme.html`` shows of the theme with an id. Cost: a few look-ups an element on the theme."""
    theme = iris.THEME + id
    chosen = choice.choose(choosable, view, parameters)
    found = {plan: themes.elements(view, plan, theme) for plan in chosen.plans}
    every = {element.iri: element for elements in found.values() for element in elements}
    matches = _matches(view, chosen.plans, every)
    columns = [_column(view, plan, elements, matches) for plan, elements in found.items()]
    return {
        "choice": chosen,
        "above": partial(correspondences.code_above, view),
        "theme": theme,
        "definition": view.text(theme, SKOS.definition),
        "scope": view.text(theme, SKOS.scopeNote),
        "group": next((g.theme for g in themes.groups(view.store, view.lang) if _below(g, theme)), None),
        "near": [iri.removeprefix(iris.THEME) for iri in view.objects(theme, SKOS.related)],
        "columns": columns,
        "methods": sorted({element.method for element in every.values()}),
        "kinds": [kind for kind in KINDS if kind in _ALWAYS or any(column.counts[kind] for column in columns)],
        "bands": bands.sort(chosen.plans, list(found.values()), [match.judgement for match in matches])
        if len(columns) > 1
        else None,
        "abstracts": {iri: element.abstract for iri, element in every.items()},
        "reasons": {match.judgement.iri: match for match in matches},
        "differences": _differences(chosen.plans, matches, every),
        "matches": [match for match in matches if match.judgement.relation not in ABSENCES],
        "relations": Counter(match.judgement.relation for match in matches),
    }


def _differences(
    plans: tuple[Plan, ...], matches: list[ReasonedJudgement], every: Mapping[str, ThemedElement]
) -> list[ReasonedJudgement]:
    """The recorded reasons that tell most of how two plans differ: the surest of what both have, and of what each lacks.

    At most one of a kind; of what is surest on the theme, measures and directions before others.
    """

    def weight(match: ReasonedJudgement) -> tuple[int, bool, float]:
        ends = [every[end] for end in match.judgement[1:3] if end in every]
        sure = sum(end.percent for end in ends)
        return sure, all(end.kind in ("Measure", "Direction") for end in ends), match.judgement.confidence

    reasoned = [match for match in matches if match.reason and match.judgement.relation in ("close", *_TELLING[2:])]
    lone = [match for match in matches if match.reason and match.judgement.relation in ABSENCES]
    sides = [[match for match in lone if (match.judgement.first != "") == first] for first in (True, False)]
    return [max(found, key=weight) for found in (reasoned, *sides) if found] if len(plans) == 2 else []


def anchor(iri: str, plan: Plan) -> str:
    """Return the id of an element's HTML element on the page."""
    return f"{plan.id}{iri.removeprefix(plan.version)}"


def _below(group: themes.ThemeGroup, theme: str) -> bool:
    return any(below.iri == theme for below in group.below)


def _matches(view: View, plans: tuple[Plan, ...], every: Mapping[str, ThemedElement]) -> list[ReasonedJudgement]:
    """The judgements about the elements between any two of the plans: by kind, then in the order of print."""

    def place(match: ReasonedJudgement) -> tuple[int, int, float]:
        ends = [every[end] for end in match.judgement[1:3] if end in every]
        return KINDS.index(ends[0].kind), ends[0].at, -match.judgement.confidence

    found = [
        ReasonedJudgement(judgement, first, second, view.text(judgement.iri, JPP.reason))
        for first, second in combinations(plans, 2)
        for judgement in correspondences.between(view, first, second, every)
    ]
    return sorted(found, key=place)


def _column(view: View, plan: Plan, elements: list[ThemedElement], matches: list[ReasonedJudgement]) -> PlanColumn:
    entries: dict[str, dict[str, list[ThemeEntry]]] = {}
    for element in elements:
        parents = entries.setdefault(element.kind, {})
        parents.setdefault(element.parent, []).append(_entry(view, plan, element, matches))
    return PlanColumn(plan, entries, Counter(element.kind for element in elements), themes.kinds_in(view, plan))


def _entry(view: View, plan: Plan, element: ThemedElement, matches: list[ReasonedJudgement]) -> ThemeEntry:
    about = [match for match in matches if element.iri in (match.judgement.first, match.judgement.second)]
    listed = element.kind == "PlanListing"
    return ThemeEntry(
        element,
        anchor(element.iri, plan),
        view.number(element.iri, JPP.startFiscalYear) if listed else None,
        view.number(element.iri, JPP.endFiscalYear) if listed else None,
        gaps.of(view, element.iri) if listed or element.kind == "Measure" else [],
        [match for match in about if match.judgement.relation in _TELLING],
        sum(match.judgement.relation == "related" for match in about),
        [match for match in about if match.judgement.relation in ABSENCES],
    )
