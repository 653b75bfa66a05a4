"""What every unit is validated with: rules, compiled shapes, and the shared data by node. Made once a process."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Set
from functools import cached_property, lru_cache

from cachetools import LRUCache
from pyoxigraph import Store

from kgtool.base.errors import InputError
from kgtool.base.languages import Text
from kgtool.check import shacl, targets
from kgtool.check.carried import carried
from kgtool.check.finding import Rule
from kgtool.check.results import completeness_rule, label_of
from kgtool.check.rules import RuleSet
from kgtool.check.shacl import CompiledShapes
from kgtool.check.targets import Targets
from kgtool.corpus import units
from kgtool.corpus.input_file import InputFile, digests
from kgtool.corpus.layout import WHOLE, Repo
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import TYPE, Line
from kgtool.rdf.reader import NAMES
from kgtool.rdf.vocab import JPP, RDF, RDFS, SKOS
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

KINDS = frozenset(f"<{predicate.value}>".encode() for predicate in (RDF.type, SKOS.inScheme, JPP.inVersion))
"""Predicates by which shapes ask what a node is that a statement points to: its class, scheme and version."""

_SUBCLASS = f"<{RDFS.subClassOf.value}>".encode()
_ONTOLOGY = f"<{iris.graph('ontology')}>".encode()
_CALLED = {f"<{predicate.value}>".encode() for predicate in NAMES}
_MOST_UNITS = 8


class ValidationContext(RuleSet):
    """The rules of a repository, and its shared data by node.

    ``carried`` is what of it is kgtool's, never reported on. ``about`` has, for each node that the shared data describes,
    those of its lines that queries about one unit can match; ``pointing`` the shared nodes that point to a node; ``kinds``
    the triples that say what a node is; ``classes`` the triples that say which class is below which. ``sound`` are the
    names of the units whose files are all there. ``neighbour_predicates`` are the predicates of the context lines of a node
    that a unit points to, ``pair_predicates`` the predicates and classes of those of a plan that it is aligned
    with. ``sound_terms`` are sets of predicates and classes that were seen together without a finding.
    """

    def __init__(self, repo: Repo, engine: str) -> None:
        super().__init__(repo)
        self.engine = engine
        self.plans = frozenset(repo.plans)
        self.sound = frozenset(unit.name for unit in units.units(repo))
        self.completeness = completeness_rule(catalogue.folder(repo, "derived"))
        self.sound_terms: set[frozenset[bytes]] = set()
        self._predicates: dict[str, frozenset[bytes]] = {}
        self._ontology_lines: dict[str, list[bytes]] = {}
        self._lines: LRUCache[str, list[Line]] = LRUCache(_MOST_UNITS)
        self.neighbour_predicates = self.predicates("one") | KINDS
        self.pair_predicates = self._named("pair") | _CALLED
        self._index(units.read_unit(repo, units.shared(repo)))

    def _index(self, shared: Store) -> None:
        """Sort the shared data by node."""
        self._shared = shared
        lines = self.lines(units.SHARED)
        self._ontology = [line for line in lines if line.graph == _ONTOLOGY]
        self.carried = carried(self.repo, lines)
        self.about: dict[bytes, list[bytes]] = defaultdict(list)
        self.pointing: dict[bytes, list[bytes]] = defaultdict(list)
        for line in lines:
            if line.graph != _ONTOLOGY:
                around = self.about[line.subject]
                if line.predicate in self.neighbour_predicates:
                    around.append(line.text)
                if line.object.startswith(b"<"):
                    self.pointing[line.object].append(line.subject)
        self.kinds = kinds(lines)
        below = [line for line in lines if line.predicate == _SUBCLASS]
        self.classes = nquads.triples(below)
        self.targets = Targets(self.shape_statements, below)

    @cached_property
    def shared_digest(self) -> str:
        """A hash of the statements of the shared data."""
        return hashlib.sha256("".join(digests(self.files(units.SHARED)).values()).encode()).hexdigest()

    def measured(self) -> list[bytes]:
        """Return the lines that say what is called what of what the rule that measures completeness names."""
        named = catalogue.reads([self.completeness] if self.completeness else [])
        nodes = {f"<{iri}>".encode() for iri in named}
        return [line.text for line in self.lines(units.SHARED) if line.subject in nodes and line.predicate in _CALLED]

    @cached_property
    def compiled(self) -> CompiledShapes | Exception:
        """The shapes as the fast engine takes them, or why it does not."""
        return shacl.try_to_compile(targets.with_markers(self.shape_statements))

    def label(self, iri: str) -> Text:
        """Return the names of a shared resource."""
        return label_of(self._shared, iri)

    def scoped(self, scope: str) -> list[tuple[Question, Rule]]:
        """Return the check queries of one scope (docs/questions.md), by default of those that look at one unit."""
        return [(question, rule) for question, rule in self.queries if (question.header.scope or "one") == scope]

    def predicates(self, scope: str) -> frozenset[bytes]:
        """Return the predicates and classes that the check queries of a scope name, and rdf:type."""
        if scope not in self._predicates:
            self._predicates[scope] = self._named(scope) | {nquads.TYPE}
        return self._predicates[scope]

    def _named(self, scope: str) -> frozenset[bytes]:
        named = catalogue.reads(question for question, _ in self.scoped(scope))
        return frozenset(f"<{iri}>".encode() for iri in named)

    def ontology_lines(self, scope: str) -> list[bytes]:
        """Return the lines of the ontology that the check queries of a scope can match."""
        if scope not in self._ontology_lines:
            wanted = self.predicates(scope)
            self._ontology_lines[scope] = [line.text for line in self._ontology if line.predicate in wanted]
        return self._ontology_lines[scope]

    def files(self, name: str) -> list[InputFile]:
        """Return the files of a unit, in the order of its graphs."""
        return units.files(self.repo, name)

    def lines(self, name: str) -> list[Line]:
        """Return all statements of a unit as they are written, sorted. Those of eight units are kept: others point to them."""
        if name not in self._lines:
            self._lines[name] = units.lines(self.repo, units.unit(self.repo, name))
        return self._lines[name]

    def excerpt(self, name: str, wanted: Set[bytes], subjects: Set[bytes]) -> list[Line] | None:
        """Return the lines of another unit with a predicate or class in ``wanted``, and what it says of ``subjects``.

        None where it cannot be read: that is found in the other unit.
        """
        about = self.neighbour_predicates
        try:
            unit = units.unit(self.repo, name)
            whole = [path.name for path in unit.files] == [WHOLE]
            found = nquads.pick(self.repo.file(unit.files[0]).data, wanted, subjects, about) if whole else None
            lines = self.lines(name) if found is None else []
        except InputError:
            return None
        if found is not None:
            return found
        return [
            line
            for line in lines
            if line[1] in wanted
            or (line[0] in subjects and line[1] in about)
            or (line[1] == TYPE and line[2] in wanted)
        ]


@lru_cache(maxsize=1)
def context(run: Run, engine: str) -> ValidationContext:
    """Return the context that one run of the check shares in this process."""
    return ValidationContext(snapshot(run), engine)


def kinds(lines: Iterable[Line]) -> dict[bytes, list[bytes]]:
    """Return the triples that say what a node is, by subject."""
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for line in lines:
        if line.predicate in KINDS:
            found[line.subject].append(line.triple)
    return found
