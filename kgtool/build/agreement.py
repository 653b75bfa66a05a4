"""Measure how far independent readers agree with each other, and how many published judgements they accept.

What is measured comes from the readings of a unit (a plan, a pair of plans) and from the judgements in the same unit; it
goes into the derived graph as measurements of data quality.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from kgtool.build import alpha
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, DQV, ID, JPP, OA, PROV, RDF, SKOS, SSSOM, XSD

_FEWEST = 5
"""So many elements of a class have to be read before its agreement is measured by itself."""
_DERIVED = NamedNode(iris.graph("derived"))
READ = frozenset(
    f"<{predicate.value}>".encode()
    for predicate in (
        *(RDF.type, JPP.readingKind, PROV.wasAttributedTo, JPP.readingOf, JPP.readingValue, JPP.mainReadingValue),
        *(OA.hasTarget, OA.hasBody, JPP.confidence, JPP.inferredContributesTo, JPP.role, SKOS.broader),
        *(SSSOM.subject_id, SSSOM.predicate_id, SSSOM.object_id),
    )
)
"""The predicates of all statements that measurements are made from, as lines write them."""
_Judgements = set[tuple[str, str]]
_Broader = Mapping[str, str]


class _OneReading(NamedTuple):
    """What one reader found of one element: all values, and those that lead."""

    values: frozenset[str]
    main: frozenset[str]


_Readings = Mapping[str, Mapping[str, _OneReading]]
"""By element, by reader."""


def quads(store: Store, shared: Iterable[Quad] = ()) -> Iterator[Quad]:
    """Yield the measurements of a unit's readings: by collection, kind of reading, and kind of element.

    ``shared`` says what is broader than the things that the unit's mentions are of, beside what the unit says of its own.

    Cost: that of the readings, and of the possible values for each element.
    """
    own = store.quads_for_pattern(None, SKOS.broader, None, None)
    above = (quad for quad in (*shared, *own) if quad.predicate == SKOS.broader)
    broader = {_text(quad.subject): _text(quad.object) for quad in above}
    for (collection, kind), readings in sorted(_collected(store).items()):
        on = collection.removesuffix("/readings")
        for main in (False, True):
            if main and not any(read.main for by_reader in readings.values() for read in by_reader.values()):
                continue
            published = _PUBLISHED[kind](store, main, broader) if kind in _PUBLISHED else set()
            chosen = {
                element: {reader: read.main if main else read.values for reader, read in by_reader.items()}
                for element, by_reader in readings.items()
            }
            node = f"{on}/quality/agreement-{'main-' if main else ''}{kind}"
            yield from _measured(node, on, kind, main, chosen, published)
            of_plan = [element for element in chosen if element.startswith(f"{on}/")]
            for class_, members in _classes(store, of_plan).items():
                if _FEWEST <= len(members) < len(chosen):
                    part = {element: chosen[element] for element in members}
                    for quad in _measured(
                        f"{node}/{class_.value.removeprefix(iris.NS)}", on, kind, main, part, published
                    ):
                        yield quad
                        if quad.predicate == RDF.type:
                            yield Quad(quad.subject, JPP.elementClass, class_, _DERIVED)


def _collected(store: Store) -> dict[tuple[str, str], dict[str, dict[str, _OneReading]]]:
    found: dict[tuple[str, str], dict[str, dict[str, _OneReading]]] = defaultdict(lambda: defaultdict(dict))
    for quad in store.quads_for_pattern(None, RDF.type, JPP.Reading, None):
        assert isinstance(quad.subject, NamedNode)
        collection = quad.subject.value.partition("#")[0]
        (kind,), (reader,), (element,) = (
            _objects(store, quad.subject, p) for p in (JPP.readingKind, PROV.wasAttributedTo, JPP.readingOf)
        )
        values, main = (frozenset(_objects(store, quad.subject, p)) for p in (JPP.readingValue, JPP.mainReadingValue))
        found[collection, kind.rpartition("/")[2]][element][reader] = _OneReading(values, main)
    return found


def _measured(
    node: str,
    on: str,
    kind: str,
    main: bool,
    readings: Mapping[str, Mapping[str, frozenset[str]]],
    published: _Judgements,
) -> Iterator[Quad]:
    readings = {element: by_reader for element, by_reader in readings.items() if len(by_reader) > 1}
    agreement = alpha.measure(_things(readings))
    if agreement is None:
        return
    subject = NamedNode(node)
    judged = [(readings[element].values(), value) for element, value in published if element in readings]
    accepted = [[value in values for values in by_reader] for by_reader, value in judged]
    about: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, DQV.QualityMeasurement),
        (DQV.computedOn, NamedNode(on)),
        (DQV.isMeasurementOf, ID["metric/agreement-main" if main else "metric/agreement"]),
        (JPP.readingKind, ID[f"reading-kind/{kind}"]),
        (DQV.value, _decimal(agreement.alpha)),
        (JPP.lowerBound, _decimal(agreement.lower)),
        (JPP.upperBound, _decimal(agreement.upper)),
        (JPP.readCount, _integer(agreement.read)),
        *((DCTERMS.contributor, NamedNode(reader)) for reader in _readers(readings)),
    ]
    if judged:
        found = [list(by_reader.values()) for by_reader in readings.values()]
        about += [
            (JPP.foundByAll, _integer(sum(len(frozenset.intersection(*values)) for values in found))),
            (JPP.foundByAny, _integer(sum(len(frozenset.union(*values)) for values in found))),
            (JPP.judgementCount, _integer(len(judged))),
            (JPP.acceptedByAll, _integer(sum(map(all, accepted)))),
            (JPP.acceptedByAny, _integer(sum(map(any, accepted)))),
        ]
    for predicate, value in about:
        yield Quad(subject, predicate, value, _DERIVED)


def _readers(readings: Mapping[str, Mapping[str, frozenset[str]]]) -> list[str]:
    return sorted({reader for by_reader in readings.values() for reader in by_reader})


def _things(readings: Mapping[str, Mapping[str, frozenset[str]]]) -> Iterator[Iterable[Sequence[Hashable]]]:
    """The units of each element: itself where readers give one value at most, else every value that some reader uses."""
    sets = [values for by_reader in readings.values() for values in by_reader.values()]
    labels = sorted({value for values in sets for value in values})
    single = all(len(values) < 2 for values in sets)
    for by_reader in readings.values():
        given = list(by_reader.values())
        yield [given] if single else [[label in values for values in given] for label in labels]


def _classes(store: Store, elements: Iterable[str]) -> dict[NamedNode, list[str]]:
    found: dict[NamedNode, list[str]] = defaultdict(list)
    for element in elements:
        for quad in store.quads_for_pattern(NamedNode(element), RDF.type, None, None):
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(iris.NS):
                found[quad.object].append(element)
    return dict(sorted(found.items(), key=lambda item: item[0].value))


def _themes(store: Store, main: bool, broader: _Broader) -> _Judgements:
    found: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for annotation in store.quads_for_pattern(None, RDF.type, JPP.ThemeAnnotation, None):
        (element,), (theme,), (confidence,) = (
            _objects(store, annotation.subject, p) for p in (OA.hasTarget, OA.hasBody, JPP.confidence)
        )
        found[element].append((Decimal(confidence), theme.removeprefix(iris.THEME)))
    return {
        (element, theme)
        for element, given in found.items()
        for confidence, theme in given
        if not main or confidence == max(given)[0]
    }


def _goals(store: Store, main: bool, broader: _Broader) -> _Judgements:
    inferred = store.quads_for_pattern(None, JPP.inferredContributesTo, None, None)
    return {(_text(quad.subject), _text(quad.object).removeprefix(iris.SDG)) for quad in inferred}


def _counterparts(store: Store, main: bool, broader: _Broader) -> _Judgements:
    return {(subject, object_) for subject, _, object_ in _matches(store)}


def _relations(store: Store, main: bool, broader: _Broader) -> _Judgements:
    return {(subject, f"{relation} {object_}") for subject, relation, object_ in _matches(store)}


def _matches(store: Store) -> Iterator[tuple[str, str, str]]:
    """Close, broader and narrower counterparts: the IRI of an element, the relation, the path of the counterpart."""
    for row in store.quads_for_pattern(None, RDF.type, JPP.Correspondence, None):
        (subject,), (relation,), (object_,) = (
            _objects(store, row.subject, p) for p in (SSSOM.subject_id, SSSOM.predicate_id, SSSOM.object_id)
        )
        if relation != SKOS.relatedMatch.value and SSSOM.NoTermFound.value not in (subject, object_):
            yield subject, relation.rpartition("#")[2], object_.removeprefix(iris.ID)


def _roles(store: Store, main: bool, broader: _Broader) -> _Judgements:
    said = store.quads_for_pattern(None, JPP.role, None, None)
    return {(_text(quad.subject), _text(quad.object).rpartition("/")[2]) for quad in said}


def _commitments(store: Store, main: bool, broader: _Broader) -> _Judgements:
    return {
        (element, commitment.rpartition("/")[2])
        for annotation in store.quads_for_pattern(None, RDF.type, JPP.CommitmentAnnotation, None)
        for element in _objects(store, annotation.subject, OA.hasTarget)
        for commitment in _objects(store, annotation.subject, OA.hasBody)
    }


def _city_words(store: Store, main: bool, broader: _Broader) -> _Judgements:
    """What the word for city means at each place where it is found."""
    return {
        (place, _CITY_WORDS[general])
        for mention in store.quads_for_pattern(None, RDF.type, JPP.Mention, None)
        for general in (broader.get(thing, "") for thing in _objects(store, mention.subject, OA.hasBody))
        if general in _CITY_WORDS
        for place in _objects(store, mention.subject, OA.hasTarget)
    }


_CITY_WORDS = {f"{iris.THING}municipal-government": "government", f"{iris.THING}town": "town"}
_PUBLISHED: dict[str, Callable[[Store, bool, _Broader], _Judgements]] = {
    "theme": _themes,
    "goal": _goals,
    "counterpart": _counterparts,
    "relation": _relations,
    "role": _roles,
    "city-word": _city_words,
    "commitment": _commitments,
}
"""The judgements of the graph that a kind of reading is about, or those of them that lead: element and value."""


def _objects(store: Store, subject: object, predicate: NamedNode) -> list[str]:
    assert isinstance(subject, NamedNode)
    return sorted(_text(quad.object) for quad in store.quads_for_pattern(subject, predicate, None, None))


def _text(term: object) -> str:
    assert isinstance(term, (NamedNode, Literal))
    return term.value


def _decimal(number: float) -> Literal:
    return Literal(str(Decimal(str(number)).quantize(Decimal("0.001"))), datatype=XSD.decimal)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
