"""Describe the dataset: DCAT for people who look for data, VoID with counts, PROV for where it came from.

Every number is counted in what is being built, in one pass over its sorted statements.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from kgtool.rdf import iris, nquads
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCAT, DCTERMS, FOAF, JPP, OWL, PROV, RDF, VOID, XSD

DATASET = NamedNode(iris.ID + "dataset")
PUBLISHER = NamedNode(iris.ID + "project")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""Code lists of the EU's Publications Office, which DCAT-AP asks for."""
TITLES = {"ja": "日本の自治体計画のオープングラフ", "en": "The open graph of Japan's municipal plans"}
DESCRIPTIONS = {
    "ja": "自治体の計画を、役割で比べられる一つの知識グラフにまとめたデータ。計画の本文は含まない。",
    "en": "Municipal plans as one knowledge graph, comparable by function. The plans' wording is not in it.",
}
KEYWORDS = {
    "ja": ("総合計画", "自治体", "比較", "SDGs", "リンクトデータ"),
    "en": ("comprehensive plan", "municipality", "comparison", "SDGs", "linked data"),
}
_START, _END = (f"<{term.value}>".encode() for term in (JPP.startFiscalYear, JPP.endFiscalYear))
_TEXT, _LEVEL, _VERSION_OF = (f"<{term.value}>".encode() for term in (JPP.SourceText, JPP.curationLevel, JPP.versionOf))
_AREA, _VERSION, _PRIOR = (f"<{term.value}>".encode() for term in (DCTERMS.spatial, OWL.versionIRI, OWL.priorVersion))
_NOTED = {nquads.TYPE, _START, _END, _AREA, _VERSION, _PRIOR, _LEVEL, _VERSION_OF}


@dataclass
class Counts:
    """What a dataset holds: distinct statements and subjects, by class, by property, by graph; what it is about.

    ``levels`` are the curation levels of versions of plans.
    """

    triples: int = 0
    subjects: int = 0
    classes: Counter[bytes] = field(default_factory=Counter)
    properties: Counter[bytes] = field(default_factory=Counter)
    graphs: Counter[bytes] = field(default_factory=Counter)
    areas: Counter[bytes] = field(default_factory=Counter)
    plans: Counter[bytes] = field(default_factory=Counter)
    texts: set[bytes] = field(default_factory=set)
    years: dict[bytes, list[int]] = field(default_factory=dict)
    versions: set[tuple[bytes, bytes]] = field(default_factory=set)
    levels: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def _counters(self) -> tuple[Counter[bytes], ...]:
        return self.classes, self.properties, self.graphs, self.areas, self.plans

    def add(self, other: Counts) -> None:
        """Add what was counted of other subjects."""
        self.triples += other.triples
        self.subjects += other.subjects
        for own, more in zip(self._counters, other._counters, strict=True):
            own.update(more)
        self.texts |= other.texts
        self.versions |= other.versions
        self.levels |= other.levels
        self.years |= other.years

    def subtract(self, other: Counts) -> None:
        """Take away what was counted of some of the subjects."""
        self.triples -= other.triples
        self.subjects -= other.subjects
        for own, less in zip(self._counters, other._counters, strict=True):
            for term, number in less.items():
                own[term] -= number
                if not own[term]:
                    del own[term]
        self.texts -= other.texts
        self.versions -= other.versions
        self.levels = {version: level for version, level in self.levels.items() if version not in other.levels}
        self.years = {subject: found for subject, found in self.years.items() if subject not in other.years}

    def document(self) -> list[Any]:
        """The counts as JSON has them."""
        return [
            self.triples,
            self.subjects,
            *({term.decode(): n for term, n in found.items()} for found in self._counters),
            sorted(text.decode() for text in self.texts),
            {subject.decode(): found for subject, found in self.years.items()},
            sorted((version.decode(), ontology.decode()) for version, ontology in self.versions),
            {version.decode(): level.decode() for version, level in self.levels.items()},
        ]

    @classmethod
    def of(cls, document: list[Any]) -> Counts:
        """The counts in a document."""
        triples, subjects, *found, texts, years, versions, levels = document
        counters = [Counter({term.encode(): n for term, n in numbers.items()}) for numbers in found]
        classes, properties, graphs, areas, plans = counters
        return cls(
            triples,
            subjects,
            classes,
            properties,
            graphs,
            areas,
            plans,
            {text.encode() for text in texts},
            {subject.encode(): found for subject, found in years.items()},
            {(version.encode(), ontology.encode()) for version, ontology in versions},
            {version.encode(): level.encode() for version, level in levels.items()},
        )

    @property
    def period(self) -> tuple[int, int] | None:
        """The first and the last fiscal year of the plans."""
        known = [year for plan in self.plans for year in self.years.get(plan, ())]
        return (min(known), max(known)) if known else None


