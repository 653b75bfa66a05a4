"""What the results of a search show of an entry: its name, its text, and where else the words occur, all marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.search import folding
from kgtool.search.entries import MUNICIPALITY, ONTOLOGY_TERM, QUESTION, SearchEntry, Tagged
from kgtool.search.folding import SearchWord
from kgtool.web import addresses
from kgtool.web.html import names
from kgtool.web.models.view import View

_LONGEST, _BEFORE = 280, 90
_KINDS = {
    MUNICIPALITY: ("市区町村", "Municipality"),
    QUESTION: ("計画への問い", "Question to the plans"),
    ONTOLOGY_TERM: ("データのことば", "Term of the data"),
}


class MarkedText(NamedTuple):
    """A text in pieces; the flag of a piece says whether it was searched for."""

    lang: str
    pieces: list[tuple[str, bool]]


class Elsewhere(NamedTuple):
    """Another text in which the words occur.

    ``of`` says whose it is: ``wording`` what the plan says, ``other`` of the entry itself, ``theme`` of one of its themes,
    ``thing`` of what it names.
    """

    of: str
    text: MarkedText


class SearchHit(NamedTuple):
    """An entry as the list of results shows it; ``path`` is that of its page, ``place`` where it is read in its plan."""

    entry: SearchEntry
    path: str
    place: str
    title: MarkedText
    said: MarkedText | None
    elsewhere: list[Elsewhere]


def result(entry: SearchEntry, words: Sequence[SearchWord], lang: str, place: str = "") -> SearchHit:
    """Return what to show of an entry, in ``lang`` where it has that; what a plan says only where that has a word."""
    title, said = _best(entry.names, lang), _best(entry.texts, lang)
    displayed = [text for text in (title, said) if text]
    remaining = [word for word in words if not any(folding.places(*text, word) for text in displayed)]
    own = [("wording", text) for text in entry.wording]
    own += [("other", text) for text in (*entry.names, *entry.texts) if text not in displayed]
    themes = [("theme", text) for _, names in entry.themes for text in names]
    mentions = [("thing", text) for _, names in entry.mentions for text in names]
    elsewhere = []
    for of, text in (*own, *themes, *mentions):
        here = [word for word in remaining if folding.places(*text, word)]
        if here:
            elsewhere.append(Elsewhere(of, _marked(text, words)))
            remaining = [word for word in remaining if word not in here]
    return SearchHit(
        entry, path(entry), place, _marked(title or ("", entry.iri), words), said and _marked(said, words), elsewhere
    )


def named(view: View, entry: SearchEntry) -> SearchEntry:
    """Return an entry with the name that pages use for it, if it has none in the view's language.

    The name is only displayed and not searched: the element's title was lost.
    """
    if any(lang in ("", view.lang) for lang, _ in entry.names):
        return entry
    called = names.name(view, entry.iri)
    return entry._replace(names=(*entry.names, (called.lang, called.text))) if called.lang == view.lang else entry


def path(entry: SearchEntry) -> str:
    """Return the path of the page that people read about an entry."""
    if entry.kind == QUESTION:
        return f"queries/{entry.iri.rpartition('/')[2]}"
    return addresses.document(entry.iri) or ""


def kind(view: View, name: str) -> str:
    """Return the label of a kind of entry: that of its class, if it is one."""
    if name in _KINDS:
        return _KINDS[name][0 if view.lang == "ja" else 1]
    return view.name(iris.NS + name).text if iris.is_path(name) else name


def city(view: View, plan: str) -> str:
    """Return the label of a plan in a list of results: its municipality, if it has one."""
    iri = iris.element(plan)
    return view.name(view.object(iri, JPP.responsibleBody) or iri).text


def _best(texts: Sequence[Tagged], lang: str) -> Tagged | None:
    """The first text in a language, else the first of all."""
    return next((text for text in texts if text[0] == lang), texts[0] if texts else None)


def _marked(text: Tagged, words: Sequence[SearchWord]) -> MarkedText:
    """A text with its words marked; of a long one the part around the first."""
    lang, said = text
    if len(said) > _LONGEST:
        first = min((start for word in words for start, _ in folding.places(lang, said, word)), default=0)
        start = max(0, min(first - _BEFORE, len(said) - _LONGEST))
        cut = said[start : start + _LONGEST]
        pieces = folding.marked(lang, cut, words)
        before, after = [("…", False)] * (start > 0), [("…", False)] * (start + _LONGEST < len(said))
        return MarkedText(lang, [*before, *pieces, *after])
    return MarkedText(lang, folding.marked(lang, said, words))
