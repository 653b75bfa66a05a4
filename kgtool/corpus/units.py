"""Assign files to named graphs (by who makes a statement) and graphs to units, and load them into a store.

``plan/<id>`` is what the plan and the city's own tables say, and which things of the city it names; ``outside/<id>`` what
other sources say of it. ``theme/<id>`` and ``align/<pair>`` are what was concluded about it, ``readings/<id>`` and
``readings/<pair>`` what independent readers found. ``reference`` and ``ontology`` are shared; ``derived`` and ``catalog``
are made by the build; ``text/<id>`` needs the sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Store

from kgtool.base.errors import InputError, Place
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import CITY_TABLES, CONCLUSIONS, OUTSIDE, PROPOSED, RETIRED, THINGS, WHOLE, Repo
from kgtool.rdf import iris, nquads, tables
from kgtool.rdf.nquads import Line
from kgtool.rdf.vocab import JPP, RDF

SHARED = "shared"
_OF_PLAN = re.compile(
    re.escape(iris.GRAPH)
    + r"(?:(?:plan|theme|text|outside|readings)/((?:(?!--)[^/])+)|(?:align|readings)/[^/]+--[^/]+)"
)
_OF_VERSION = ("plan.ttl", "curation.ttl", CONCLUSIONS)
"""The files of a folder that speak of one version."""
_BEGINS = re.compile(
    rf"^@(?:base|prefix (?:char|position):) <(?:{re.escape(iris.ID)}|{re.escape(iris.TEXT)})([^/>#]+/[^/>#]+)[/#]",
    re.MULTILINE,
)
"""What the addresses in a file begin with, and the version in it."""


@dataclass(frozen=True)
class GraphFiles:
    """A named graph and its files in order; an N-Quads file names its graphs itself."""

    iri: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Unit:
    """Graphs that are read, checked and built independently of others: what all share, one plan, or one alignment.

    ``name`` is ``shared``, ``plan/<id>`` or ``align/<pair>``.
    """

    name: str
    graphs: tuple[GraphFiles, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Its files, in the order of its graphs."""
        return tuple(path for graph in self.graphs for path in graph.files)


def shared(repo: Repo) -> Unit:
    """Return the unit of what all plans share: ontology and reference data."""
    graphs = (
        GraphFiles(iris.graph("ontology"), tuple(repo.ontology)),
        GraphFiles(iris.graph("ontology-alignment"), tuple(repo.ontology_alignments)),
        GraphFiles(iris.graph("reference"), tuple(repo.reference)),
    )
    return Unit(SHARED, tuple(graph for graph in graphs if graph.files))


def units(repo: Repo) -> list[Unit]:
    """Return all units: shared first, then plans and alignments by name. Plan folders that lack files are left out (``broken``).

    Raises ``InputError`` for readings of no plan and no alignment (stray-file), and where no plan folder is whole, unless
    the repository is one that reads on.
    """
    plans, wrong = _plans(repo)
    if wrong and not plans and not repo.reads_on:
        raise next(iter(wrong.values()))
    stray = None if repo.reads_on else next(_stray_readings(repo), None)
    if stray:
        raise stray
    return [shared(repo), *plans, *(unit(repo, f"align/{pair}") for pair in _pairs(repo))]


def strays(repo: Repo) -> list[InputError]:
    """Return an error (stray-file) for each file of data/ that nobody reads."""
    return [*repo.strays(), *_stray_readings(repo)]


def _pairs(repo: Repo) -> list[str]:
    return [path.name.removesuffix(tables.ALIGNMENT) for path in repo.alignments]


def _stray_readings(repo: Repo) -> Iterator[InputError]:
    """The readings of no plan and no alignment."""
    known = sorted({*repo.plans, *_pairs(repo)})
    for path in repo.readings:
        if path.stem not in known:
            names = ", ".join(f"{name}{path.suffix}" for name in known)
            yield InputError("stray-file", repo.name(path), file=path.name, known=names)


def broken(repo: Repo) -> dict[str, InputError]:
    """Return what is wrong with each plan folder that lacks a file or holds a stray one, by plan."""
    return _plans(repo)[1]


