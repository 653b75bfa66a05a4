"""Show which measures of two plans correspond: as a chart of two columns with lines, as a table, and what has no
counterpart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris, media
from kgtool.rdf.reader import LangString
from kgtool.rdf.vocab import JPP, RDF
from kgtool.suggest.nearest import NearElement, nearest
from kgtool.web.backend import Backend
from kgtool.web.html import charts, hues, names, render, spreadsheets
from kgtool.web.html.charts import Ladder, LadderLink
from kgtool.web.html.pictures import ChartPicture
from kgtool.web.models import choice, correspondences, levels, places
from kgtool.web.models.choice import Choice
from kgtool.web.models.correspondences import ABSENCES, RELATIONS, Ends, Judgement
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View
from kgtool.web.page import CSV, HTML, SPREADSHEETS, Page, Parameters, Variant

_PATH = "correspondence"
_TAKES = frozenset({"computed"})
_UNITS = ("Measure", "CrossCuttingProject", "ManagementPolicy")
"""What parts of elements belong to: what is compared where no level is chosen."""


class UnitPair(NamedTuple):
    """Two units of comparison and the judgement that links them; ``whole`` if it is about both units and not about a
    part.
    """

    first: str
    second: str
    judgement: Judgement
    whole: bool
    reason: LangString | None


class UnmatchedUnit(NamedTuple):
    """A unit without a line: judged to have no counterpart or none that is close, corresponding only in ``parts``, or not judged."""

    unit: str
    judgement: Judgement | None
    reason: LangString | None
    parts: int


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page."""
    yield _PATH


def find(backend: Backend, path: str) -> Page | None:
    """Return the page."""
    if path != _PATH:
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        chosen = choice.choose(backend, view, parameters, least=2)
        two = len(chosen.plans) > 1
        if variant.format == media.CSV:
            chosen.refuse_unknown()
            found_all = correspondences.between(view, chosen.plans[0], chosen.plans[1]) if two else []
            return _csv(backend, chosen.plans[:2], found_all, variant.lang)
        level = levels.asked(parameters)
        found = _values(view, chosen, level) if two else {}
        if two and "yes" in parameters.get("computed", ()) and backend.remote is None:
            found["computed"] = _computed(backend, chosen, found)
        values = {"parameters": parameters, "choice": chosen, "level": level, **found}
        return render.html(backend, "correspondence.html", view, page, variant, values)

    page = Page(path, (*HTML, *SPREADSHEETS, CSV), make, choice.TAKES | levels.TAKES | _TAKES)
    return page


def drawing(backend: Backend, view: View, parameters: Parameters) -> ChartPicture | None:
    """Return the chart as a picture; None without two plans and a correspondence between them."""
    chosen = choice.choose(backend, view, parameters, least=2)
    found = _values(view, chosen, levels.asked(parameters)) if len(chosen.plans) > 1 else {}
    if not found or not found["pairs"] or found["chart"] is None:
        return None
    first, second = chosen.plans[:2]
    if view.lang == "ja":
        title = f"{first.name.text}と{second.name.text}の施策の対応"
        note = "青: 同じ、または近い。破線と丸: 丸の側の方が広い。点線: 関連する。太い線ほど確からしい。対応は私たちの判断。"
    else:
        title = f"How the measures of {first.name.text} and {second.name.text} correspond"
        note = "Blue: the same, or close. Dashed with a dot: broader at the dot. Dotted: related. The thicker, the surer. Our judgement."
    marks = [f"hue-{hues.of(plan.id).hue}" for plan in (first, second)]
    return ChartPicture("ladder", title, note, found["chart"], (first, second), _PATH, marks)


def units(view: View, plan: Plan, level: str = "") -> list[str]:
    """Return the units of comparison of a plan in the order of print: those of a level, or of the plan's own where it has
    none there; measures, projects and management policies where no level is given.
    """
    kinds = levels.LEVELS[levels.of(view, plan, level)] if level else _UNITS
    graph = NamedNode(iris.graph("plan", plan.id))
    found = {
        iri
        for kind in kinds
        for iri in view.subjects(RDF.type, JPP[kind], graph=graph)
        if iri.startswith(f"{plan.version}/")
    }
    return sorted(found, key=lambda iri: (places.start(view.objects(iri, JPP.statedAt)), iri))


def _values(view: View, chosen: Choice, level: str) -> dict[str, Any]:
    first, second = chosen.plans[:2]
    sides = units(view, first, level), units(view, second, level)
    every = correspondences.ends(view, first, second)
    every_unit = {*sides[0], *sides[1]}
    found = correspondences.judged(view, (e for e in every if e.first in every_unit or e.second in every_unit))
    pairs = _pairs(view, sides, found)
    linked = {unit for pair in pairs for unit in pair[:2]}
    return {
        "above": partial(correspondences.code_above, view),
        "first": first,
        "second": second,
        "pairs": pairs,
        "sides": sides,
        "alone": [
            (plan, [_alone(view, unit, found, every) for unit in side if unit not in linked])
            for plan, side in zip((first, second), sides, strict=True)
        ],
        "number": len(every),
        "relations": [kind for kind in RELATIONS if any(pair.judgement.relation == kind for pair in pairs)],
        "chart": _chart(view, (first, second), sides, pairs) if all(sides) else None,
    }


