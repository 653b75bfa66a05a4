"""Check one unit by itself: shapes, check queries, places. A function of files, so it runs anywhere and is remembered.

Beside its own statements a unit is shown what it points to: what kind of thing that is (to shapes), all that the shared
data says of it (to queries), and, where it aligns two plans, the elements of both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Store

from kgtool.base.languages import Text
from kgtool.check import cross_unit
from kgtool.check.context import Context, context, kinds
from kgtool.check.cross_unit import Left
from kgtool.check.finding import Finding, PlanSummary, Rule
from kgtool.check.inputs import files_of, lines_of, read_store
from kgtool.check.results import by_shapes, located, query_results, rule_of, summaries
from kgtool.check.shapes import Result, Shown
from kgtool.corpus import units
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line

_OURS = f"<{iris.BASE}".encode()
_ALIGNMENT = f"<{iris.graph('align')}/".encode()


@dataclass(frozen=True)
class Task:
    """A unit to check: where the repository is, the unit's name, the engine with its version, the key of the rules.

    ``seen`` is that of the outcome that is known, for the same files of the unit, when others have changed.
    """

    root: Path
    share: Path
    name: str
    engine: str
    rules: str
    seen: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was found in a unit.

    ``notices`` tell of what failed or was compared. ``others`` are the other plans that it points to, there or not.
    ``left`` is what rules about all units need of it. ``seen`` is a hash of what it was shown of other plans; empty where
    something was found, which may stand in their files.
    """

    findings: tuple[Finding, ...]
    plans: tuple[PlanSummary, ...] = ()
    notices: tuple[Text, ...] = ()
    failed: bool = False
    files: int = 0
    others: tuple[str, ...] = ()
    left: Left = cross_unit.NOTHING
    seen: str = ""


@dataclass
class Scene:
    """A unit's lines, and what it is shown of others: of those it points to, as far as they are there.

    Results about the nodes in ``own`` are its own. It ``aligns`` plans where it has the graph of an alignment.
    """

    lines: list[Line]
    aligns: bool
    subjects: set[bytes]
    outside: set[bytes]
    beside: list[Line] = field(default_factory=list)
    pointed: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @property
    def seen(self) -> str:
        """A hash of what it is shown of others."""
        return hashlib.sha256(b"".join(sorted(line.text for line in self.beside))).hexdigest()


def examine(task: Task) -> Outcome | None:
    """Check one unit; None where it would see what it saw. Raises ``InputError`` for what cannot be read."""
    made = context(task.root, task.share, task.engine, task.rules)
    unit = units.unit(made.repo, task.name)
    store = read_store(made.repo, unit)
    lines = nquads.cut(nquads.lines(store))
    scene = scene_of(made, unit.name, lines)
    seen = scene.seen
    if task.seen == seen:
        return None
    plans = tuple(summaries(store, made.completeness, made.label)) if unit.name.startswith("plan/") else ()
    notices: list[Text] = []
    failures: list[Text] = []

    def tell(ja: str, en: str) -> None:
        notices.append(Text(ja, en))

    def tell_failure(ja: str, en: str) -> None:
        failures.append(Text(ja, en))

    results = by_shapes(made, unit.name, shown_to_shapes(made, scene), tell, tell_failure)
    found = [(rule_of(result, made.by_shape), result) for result in results]
    found += _by_queries(made, scene, store, task.name)
    if scene.aligns:
        found += _by_pairs(made, scene, store)
    files = [file for name in (unit.name, *scene.others) for file in files_of(made.repo, name)] if found else []
    return Outcome(
        tuple(located(found, files, made.plans)),
        plans,
        (*notices, *failures),
        bool(failures),
        len(unit.files),
        tuple(scene.pointed),
        cross_unit.left(made, unit.name, scene.lines),
        "" if found else seen,
    )