def triples(store: Store) -> Iterator[Statement]:
    """Yield the catalogue of what ``store`` holds. Cost: sorts its statements; use ``count`` on what is sorted already."""
    return describe(count(nquads.lines(store)))


def count(lines: Iterable[bytes]) -> Counts:
    """Count sorted lines of N-Quads, each statement once even where several graphs make it. Keeps no statement.

    Every statement stands in a named graph.
    """
    counts = Counts()
    pairs = nquads.by_triple(lines)
    counts.graphs.update(map(itemgetter(1), pairs))
    terms = [triple.split(b" ", 2) for triple in dict.fromkeys(map(itemgetter(0), pairs))]
    counts.properties.update(map(itemgetter(1), terms))
    counts.triples, counts.subjects = len(terms), len(set(map(itemgetter(0), terms)))
    for subject, predicate, value in terms:
        if predicate in _NOTED:
            _note(counts, subject, predicate, value)
    return counts


def _note(counts: Counts, subject: bytes, predicate: bytes, value: bytes) -> None:
    """Remember what a statement says about the whole."""
    if predicate == nquads.TYPE:
        counts.classes[value] += 1
        if value == _TEXT:
            counts.texts.add(subject)
    elif predicate in (_START, _END) and (year := value.split(b'"')[1]).isdigit():
        counts.years.setdefault(subject, []).append(int(year))
    elif predicate == _VERSION_OF:
        counts.plans[value] += 1
    elif predicate == _AREA:
        counts.areas[value] += 1
    elif predicate in (_VERSION, _PRIOR):
        counts.versions.add((value, subject))
    elif predicate == _LEVEL:
        counts.levels[subject] = value


def describe(counts: Counts) -> Iterator[Statement]:
    """Yield the catalogue of what was counted."""
    yield Statement(DATASET, RDF.type, DCAT.Dataset)
    yield Statement(DATASET, RDF.type, VOID.Dataset)
    yield from _about(counts)
    yield from _numbers(counts)
    yield from _graphs(counts)
    yield from _provenance(counts)


