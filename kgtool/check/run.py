"""The whole check: syntax, shapes, check queries, OWL; findings with places, baseline and suppressions applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import Literal, NamedNode, Quad, Store

from kgtool import __version__, ask, questions
from kgtool.check import cache, owl, rules, shapes
from kgtool.check.cache import Cache
from kgtool.check.gather import Gathered, Unit, gather
from kgtool.check.shapes import Result
from kgtool.errors import InputError
from kgtool.finding import Completeness, Finding, Location, PlanSummary, Report, Rule, order
from kgtool.header import Text
from kgtool.iris import ID, path_of
from kgtool.repo import Repo
from kgtool.store import select
from kgtool.turtle import Statement
from kgtool.vocab import RDF, RDFS, SKOS

FAST_FROM = 5_000
"""From this many statements on, ``auto`` takes the fast engine: pySHACL needs about a second for as many."""

_ENGINES = ("pyshacl", "shacl")
Notify = Callable[[Text], None]


@dataclass(frozen=True)
class Options:
    """What a check should do. ``engine`` is auto, pyshacl, fast or both; ``owl`` is auto, off or required."""

    engine: str = "auto"
    owl: str = "auto"
    use_cache: bool = True


def check(repo: Repo, options: Options, notify: Notify) -> Report:
    """Check all data of a repository and return a report with every finding, in order.

    ``notify`` is told, in both languages, of everything that was skipped or replaced. Raises ``InputError`` for data
    that cannot be read and, when OWL is required, for a missing Java runtime.
    """
    notices: list[Text] = []

    def tell(ja: str, en: str) -> None:
        notices.append(Text(ja, en))
        notify(notices[-1])

    store = Cache(repo.root / cache.FOLDER, options.use_cache)
    key = cache.key(repo, options, owl.java() is not None, *(_installed(name) for name in _ENGINES))
    known = store.get(key)
    if known is not None:
        for text in known.notices:
            notify(text)
        return known
    gathered = gather(repo)
    engine = _engine(options.engine, sum(len(file.statements) for file in gathered.files), tell)
    shape_statements = rules.shape_statements(repo)
    by_shape = rules.from_shapes(repo, shape_statements)
    by_query = rules.from_queries(repo)
    found: list[tuple[Rule, Result]] = []
    for unit in gathered.units():
        for result in _shape_results(unit, engine, shape_statements, store, tell):
            found.append((_rule_of(result, by_shape), result))
    dataset = _dataset(gathered)
    for question, rule in by_query:
        found += [(rule, result) for result in _query_results(question, dataset)]
    found += _owl_results(gathered, options.owl, store, tell)
    every = {
        rule.code: rule
        for rule in [
            *by_shape.values(),
            *(rule for _, rule in by_query),
            *rules.from_owl().values(),
            *(rule for rule, _ in found),
        ]
    }
    report = Report(
        findings=tuple(sorted(_located(found, gathered, repo), key=order)),
        rules=tuple(every[code] for code in sorted(every)),
        plans=tuple(_summaries(repo, dataset)),
        notices=tuple(notices),
        files=len(gathered.files),
        version=__version__,
    )
    store.put(key, report)
    return report


def _engine(name: str, statements: int, tell: Callable[[str, str], None]) -> str:
    """Choose the engine, with its version: results depend on it."""
    if name == "auto":
        name = "fast" if statements >= FAST_FROM else "pyshacl"
        if name == "fast":
            tell(
                f"{statements:,}文({FAST_FROM:,}文以上)なので、速いSHACLエンジンを使います(--engine pyshacl で変更)。",
                f"{statements:,} statements ({FAST_FROM:,} or more): using the fast SHACL engine (--engine pyshacl to change).",
            )
    if name in ("fast", "both") and _installed("shacl") is None:
        tell(
            "速いエンジンが入っていないので、pySHACLを使います(pip install 'kgtool[fast]')。",
            "the fast engine is not installed; pySHACL is used instead (pip install 'kgtool[fast]').",
        )
        name = "pyshacl"
    versions = {"pyshacl": f"pyshacl {_installed('pyshacl')}", "fast": f"shacl {_installed('shacl')}"}
    return versions.get(name) or f"both {versions['pyshacl']} {versions['fast']}"


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _shape_results(
    unit: Unit, engine: str, shape_statements: list[Statement], store: Cache, tell: Callable[[str, str], None]
) -> list[Result]:
    """Validate one unit, or take the results of the last time when nothing that matters has changed."""
    key = cache.unit_key(unit, engine, shape_statements)
    known = store.results(key)
    if known is not None:
        return known
    results = _validate(engine, shape_statements, unit, tell)
    store.put_results(key, results)
    return results


def _validate(
    engine: str, shape_statements: list[Statement], unit: Unit, tell: Callable[[str, str], None]
) -> list[Result]:
    """The results about the unit's own nodes; those about its context belong to other units."""
    own = {str(s.subject) for s in unit.statements if s.predicate == RDF.type} | {"_:"}
    data = [*unit.statements, *unit.context]

    def run(validate: shapes.Engine) -> list[Result]:
        return [result for result in validate(shape_statements, data) if result.focus in own]

    if engine.startswith("pyshacl"):
        return run(shapes.pyshacl)
    try:
        results = run(shapes.fast)
    except Exception as error:  # whatever a compiled engine may raise: its failure must not end the check
        tell(
            f"速いエンジンが {unit.name} で失敗したので、pySHACLを使います: {error}",
            f"the fast engine failed on {unit.name}; pySHACL is used instead: {error}",
        )
        return run(shapes.pyshacl)
    if engine.startswith("both"):
        reference = run(shapes.pyshacl)
        differ = set(reference) ^ set(results)
        if differ:
            tell(
                f"{unit.name}: 二つのエンジンの結果が{len(differ)}件違います。pySHACLの結果を示します。例: {min(differ)}",
                f"{unit.name}: the two engines differ in {len(differ)} results; pySHACL's are shown, such as {min(differ)}",
            )
        else:
            tell(
                f"{unit.name}: 二つのエンジンの結果は同じです({len(reference)}件)。",
                f"{unit.name}: both engines give the same {len(reference)} results.",
            )
        return reference
    return results


