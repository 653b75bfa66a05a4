"""What the cells of a plan's tables can be chosen from: its versions and elements, and the codes of each list."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Store

from kgtool.base.errors import InputError
from kgtool.base.japanese import DASHES
from kgtool.base.languages import Text
from kgtool.corpus import units
from kgtool.corpus.layout import CITY_TABLES, Repo
from kgtool.corpus.units import GraphFiles
from kgtool.intake.city_tables.sheet import folded
from kgtool.rdf import iris, turtle
from kgtool.rdf.city_tables.cells import called
from kgtool.rdf.city_tables.form import DASH, PLAN, Column
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, RDF, SKOS

WHOLE = Text("計画全体", "Whole plan")
KINDS = ("Vision", "Goal", "ManagementPolicy", "Measure", "CrossCuttingProject")
"""The classes of elements that indicators measure and budgets are for, in the order of the list."""


@dataclass(frozen=True)
class ElementChoice:
    """An element of a plan to choose: its path in its version, its class, its code and its name, by language."""

    version: str
    path: str
    kind: str
    code: str
    name: Text

    def shown(self, lang: str) -> str:
        """Return what stands in the list: code and name, or the path where the plan gives neither."""
        return " ".join(filter(None, (self.code, self.name[lang] or self.name.ja))) or self.path


@dataclass(frozen=True)
class CodeChoice:
    """A concept to choose: its code, what it is called in each language, other spellings."""

    code: str
    label: Text
    others: tuple[str, ...] = ()


@dataclass
class Choices:
    """The choices of one plan; ``graph`` is what they were read from, without the plan's tables."""

    plan: str
    graph: GraphReader
    versions: list[str]
    elements: list[ElementChoice]
    _codes: dict[str, list[CodeChoice]] = field(default_factory=dict)
    _named: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)

    def codes(self, scheme: str) -> list[CodeChoice]:
        """Return the concepts of a scheme, in the order of its list of top concepts: that of their codes."""
        if scheme not in self._codes:
            concepts = self.graph.subjects(SKOS.inScheme, f"{iris.ID}{scheme}")
            self._codes[scheme] = [self._code(iri) for iri in concepts]
        return self._codes[scheme]

    def _code(self, iri: str) -> CodeChoice:
        label = Text(*(self.graph.value(iri, SKOS.prefLabel, lang) for lang in ("ja", "en")))
        return CodeChoice(
            iri.rpartition("/")[2], label, tuple(o.value for o in self.graph.literals(iri, SKOS.altLabel))
        )

    def version(self, column: Column, cell: str) -> str:
        """Return the version that a cell names; the only one where it is blank. Raises ``InputError`` (table-version)."""
        if not cell and len(self.versions) == 1:
            return self.versions[0]
        if cell and cell not in self.versions:
            raise InputError("table-version", column=called(column), cell=cell, known="、".join(self.versions))
        return cell

    def code(self, column: Column, cell: str) -> str:
        """Return the code that a cell gives, or names in either language. Raises ``InputError`` (table-code-unknown)."""
        if not cell or (column.gap and cell.translate(DASHES) == DASH):
            return cell and DASH
        found = self.find_code(column.scheme, cell)
        if found is None:
            known = self._some([choice.label for choice in self.codes(column.scheme)], cell)
            raise InputError("table-code-unknown", column=called(column), cell=cell, known=known)
        return found

    def find_code(self, scheme: str, text: str) -> str | None:
        """Return the code of a scheme that a text gives or names; None where there is none."""
        return next(iter(self._by_name(("code", scheme)).get(folded(text), ())), None)

    def element(self, column: Column, version: str, cell: str) -> str:
        """Return the path of the element that a cell names by path, code, name, or code and name.

        Raises ``InputError`` (table-element-unknown, table-element-ambiguous).
        """
        if not cell or (column.gap and cell.translate(DASHES) == DASH):
            return cell and DASH
        if column.kind == "subject" and folded(cell) in (PLAN, folded(WHOLE.ja), folded(WHOLE.en)):
            return PLAN
        only = "Measure" if column.property == "partOf" else ""
        found = self._by_name((only, version)).get(folded(cell), set())
        if len(found) > 1:
            raise InputError(
                "table-element-ambiguous",
                column=called(column),
                cell=cell,
                known="、".join(sorted(found, key=turtle.natural)),
            )
        if not found and not only and self._is_element(version, cell):
            return cell
        if not found:
            shown = [choice.shown("ja") for choice in self.elements if choice.version == version]
            near = difflib.get_close_matches(cell, shown, n=3, cutoff=0.4)
            known = " ".join(near)
            said = {"ja": f"似たもの: {known}", "en": f"Similar: {known}"} if near else ""
            raise InputError("table-element-unknown", column=called(column), cell=cell, near=said)
        return next(iter(found))

    def _is_element(self, version: str, path: str) -> bool:
        """Whether the plan has any element at a path, in the list or not."""
        if not iris.is_path(path):
            return False
        return self.graph.object(iris.element(self.plan, version, path), JPP.inVersion) is not None

    def _by_name(self, of: tuple[str, str]) -> dict[str, set[str]]:
        """Codes, or paths of elements of a version, by all that they may be called."""
        if of not in self._named:
            made: dict[str, set[str]] = defaultdict(set)
            for names, value in self._names(*of):
                for name in filter(None, names):
                    made[folded(name)].add(value)
            self._named[of] = made
        return self._named[of]

    def _names(self, kind: str, scope: str) -> Iterable[tuple[tuple[str, ...], str]]:
        if kind == "code":
            return [((c.code, c.label.ja, c.label.en, *c.others), c.code) for c in self.codes(scope)]
        chosen = [e for e in self.elements if e.version == scope and kind in ("", e.kind)]
        shown = [((e.path, e.code, e.name.ja, e.name.en, e.shown("ja"), e.shown("en")), e.path) for e in chosen]
        return shown

    def _some(self, labels: list[Text], near: str) -> dict[str, str]:
        """All labels, or those that come nearest where there are many."""
        every = {"ja": [label.ja for label in labels], "en": [label.en for label in labels]}
        if len(labels) > 12:
            every = {
                lang: difflib.get_close_matches(near, of, n=5, cutoff=0.1) or of[:12] for lang, of in every.items()
            }
        return {"ja": "、".join(every["ja"]), "en": ", ".join(every["en"])}


