"""What can be found: an entry for each element, plan, municipality, theme, named thing, question and ontology term.

Entries come from the graphs of one unit; each says which plan and kind it belongs to, so that putting the entries of
all units together needs no look-up. Names of themes and things that an element only points to come from outside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, ORG, RDF, RDFS, SH, SKOS
from kgtool.search.folding import is_run, run, spaced

Text = tuple[str, str]
"""Language, which may be empty, and text."""
Names = Mapping[str, tuple[Text, ...]]
MUNICIPALITY, QUESTION, ONTOLOGY_TERM = "Municipality", "Question", "OntologyTerm"
"""The kinds of entries that are not called after a class of ours."""
_CALLED = (RDFS.label, SKOS.prefLabel)
_ALSO_CALLED = (DCTERMS.alternative, SKOS.altLabel, JPP.surface)
_SAID = (DCTERMS.abstract, SKOS.definition, SKOS.scopeNote, RDFS.comment)
_PLACES = (JPP.statedAt, JPP.bodyAt)
_LANGUAGES = ("ja", "", "en")
_BOUNDARY = " | "


class Entry(NamedTuple):
    """Something that can be found: ``rank`` is its place among equals by kind, the rest what is shown of it.

    ``names`` begin with what it is called; ``texts`` say what it is. ``above`` is the element that it is part of.
    ``themes`` and ``things`` are the resources that it is about and that it names, with what these are called.
    """

    rank: int
    iri: str
    kind: str
    plan: str = ""
    above: str = ""
    code: str = ""
    names: tuple[Text, ...] = ()
    texts: tuple[Text, ...] = ()
    themes: tuple[tuple[str, tuple[Text, ...]], ...] = ()
    things: tuple[tuple[str, tuple[Text, ...]], ...] = ()

    def document(self) -> str:
        """The entry as JSON on one line; what is empty is left out."""
        held = {name: value for name, value in self._asdict().items() if value or name == "rank"}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, document: str | bytes) -> Entry:
        """The entry in a document."""
        return cls(**{name: _frozen(value) for name, value in json.loads(document).items()})


def entries(store: Store, names: Names | None = None) -> Iterator[Entry]:
    """Yield the entries of one unit's graphs: kinds apart, elements as they stand in the text.

    ``names`` are those of themes, things and municipalities in other units.
    """
    known = {**(names or {}), **called(store)}
    named = (entry for entry in _all(store, known) if entry.names and entry.kind)
    for _, _, found in sorted((*_key(store, entry), entry) for entry in named):
        yield found


def called(store: Store) -> Names:
    """Return what themes, things and municipalities are called, by their IRIs."""
    found = {node.value: _texts(store, node, *_CALLED) for node in _typed(store, JPP.Theme, ORG.FormalOrganization)}
    things = {node.value: _texts(store, node, *_CALLED, JPP.surface) for node in _having(store, JPP.surface)}
    return found | things


def tokens(entry: Entry) -> dict[str, Any]:
    """Return what an entry is found by, cut for the fields of the index (kgtool/search/index.py)."""
    names = [*entry.names, *([("", entry.code)] if entry.code else [])]
    pointed = [text for _, texts in (*entry.themes, *entry.things) for text in texts]
    every = [*names, *entry.texts, *dict.fromkeys(pointed)]
    cut = {f"name_{field}": text for field, text in _cut(names).items()} | _cut(every)
    exact = {whole for lang, text in names for whole in wholes(text, lang)}
    plan = {"plan": entry.plan} if entry.plan else {}
    return {**cut, "exact": sorted(exact), "kind": entry.kind, **plan}


def wholes(text: str, *langs: str) -> set[str]:
    """Return how a text is compared as a whole, in each of some languages."""
    return {" ".join(spaced(text).split()) if lang == "en" else run(text) for lang in langs}


def _frozen(value: Any) -> Any:
    """A value with tuples for lists, as entries have them."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _cut(texts: Iterable[Text]) -> dict[str, str]:
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
    """Cut one text; names of themes and things come again and again."""
    folded = run(text)
    words = tuple(spaced(text).split()) if lang == "en" else ()
    begins = frozenset(word[:length] + "*" for word in words for length in (1, 2) if len(word) >= length)
    if not is_run(lang, folded):
        return _Pieces(words=words, begins=begins)
    return _Pieces(" ".join(map("".join, pairwise(folded))), frozenset(folded), words, begins)