def _about(counts: Counts) -> Iterator[Statement]:
    """Yield what DCAT-AP asks of a dataset and what does not depend on where it is published."""
    for lang in ("ja", "en"):
        yield Statement(DATASET, DCTERMS.title, Literal(TITLES[lang], language=lang))
        yield Statement(DATASET, DCTERMS.description, Literal(DESCRIPTIONS[lang], language=lang))
        yield Statement(PUBLISHER, FOAF.name, Literal(TITLES[lang], language=lang))
        for keyword in KEYWORDS[lang]:
            yield Statement(DATASET, DCAT.keyword, Literal(keyword, language=lang))
    yield Statement(DATASET, DCTERMS.license, LICENCE)
    yield Statement(DATASET, DCTERMS.publisher, PUBLISHER)
    yield Statement(PUBLISHER, RDF.type, FOAF.Agent)
    yield Statement(DATASET, DCTERMS.conformsTo, NamedNode(iris.NS[:-1]))
    yield Statement(DATASET, VOID.uriSpace, Literal(iris.ID))
    yield Statement(DATASET, VOID.vocabulary, NamedNode(iris.NS))
    for kind, code in (("language", "JPN"), ("language", "ENG")):
        yield Statement(DATASET, DCTERMS.language, NamedNode(f"{AUTHORITY}{kind}/{code}"))
    yield Statement(DATASET, DCTERMS.accessRights, NamedNode(f"{AUTHORITY}access-right/PUBLIC"))
    yield Statement(DATASET, DCTERMS.accrualPeriodicity, NamedNode(f"{AUTHORITY}frequency/IRREG"))
    for theme in ("GOVE", "REGI"):
        yield Statement(DATASET, DCAT.theme, NamedNode(f"{AUTHORITY}data-theme/{theme}"))
    yield Statement(DATASET, DCTERMS.spatial, NamedNode(f"{AUTHORITY}country/JPN"))
    for area in sorted(counts.areas):
        yield Statement(DATASET, DCTERMS.spatial, NamedNode(nquads.iri(area)))
    if counts.period:
        period = NamedNode(f"{DATASET.value}/period")
        yield Statement(DATASET, DCTERMS.temporal, period)
        yield Statement(period, RDF.type, DCTERMS.PeriodOfTime)
        for name, year in zip(("startDate", "endDate"), counts.period, strict=True):
            yield Statement(period, DCAT[name], Literal(str(year), datatype=XSD.gYear))


def _numbers(counts: Counts) -> Iterator[Statement]:
    yield Statement(DATASET, VOID.triples, _integer(counts.triples))
    yield Statement(DATASET, VOID.distinctSubjects, _integer(counts.subjects))
    kinds = (("class", "entities", counts.classes), ("property", "triples", counts.properties))
    for kind, measure, found in kinds:
        for term in sorted(found):
            node = _partition(kind, nquads.iri(term))
            yield Statement(DATASET, VOID[f"{kind}Partition"], node)
            yield Statement(node, VOID[kind], NamedNode(nquads.iri(term)))
            yield Statement(node, VOID[measure], _integer(found[term]))


def _graphs(counts: Counts) -> Iterator[Statement]:
    yield Statement(NamedNode(iris.graph("derived")), JPP.method, NamedNode(iris.ID + "method/rule"))
    for term in sorted(counts.graphs):
        graph = NamedNode(nquads.iri(term))
        yield Statement(DATASET, VOID.subset, graph)
        yield Statement(graph, RDF.type, VOID.Dataset)
        yield Statement(graph, VOID.triples, _integer(counts.graphs[term]))
    for version, level in sorted(counts.levels.items()):
        plan = iris.path_of(nquads.iri(version)).partition("/")[0]
        yield Statement(NamedNode(iris.graph("plan", plan)), DCTERMS.conformsTo, NamedNode(nquads.iri(level)))
    catalog = NamedNode(iris.graph("catalog"))
    yield Statement(catalog, RDF.type, VOID.DatasetDescription)
    yield Statement(catalog, FOAF.primaryTopic, DATASET)
    for version, ontology in sorted(counts.versions):
        yield Statement(NamedNode(nquads.iri(version)), DCTERMS.isVersionOf, NamedNode(nquads.iri(ontology)))


def _provenance(counts: Counts) -> Iterator[Statement]:
    build = NamedNode(iris.ID + "activity/build")
    yield Statement(DATASET, PROV.wasGeneratedBy, build)
    yield Statement(build, RDF.type, PROV.Activity)
    for term in sorted(counts.texts):
        text = NamedNode(nquads.iri(term))
        yield Statement(DATASET, PROV.wasDerivedFrom, text)
        yield Statement(build, PROV.used, text)


def _partition(kind: str, term: str) -> NamedNode:
    """Name a partition by the end of its term, and by a hash where two terms could end alike."""
    end = term.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return NamedNode(f"{iris.ID}dataset/{kind}/{end}-{hashlib.sha256(term.encode()).hexdigest()[:8]}")


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