def of_plan(repo: Repo, plan: str) -> Choices:
    """Return the choices of a plan. Raises ``InputError`` for a plan that is not whole, ``UsageError`` (plan-unknown)."""
    repo.plan(plan)
    store = Store()
    for graph in units.unit(repo, f"plan/{plan}").graphs:
        files = tuple(path for path in graph.files if path.name not in CITY_TABLES)
        units.load(repo, GraphFiles(graph.iri, files), store)
    units.load(repo, GraphFiles(iris.graph("reference"), tuple(repo.reference)), store)
    reader = GraphReader(store, turtle.natural)
    start = f"{iris.element(plan)}/"
    versions = [iri for iri in reader.subjects(RDF.type, JPP.PlanVersion) if iri.startswith(start)]
    elements = [
        _element(reader, iri, kind)
        for kind in KINDS
        for iri in reader.subjects(RDF.type, JPP[kind])
        if (reader.object(iri, JPP.inVersion) or "") in versions
    ]
    return Choices(plan, reader, [iri.removeprefix(start) for iri in versions], elements)


def _element(reader: GraphReader, iri: str, kind: str) -> ElementChoice:
    _, version, path = iris.path_of(iri).split("/", 2)
    names = Text(reader.called(iri, "ja"), reader.called(iri, "en"))
    return ElementChoice(version, path, kind, reader.value(iri, SKOS.notation), names)
