"""Make the entries of the search index: one for each element, plan, municipality, theme, mentioned resource, question
and ontology term.

Entries are made plan by plan, each with its plan and kind, so that those of all plans are put together without look-ups.
The labels of themes and resources that all plans share are passed in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.reader import NAMES, GraphReader
from kgtool.rdf.vocab import DCTERMS, JPP, ORG, RDF, RDFS, SH, SKOS
from kgtool.search.folding import is_run, run, spaced

Tagged = tuple[str, str]
"""Language, which may be empty, and text."""
Names = Mapping[str, tuple[Tagged, ...]]
THEME = "Theme"
THINGS = ("Actor", "PopulationGroup", "Programme", "Law", "Facility", "Place", "Term")
"""The kinds of what plans name."""
MUNICIPALITY, QUESTION, ONTOLOGY_TERM = "Municipality", "Question", "OntologyTerm"
"""The kinds of entries that are not called after a class of ours."""
_ALSO_CALLED = (DCTERMS.alternative, SKOS.altLabel, JPP.surface)
_SAID = (DCTERMS.abstract, SKOS.definition, SKOS.scopeNote, RDFS.comment)
_PLACES = (JPP.statedAt, JPP.bodyAt)
READ = frozenset(
    f"<{predicate.value}>".encode()
    for predicate in (
        *(*NAMES, *_ALSO_CALLED, *_SAID, *_PLACES, RDF.type, RDFS.isDefinedBy, SKOS.notation),
        *(JPP.versionOf, JPP.versionInForceOf, JPP.inVersion, JPP.responsibleBody, JPP.partOf, JPP.desiredStateOf),
        *(JPP.theme, JPP.mentions, JPP.text),
    )
)
"""The predicates of all statements that entries are made from, as lines write them."""
_LANGUAGES = ("ja", "", "en")
_BOUNDARY = " | "


class SearchEntry(NamedTuple):
    """A resource that can be found, with what a list of results displays of it; ``rank`` sorts equal hits by kind.

    ``names`` are its labels, the preferred first; ``texts`` describe it. ``above`` is the IRI of its parent element.
    ``themes`` are its themes, ``mentions`` the resources it mentions: IRIs with their labels. ``wording`` is what the plan
    says there, in a build that holds it.
    """

    rank: int
    iri: str
    kind: str
    plan: str = ""
    above: str = ""
    code: str = ""
    names: tuple[Tagged, ...] = ()
    texts: tuple[Tagged, ...] = ()
    themes: tuple[tuple[str, tuple[Tagged, ...]], ...] = ()
    mentions: tuple[tuple[str, tuple[Tagged, ...]], ...] = ()
    wording: tuple[Tagged, ...] = ()

    def document(self) -> str:
        """Return the entry as JSON on one line, without empty fields."""
        held = {name: value for name, value in self._asdict().items() if value or name == "rank"}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, document: str | bytes) -> SearchEntry:
        """Return the entry in a JSON document of ``document``."""
        return cls(**{name: frozen(value) for name, value in json.loads(document).items()})


def entries(store: Store, names: Names | None = None) -> Iterator[SearchEntry]:
    """Yield the entries of a store, sorted by kind; elements in the order of the source text.

    ``names`` are labels of themes, mentioned resources and municipalities that are not in it.
    """
    reader = GraphReader(store)
    known = {**(names or {}), **called(store)}
    named = (entry for entry in _all(reader, known) if entry.names and entry.kind)
    for _, _, found in sorted((*_key(reader, entry), entry) for entry in named):
        yield found


def called(store: Store) -> Names:
    """Return the labels of the themes, mentioned resources and municipalities of a store, by IRI."""
    reader = GraphReader(store)
    found = {iri: _texts(reader, iri, *NAMES) for iri in _typed(reader, JPP.Theme, ORG.FormalOrganization)}
    return found | {iri: _texts(reader, iri, *NAMES, *_ALSO_CALLED) for iri in reader.subjects(JPP.surface)}


def tokens(entry: SearchEntry) -> dict[str, Any]:
    """Return the fields of the index for an entry: its texts as letter pairs, letters and words (kgtool/search/index.py)."""
    names = [*entry.names, *([("", entry.code)] if entry.code else [])]
    pointed = [text for _, texts in (*entry.themes, *entry.mentions) for text in texts]
    every = [*names, *entry.texts, *entry.wording, *dict.fromkeys(pointed)]
    cut = {f"name_{field}": text for field, text in _cut(names).items()} | _cut(every)
    exact = {whole for lang, text in names for whole in wholes(text, lang)}
    plan = {"plan": entry.plan} if entry.plan else {}
    return {**cut, "exact": sorted(exact), "kind": entry.kind, **plan}


def wholes(text: str, *langs: str) -> set[str]:
    """Return the normalised forms of a whole text in some languages, by which an exact hit is recognised."""
    return {" ".join(spaced(text).split()) if lang == "en" else run(text) for lang in langs}


def frozen(value: Any) -> Any:
    """Return a value of a JSON document with tuples for lists."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def _cut(texts: Iterable[Tagged]) -> dict[str, str]:
    """Cut texts into pairs of letters in their order, single letters, and words with how they begin."""
    pieces = [_pieces(lang, text) for lang, text in texts]
    return {
        "pairs": _BOUNDARY.join(piece.pairs for piece in pieces if piece.letters),
        "letters": " ".join(sorted(frozenset().union(*(piece.letters | piece.begins for piece in pieces)))),
        "words": " ".join(dict.fromkeys(word for piece in pieces for word in piece.words)),
    }


