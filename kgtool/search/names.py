"""Find the resource that a person means by a name: a label in either language, a synonym, a code, a city, an IRI's end.

Width, case, accents, kind of kana, blanks and the ends of city names (清瀬, 清瀬市, きよせ, Kiyose) make no difference. What a
name may stand for is a ``ResourceKind``; for the parameter of a question it is read off its example (``kind_of``).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.base.languages import preferred
from kgtool.rdf import iris
from kgtool.rdf.reader import NAMES
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, RDFS, SKOS
from kgtool.search.folding import run
from kgtool.search.romaji import romaji, short

Select = Callable[[str], Iterable[Sequence[Any]]]
"""Answers a SELECT over all graphs as one: of a store in this process, of a pool of workers, of a remote endpoint."""
Tagged = tuple[str, str]
"""Language, which may be empty, and text."""

MOST_LISTED = 8
"""As many resources are listed where a name stands for several, or for none."""
_ALSO_CALLED = (SKOS.altLabel, JPP.surface, DCTERMS.alternative)
_CODES = (SKOS.notation, DCTERMS.identifier)
_CITY, _LOCAL_TYPE = JPP.responsibleBody, JPP.localType
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_CITY_ENDS = re.compile(r"(?<=.)(?:市|区|町|村|し|く|ちょう|まち|むら|そん|city|ward|town|village)$")
_ROMAJI_ENDS = re.compile(r"(?<=..)(?:shi|ku|cho|machi|mura|son)$")
"""As people write the same ends in romaji; only of what is asked, since English names have none of them."""
_INNER_DASH = re.compile(r"(?<![0-9])-|-(?![0-9])")
_PREFIX = re.compile(r"^[\w-]+:(?!//)")
_PARTS = re.compile(r"[\s・、,，/／と（）()]+|\band\b", re.I)
_PLAN_IRI = re.compile(rf"{re.escape(iris.ID)}\d{{5}}-[^/]+")
_ELEMENT_IRI = re.compile(rf"{re.escape(iris.ID)}(\d{{5}}-[^/]+)/[^/]+/(.+)")
_IN_FORCE = (
    f"?x {JPP.inVersion} ?v . ?v {JPP.versionOf} ?work . OPTIONAL {{ ?force {JPP.versionInForceOf} ?work }} "
    "FILTER(!BOUND(?force) || ?force = ?v)"
)
_NEAR = 0.5


class ResourceKind(NamedTuple):
    """What a name may stand for: ``pattern`` is what SPARQL says of such a resource ``?x``.

    ``preferred`` is the class, by its local name, of those that are taken before others of the same name.
    """

    pattern: str
    preferred: str = ""


PLAN = ResourceKind(f"?version {JPP.versionOf} ?x .")
"""Plans that have a version: those with a folder of their own; also called by their municipality."""
ELEMENT = ResourceKind(_IN_FORCE)
"""Elements of the versions in force; also called by their kind and code: 方針1, measure 1-111."""
THING = ResourceKind(f"?x {JPP.surface} ?surface .")
"""Named things that plans mention."""
SHARED_THING = ResourceKind(f'{THING.pattern} FILTER(STRSTARTS(STR(?x), "{iris.THING}"))')
"""Those of them that all plans share."""


def scheme(iri: str) -> ResourceKind:
    """Return the members of a concept scheme, by its IRI."""
    return ResourceKind(f"?x {SKOS.inScheme} {NamedNode(iri)} .")


THEME = scheme(iris.THEME.rstrip("/"))
SDG_GOAL = scheme(iris.SDG.rstrip("/"))
TERM = ResourceKind(f'?x {RDFS.isDefinedBy} ?ontology FILTER(STRSTARTS(STR(?x), "{iris.NS}"))')
"""Classes and properties of our ontology."""


def kind_of(example: str) -> ResourceKind | None:
    """Return the kind of resources of which an IRI is an example, judged by its form; None where that tells nothing."""
    if _PLAN_IRI.fullmatch(example):
        return PLAN
    if element := _ELEMENT_IRI.fullmatch(example):
        steps = [step for step in element[2].split("/") if not step[0].isdigit()]
        return ELEMENT._replace(preferred="".join(part.capitalize() for part in steps[-1].split("-")) if steps else "")
    if example.startswith(iris.THING):
        return THING
    if example.startswith(iris.NS):
        return TERM._replace(preferred="Class" if example[len(iris.NS) :][:1].isupper() else "")
    if example.startswith((iris.ID, iris.SDG)):
        return scheme(example.rpartition("/")[0])
    return None


class NamedResource(NamedTuple):
    """A resource with what it is called: ``labels`` before ``others`` (synonyms, surfaces), and its codes."""

    iri: str
    labels: tuple[Tagged, ...] = ()
    others: tuple[Tagged, ...] = ()
    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    cities: tuple[Tagged, ...] = ()
    local_types: tuple[Tagged, ...] = ()

    @property
    def plan(self) -> str:
        """The id of the plan that it is, or belongs to; empty for what belongs to none."""
        path = self.iri.removeprefix(iris.ID)
        return path.partition("/")[0] if path != self.iri and path[:5].isdigit() else ""

    def name(self, lang: str) -> str:
        """Return what it is called in ``lang``, else in the other language, else the end of its IRI; elements with code."""
        found = dict(reversed(self.labels))
        label = next((found[wanted] for wanted in (*preferred(lang), "") if wanted in found), iris.end(self.iri))
        return (
            f"{self.codes[0]} {label}" if self.codes and self.plan and "/" in self.iri.removeprefix(iris.ID) else label
        )


class Resolution(NamedTuple):
    """What a name stands for: one match, several, or none; then ``near`` are those with the nearest names, best first."""

    text: str
    matches: tuple[NamedResource, ...] = ()
    near: tuple[NamedResource, ...] = ()

    @property
    def one(self) -> NamedResource | None:
        """The only match, if there is just one."""
        return self.matches[0] if len(self.matches) == 1 else None


class Resolver:
    """Resolve names of the resources of one dataset. What it read of a kind it keeps, so it must not outlive the dataset.

    Cost: one query for each kind, of all its names: a few milliseconds for two plans.
    """

    def __init__(self, select: Select) -> None:
        self._select = select
        self._read: dict[str, _NamesOfKind] = {}

    def resolve(self, text: str, kind: ResourceKind) -> Resolution:
        """Return what a text stands for among the resources of a kind.

        Tiers, of which the first with a match counts: labels, codes and ends of IRIs; synonyms; names that begin with the
        text or have it as one of their parts. In a text of two words the first may be a city or a plan: 清瀬 1-111.
        """
        names = self._names(kind)
        found = names.exact(text) or self._within(text, kind) or names.part(text)
        if found:
            chosen = [one for one in found if kind.preferred and _is(one, kind.preferred)]
            return Resolution(text, tuple(chosen or found))
        return Resolution(text, (), names.near(text))

    def occurs(self, iri: str) -> bool:
        """Say whether the dataset says anything of an IRI, with it, or in the graph of that name."""
        absent = "FILTER NOT EXISTS { ?x ?p ?o } FILTER NOT EXISTS { ?s ?q ?x } FILTER NOT EXISTS { ?t ?x ?u }"
        graphs = "FILTER NOT EXISTS { GRAPH ?x { ?a ?b ?c } }"
        return not list(self._select(f"SELECT ?x WHERE {{ VALUES ?x {{ {NamedNode(iri)} }} {absent} {graphs} }}"))

    def resources(self, kind: ResourceKind) -> tuple[NamedResource, ...]:
        """Return all resources of a kind that have a name, sorted by IRI."""
        return self._names(kind).resources

    def keys(self, kind: ResourceKind) -> dict[str, list[NamedResource]]:
        """Return the folded names (see ``fold``) of a kind, each with the resources that it stands for."""
        return {**self._names(kind).second, **self._names(kind).first}

    def _names(self, kind: ResourceKind) -> _NamesOfKind:
        if kind.pattern not in self._read:
            self._read[kind.pattern] = _NamesOfKind(_resources(self._select, kind))
        return self._read[kind.pattern]

    def _within(self, text: str, kind: ResourceKind) -> list[NamedResource]:
        """The match of what follows the name of a plan, in that plan."""
        if kind.pattern != ELEMENT.pattern:
            return []
        for cut in re.finditer(r"[\s　]+|の|'s\s+", text):
            plans = {one.plan for one in self._names(PLAN).exact(text[: cut.start()])}
            found = [one for one in self._names(kind).exact(text[cut.end() :]) if one.plan in plans]
            if found:
                return found
        return []


def fold(text: str) -> str:
    """Return a name as it is compared: the letters and digits in a row, with dashes between digits only."""
    return _INNER_DASH.sub("", run(text))


class _NamesOfKind:
    """The resources of a kind by what they are called."""

    def __init__(self, resources: Iterable[NamedResource]) -> None:
        self.resources = tuple(sorted(resources))

    @cached_property
    def first(self) -> dict[str, list[NamedResource]]:
        """By labels, codes and ends of IRIs."""
        return _by_key((one, key) for one in self.resources for key in _first_keys(one))

    @cached_property
    def second(self) -> dict[str, list[NamedResource]]:
        """By synonyms."""
        return _by_key((one, fold(text)) for one in self.resources for _, text in one.others)

    def exact(self, text: str) -> list[NamedResource]:
        whole = fold(text)
        spelt = short(whole)
        for wanted in dict.fromkeys((whole, _CITY_ENDS.sub("", whole), _ROMAJI_ENDS.sub("", whole), spelt)):
            for keys in (self.first, self.second):
                if found := keys.get(wanted, []):
                    return found
        return []

    def part(self, text: str) -> list[NamedResource]:
        """Those with a name that begins with the text, or has it as a part between marks; two letters at least."""
        wanted = fold(text)
        if len(wanted) < 2 or wanted.isdigit():
            return []
        return [
            one
            for one in self.resources
            if any(_begins(name, wanted) for _, name in (*one.labels, *one.others, *one.cities))
            or any(spelt.startswith(short(wanted)) for spelt in spellings(one))
        ]

    def near(self, text: str) -> tuple[NamedResource, ...]:
        """The resources with the nearest names: those that hold the text, then those spelt alike; all of a few."""
        if len(self.resources) <= MOST_LISTED:
            return self.resources
        wanted, every = fold(_PREFIX.sub("", text)), {**self.second, **self.first}
        if not wanted:
            return ()
        held = sorted((key for key in every if wanted in key or (len(key) > 1 and key in wanted)), key=_length)
        alike = difflib.get_close_matches(wanted, every, n=MOST_LISTED, cutoff=_NEAR)
        found = dict.fromkeys(one for key in (*held, *alike) for one in every[key])
        return tuple(found)[:MOST_LISTED]


def _by_key(pairs: Iterable[tuple[NamedResource, str]]) -> dict[str, list[NamedResource]]:
    found: dict[str, dict[NamedResource, None]] = {}
    for one, key in pairs:
        if key:
            found.setdefault(key, {})[one] = None
    return {key: list(ones) for key, ones in found.items()}


def _first_keys(one: NamedResource) -> Iterator[str]:
    codes = [fold(code) for code in one.codes]
    codes += [str(_ROMAN[code]) for code in codes if code in _ROMAN]
    yield from (fold(text) for _, text in one.labels)
    yield from codes
    path = one.iri.removeprefix(iris.ID)
    yield fold(path)
    yield fold(path.split("/", 2)[-1] if one.plan else iris.end(one.iri))
    for _, city in one.cities:
        yield fold(city)
        yield _CITY_ENDS.sub("", fold(city))
    yield from spellings(one)
    if one.cities:
        yield one.plan[:5]
    kinds = [text for _, text in one.local_types] + [iris.end(type_) for type_ in one.types]
    yield from (fold(kind) + code for kind in kinds for code in codes if one.plan and not one.cities)


def spellings(one: NamedResource) -> tuple[str, ...]:
    """Return the names of a plan's municipality in Latin letters, by its readings in kana, with and without the end."""
    readings = [fold(city) for _, city in one.cities]
    both = (text for reading in readings for text in (reading, _CITY_ENDS.sub("", reading)))
    return tuple(filter(None, map(romaji, both)))