def proposed(repo: Repo) -> dict[Path, str]:
    """Return the files of proposals of all plan folders that are whole, each with its plan: no graph holds what they say."""
    wrong = broken(repo)
    editions = ((edition, plan) for plan in repo.plans if plan not in wrong for edition in repo.editions(plan))
    files = ((repo.plan(edition) / PROPOSED, plan) for edition, plan in editions)
    return {path: plan for path, plan in files if path.is_file()}


def _plans(repo: Repo) -> tuple[list[Unit], dict[str, InputError]]:
    """The units of the plan folders that are whole, and what is wrong with each other one, by plan."""
    whole: list[Unit] = []
    wrong: dict[str, InputError] = {}
    for plan in repo.plans:
        try:
            whole.append(unit(repo, f"plan/{plan}"))
        except InputError as error:
            wrong[plan] = error
    return whole, wrong


def unit(repo: Repo, name: str) -> Unit:
    """Return one unit by name. Raises ``InputError`` for a plan folder that is not whole, or of a name that no address can hold."""
    kind, _, rest = name.partition("/")
    if kind == "plan" and not iris.is_path(rest):
        raise InputError("plan-folder-name", f"data/{rest}", name=rest)
    if kind == SHARED:
        return shared(repo)
    if kind == "align":
        path = repo.root / "data" / "alignments" / f"{rest}{tables.ALIGNMENT}"
        return Unit(name, (GraphFiles(iris.graph("align", rest), (path,)), *_readings(repo, rest)))
    said, concluded = iris.graph("plan", rest), iris.graph("theme", rest)
    whole = repo.whole(rest)
    if whole is not None:
        return Unit(name, (GraphFiles(said, (whole,)),))
    editions = repo.editions(rest)
    files = tuple(repo.plan_file(edition, name) for edition in editions for name in ("source.ttl", "plan.ttl"))
    files += tuple(path for name in (THINGS, *CITY_TABLES) if (path := repo.plan(rest) / name).is_file())
    ours = [repo.plan_file(edition, "curation.ttl") for edition in editions]
    beside = [repo.plan(edition) / name for edition in editions for name in (CONCLUSIONS, RETIRED)]
    ours += [path for path in beside if path.is_file()]
    return Unit(
        name,
        (GraphFiles(said, files), GraphFiles(concluded, tuple(ours)), *_outside(repo, rest), *_readings(repo, rest)),
    )


def _outside(repo: Repo, plan: str) -> list[GraphFiles]:
    """The graph of what sources outside a plan say, where there is one."""
    path = repo.plan(plan) / OUTSIDE
    return [GraphFiles(iris.graph("outside", plan), (path,))] if path.is_file() else []


def _readings(repo: Repo, name: str) -> list[GraphFiles]:
    """The graph of a plan's or a pair's independent readings and of remarks on them, where there are any."""
    paths = (repo.root / "data" / "readings" / f"{name}{ending}" for ending in (".tsv", ".ttl"))
    files = tuple(path for path in paths if path.is_file())
    return [GraphFiles(iris.graph("readings", name), files)] if files else []


def files(repo: Repo, name: str) -> list[InputFile]:
    """Return the files of one unit by name, in the order of its graphs."""
    return repo.files(unit(repo, name).files)


def lines(repo: Repo, found: Unit) -> list[Line]:
    """Return the statements of a unit as its files write them, sorted, each once.

    A store does not keep how a number or a date is written, nor some datatypes. Raises ``InputError`` as ``load`` does.
    """
    every: set[Line] = set()
    for graph in found.graphs:
        for file in repo.files(graph.files):
            every.update(file.lines if file.names_graphs else nquads.within(f"<{graph.iri}>".encode(), file.canonical))
    return sorted(every)


def layout(repo: Repo) -> list[GraphFiles]:
    """Return every named graph that is read from files. Raises ``InputError`` for a plan folder that is not whole."""
    return [graph for found in units(repo) for graph in found.graphs]


def load(repo: Repo, graph: GraphFiles, store: Store) -> None:
    """Load one graph into a store. Blank nodes keep distinct from file to file.

    Raises ``InputError`` with the place of what cannot be read; the store may then hold a part of the graph.
    """
    for path in graph.files:
        file = repo.file(path)
        file.load(store, graph.iri)
        if path.name == WHOLE:
            _refuse_foreign(file, path.parent.name, store)


