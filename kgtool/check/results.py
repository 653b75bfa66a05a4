"""From results to findings: rows of queries, the rule of a result, where it stands, what a plan has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kgtool.base.languages import Text
from kgtool.build import store as stores
from kgtool.build.store import select
from kgtool.check import shapes
from kgtool.check.finding import Completeness, Finding, Location, PlanSummary, Rule
from kgtool.check.locate import Locator
from kgtool.check.rules import SEVERITY
from kgtool.check.shapes import ShapesInput, ValidationResult
from kgtool.corpus.input_file import InputFile
from kgtool.engines import ask
from kgtool.rdf.iris import ID, path_of
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP
from kgtool.sparql.catalogue import Question

_PLANS = f"""
SELECT ?plan ?version (COUNT(DISTINCT ?element) AS ?n) WHERE {{
  ?version {JPP.versionOf} ?plan .
  ?element {JPP.inVersion} ?version ; {JPP.order} ?order .
}} GROUP BY ?plan ?version ORDER BY ?plan ?version
"""
Tell = Callable[[str, str], None]


class Shapes(Protocol):
    """Shapes as statements, those with markers (kgtool/check/targets.py) compiled, and the engine with its version."""

    shape_statements: list[Statement]
    compiled: Any
    engine: str


def _silent(ja: str, en: str) -> None:
    """Say nothing."""


def query_results(question: Question, dataset: Store) -> Iterable[ValidationResult]:
    """Rows of a check query as results: columns focus, path and value, of which the last two may be unbound."""
    rows = stores.query(dataset, question.body, question.name, question.first_line)
    assert isinstance(rows, QuerySolutions)
    named = {variable.value for variable in rows.variables}
    columns = [name if name in named else "" for name in ("focus", "path", "value")]
    found = {tuple(str(row[name] or "") if name else "" for name in columns) for row in rows}
    for focus, path, value in sorted(found):
        yield ValidationResult(focus, path, value, "", "", "")


def by_shapes(
    rules: Shapes, name: str, given: ShapesInput, tell: Tell = _silent, tell_failure: Tell = _silent
) -> list[ValidationResult]:
    """Return what an engine finds about the nodes that ``given`` calls a unit's own.

    The fast engine gives way to pySHACL where it fails; ``both`` compares them and takes pySHACL's word.
    """

    def reference() -> list[ValidationResult]:
        found = shapes.pyshacl(rules.shape_statements, shapes.read(given.text))
        return [result for result in found if result.focus in given.own]

    if rules.engine.startswith("pyshacl"):
        return reference()
    try:
        results = shapes.with_compiled(rules.compiled, given.text + given.markers, given.own)
    except Exception as error:  # whatever a compiled engine may raise: its failure must not end the check
        tell_failure(
            f"速いエンジンが {name} で失敗したので、pySHACLを使います: {error}",
            f"the fast engine failed on {name}; pySHACL is used instead: {error}",
        )
        return reference()
    if not rules.engine.startswith("both"):
        return results
    expected = reference()
    differ = set(expected) ^ set(results)
    if differ:
        tell(
            f"{name}: 二つのエンジンの結果が{len(differ)}件違います。pySHACLの結果を示します。例: {min(differ)}",
            f"{name}: the two engines differ in {len(differ)} results; pySHACL's are shown, such as {min(differ)}",
        )
    else:
        tell(
            f"{name}: 二つのエンジンの結果は同じです({len(expected)}件)。",
            f"{name}: both engines give the same {len(expected)} results.",
        )
    return expected


def rule_of(result: ValidationResult, by_shape: dict[str, Rule]) -> Rule:
    """The rule of a result; a shape without a name of ours is shown by its constraint."""
    rule = by_shape.get(result.shape.strip("<>"))
    if rule is not None:
        return rule
    return Rule(
        result.component.rsplit("#", 1)[-1].rstrip(">"),
        "error",
        Text("名前のない形", "A shape without a name"),
        Text(f"制約 {result.component} に反します。", f"breaks the constraint {result.component}."),
        Text("", ""),
        "shape",
        Location("shapes"),
    )


def located(found: Sequence[tuple[Rule, ValidationResult]], files: Iterable[InputFile]) -> list[Finding]:
    """Return results as findings with their places in ``files``, not yet with the plans that they are about."""
    if not found:
        return []
    locator = Locator(files)
    return [_finding(rule, result, locator) for rule, result in found]


def with_plan(finding: Finding, plans: frozenset[str]) -> Finding:
    """Return a finding with the plan that its focus names, of those that there are."""
    named = plans.intersection(finding.focus.strip("<>").replace("#", "/").split("/"))
    return replace(finding, plan=min(named, default=""))


def _finding(rule: Rule, result: ValidationResult, locator: Locator) -> Finding:
    severity = SEVERITY.get(NamedNode(result.severity.strip("<>"))) if result.severity else None
    value = locator.written(result.focus, result.path, result.value)
    return Finding(
        rule=rule,
        severity=severity or rule.severity,
        location=locator.place(result.focus, result.path, value),
        focus=result.focus,
        path=result.path,
        value=value,
        label=locator.label(result.focus),
        source=locator.source(result.focus),
        component=result.component,
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
        yield PlanSummary(plan, label, int(row["n"].value), tuple(by_version.get(version_iri, ())))


def completeness_rule(derived: Iterable[Question]) -> Question | None:
    """The rule that measures completeness, where a repository has it."""
    return next((rule for rule in derived if rule.id == "completeness"), None)


def label_of(store: Store, iri: str) -> Text:
    """The names of a resource; its IRI where it has none."""
    reader = GraphReader(store)
    return Text(reader.called(iri, "ja") or iri, reader.called(iri, "en") or iri)
