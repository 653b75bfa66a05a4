"""The timeline of all periods: every plan, and every plan that one lists, in the order in which they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import towns
from kgtool.web.models.towns import Ending, Town
from kgtool.web.models.view import View
from kgtool.web.page import Page, Parameters
from kgtool.web.pages.towns import page_number

_OWN, _LISTED = "timeline/all", "timeline/listed"
_AT_ONCE = 50
_BEFORE, _AFTER, _UNIT = 10, 2, 8


class EndingRow(NamedTuple):
    """A plan or a listing, and its bar over the axis: x and width; None where no year is known. ``open`` ends are not known."""

    iri: str
    plan: str
    first: int | None
    last: int | None
    bar: tuple[int, int] | None
    open: bool


def paths(backend: Backend) -> Iterator[str]:
    """Yield the plans, then the plans that they list, page by page."""
    for path in (_OWN, _LISTED):
        yield path
        yield from (f"{path}/{number}" for number in range(2, _last(_every(backend, path)) + 1))


def find(backend: Backend, path: str) -> Page | None:
    """Return a page of either."""
    stem = next((stem for stem in (_OWN, _LISTED) if path == stem or path.startswith(f"{stem}/")), "")
    number = 1 if path == stem else page_number(path.removeprefix(f"{stem}/"))
    if not stem or number is None or number > _last(_every(backend, stem)):
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        every = _every(backend, stem)
        first, last = _axis(every)
        shown = every[(number - 1) * _AT_ONCE : number * _AT_ONCE]
        return {
            "rows": [_row(one, first, last) for one in shown],
            "stem": stem,
            "body_of": JPP.responsibleBody,
            "listed": stem == _LISTED,
            "number": number,
            "last": _last(every),
            "all": len(every),
            "most": _AT_ONCE,
            "ticks": [(year, _UNIT * (year - first)) for year in range(first, last + 1) if last and year % 10 == 0],
            "width": _UNIT * (last - first + 1),
        }

    return render.html_page(backend, path, "endings.html", context)


def _every(backend: Backend, stem: str) -> Sequence[Town | Ending]:
    if stem == _LISTED:
        return towns.listed(backend.store)
    return sorted(towns.read(backend.store, backend.repo.municipalities), key=towns.ends)


def _last(every: Sequence[Town | Ending]) -> int:
    return max(1, -(-len(every) // _AT_ONCE))


def _axis(every: Sequence[Town | Ending]) -> tuple[int, int]:
    """The years of the chart: from some years before the first end to the end of nine in ten; zeros where no end is known."""
    years = sorted(one.last for one in every if one.last is not None)
    return (years[0] - _BEFORE, years[len(years) * 9 // 10] + _AFTER) if years else (0, 0)


def _row(one: Town | Ending, first: int, last: int) -> EndingRow:
    known = [year for year in (one.first, one.last) if year is not None]
    shown = [max(first, min(year, last)) - first for year in known]
    bar = (_UNIT * min(shown), _UNIT * (max(shown) - min(shown) + 1)) if shown else None
    return EndingRow(one.iri, iris.element(towns.plan_of(one.iri)), one.first, one.last, bar, len(known) == 1)
