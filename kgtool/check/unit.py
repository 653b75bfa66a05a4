"""Check one unit by itself: shapes, check queries, places. A function of files, so it runs anywhere and is remembered.

A unit is validated with more than its own statements: shapes see what kind of thing it points to, queries see all that
the shared data says of that, and where it aligns two plans they see the elements of both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Store

from kgtool.base.languages import Text
from kgtool.check import cross_unit
from kgtool.check.context import ValidationContext, context, kinds
from kgtool.check.cross_unit import Exports
from kgtool.check.finding import Finding, PlanSummary, Rule
from kgtool.check.results import by_shapes, located, query_results, rule_of, summaries
from kgtool.check.shapes import ShapesInput, ValidationResult
from kgtool.corpus import units
from kgtool.corpus.snapshot import Run
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line

_OURS = f"<{iris.BASE}".encode()
_ALIGNMENT = f"<{iris.graph('align')}/".encode()


@dataclass(frozen=True)
class UnitTask:
    """A unit to check: the run of the check, the unit's name, the engine with its version.

    ``seen`` is that of the outcome that is known, for the same files of the unit, when others have changed.
    """

    run: Run
    name: str
    engine: str
    seen: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was found in a unit.

    ``notices`` tell of what failed or was compared. ``others`` are the other plans that it points to, there or not.
    ``exports`` is what rules about all units need of it. ``seen`` is a hash of its context lines from other plans; empty
    where something was found, which may stand in their files.
    """

    findings: tuple[Finding, ...]
    plans: tuple[PlanSummary, ...] = ()
    notices: tuple[Text, ...] = ()
    failed: bool = False
    files: int = 0
    others: tuple[str, ...] = ()
    exports: Exports = cross_unit.NOTHING
    seen: str = ""


@dataclass
class UnitInput:
    """What a unit is validated with: its own lines, and context lines of the plans that it points to.

    ``outside`` are the nodes that it points to and gives no class, ``pointed`` the plans whose they are, ``others`` those
    that are there. Results about the nodes in ``own`` are its own. It ``aligns`` plans where it has an alignment's graph.
    """

    lines: list[Line]
    aligns: bool
    subjects: set[bytes]
    outside: set[bytes]
    context_lines: list[Line] = field(default_factory=list)
    pointed: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @property
    def seen(self) -> str:
        """A hash of its context lines."""
        return hashlib.sha256(b"".join(sorted(line.text for line in self.context_lines))).hexdigest()


def examine(task: UnitTask) -> Outcome | None:
    """Check one unit. Returns None when nothing it depends on has changed since ``task.seen``, so the known outcome holds.

    Raises ``InputError`` for what cannot be read.
    """
    made = context(task.run, task.engine)
    unit = units.unit(made.repo, task.name)
    store = units.read_unit(made.repo, unit)
    given = unit_input(made, unit.name, made.lines(unit.name, store))
    seen = given.seen
    if task.seen == seen:
        return None
    plans = tuple(summaries(store, made.completeness, made.label)) if unit.name.startswith("plan/") else ()
    notices: list[Text] = []
    failures: list[Text] = []

    def tell(ja: str, en: str) -> None:
        notices.append(Text(ja, en))

    def tell_failure(ja: str, en: str) -> None:
        failures.append(Text(ja, en))

    results = by_shapes(made, unit.name, shapes_input(made, given), tell, tell_failure)
    found = [(rule_of(result, made.by_shape), result) for result in results]
    found += _by_queries(made, given, store, task.name)
    if given.aligns:
        found += _by_pairs(made, given, store)
    files = [file for name in (unit.name, *given.others) for file in made.files(name)] if found else []
    return Outcome(
        tuple(located(found, files)),
        plans,
        (*notices, *failures),
        bool(failures),
        len(unit.files),
        tuple(given.pointed),
        cross_unit.exports(made, unit.name, given.lines),
        "" if found else seen,
    )