def _computed(backend: Backend, chosen: Choice, found: dict[str, Any]) -> list[tuple[str, list[NearElement]]]:
    """For each unit of the first plan of which nothing is judged, those of the second that are nearest by computation."""
    judged = {unit for pair in found["pairs"] for unit in pair[:2]}
    judged |= {item.unit for _, alone in found["alone"] for item in alone if item.judgement}
    firsts, seconds = found["sides"]
    asked = frozenset(unit for unit in firsts if unit not in judged)
    first, second = (plan.version for plan in chosen.plans[:2])
    near: dict[str, list[NearElement]] = defaultdict(list)
    for one in nearest(backend.store, first, second, asked, frozenset(seconds)) if asked else ():
        near[one.element].append(one)
    return [(unit, near[unit]) for unit in firsts if unit in asked]


def _pairs(view: View, sides: tuple[list[str], list[str]], found: Sequence[Judgement]) -> list[UnitPair]:
    """For every two units the judgement about both, else the surest about one of them and a part of the other."""
    whole: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    part: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in found:
        known = judgement.first in sides[0], judgement.second in sides[1]
        if not any(known) or not judgement.first or not judgement.second:
            continue
        first = _unit(view, judgement.first, sides[0])
        second = _unit(view, judgement.second, sides[1])
        if first and second:
            (whole if all(known) else part)[first, second].append(judgement)
    chosen = {ends: (found[0], ends in whole) for ends, found in (*part.items(), *whole.items())}
    ordered = sorted(chosen, key=lambda ends: (sides[0].index(ends[0]), sides[1].index(ends[1])))
    return [
        UnitPair(first, second, judgement, both, view.text(judgement.iri, JPP.reason))
        for first, second in ordered
        for judgement, both in [chosen[first, second]]
    ]


def _unit(view: View, element: str, side: Sequence[str]) -> str:
    """The unit of one side that an element is or lies within; empty for none."""
    return next((above for above in (element, *view.objects(element, JPP.within)) if above in side), "")


def _alone(view: View, unit: str, found: Sequence[Judgement], every: Sequence[Ends]) -> UnmatchedUnit:
    none = next((j for j in found if j.relation in ABSENCES and unit in (j.first, j.second)), None)
    parts = sum(
        1 for e in every if e.first and e.second and any(unit in view.objects(end, JPP.within) for end in e[:2])
    )
    return UnmatchedUnit(unit, none, view.text(none.iri, JPP.reason) if none else None, parts)


def _chart(
    view: View, plans: tuple[Plan, Plan], sides: tuple[list[str], list[str]], pairs: Sequence[UnitPair]
) -> Ladder:
    labels = [[_label(view, unit) for unit in side] for side in sides]
    links = [
        LadderLink(
            sides[0].index(pair.first),
            sides[1].index(pair.second),
            f"{pair.judgement.relation}{'' if pair.whole else ' part'}",
            pair.judgement.confidence,
        )
        for pair in pairs
    ]
    return charts.ladder((plans[0].name.text, plans[1].name.text), labels[0], labels[1], links)


def _label(view: View, unit: str) -> str:
    """The code and name of a unit; a project's also says what it is, for its code looks like a measure's."""
    name = names.name(view, unit)
    kind = view.object(unit, JPP.localType) if JPP.CrossCuttingProject.value in view.types(unit) else None
    return " ".join(word for word in (view.name(kind).text if kind else "", name.code, name.text) if word)


def _csv(backend: Backend, plans: Sequence[Plan], found: Sequence[Judgement], lang: str) -> bytes:
    japanese, english = backend.view("ja"), backend.view("en")

    cities = [view.name(plan.name.iri).text for plan in plans for view in (japanese, english)]

    def lines() -> Iterator[list[Any]]:
        for judgement in found:
            ends = (judgement.first, judgement.second)
            texts = [view.name(iri).text if iri else None for iri in ends for view in (japanese, english)]
            kinds = [_kind(view, iri) for iri in ends for view in (japanese, english)]
            codes = [japanese.name(iri).code if iri else None for iri in ends]
            reasons = [getattr(view.text(judgement.iri, JPP.reason), "text", "") for view in (japanese, english)]
            yield [
                *cities,
                *kinds,
                *codes,
                *texts,
                judgement.relation,
                judgement.confidence,
                *reasons,
                *ends,
                judgement.iri,
            ]

    sides = (f"{side}_{what}" for what in ("municipality", "kind") for side in ("first", "second"))
    whose = [column for name in sides for column in spreadsheets.columns_of(name)]
    ends = ["first_code", "second_code", "first_ja", "first_en", "second_ja", "second_en"]
    columns = ["relation", "confidence", "reason_ja", "reason_en", "first", "second", "correspondence"]
    return spreadsheets.write([*whose, *ends, *columns], lines(), lang)


def _kind(view: View, element: str) -> str:
    """What a kind of element is called; empty for none."""
    return next((view.name(kind).text for kind in view.types(element)), "") if element else ""
