"""Write the values of indicators in words, and lay them out on one line of numbers."""

from __future__ import annotations

from decimal import Decimal

from kgtool.rdf import iris
from kgtool.web.html import charts, years
from kgtool.web.html.charts import NumberLine
from kgtool.web.models.numbers import IndicatorReading, ShownIndicator
from kgtool.web.models.view import View

PICTURES = "indicator/"
"""How names of pictures of indicators begin; the path of the indicator follows."""
_UP, _DOWN = ("at-least", "more-than", "increase"), ("at-most", "less-than", "decrease")


def number(value: Decimal) -> str:
    """Return a number as people write it: thousands in groups, no zeros at the end of a fraction."""
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def drawn(indicator: ShownIndicator) -> list[IndicatorReading]:
    """Return the values that fit on one line: those with a number, in the unit of the first of them."""
    found = [value for value in indicator.values if value.number is not None]
    return [value for value in found if value.unit == found[0].unit]


class IndicatorWords:
    """Writes the values of indicators in the language of a view, and lays them out on a line."""

    def __init__(self, view: View) -> None:
        self._view = view

    def said(self, reading: IndicatorReading) -> str:
        """Return a value in words: 約6.3〜6.4万人以上, about 63,000–64,000 people; empty where there is no value."""
        unit = self._view.name(reading.unit).text if reading.unit else ""
        compared = self._view.name(reading.comparator).text if reading.comparator else ""
        if reading.number is None:
            return compared
        compared = "" if reading.relation in ("equal", "between") else compared
        amount = number(reading.number)
        if reading.upper is not None:
            amount += ("〜" if self._view.lang == "ja" else "–") + number(reading.upper)
        if self._view.lang == "ja":
            return f"{'約' if reading.approximate else ''}{amount}{unit}{compared}"
        unit = "%" if unit == "Per cent" else unit[:1].lower() + unit[1:]
        return " ".join(filter(None, (compared.lower(), "about" if reading.approximate else "", amount, unit)))

    def when(self, reading: IndicatorReading) -> str:
        """Return the time of a value in words, as printed where it was not read; empty where none is known."""
        if reading.date and self._view.lang == "ja":
            return "".join(f"{int(part)}{word}" for part, word in zip(reading.date.split("-"), "年月日", strict=False))
        if reading.date:
            return reading.date
        if reading.year is None:
            return reading.period
        if reading.calendar:
            span = f"{reading.first}–{reading.year}" if reading.first else str(reading.year)
            return f"{span}年" if self._view.lang == "ja" else span
        return (
            years.period(reading.first, reading.year, self._view.lang)
            if reading.first
            else years.fiscal(reading.year, self._view.lang)
        )

    def chart(self, indicator: ShownIndicator) -> NumberLine | None:
        """Return the line of an indicator; None where fewer than two values can be compared."""
        found = drawn(indicator)
        if len(found) < 2:
            return None
        marks = [(value.kind, float(value.number or 0), self._label(value)) for value in found]
        target = next((value for value in reversed(found) if value.kind == "target"), None)
        return charts.number_line(marks, target and _aim(indicator, target))

    def picture(self, indicator: ShownIndicator) -> str:
        """Return the name of the picture of an indicator's line; empty where there is no line."""
        return PICTURES + indicator.iri.removeprefix(iris.ID) if self.chart(indicator) else ""

    def label(self, indicator: ShownIndicator) -> str:
        """Return the chart in one sentence, for those who do not see it."""
        parts = [f"{self._kind(value)} {self._label(value)}" for value in drawn(indicator)]
        return self._view.name(indicator.iri).text + ": " + ("、" if self._view.lang == "ja" else ", ").join(parts)

    def _label(self, value: IndicatorReading) -> str:
        at = value.when
        return self.said(value) + (f" ({at})" if at else "")

    def _kind(self, value: IndicatorReading) -> str:
        return {
            "ja": {"baseline": "基準値", "actual": "実績値", "target": "目標値", "projection": "推計値"},
            "en": {"baseline": "baseline", "actual": "actual value", "target": "target", "projection": "projection"},
        }[self._view.lang][value.kind]


def _aim(indicator: ShownIndicator, target: IndicatorReading) -> tuple[float | None, float | None] | None:
    """The range in which a target is met, by its comparator, or else by which way is better; None where nothing says."""
    number = float(target.number or 0)
    better = (indicator.polarity or "").rpartition("/")[2]
    if target.upper is not None:
        return number, float(target.upper)
    if target.relation in _UP or (target.relation not in _DOWN and better == "higher-is-better"):
        return number, None
    if target.relation in _DOWN or better == "lower-is-better":
        return None, number
    return None
