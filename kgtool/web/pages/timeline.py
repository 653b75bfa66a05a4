"""Timeline: the periods of the chosen plans and of the plans that they list, over fiscal years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kgtool.rdf import iris, media
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import charts, hues, render, spreadsheets, years
from kgtool.web.html.charts import Period, Timeline
from kgtool.web.html.pictures import ChartPicture
from kgtool.web.models import choice, gaps
from kgtool.web.models.gaps import Gap
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View
from kgtool.web.page import CSV, HTML, SPREADSHEETS, Page, Parameters, Variant

_PATH = "timeline"
_MOST = 100
_BEFORE, _AFTER, _LONGEST = 10, 5, 60


class DatedPlan(NamedTuple):
    """A plan, or the listing of one, and its fiscal years; ``guesses`` are ours. ``under`` is the heading of a listing."""

    iri: str
    kind: str
    under: str
    decided: int | None
    first: int | None
    last: int | None
    guesses: dict[str, int]
    gaps: list[Gap]

    @property
    def start(self) -> int | None:
        """Return the first year, or our guess."""
        return self.guesses.get("startFiscalYear") if self.first is None else self.first

    @property
    def end(self) -> int | None:
        """Return the last year, or our guess."""
        return self.guesses.get("endFiscalYear") if self.last is None else self.last


class PlanFamily(NamedTuple):
    """A chosen plan and up to 100 plans that it lists; ``more`` says that there are others."""

    plan: Plan
    own: DatedPlan
    listed: list[DatedPlan]
    more: bool

    def before(self, listed: DatedPlan) -> int | None:
        """Return how many years before the chosen plan a listed one ends; None if either end is unknown."""
        return None if self.own.last is None or listed.last is None else self.own.last - listed.last

    @property
    def early(self) -> list[DatedPlan]:
        """Return the listed plans that end before the plan that lists them."""
        return [listed for listed in self.listed if (self.before(listed) or 0) > 0]


def paths(backend: Backend) -> Iterator[str]:
    """Yield the timeline."""
    yield _PATH


def find(backend: Backend, path: str) -> Page | None:
    """Return the timeline."""
    if path != _PATH:
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        chosen = choice.choose(backend, view, parameters)
        families = [_family(view, plan) for plan in chosen.plans]
        if variant.format == media.CSV:
            chosen.refuse_unknown()
            return _csv(backend, families, variant.lang)
        values = {
            "parameters": parameters,
            "choice": chosen,
            "families": families,
            "chart": _chart(view, families),
            "era": lambda year: years.era(year, view.lang),
        }
        return render.html(backend, "timeline.html", view, page, variant, values)

    page = Page(path, (*HTML, *SPREADSHEETS, CSV), make, choice.TAKES)
    return page


def drawing(backend: Backend, view: View, parameters: Parameters) -> ChartPicture | None:
    """Return the chart as a picture; None without any year."""
    chosen = choice.choose(backend, view, parameters)
    chart = _chart(view, [_family(view, plan) for plan in chosen.plans])
    if chart is None:
        return None
    cities = [plan.name.text for plan in chosen.plans]
    if view.lang == "ja":
        title = f"{'と'.join(cities)}の計画の年表"
        note = "濃い棒: 計画の期間。中ほど: それが載せている計画、薄い棒: 先に終わる計画。破線: 推定または不明。丸: 策定した年度。"
    else:
        title = f"Timeline of the plans of {', '.join(cities)}"
        note = "Dark: a plan. Medium: one that it lists; light: one that ends before it. Dashed: guessed or unknown. Circle: decision."
    return ChartPicture("timeline", title, note, chart, chosen.plans, _PATH)


def _family(view: View, plan: Plan) -> PlanFamily:
    own = _dated(
        view,
        plan.iri,
        plan.kind,
        "",
        None,
        plan.first,
        plan.last,
        stated=plan.version,
    )
    rows = view.rows(f"""
        SELECT ?iri ?kind ?under ?decided ?first ?last WHERE {{
          GRAPH <{iris.graph("plan", plan.id)}> {{
          ?iri a {JPP.PlanListing} ; {JPP.inVersion} <{plan.version}> .
          OPTIONAL {{ ?iri {JPP.partOf} ?inside }}
          FILTER (!BOUND(?inside))
          OPTIONAL {{ ?iri {JPP.order} ?order }}
          OPTIONAL {{ ?iri {JPP.listedUnder} ?under }}
          OPTIONAL {{ ?iri {JPP.decidedInFiscalYear} ?decided }}
          OPTIONAL {{ ?iri {JPP.startFiscalYear} ?first }}
          OPTIONAL {{ ?iri {JPP.endFiscalYear} ?last }}
          }}
          OPTIONAL {{ ?iri {JPP.lists} ?listed . ?listed a ?kind }}
          BIND (IF(BOUND(?kind) && ?kind = {JPP.ImplementationPlan}, 0, 1) AS ?rank)
        }} ORDER BY ?rank ?order ?iri LIMIT {_MOST + 1}""")
    listed = [
        _dated(
            view,
            row["iri"],
            (row["kind"] or JPP.PlanListing.value).removeprefix(iris.NS),
            row["under"] or "",
            *(int(row[name]) if row[name] else None for name in ("decided", "first", "last")),
        )
        for row in rows
    ]
    return PlanFamily(plan, own, listed[:_MOST], len(listed) > _MOST)


def _dated(
    view: View,
    iri: str,
    kind: str,
    under: str,
    decided: int | None,
    first: int | None,
    last: int | None,
    *,
    stated: str = "",
) -> DatedPlan:
    missing = gaps.of(view, stated or iri) if first is None or last is None else []
    guesses = {gap.local: int(guess.text) for gap in missing for guess in gap.guesses if guess.text.isdecimal()}
    return DatedPlan(iri, kind, under, decided, first, last, guesses, missing)


def _chart(view: View, families: Sequence[PlanFamily]) -> Timeline | None:
    """The chart, from ten years before the first chosen plan to five after the last; None without any year."""
    own = [family.own for family in families]
    every = [*own, *(listed for family in families for listed in family.listed)]
    begins = [year for dated in every for year in (dated.start, dated.decided, dated.end) if year is not None]
    ends = [year for dated in every for year in (dated.end, dated.start) if year is not None]
    if not begins or not ends:
        return None
    earliest = min(
        (year for dated in own for year in (dated.start, dated.end) if year is not None), default=min(begins)
    )
    latest = max((dated.end for dated in own if dated.end is not None), default=max(ends))
    first = max(min(begins), earliest - _BEFORE)
    last = min(max(*ends, first), latest + _AFTER, first + _LONGEST)
    marks = [(_end_of(view, family), family.own.last) for family in families if family.own.last is not None]
    return charts.timeline([p for family in families for p in _periods(view, family)], first, max(first, last), marks)


def _periods(view: View, family: PlanFamily) -> Iterator[Period]:
    name = view.name(family.plan.iri).text
    yield Period(name if name == family.plan.name.text else f"{family.plan.name.text}: {name}", heading=True)
    yield _period(view, family, family.own)
    under = ""
    for listed in family.listed:
        if listed.under != under:
            under = listed.under
            heading = view.name(under)
            yield Period(f"{heading.code} {heading.text}".strip(), heading=True, kind="sub")
        yield _period(view, family, listed)


def _period(view: View, family: PlanFamily, dated: DatedPlan) -> Period:
    own = dated is family.own
    kind = "own" if own else "early" if (family.before(dated) or 0) > 0 else "listed"
    mark = hues.of(family.plan.id)
    name = view.name(JPP[dated.kind].value if own else dated.iri).text
    label = f"{name} {_years(dated, view.lang)}{_early(family, dated, view.lang)}".strip()
    return Period(
        label,
        dated.start,
        dated.end,
        dated.decided,
        bool(dated.guesses),
        f"{kind} hue-{mark.hue}",
        pattern=mark.pattern,
    )


def _years(dated: DatedPlan, lang: str) -> str:
    """The years in short, as the chart has room for."""
    if dated.start is None and dated.end is None:
        if dated.decided is None:
            return "(期間不明)" if lang == "ja" else "(period not known)"
        return (
            f"(期間不明、{dated.decided}年度策定)" if lang == "ja" else f"(decided {dated.decided}, period not known)"
        )
    words = f"{dated.start or '?'}–{dated.end or '?'}"
    if dated.guesses:
        words += "(推定を含む)" if lang == "ja" else " (partly our guess)"
    return words


def _early(family: PlanFamily, dated: DatedPlan, lang: str) -> str:
    number = family.before(dated) or 0
    if number <= 0:
        return ""
    return f"・{number}年早い" if lang == "ja" else f", {number} year{'s' if number > 1 else ''} early"


def _end_of(view: View, family: PlanFamily) -> str:
    year = family.own.last or 0
    kind = view.name(JPP[family.plan.kind].value).text
    words = f"{family.plan.name.text}の{kind}の終わり {years.era(year, 'ja')}({year})年度"
    return words if view.lang == "ja" else f"End of the plan of {family.plan.name.text}, {years.fiscal(year, 'en')}"


def _csv(backend: Backend, families: Sequence[PlanFamily], lang: str) -> bytes:
    japanese, english = backend.view("ja"), backend.view("en")

    def lines() -> Iterator[list[Any]]:
        for family in families:
            for dated in (family.own, *family.listed):
                names = [
                    view.name(iri).text for iri in (family.plan.name.iri, dated.iri) for view in (japanese, english)
                ]
                known = [dated.decided, dated.first, dated.last]
                guessed = [dated.guesses.get(name) for name in ("startFiscalYear", "endFiscalYear")]
                reason = next(
                    (gap.reason for gap in dated.gaps if gap.local.endswith("FiscalYear") and gap.reason), None
                )
                why = [view.name(reason).text if reason else "" for view in (japanese, english)]
                early = None if dated is family.own else family.before(dated)
                yield [*names, dated.kind, *known, *guessed, early, *why, dated.iri]

    columns = ["municipality_ja", "municipality_en", "plan_ja", "plan_en", "kind", "decided", "start", "end"]
    more = ["guessed_start", "guessed_end", "years_before_listing_plan", "gap_ja", "gap_en", "plan"]
    return spreadsheets.write([*columns, *more], lines(), lang)