def read_unit(repo: Repo, found: Unit) -> Store:
    """Return a store with one unit's graphs.

    Raises ``InputError`` with the place of what cannot be read, for a plan folder that describes another plan
    (plan-foreign), and for files that speak of a version that it does not describe (version-foreign).
    """
    store = Store()
    for graph in found.graphs:
        load(repo, graph, store)
    kind, _, plan = found.name.partition("/")
    if kind == "plan":
        versions = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, JPP.PlanVersion, None)}
        described = sorted(node.value for node in versions if isinstance(node, NamedNode))
        _refuse_other_plan(repo, found, plan, store, described)
        _refuse_other_version(repo, found, described)
    return store


def _refuse_other_plan(repo: Repo, found: Unit, plan: str, store: Store, described: Sequence[str]) -> None:
    """Refuse a folder whose versions, or whose elements, are all those of another plan: a template copied and left as it was.

    Raises ``InputError`` (plan-foreign).
    """
    own = f"{iris.element(plan)}/"
    stated = {quad.object for quad in store.quads_for_pattern(None, JPP.inVersion, None, None)}
    plans = {quad.object for quad in store.quads_for_pattern(None, JPP.versionOf, None, None)}
    of_plans = {node for node in plans if isinstance(node, NamedNode) and iris.path_of(node.value) in repo.plans}
    for named in (
        described,
        *([node.value for node in nodes if isinstance(node, NamedNode)] for nodes in (stated, of_plans)),
    ):
        if named and not any(f"{iri}/".startswith(own) for iri in named):
            raise InputError("plan-foreign", _naming(repo, found, min(named)), plan=plan, found=min(named))


def _refuse_other_version(repo: Repo, found: Unit, described: Sequence[str]) -> None:
    """Refuse files whose addresses begin with a version that the unit does not describe: all that they say hangs in the air.

    Generated files follow source.ttl, so what they disagree with stands there. Raises ``InputError`` (version-foreign).
    """
    known = {iris.path_of(version) for version in described}
    source = next((path for path in found.files if path.name == "source.ttl"), None)
    for path in found.files if source else ():
        if path.name == "plan.ttl" and not repo.file(path).canonical:
            raise InputError("version-foreign", repo.name(path), found="-", file=path.name, known=_listed(known))
        if path.name in _OF_VERSION:
            for begins in _BEGINS.finditer(repo.file(path).text):
                if begins[1] not in known:
                    made = path.name != "curation.ttl"
                    place = _describing(repo.file(source)) if made and source else _at(repo.file(path), begins.start())
                    raise InputError("version-foreign", place, found=begins[1], file=path.name, known=_listed(known))


def _listed(known: Iterable[str]) -> str:
    return ", ".join(sorted(known)) or "-"


def _describing(source: InputFile) -> Place:
    """The first line of source.ttl that describes a version."""
    return _at(source, max(source.text.find("jpp:versionOf"), 0))


def _at(file: InputFile, offset: int) -> Place:
    return Place(file.name, file.text.count("\n", 0, offset) + 1)


def _naming(repo: Repo, found: Unit, version: str) -> Place:
    """The first line of a unit that names the plan of a version."""
    plan = iris.path_of(version).partition("/")[0]
    for file in repo.files(found.files):
        for number, line in enumerate(file.text.split("\n"), 1):
            if plan in line:
                return Place(file.name, number)
    return Place(repo.name(found.files[0]))


def _refuse_foreign(file: InputFile, plan: str, store: Store) -> None:
    """Refuse a plan's N-Quads file that was loaded with graphs other than the plan's own and alignments.

    Raises ``InputError`` (graph-foreign).
    """
    for graph in store.named_graphs():
        ours = _OF_PLAN.fullmatch(graph.value) if isinstance(graph, NamedNode) else None
        if ours is None or ours[1] not in (None, plan):
            raise InputError("graph-foreign", file.name, graph=str(graph), plan=plan)
    if next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None:
        raise InputError("graph-foreign", file.name, graph="-", plan=plan)
