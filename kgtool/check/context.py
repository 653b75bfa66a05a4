"""What every unit is held to and may point to: rules, compiled shapes, shared data. Made once a process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from kgtool.base.languages import Text
from kgtool.check import rules, shapes, targets
from kgtool.check.finding import Rule
from kgtool.check.inputs import read_store
from kgtool.check.results import completeness_rule, label_of
from kgtool.check.targets import Targets
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, RDF, RDFS, SKOS
from kgtool.sparql import catalogue, tokens
from kgtool.sparql.catalogue import Question

KINDS = (RDF.type, SKOS.inScheme, JPP.inVersion)
"""What shapes ask of a node that a statement points to: its class, scheme and version."""

_SUBCLASS = f"<{RDFS.subClassOf.value}>".encode()
_ONTOLOGY = f"<{iris.graph('ontology')}>".encode()


class Context:
    """The rules of a repository, and its shared data by node.

    ``near`` has the predicates of what a unit is shown of the nodes that it points to; ``paired`` the predicates and
    classes of what it is shown of a plan that it is aligned with.
    ``right`` has predicates and classes that were found to be used together without anything to report.
    """

    def __init__(self, repo: Repo, engine: str) -> None:
        self.repo = repo
        self.engine = engine
        self.shape_statements: list[Statement] = rules.shape_statements(repo)
        self.by_shape: dict[str, Rule] = rules.from_shapes(repo, self.shape_statements)
        self.queries: list[tuple[Question, Rule]] = rules.from_queries(repo)
        fast = engine.startswith(("shacl", "both"))
        self.compiled = shapes.try_to_compile(targets.aimed(self.shape_statements)) if fast else None
        self._read: dict[str, frozenset[bytes]] = {}
        self._said: dict[str, list[bytes]] = {}
        self.right: set[frozenset[bytes]] = set()
        self.plans = frozenset(repo.plans)
        self.completeness = completeness_rule(catalogue.folder(repo, "derived"))
        shared = read_store(repo, units.shared(repo))
        self._labels = shared
        lines = nquads.cut(nquads.lines(shared))
        self._ontology = [line for line in lines if line.graph == _ONTOLOGY]
        self.about: dict[bytes, list[bytes]] = defaultdict(list)
        self.pointing: dict[bytes, list[bytes]] = defaultdict(list)
        self.paired = self._named("pair")
        self.near = self.read("one").union(f"<{predicate.value}>".encode() for predicate in KINDS)
        for line in lines:
            if line.graph != _ONTOLOGY:
                around = self.about[line.subject]
                if line.predicate in self.near:
                    around.append(line.text)
                if line.object.startswith(b"<"):
                    self.pointing[line.object].append(line.subject)
        self.kinds = kinds(lines)
        below = [line for line in lines if line.predicate == _SUBCLASS]
        self.classes = [line.triple for line in below]
        self.targets = Targets(self.shape_statements, below)

    def label(self, iri: str) -> Text:
        """The names of a shared resource."""
        return label_of(self._labels, iri)

    def scoped(self, scope: str) -> list[tuple[Question, Rule]]:
        """The check queries of one scope (docs/questions.md); without a word, they look at one unit."""
        return [(question, rule) for question, rule in self.queries if (question.header.scope or "one") == scope]

    def read(self, scope: str) -> frozenset[bytes]:
        """The predicates that the check queries of a scope name, and rdf:type: a rule about several units names all."""
        if scope not in self._read:
            self._read[scope] = self._named(scope) | {nquads.TYPE}
        return self._read[scope]

    def _named(self, scope: str) -> frozenset[bytes]:
        named = {iri for question, _ in self.scoped(scope) for iri in tokens.reads(question.body)}
        return frozenset(f"<{iri}>".encode() for iri in named)

    def said(self, scope: str) -> list[bytes]:
        """The lines of the ontology with the predicates that the check queries of a scope name."""
        if scope not in self._said:
            self._said[scope] = [line.text for line in self._ontology if line.predicate in self.read(scope)]
        return self._said[scope]


@lru_cache(maxsize=2)
def context(root: Path, share: Path, engine: str, key: str) -> Context:
    """Return the context of a repository; ``key`` stands for the rules and shared data that it was made of."""
    return Context(Repo(root, share), engine)


def kinds(lines: Iterable[Line]) -> dict[bytes, list[bytes]]:
    """The triples by subject that say what kind of thing it is."""
    wanted = {f"<{predicate.value}>".encode() for predicate in KINDS}
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for line in lines:
        if line.predicate in wanted:
            found[line.subject].append(line.triple)
    return found
