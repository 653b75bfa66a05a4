"""A chart as a picture that stands by itself: with title, source, date and licence, as SVG or PNG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kgtool.base.wrapping import wrap
from kgtool.web.backend import Backend
from kgtool.web.html import chart_style, charts, png, render, years
from kgtool.web.html.charts import Ladder, NumberLine, Shares, TextLine, Timeline
from kgtool.web.models import plans
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View

LICENCE = "CC BY 4.0"
_SIDE, _TITLE, _LARGE = 24, 30, 20 / 13
_TALL = 800


class ChartPicture(NamedTuple):
    """A chart (``kind``: ladder, line, timeline or shares), what it shows, how it is read, the plans it is from, and the page it
    stands on. ``marks`` are the towns' CSS classes.
    """

    kind: str
    title: str
    note: str
    chart: Ladder | NumberLine | Timeline | Shares
    plans: Sequence[Plan]
    page: str
    marks: Sequence[str] = ()


class PictureFrame(NamedTuple):
    """What stands around a chart: the lines of its title and those below it, and where the chart itself begins."""

    width: int
    height: int
    left: int
    top: int
    title: list[TextLine]
    foot: list[TextLine]


def svg(backend: Backend, view: View, drawing: ChartPicture) -> bytes:
    """Return a drawing as an SVG document."""
    frame = _frame(drawing, [drawing.note, *_sources(backend, view, drawing)])
    values = {"drawing": drawing, "frame": frame, "era": lambda year: years.era(year, view.lang)}
    return chart_style.styled(render.part(backend, "picture.html", view, values)).encode()


def as_png(backend: Backend, view: View, drawing: ChartPicture) -> bytes:
    """Return a drawing as PNG. Needs ``png.font()``."""
    return png.draw(svg(backend, view, drawing).decode(), 2 if drawing.chart.height < _TALL else 1)


def _frame(drawing: ChartPicture, below: Sequence[str]) -> PictureFrame:
    room = drawing.chart.width
    title = wrap(drawing.title, int(room / _LARGE), charts.width_of)
    foot = [line for text in below if text for line in wrap(text, room, charts.width_of)]
    top = _SIDE + _TITLE * len(title)
    below_at = top + drawing.chart.height + charts.LINE
    return PictureFrame(
        room + 2 * _SIDE,
        below_at + charts.LINE * len(foot) + 4,
        _SIDE,
        top,
        [TextLine(line, _SIDE, _SIDE + 20 + _TITLE * n) for n, line in enumerate(title)],
        [TextLine(line, _SIDE, below_at + charts.LINE * n) for n, line in enumerate(foot)],
    )


def _sources(backend: Backend, view: View, drawing: ChartPicture) -> list[str]:
    """The lines about the plans and the site: what it was drawn from, of which date, under which licence."""
    ja = view.lang == "ja"
    known = [_plan(view, plan) for plan in drawing.plans]
    release = backend.manifest["contentHash"][:16]
    page = f"{backend.url}{drawing.page}.{view.lang}.html"
    if ja:
        return [f"出典: {'、'.join(known)}", f"自治体計画のオープングラフ、版 {release}、{LICENCE}", page]
    return [f"Source: {', '.join(known)}", f"Open graph of municipal plans, release {release}, {LICENCE}", page]


def _plan(view: View, plan: Plan) -> str:
    """A plan with its city, its status and the date that it stands for."""
    edition = plans.version(view, plan.version)
    more = [view.name(edition.status).text if edition.status else "", edition.as_of or ""]
    words = " ".join(word for word in more if word)
    name = f"{plan.name.text} {view.name(plan.iri).text}"
    return f"{name}({words})" if view.lang == "ja" and words else f"{name} ({words})" if words else name
