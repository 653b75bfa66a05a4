"""Choose the plans that a page compares: those of its parameter ``plan``, else two of one kind that were compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Protocol

from pyoxigraph import Store

from kgtool.base.errors import UsageError
from kgtool.build.store import Build
from kgtool.rdf import iris
from kgtool.search.names import PLAN, Resolver
from kgtool.web.models import plans
from kgtool.web.models.plans import Plan
from kgtool.web.models.view import View
from kgtool.web.page import Parameters

TAKES = frozenset({"plan"})
_MOST, _OFFERED, _READ = 6, 12, 20
_PLAN, _ALIGNMENT = (f"{iris.graph(kind)}/" for kind in ("plan", "align"))
_UNKNOWN = {"ja": "その名前の計画はありません", "en": "there is no plan of this name"}
_REMEDY = {
    "ja": "13221-kiyose-5 のような計画の識別子、市区町村のコードか名前を書いてください。",
    "en": "give a plan's id such as 13221-kiyose-5, or the code or name of a municipality.",
}


class Choosable(Protocol):
    """What plans are chosen from, a backend: the build that holds them, and what resolves their names."""

    @property
    def build(self) -> Build:
        """The build."""

    @property
    def resolver(self) -> Resolver:
        """The resolver of its names."""


class Choice(NamedTuple):
    """The plans to compare, and what a form to choose others offers.

    ``offered`` are the chosen plans and the first others, ``more`` counts those beyond them. ``unknown`` are values
    that name no plan, ``left_out`` the names of plans beyond the six that fit on a page. ``parameters`` is empty if the page shows
    the same plans without parameters.
    """

    plans: tuple[Plan, ...]
    offered: tuple[Plan, ...]
    more: int
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]
    parameters: Mapping[str, list[str]]

    def refuse_unknown(self) -> None:
        """Raise ``UsageError`` (parameter) if a value names no plan: a page can say so beside its table, CSV cannot."""
        if self.unknown:
            raise UsageError("parameter", name="plan", reason=_UNKNOWN, remedy=_REMEDY)


def choose(choosable: Choosable, view: View, parameters: Parameters, least: int = 1) -> Choice:
    """Read the parameter ``plan``: ids, municipality codes or names of cities (``named``).

    If it names fewer than ``least`` plans, others are added: first those that were compared with the first one.

    Cost: a few look-ups for each plan on the page, however many there are, and once for a build those of ``default``.
    """
    build = choosable.build
    known, usual = ids(build), default(build, view.store)
    wanted = [value.strip() for value in parameters.get("plan", ())[:_READ] if value.strip()]
    found = {value: named(choosable, value) for value in wanted}
    chosen = list(dict.fromkeys(plan for value in wanted if (plan := found[value])))
    selected = chosen[:_MOST] or list(usual)
    if len(selected) < least:
        fitting = (*_compared_with(build, selected[0]), *usual, *known[: least + 1]) if selected else ()
        selected = list(dict.fromkeys((*selected, *fitting)))[:least]
    others = list(islice((plan for plan in known if plan not in selected), max(0, _OFFERED - len(selected))))
    compared = _called([_read(view, plan) for plan in selected], view)
    return Choice(
        compared,
        tuple(sorted((*compared, *(_read(view, plan) for plan in others)))),
        len(known) - len(selected) - len(others),
        tuple(value for value in wanted if not found[value]),
        tuple(_read(view, plan).name.text for plan in chosen[_MOST:]),
        {} if selected == list(usual) else {"plan": selected},
    )


@lru_cache(maxsize=8)
def ids(build: Build) -> tuple[str, ...]:
    """Return the ids of all plans of a build, sorted."""
    return tuple(sorted(graph[len(_PLAN) :] for graph in build.manifest["graphs"] if graph.startswith(_PLAN)))


@lru_cache(maxsize=8)
def default(build: Build, store: Store) -> tuple[str, ...]:
    """Return the plans that a page compares unless others are asked for: two of one kind that were compared.

    Comprehensive plans come first, judged plans before others, then those of lower codes. Where no two plans were
    compared, two of one kind; where there are no two, one. Cost: a few look-ups for each plan, once.
    """
    view = View(store, "ja")

    def rank(plan: str) -> tuple[bool, int, str]:
        found = _read(view, plan)
        return not found.judged, plans.KINDS.index(found.kind), plan

    def apart(pair: Iterable[str]) -> tuple[bool, list[tuple[bool, int, str]]]:
        ranks = sorted(map(rank, pair))
        return ranks[0][1] != ranks[1][1], ranks[::-1]

    if pairs := _compared(build):
        return tuple(sorted(min(pairs, key=apart)))
    ranked = sorted(map(rank, ids(build)))
    return tuple(sorted(plan for _, _, plan in [one for one in ranked if one[1] == ranked[0][1]][:2]))


@lru_cache(maxsize=8)
def _compared(build: Build) -> tuple[tuple[str, ...], ...]:
    """The pairs of plans that an alignment is about."""
    names = [graph[len(_ALIGNMENT) :] for graph in build.manifest["graphs"] if graph.startswith(_ALIGNMENT)]
    known = set(ids(build))
    return tuple(sorted(pair for name in names if known.issuperset(pair := tuple(sorted(name.split("--"))))))


def _compared_with(build: Build, plan: str) -> list[str]:
    return [other for pair in _compared(build) if plan in pair for other in pair if other != plan]


def named(choosable: Choosable, text: str) -> str:
    """Return the id of the plan that a text names: its id, or what ``Resolver`` takes for one, the first of several; empty
    for none.
    """
    known = ids(choosable.build)
    if text in known:
        return text
    return next((one.plan for one in choosable.resolver.resolve(text, PLAN).matches if one.plan in known), "")


def _read(view: View, plan: str) -> Plan:
    return plans.read(view, iris.element(plan))


def _called(found: list[Plan], view: View) -> tuple[Plan, ...]:
    """Call plans of one municipality by their own names."""
    cities = [plan.name for plan in found]
    return tuple(p._replace(name=view.name(p.iri)) if cities.count(p.name) > 1 else p for p in found)