def _rule_of(result: Result, by_shape: dict[str, Rule]) -> Rule:
    """The rule of a result; a shape without a name of ours is shown by its constraint."""
    rule = by_shape.get(result.shape.strip("<>"))
    if rule is not None:
        return rule
    name = Text("名前のない形", "A shape without a name")
    return Rule(
        result.component.rsplit("#", 1)[-1].rstrip(">"),
        "error",
        name,
        Text(f"制約 {result.component} に反します。", f"breaks the constraint {result.component}."),
        Text("", ""),
        "shape",
        Location("shapes"),
    )


def _dataset(gathered: Gathered) -> Store:
    store = Store()
    for file in gathered.files:
        graph = NamedNode(file.graph)
        store.bulk_extend(Quad(s.subject, s.predicate, s.object, graph) for s in file.statements)
    return store


def _query_results(question: questions.Question, dataset: Store) -> Iterable[Result]:
    """Rows of a check query as results: columns focus, path and value, of which the last two may be unbound."""
    answer = ask.ask(dataset, question, {})
    for row in sorted(set(answer.rows), key=str):
        cells = dict(zip(answer.columns, row, strict=True))
        focus, path, value = (cells.get(name) for name in ("focus", "path", "value"))
        yield Result(str(focus) if focus else "", str(path) if path else "", str(value) if value else "", "", "", "")


def _owl_results(
    gathered: Gathered, mode: str, store: Cache, tell: Callable[[str, str], None]
) -> list[tuple[Rule, Result]]:
    if mode == "off":
        return []
    if owl.java() is None:
        if mode == "required":
            raise InputError("java-missing")
        tell("Javaが見つからないので、OWLの検査を省きました。", "no Java runtime was found; the OWL check was skipped.")
        return []
    key = cache.owl_key(gathered)
    known = store.results(key)
    if known is None:
        statements = [s for file in gathered.files for s in file.statements]
        known = [Result(f"<{iri}>", "", "", "", "", "") for iri in owl.contradictions(statements)]
        store.put_results(key, known)
    by_code = rules.from_owl()
    thing = "<http://www.w3.org/2002/07/owl#Thing>"
    return [(by_code["OWL-inconsistent" if r.focus == thing else "OWL-unsatisfiable"], r) for r in known]


def _located(found: list[tuple[Rule, Result]], gathered: Gathered, repo: Repo) -> Iterable[Finding]:
    if not found:
        return
    from kgtool.check.locate import Locator

    locator = Locator(gathered)
    plans = set(repo.plans)
    for rule, result in found:
        severity = rules.SEVERITY.get(NamedNode(result.severity.strip("<>"))) if result.severity else None
        yield Finding(
            rule=rule,
            severity=severity or rule.severity,
            location=locator.place(result.focus, result.path, result.value),
            focus=result.focus,
            path=result.path,
            value=result.value,
            plan=_plan(result.focus, plans),
            label=locator.label(result.focus),
            source=locator.source(result.focus),
            component=result.component,
        )


def _plan(focus: str, plans: set[str]) -> str:
    parts = set(focus.strip("<>").replace("#", "/").split("/"))
    return next(iter(sorted(parts & plans)), "")


def _summaries(repo: Repo, dataset: Store) -> Iterable[PlanSummary]:
    """Elements and completeness of each plan, by the same rule that the build derives them with."""
    rule = next((r for r in questions.folder(repo, "derived") if r.id == "completeness"), None)
    by_version: dict[str, list[Completeness]] = {}
    if rule is not None:
        about: dict[str, dict[str, str]] = {}
        for t in ask.ask(dataset, rule, {}).triples:
            about.setdefault(str(t.subject), {})[t.predicate.value.rsplit("#", 1)[-1]] = (
                t.object.value if isinstance(t.object, Literal | NamedNode) else ""
            )
        for values in (about[name] for name in sorted(about)):
            by_version.setdefault(values["computedOn"], []).append(
                Completeness(
                    _label(dataset, values["isMeasurementOf"]),
                    int(values["presentCount"]),
                    int(values["expectedCount"]),
                )
            )
    for row in select(dataset, _PLANS):
        plan, version_iri = path_of(row["plan"].value), row["version"].value
        yield PlanSummary(plan, _label(dataset, ID + plan), int(row["n"].value), tuple(by_version.get(version_iri, ())))


_PLANS = """
PREFIX jpp: <https://w3id.org/jp-plan/ns#>
SELECT ?plan ?version (COUNT(DISTINCT ?element) AS ?n) WHERE {
  ?version jpp:versionOf ?plan .
  ?element jpp:inVersion ?version ; jpp:order ?order .
} GROUP BY ?plan ?version ORDER BY ?plan ?version
"""


def _label(dataset: Store, iri: str) -> Text:
    texts = {}
    for predicate in (SKOS.prefLabel, RDFS.label):
        for quad in dataset.quads_for_pattern(NamedNode(iri), predicate, None, None):
            if isinstance(quad.object, Literal) and quad.object.language:
                texts[quad.object.language] = quad.object.value
    return Text(texts.get("ja", iri), texts.get("en", iri))