def unit_input(made: ValidationContext, name: str, lines: list[Line]) -> UnitInput:
    """Return what a unit with these lines is validated with: of plans that it aligns, all that rules about pairs match."""
    subjects, typed, objects = nquads.nodes(lines)
    aligns = any(line.graph.startswith(_ALIGNMENT) for line in lines)
    given = UnitInput(lines, aligns, subjects, objects - typed)
    wanted = made.pair_predicates if aligns else frozenset()
    given.pointed = _pointed(name, given.outside - made.about.keys())
    given.others = [other for other in given.pointed if made.repo.has(other.removeprefix("plan/"))]
    for other in given.others:
        given.context_lines += made.excerpt(other, wanted, given.outside | (subjects - typed))
    elsewhere = {line.subject for line in given.context_lines}
    elsewhere |= made.about.keys() if name != units.SHARED else set()
    given.own = {node.decode() for node in subjects if node in typed or node not in elsewhere} | {"_:"}
    return given


def _pointed(name: str, outside: Iterable[bytes]) -> list[str]:
    """The names of the units of other plans that a unit points into; they may not be there."""
    start = f"<{iris.ID}".encode()
    plans = {node[len(start) : -1].partition(b"/")[0].decode() for node in outside if node.startswith(start)}
    return sorted({f"plan/{plan}" for plan in plans} - {name})


def shapes_input(made: ValidationContext, given: UnitInput) -> ShapesInput:
    """Return what shapes are held to: the unit's lines, and what the nodes that it points to are."""
    near = kinds(line for line in given.context_lines if line.subject in given.outside)
    around = [line for node in sorted(given.outside) for line in [*made.kinds.get(node, ()), *near.get(node, ())]]
    text = b"".join([*(line.triple for line in given.lines), *around, *made.classes]).decode()
    return ShapesInput(text, made.targets.markers(given.lines, given.own), given.own)


def _by_queries(
    made: ValidationContext, given: UnitInput, store: Store, name: str
) -> list[tuple[Rule, ValidationResult]]:
    """The rows about the unit's own nodes of the queries that look at one unit; adds its context lines to the store."""
    around = [line.text for line in given.context_lines if line.subject in given.outside]
    if name == units.SHARED:
        nquads.load_again(store, around)
        return _rows(made, given, store, "one", "terms", "shared")
    near = {node for subject in given.subjects for node in made.pointing.get(subject, ())} | given.outside
    around += [*made.ontology_lines("one"), *(line for node in sorted(near) for line in made.about.get(node, ()))]
    nquads.load_again(store, around)
    return _rows(made, given, store, "one", "all") + _by_terms(made, given)


def _rows(made: ValidationContext, given: UnitInput, store: Store, *scopes: str) -> list[tuple[Rule, ValidationResult]]:
    """The rows about the unit's own nodes of the queries of some scopes."""
    queries = [asked for scope in scopes for asked in made.scoped(scope)]
    rows = ((rule, row) for question, rule in queries for row in query_results(question, store))
    return [(rule, row) for rule, row in rows if row.focus in given.own or row.focus[:2] in ("", "_:")]


def _by_terms(made: ValidationContext, given: UnitInput) -> list[tuple[Rule, ValidationResult]]:
    """The rows of the queries that look at terms, on a sample: one statement of each predicate and class.

    That is the first subject's; and all about what is not ours or has no name. Units mostly use the same terms: if those
    of one are sound, so are another's.
    """
    strange = {subject for subject in given.subjects if not subject.startswith(_OURS)}
    others = [line.text for line in given.lines if line.subject in strange or line.object[:1] == b"_"]
    terms = {line.predicate for line in given.lines}
    terms.update(line.object for line in given.lines if line.predicate == nquads.TYPE)
    if not others and terms in made.sound_terms:
        return []
    first: dict[tuple[bytes, ...], tuple[bytes, bytes]] = {}
    for subject, predicate, value, graph, text in given.lines:
        used = (value, graph) if predicate == nquads.TYPE else (predicate,)
        if used not in first or subject[:-1] < first[used][0]:
            first[used] = (subject[:-1], text)
    sample = Store()
    nquads.load_again(sample, [*(line for _, line in first.values()), *others, *made.ontology_lines("terms")])
    found = _rows(made, given, sample, "terms")
    if not found and not others:
        made.sound_terms.add(frozenset(terms))
    return found


def _by_pairs(made: ValidationContext, given: UnitInput, store: Store) -> list[tuple[Rule, ValidationResult]]:
    """The rows of the queries that look at two plans and their alignment, in a store that has what the unit points to."""
    nquads.load_again(store, (line.text for line in given.context_lines if line.subject not in given.outside))
    return [(rule, row) for question, rule in made.scoped("pair") for row in query_results(question, store)]
