"""Read all plans at once: how much of each is on every theme, when it ends, and by what it can be told from others.

A few queries over all plans, once for a store; what is counted is what the matrix of the comparison counts (``coverage``).
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDFS
from kgtool.web.models import coverage, levels, themes
from kgtool.web.models.coverage import MatrixCell
from kgtool.web.models.view import View

FACETS = ("prefecture", "kind", "until", "status", "level")
_JUDGED = f"{iris.ID}curation-level/judged"
_NO_CELL: Counter[str] = Counter()


class Town(NamedTuple):
    """A plan among all: its municipality, its years, what it can be chosen by, and what it has on each theme, by IRI.

    ``facets`` has a value for each of ``FACETS``, empty where nothing says: two digits for the prefecture, the kind of
    municipality as in the table of all of them, the last fiscal year, and the ends of the IRIs of status and level.
    """

    id: str
    iri: str
    body: str | None
    first: int | None
    last: int | None
    facets: Mapping[str, str]
    cells: Mapping[str, MatrixCell]

    def share(self, theme: str) -> tuple[int, int, int]:
        """Return what to sort by: shares before what is only elsewhere, then what was not found, last what nobody looked at."""
        cell = self.cells[theme]
        rank = 0 if cell.number else 1 if cell.treats else 2 if cell.treats is False else 3
        return rank, -cell.share, -cell.number


@lru_cache(maxsize=2)
def read(store: Store, municipalities: Path) -> tuple[Town, ...]:
    """Return all plans that have a version, by id. Cost: proportional to all elements with a theme."""
    view = View(store, "ja")
    every = [theme.iri for group in themes.groups(store, "ja") for theme in group.below]
    units, on = _units(view), _on_themes(view)
    kinds = {row["area"]: row["kind"] for row in _table(municipalities)}

    def town(row: Mapping[str, str | None]) -> Town:
        iri, version = row["plan"] or "", row["version"] or ""
        id, judged = iris.path_of(iri), row["level"] == _JUDGED
        level = (row["grain"] or "").removeprefix(iris.NS).lower()
        level = level if level in levels.LEVELS else "measure"
        parts = sum(units[version][kind] for kind in (*levels.LEVELS[level], "Direction"))
        cells = {theme: coverage.cell(on[version].get(theme, _NO_CELL), level, parts, judged) for theme in every}
        known = (id[:2], kinds.get(id[:5], ""), row["last"] or "", *(iris.end(row[name] or "") for name in FACETS[3:]))
        first, last = (int(year) if (year := row[name]) else None for name in ("first", "last"))
        return Town(id, iri, row["body"], first, last, dict(zip(FACETS, known, strict=True)), cells)

    found = {town_.id: town_ for town_ in map(town, _plans(view))}
    return tuple(found[id] for id in sorted(found))


@lru_cache(maxsize=2)
def prefectures(municipalities: Path) -> Mapping[str, str]:
    """Return the names of the prefectures, by the two digits with which codes begin."""
    return {row["area"][:2]: row["prefecture"] for row in _table(municipalities)}


class Ending(NamedTuple):
    """A plan that another one lists, with its years, as far as they are known."""

    iri: str
    plan: str
    first: int | None
    last: int | None


@lru_cache(maxsize=2)
def listed(store: Store) -> tuple[Ending, ...]:
    """Return all plans that plans in force list, those that end first before others; those without an end come last."""
    rows = View(store, "ja").rows(f"""
        SELECT ?iri ?version ?first ?last WHERE {{
          ?iri a {JPP.PlanListing} ; {JPP.inVersion} ?version .
          ?version {JPP.versionInForceOf} ?plan .
          OPTIONAL {{ ?iri {JPP.partOf} ?inside }} FILTER (!BOUND(?inside))
          OPTIONAL {{ ?iri {JPP.startFiscalYear} ?first }} OPTIONAL {{ ?iri {JPP.endFiscalYear} ?last }}
        }}""")
    found = {row["iri"]: row for row in rows}
    every = [Ending(iri, plan_of(iri), _year(row["first"]), _year(row["last"])) for iri, row in found.items()]
    return tuple(sorted(every, key=ends))


def ends(one: Town | Ending) -> tuple[int, int, str]:
    """Return what to sort by: the last year, then the first; unknown years come last."""
    return one.last or 9999, one.first or 9999, one.iri


def plan_of(iri: str) -> str:
    """Return the id of the plan to which an IRI belongs."""
    return iris.path_of(iri).partition("/")[0]


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _plans(view: View) -> Iterable[Mapping[str, str | None]]:
    return view.rows(f"""
        SELECT ?plan ?version ?body ?status ?level ?grain ?first ?last WHERE {{
          ?version {JPP.versionOf} ?plan . OPTIONAL {{ ?force {JPP.versionInForceOf} ?plan }}
          FILTER (!BOUND(?force) || ?force = ?version)
          OPTIONAL {{ ?plan {JPP.responsibleBody} ?body . ?body {RDFS.label} ?name }}
          OPTIONAL {{ ?version {JPP.status} ?status }} OPTIONAL {{ ?version {JPP.curationLevel} ?level }}
          OPTIONAL {{ ?version {JPP.comparisonLevel} ?grain }}
          OPTIONAL {{ ?version {JPP.startFiscalYear} ?first }} OPTIONAL {{ ?version {JPP.endFiscalYear} ?last }}
        }}""")


def _units(view: View) -> Mapping[str, Counter[str]]:
    """How many units and directions each version has, by kind."""
    kinds = " ".join(
        str(JPP[kind]) for kind in ("Direction", *(kind for own in levels.LEVELS.values() for kind in own))
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in view.rows(f"""
        SELECT ?version ?kind (COUNT(DISTINCT ?element) AS ?number) WHERE {{
          VALUES ?kind {{ {kinds} }} ?element a ?kind ; {JPP.inVersion} ?version .
        }} GROUP BY ?version ?kind"""):
        found[row["version"]][iris.end(row["kind"])] = int(row["number"])
    return found


def _on_themes(view: View) -> Mapping[str, Mapping[str, Counter[str]]]:
    """The elements of each version by theme and kind, counted."""
    kinds = " ".join(str(JPP[kind]) for kind in themes.KINDS)
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in view.rows(f"""
        SELECT ?version ?theme ?kind (COUNT(DISTINCT ?element) AS ?number) WHERE {{
          VALUES ?kind {{ {kinds} }}
          GRAPH <{iris.graph("derived")}> {{ ?element {JPP.theme} ?theme }}
          ?element a ?kind ; {JPP.inVersion} ?version .
        }} GROUP BY ?version ?theme ?kind"""):
        found[row["version"]][row["theme"]][iris.end(row["kind"])] = int(row["number"])
    return found


def _table(path: Path) -> Iterable[dict[str, str]]:
    return csv.DictReader(path.read_text("utf-8").splitlines()) if path.is_file() else []
