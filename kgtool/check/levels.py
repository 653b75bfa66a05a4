"""Hold each version of a plan to the rules that its curation level promises; count what the next level wants.

A rule of shapes/levels/LEVEL.ttl, or a check query with ``level``, applies to versions of that level and above. A version
that declares no level, which is an error of its own, counts as one of the lowest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyoxigraph import Store

from kgtool.check.finding import PlanSummary, Rule, Wanted
from kgtool.check.validators import Found
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, RDF
from kgtool.sparql.header import LEVELS

_SCHEME = iris.ID + "curation-level/"


def declared(store: Store) -> dict[str, str]:
    """Return the curation level of each version in a store, by the version's IRI; the lowest where none is declared."""
    reader = GraphReader(store)
    return {version: _level(reader, version) for version in reader.subjects(RDF.type, JPP.PlanVersion)}


def _level(reader: GraphReader, version: str) -> str:
    said = [iri.removeprefix(_SCHEME) for iri in reader.objects(version, JPP.curationLevel)]
    return min((level for level in said if level in LEVELS), key=LEVELS.index, default=LEVELS[0])


def promised(
    found: Iterable[Found], levels: Mapping[str, str], others: str = ""
) -> tuple[list[Found], list[tuple[str, Rule]]]:
    """Part results into those of promised rules, and (version, rule) of those that only a higher level promises.

    A result is about the version that its focus node is named by; one about a plan, about its best known version; one
    about neither, as its municipality, about the version ``others`` or, without one, is kept.
    """
    kept: list[Found] = []
    beyond: list[tuple[str, Rule]] = []
    for rule, result in found:
        version = (_version(result.focus.strip("<>"), levels) or others) if rule.level else ""
        if version and LEVELS.index(levels[version]) < LEVELS.index(rule.level):
            beyond.append((version, rule))
        else:
            kept.append((rule, result))
    return kept, beyond


def best(levels: Mapping[str, str]) -> str:
    """Return the version of the highest level; empty where there is none."""
    return max(levels, key=lambda version: (LEVELS.index(levels[version]), version), default="")


def _version(focus: str, levels: Mapping[str, str]) -> str:
    """The version whose element a node is; empty for what is neither a plan, a version nor an element of those known."""
    named = [version for version in levels if focus == version or focus.startswith(f"{version}/")]
    work = [version for version in levels if version.startswith(f"{focus}/")]
    return best({version: levels[version] for version in named or work})


def summarised(
    plans: Iterable[PlanSummary], levels: Mapping[str, str], beyond: Iterable[tuple[str, Rule]]
) -> list[PlanSummary]:
    """Return summaries with level, next level and what that wants, of all results beyond the level of their version."""
    counts = Counter((version, rule.code) for version, rule in beyond)
    rules = {rule.code: rule for _, rule in beyond}
    return [_with_level(plan, levels.get(plan.version, ""), counts, rules) for plan in plans]


def _with_level(
    plan: PlanSummary, level: str, counts: Mapping[tuple[str, str], int], rules: Mapping[str, Rule]
) -> PlanSummary:
    if not level:
        return plan
    after = LEVELS[LEVELS.index(level) + 1 :][:1]
    wanted = [
        Wanted(rules[code], count)
        for (version, code), count in sorted(counts.items())
        if version == plan.version and rules[code].level in after
    ]
    return replace(plan, level=level, next="".join(after), wanted=tuple(wanted))