def scene_of(made: Context, name: str, lines: list[Line]) -> Scene:
    """Return a unit's lines with those of the other plans that it points to: all of them where it aligns plans."""
    subjects, typed, objects = nquads.nodes(lines)
    aligns = any(line.graph.startswith(_ALIGNMENT) for line in lines)
    scene = Scene(lines, aligns, subjects, objects - typed)
    names = made.paired if scene.aligns else frozenset()
    scene.pointed = _pointed(name, scene.outside - made.about.keys())
    scene.others = [other for other in scene.pointed if made.repo.has(other.removeprefix("plan/"))]
    wanted = scene.outside | (subjects - typed)
    for other in scene.others:
        scene.beside += lines_of(made.repo, other, names, wanted, made.near)
    elsewhere = {line.subject for line in scene.beside}
    elsewhere |= made.about.keys() if name != units.SHARED else set()
    scene.own = {node.decode() for node in subjects if node in typed or node not in elsewhere} | {"_:"}
    return scene


def _pointed(name: str, outside: Iterable[bytes]) -> list[str]:
    """The names of the units of other plans that a unit points into; they may not be there."""
    start = f"<{iris.ID}".encode()
    plans = {node[len(start) : -1].partition(b"/")[0].decode() for node in outside if node.startswith(start)}
    return sorted({f"plan/{plan}" for plan in plans} - {name})


def shown_to_shapes(made: Context, scene: Scene) -> Shown:
    """Return what shapes look at."""
    near = kinds(line for line in scene.beside if line.subject in scene.outside)
    around = [line for node in sorted(scene.outside) for line in [*made.kinds.get(node, ()), *near.get(node, ())]]
    text = b"".join([*(line.triple for line in scene.lines), *around, *made.classes]).decode()
    return Shown(text, made.targets.given(scene.lines, scene.own), scene.own)


def _by_queries(made: Context, scene: Scene, store: Store, name: str) -> list[tuple[Rule, Result]]:
    """The rows about the unit's own nodes of the queries that look at one unit; adds its context to the store."""
    around = [line.text for line in scene.beside if line.subject in scene.outside]
    if name == units.SHARED:
        nquads.load_again(store, around)
        return _rows(made, scene, store, "one", "terms", "shared")
    near = {node for subject in scene.subjects for node in made.pointing.get(subject, ())} | scene.outside
    around += [*made.said("one"), *(line for node in sorted(near) for line in made.about.get(node, ()))]
    nquads.load_again(store, around)
    return _rows(made, scene, store, "one", "all") + _by_terms(made, scene)


def _rows(made: Context, scene: Scene, store: Store, *scopes: str) -> list[tuple[Rule, Result]]:
    """The rows about the unit's own nodes of the queries of some scopes."""
    queries = [asked for scope in scopes for asked in made.scoped(scope)]
    rows = ((rule, row) for question, rule in queries for row in query_results(question, store))
    return [(rule, row) for rule, row in rows if row.focus in scene.own or row.focus[:2] in ("", "_:")]


def _by_terms(made: Context, scene: Scene) -> list[tuple[Rule, Result]]:
    """The rows of the queries that look at terms: shown one statement of each predicate and class, the first subject's.

    And all about what is not ours or has no name. Units mostly use the same terms: if those of one are all right, so
    are another's.
    """
    strange = {subject for subject in scene.subjects if not subject.startswith(_OURS)}
    others = [line.text for line in scene.lines if line.subject in strange or line.object[:1] == b"_"]
    terms = {line.predicate for line in scene.lines}
    terms.update(line.object for line in scene.lines if line.predicate == nquads.TYPE)
    if not others and terms in made.right:
        return []
    first: dict[tuple[bytes, ...], tuple[bytes, bytes]] = {}
    for subject, predicate, value, graph, text in scene.lines:
        used = (value, graph) if predicate == nquads.TYPE else (predicate,)
        if used not in first or subject[:-1] < first[used][0]:
            first[used] = (subject[:-1], text)
    sample = Store()
    nquads.load_again(sample, [*(line for _, line in first.values()), *others, *made.said("terms")])
    found = _rows(made, scene, sample, "terms")
    if not found and not others:
        made.right.add(frozenset(terms))
    return found


def _by_pairs(made: Context, scene: Scene, store: Store) -> list[tuple[Rule, Result]]:
    """The rows of the queries that look at two plans and their alignment, in a store that has what the unit points to."""
    nquads.load_again(store, (line.text for line in scene.beside if line.subject not in scene.outside))
    return [(rule, row) for question, rule in made.scoped("pair") for row in query_results(question, store)]