def _begins(name: str, wanted: str) -> bool:
    return fold(name).startswith(wanted) or wanted in map(fold, _PARTS.split(name))


def _is(one: NamedResource, class_: str) -> bool:
    return any(iris.end(type_) == class_ for type_ in one.types)


def _length(key: str) -> tuple[int, str]:
    return len(key), key


def _resources(select: Select, kind: ResourceKind) -> Iterator[NamedResource]:
    """All resources of a kind, with their names."""
    start = f"SELECT DISTINCT ?x ?how ?name WHERE {{ {{ SELECT DISTINCT ?x WHERE {{ {kind.pattern} }} }}"
    held = ", ".join(map(str, (*NAMES, *_ALSO_CALLED, *_CODES)))
    rows = [*select(f"{start} ?x ?how ?name FILTER(?how IN ({held}, {RDF.type})) }}")]
    if kind is PLAN:
        rows += select(f"{start} ?x {_CITY} ?city . ?city ?p ?name FILTER(?p IN ({held})) BIND({_CITY} AS ?how) }}")
    if kind.pattern == ELEMENT.pattern:
        rows += select(f"{start} ?x {_LOCAL_TYPE} ?t . ?t {SKOS.prefLabel} ?name BIND({_LOCAL_TYPE} AS ?how) }}")
    found: dict[str, dict[str, set[Tagged]]] = {}
    for x, how, name in rows:
        if isinstance(x, NamedNode) and isinstance(name, (NamedNode, Literal)):
            tag = (
                ((name.language or "").partition("-")[0], name.value) if isinstance(name, Literal) else ("", name.value)
            )
            found.setdefault(x.value, {}).setdefault(how.value, set()).add(tag)
    for iri, said in found.items():
        one = NamedResource(
            iri,
            _of(said, NAMES),
            _of(said, _ALSO_CALLED),
            tuple(text for _, text in _of(said, _CODES)),
            tuple(text for _, text in _of(said, (RDF.type,))),
            _of(said, (_CITY,)),
            _of(said, (_LOCAL_TYPE,)),
        )
        if one.labels or one.others or one.codes:
            yield one


def _of(said: dict[str, set[Tagged]], predicates: Sequence[NamedNode]) -> tuple[Tagged, ...]:
    return tuple(dict.fromkeys(tag for predicate in predicates for tag in sorted(said.get(predicate.value, ()))))