class _Pieces(NamedTuple):
    """One text, cut."""

    pairs: str = ""
    letters: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    begins: frozenset[str] = frozenset()


@lru_cache(maxsize=10_000)
def _pieces(lang: str, text: str) -> _Pieces:
    """Cut one text; cached, since the labels of themes and resources recur."""
    folded = run(text)
    words = tuple(spaced(text).split()) if lang == "en" else ()
    begins = frozenset(word[:length] + "*" for word in words for length in (1, 2) if len(word) >= length)
    if not is_run(lang, folded):
        return _Pieces(words=words, begins=begins)
    return _Pieces(" ".join(map("".join, pairwise(folded))), frozenset(folded), words, begins)


def _all(reader: GraphReader, names: Names) -> Iterator[SearchEntry]:
    """The entries of a store, in no order."""
    for iri in _typed(reader, ORG.FormalOrganization):
        yield _entry(reader, iri, 0, MUNICIPALITY)
    for iri in sorted({plan.value for _, plan in reader.pairs(JPP.versionOf)}):
        body = _resources(reader, iri, names, JPP.responsibleBody)
        yield _entry(reader, iri, 0, _kind(reader, iri))._replace(plan=_plan(iri), mentions=body)
    for iri in _typed(reader, JPP.Theme):
        yield _entry(reader, iri, 1, THEME)
    for iri in _typed(reader, SH.SPARQLExecutable):
        yield _entry(reader, iri, 2, QUESTION)
    superseded = _superseded(reader)
    for iri in reader.subjects(JPP.inVersion):
        if not superseded.isdisjoint(reader.objects(iri, JPP.inVersion)):
            continue
        yield _placed(reader, iri, _entry(reader, iri, 3, _kind(reader, iri)), names)
    for iri in reader.subjects(JPP.surface):
        yield _entry(reader, iri, 4, _kind(reader, iri))
    for iri in reader.subjects(RDFS.isDefinedBy):
        if iri.startswith(iris.NS):
            yield _entry(reader, iri, 5, ONTOLOGY_TERM)


def _superseded(reader: GraphReader) -> set[str]:
    """The versions of which another version is in force."""
    in_force = {plan: version for version, plan in reader.pairs(JPP.versionInForceOf)}
    return {version for version, plan in reader.pairs(JPP.versionOf) if in_force.get(plan, version) != version}


def _entry(reader: GraphReader, iri: str, rank: int, kind: str) -> SearchEntry:
    node = NamedNode(iri)
    return SearchEntry(
        rank, iri, kind, names=_texts(reader, node, *NAMES, *_ALSO_CALLED), texts=_texts(reader, node, *_SAID)
    )


def _placed(reader: GraphReader, iri: str, entry: SearchEntry, names: Names) -> SearchEntry:
    """An element, with what only elements have."""
    node = NamedNode(iri)
    return entry._replace(
        plan=_plan(iri),
        above=reader.object(node, JPP.partOf) or reader.object(node, JPP.desiredStateOf) or "",
        code=reader.value(node, SKOS.notation),
        themes=_resources(reader, node, names, JPP.theme),
        mentions=_resources(reader, node, names, JPP.mentions),
        wording=tuple(("ja", text) for _, text in _texts(reader, node, JPP.text)),
    )


def _key(reader: GraphReader, entry: SearchEntry) -> tuple[tuple[int, int, str], str]:
    """What entries are sorted by: kind, place in the text, code of a theme."""
    node = NamedNode(entry.iri)
    spans = [iris.read_span(iri) for predicate in _PLACES for iri in reader.objects(node, predicate)]
    place = min((span.start for span in spans if span), default=1 << 40) if entry.rank == 3 else 0
    return (entry.rank, place, reader.value(node, SKOS.notation)), entry.iri


def _kind(reader: GraphReader, iri: str) -> str:
    """The local name of a node's class."""
    return next((kind[len(iris.NS) :] for kind in reader.types(iri) if kind.startswith(iris.NS)), "")


def _plan(iri: str) -> str:
    return iris.path_of(iri).partition("/")[0]


def _resources(
    reader: GraphReader, node: str | NamedNode, names: Names, predicate: NamedNode
) -> tuple[tuple[str, tuple[Tagged, ...]], ...]:
    """What a node points to and what that is called; what has no name is left out."""
    return tuple((iri, names[iri]) for iri in reader.objects(node, predicate) if iri in names)


def _typed(reader: GraphReader, *classes: NamedNode) -> list[str]:
    return [iri for cls in classes for iri in reader.subjects(RDF.type, cls)]


def _texts(reader: GraphReader, node: str | NamedNode, *predicates: NamedNode) -> tuple[Tagged, ...]:
    """The texts of a node, each once: by predicate, Japanese first; a reading in kana (ja-hira) is Japanese."""
    found: dict[Tagged, None] = {}
    node = NamedNode(node) if isinstance(node, str) else node
    for predicate in predicates:
        if literals := reader.literals(node, predicate):
            texts = [((literal.language or "").partition("-")[0], literal.value) for literal in literals]
            found.update(dict.fromkeys(sorted((t for t in texts if t[0] in _LANGUAGES), key=_by_language)))
    return tuple(found)


def _by_language(text: Tagged) -> tuple[int, str]:
    return _LANGUAGES.index(text[0]), text[1]
