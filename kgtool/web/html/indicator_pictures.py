"""The line of an indicator as a picture with an address of its own, below that of the indicator."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web import addresses
from kgtool.web.backend import Backend
from kgtool.web.html.indicators import PICTURES, IndicatorWords
from kgtool.web.html.pictures import ChartPicture
from kgtool.web.models import choice, numbers, plans
from kgtool.web.models.view import View

_NOTE = {
    "ja": "白い丸: 基準値。青い丸: 実績値。縦の棒: 目標値。ひし形: 推計値。帯: 目標を満たす範囲。",
    "en": "Open circle: baseline. Blue circle: actual value. Bar: target. Diamond: projection. Band: where the target is met.",
}


def names(backend: Backend) -> Iterator[str]:
    """Yield the name of each picture that can be drawn. Cost: a few look-ups for each value of each plan."""
    view = backend.view("ja")
    words = IndicatorWords(view)
    for plan in choice.ids(backend.build):
        for found in numbers.of_plan(view, plans.read(view, iris.element(plan))):
            if picture := words.picture(found):
                yield picture


def drawing(view: View, name: str) -> ChartPicture | None:
    """Return the picture of a name; None where it names no indicator, or one without two values to compare."""
    iri = iris.ID + name.removeprefix(PICTURES)
    if JPP.Indicator.value not in view.types(iri):
        return None
    chart = IndicatorWords(view).chart(numbers.indicator(view, iri))
    if chart is None:
        return None
    plan = plans.read(view, plans.plan_of(iri))
    title = "{} ({})" if view.lang == "en" else "{}({})"
    shown = title.format(view.name(iri).text, plan.name.text)
    return ChartPicture("line", shown, _NOTE[view.lang], chart, (plan,), addresses.document(iri) or "")
