"""From results to findings: rows of queries, the rule of a result, where it stands, what a plan has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Store

from kgtool.base.errors import KgtoolError, Place
from kgtool.base.languages import Text
from kgtool.base.version import __version__
from kgtool.build.store import select
from kgtool.check.causes import MISSING
from kgtool.check.finding import Completeness, Finding, Location, PlanSummary, Report, Rule, ValidationResult
from kgtool.check.locate import Locator
from kgtool.check.rules import SEVERITY, from_error
from kgtool.check.shacl import said_by, without_name
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import CITY_TABLES, CONCLUSIONS, OUTSIDE, PLAN_FILES, RETIRED, THINGS, WHOLE, Repo
from kgtool.engines import ask
from kgtool.rdf.iris import ID, path_of
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP
from kgtool.sparql.catalogue import Question

_PLANS = f"""
SELECT ?plan ?version (COUNT(DISTINCT ?element) AS ?n) WHERE {{
  ?version {JPP.versionOf} ?plan .
  ?element {JPP.inVersion} ?version ; {JPP.order} ?order .
}} GROUP BY ?plan ?version ORDER BY ?plan ?version
"""

_OF_PLAN = (*PLAN_FILES, *CITY_TABLES, CONCLUSIONS, OUTSIDE, RETIRED, THINGS, WHOLE)
"""The files of a plan's folder."""


def located(repo: Repo, found: Sequence[tuple[Rule, ValidationResult]], files: Iterable[InputFile]) -> list[Finding]:
    """Return results as findings, not yet with the plans that they are about.

    Their places are in those of ``files`` that are the repository's own.
    """
    if not found:
        return []
    locator = Locator(files, repo.owns)
    return [found_at(locator, rule, result) for rule, result in found]


def unreadable(error: KgtoolError, plan: str) -> Finding:
    """Return an input that cannot be used as a finding at its place."""
    at = error.place or Place("")
    return Finding(from_error(error), "error", Location(at.file, at.line, at.column), "", plan=plan)


def refusal(error: KgtoolError) -> Report:
    """Return the report of a check that an input, at a known place, kept from being made: the one finding."""
    folder, _, rest = error.place.file.partition("/") if error.place else ("", "", "")
    plan = rest.partition("/")[0] if folder == "data" and rest.endswith(_OF_PLAN) else ""
    finding = unreadable(error, plan)
    return Report((finding,), (finding.rule,), files=1, version=__version__)


def unread(errors: Iterable[KgtoolError], unit: str) -> tuple[Finding, ...]:
    """Return what cannot be read of a unit as findings."""
    plan = unit.removeprefix("plan/") if unit.startswith("plan/") else ""
    return tuple(unreadable(error, plan) for error in errors)


def with_plan(finding: Finding, plans: frozenset[str]) -> Finding:
    """Return a finding with the plan that its focus names, or else its file, of those that there are."""
    named = plans.intersection(finding.focus.strip("<>").replace("#", "/").split("/"))
    named = named or plans.intersection(finding.location.file.split("/")[1:2])
    return replace(finding, plan=min(named, default=finding.plan))


def found_at(locator: Locator, rule: Rule, result: ValidationResult, said: Text | None = None) -> Finding:
    """Return a result as a finding at its place; ``said`` is what is wrong in this case, beyond the rule."""
    severity = SEVERITY.get(NamedNode(result.severity.strip("<>"))) if result.severity else None
    value = locator.written(result.focus, result.path, result.value)
    missing = locator.beside(result.focus) if rule.code == MISSING else None
    location = missing or locator.place(result.focus, result.path, value)
    return Finding(
        rule=rule,
        severity=severity or rule.severity,
        location=location,
        focus=without_name(result.focus),
        path=result.path,
        value=without_name(value),
        label=locator.label(result.focus),
        source=locator.source(result.focus),
        component=result.component,
        said=said or said_by(result),
        files=locator.mendable(result.focus, result.path, value, location),
    )


def summaries(store: Store, rule: Question | None, name: Callable[[str], Text]) -> Iterable[PlanSummary]:
    """Elements and completeness of each plan in a store, by the rule that the build derives them with."""
    by_version: dict[str, list[Completeness]] = {}
    about: dict[str, dict[str, str]] = {}
    for t in ask.ask(store, rule, {}).triples if rule is not None else ():
        value = t.object.value if isinstance(t.object, Literal | NamedNode) else ""
        about.setdefault(str(t.subject), {})[t.predicate.value.rsplit("#", 1)[-1]] = value
    for values in (about[subject] for subject in sorted(about)):
        counts = int(values["presentCount"]), int(values["expectedCount"])
        by_version.setdefault(values["computedOn"], []).append(Completeness(name(values["isMeasurementOf"]), *counts))
    for row in select(store, _PLANS):
        plan, version_iri = path_of(row["plan"].value), row["version"].value
        label = label_of(store, ID + plan)
        measured = tuple(by_version.get(version_iri, ()))
        yield PlanSummary(plan, label, int(row["n"].value), measured, version_iri)


def completeness_rule(derived: Iterable[Question]) -> Question | None:
    """The rule that measures completeness, where a repository has it."""
    return next((rule for rule in derived if rule.id == "completeness"), None)


def label_of(store: Store, iri: str) -> Text:
    """The names of a resource; where it has none in a language that in the other, else its IRI."""
    reader = GraphReader(store)
    ja, en = reader.called(iri, "ja"), reader.called(iri, "en")
    return Text(ja or en or iri, en or ja or iri)