def _all(store: Store, names: Names) -> Iterator[Entry]:
    """The entries of a unit, in no order."""
    for node in _typed(store, ORG.FormalOrganization):
        yield _entry(store, node, 0, MUNICIPALITY)
    for node in _typed(store, JPP.ComprehensivePlan):
        body = _resources(store, node, names, JPP.responsibleBody)
        yield _entry(store, node, 0, "ComprehensivePlan")._replace(plan=_plan(node), things=body)
    for node in _typed(store, JPP.Theme):
        yield _entry(store, node, 1, "Theme")
    for node in _typed(store, SH.SPARQLExecutable):
        yield _entry(store, node, 2, QUESTION)
    for node in _having(store, JPP.inVersion):
        yield _placed(store, node, _entry(store, node, 3, _kind(store, node)), names)
    for node in _having(store, JPP.surface):
        yield _entry(store, node, 4, _kind(store, node))
    for node in _having(store, RDFS.isDefinedBy):
        if node.value.startswith(iris.NS):
            yield _entry(store, node, 5, ONTOLOGY_TERM)


def _entry(store: Store, node: NamedNode, rank: int, kind: str) -> Entry:
    texts = _texts(store, node, *_SAID)
    return Entry(rank, node.value, kind, names=_texts(store, node, *_CALLED, *_ALSO_CALLED), texts=texts)


def _placed(store: Store, node: NamedNode, entry: Entry, names: Names) -> Entry:
    """An element, with what only elements have."""
    above = sorted(_objects(store, node, JPP.partOf) or _objects(store, node, JPP.desiredStateOf))
    codes = sorted(literal.value for literal in _literals(store, node, SKOS.notation))
    return entry._replace(
        plan=_plan(node),
        above=above[0] if above else "",
        code=codes[0] if codes else "",
        themes=_resources(store, node, names, JPP.theme),
        things=_resources(store, node, names, JPP.mentions),
    )


def _key(store: Store, entry: Entry) -> tuple[tuple[int, int, str], str]:
    """What entries are sorted by: kind, place in the text, code of a theme."""
    node = NamedNode(entry.iri)
    spans = [iris.read_span(iri) for predicate in _PLACES for iri in _objects(store, node, predicate)]
    place = min((span.start for span in spans if span), default=1 << 40) if entry.rank == 3 else 0
    notation = min((literal.value for literal in _literals(store, node, SKOS.notation)), default="")
    return (entry.rank, place, notation), entry.iri


def _kind(store: Store, node: NamedNode) -> str:
    """The local name of a node's class."""
    ours = [iri[len(iris.NS) :] for iri in _objects(store, node, RDF.type) if iri.startswith(iris.NS)]
    return min(ours, default="")


def _plan(node: NamedNode) -> str:
    return iris.path_of(node.value).partition("/")[0]


def _resources(
    store: Store, node: NamedNode, names: Names, predicate: NamedNode
) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    """What a node points to and what that is called; what has no name is left out."""
    return tuple((iri, names[iri]) for iri in sorted(_objects(store, node, predicate)) if iri in names)


def _typed(store: Store, *classes: NamedNode) -> list[NamedNode]:
    return [node for cls in classes for node in _subjects(store, RDF.type, cls)]


def _having(store: Store, predicate: NamedNode) -> list[NamedNode]:
    return _subjects(store, predicate, None)


def _subjects(store: Store, predicate: NamedNode, value: NamedNode | None) -> list[NamedNode]:
    quads = store.quads_for_pattern(None, predicate, value, None)
    return list(dict.fromkeys(quad.subject for quad in quads if isinstance(quad.subject, NamedNode)))


def _objects(store: Store, node: NamedNode, predicate: NamedNode) -> set[str]:
    quads = store.quads_for_pattern(node, predicate, None, None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def _literals(store: Store, node: NamedNode, predicate: NamedNode) -> set[Literal]:
    quads = store.quads_for_pattern(node, predicate, None, None)
    return {quad.object for quad in quads if isinstance(quad.object, Literal)}


def _texts(store: Store, node: NamedNode, *predicates: NamedNode) -> tuple[Text, ...]:
    """The texts of a node, each once: by predicate, Japanese first."""
    found: dict[Text, None] = {}
    for predicate in predicates:
        texts = [(literal.language or "", literal.value) for literal in _literals(store, node, predicate)]
        found |= dict.fromkeys(sorted((t for t in texts if t[0] in _LANGUAGES), key=_by_language))
    return tuple(found)


def _by_language(text: Text) -> tuple[int, str]:
    return _LANGUAGES.index(text[0]), text[1]
