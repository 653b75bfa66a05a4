"""Search in everything that has a name: plans, their elements, themes, named resources, questions, terms of the
ontology.

A copy of the site that is only files cannot answer searches. If there are few plans, it carries the index as one
file, in which search.js looks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from kgtool.base.errors import UsageError
from kgtool.build import search_index
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris, media
from kgtool.search import expansion, folding, index, kana, near
from kgtool.search.entries import SearchEntry
from kgtool.search.folding import SearchWord
from kgtool.search.index import Found, Index
from kgtool.search.names import SHARED_THING, THEME
from kgtool.web import addresses, search_results
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models import choice, passages
from kgtool.web.models.view import View
from kgtool.web.page import HTML, Page, Parameters, Variant, whole_number

_PATH, _INDEX = "search", "search-index.json"
_JSON = Variant(media.JSON)
_TAKES = frozenset({"q", "plan", "class", "page"})
_AT_ONCE, _MOST_PAGES, _MOST_PLANS = 20, 50, 10
_LONGEST, _MOST_WORDS = 100, 8
_FEW_PLANS = 20
_EXAMPLES = {
    "ja": ("防災", "子育て支援", "高齢者 地域", "公共施設", "デジタル", "玉川上水"),
    "en": ("disaster", "child-rearing", "older people", "public facilities", "digital", "canal"),
}
_NOTHING = Found(0, [], {}, {})


class SearchRequest(NamedTuple):
    """What is searched for. ``unknown`` is a value that names no plan; ``cut`` says that there were too many words."""

    text: str
    words: tuple[SearchWord, ...]
    cut: bool
    plan: str
    unknown: str
    kind: str
    page: int

    @property
    def parameters(self) -> dict[str, str]:
        """Return the query parameters of the same search, without the page number."""
        named = {"q": self.text, "plan": self.plan, "class": self.kind}
        return {name: value for name, value in named.items() if value}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the page, and the index of a copy that is only files."""
    yield _PATH
    if _few(backend):
        yield _INDEX


def find(backend: Backend, path: str) -> Page | None:
    """Return the page or the index."""
    if path == _INDEX and _few(backend):
        return Page(path, (_JSON,), lambda variant, parameters: _whole(backend))
    if path != _PATH:
        return None

    def make(variant: Variant, parameters: Parameters) -> bytes:
        view = backend.view(variant.lang or "ja")
        asked = _expanded(backend, _read(backend, parameters))
        found = _find(backend, asked)
        if variant == _JSON:
            return _json(backend, asked, found)
        return render.html(backend, "search.html", view, page, variant, _filled(backend, view, asked, found))

    page = Page(path, (*HTML, _JSON), make, _TAKES)
    return page


def _read(backend: Backend, parameters: Parameters) -> SearchRequest:
    whole = " ".join(" ".join(parameters.get("q", ())).split())
    words = folding.asked(whole[:_LONGEST])
    plan = " ".join(parameters.get("plan", ("",))[0].split())
    named = choice.named(backend, plan) if plan else ""
    return SearchRequest(
        whole[:_LONGEST],
        words[:_MOST_WORDS],
        len(whole) > _LONGEST or len(words) > _MOST_WORDS,
        named,
        plan if not named else "",
        parameters.get("class", ("",))[0][:_LONGEST],
        _number(parameters.get("page", ("1",))[0]),
    )


def _expanded(backend: Backend, asked: SearchRequest) -> SearchRequest:
    """The request with what else stands for its words."""
    if not asked.words or asked.unknown:
        return asked
    return asked._replace(words=expansion.expanded(asked.words, _index(backend.build, backend.repo), backend.kana))


def _number(text: str) -> int:
    """The number of a page. Raises ``UsageError`` (parameter)."""
    number = whole_number(text, _MOST_PAGES)
    if number is not None:
        return number
    reason = {
        "ja": f"1から{_MOST_PAGES}までの整数ではありません",
        "en": f"it is no whole number from 1 to {_MOST_PAGES}",
    }
    raise UsageError("parameter", name="page", reason=reason, remedy={"ja": "例: page=2", "en": "for example: page=2"})


def _find(backend: Backend, asked: SearchRequest) -> Found:
    if not asked.words or asked.unknown:
        return _NOTHING
    first = (asked.page - 1) * _AT_ONCE
    return _index(backend.build, backend.repo).find(asked.words, asked.plan, asked.kind, first, _AT_ONCE)


def _meant(backend: Backend, asked: SearchRequest, found: Found) -> tuple[list[tuple[str, int]], list[str]]:
    """What finds something where all words together find nothing, with how much: a part of what was asked; and names spelt alike."""
    if found.total or not asked.words or asked.unknown:
        return [], []
    index = _index(backend.build, backend.repo)
    known = {folding.run(word) for words in backend.kana.values() for word in words}
    apart = [near.apart(word, known) for word in asked.words]
    texts = dict.fromkeys(
        [*(" ".join(parts) for parts in apart), *(word.run for word in asked.words), *chain.from_iterable(apart)]
    )
    totals = [(text, index.find(folding.asked(text), most=1).total) for text in texts if text]
    return [(text, total) for text, total in totals if total], near.near(asked.words, _spellings(backend))


def _spellings(backend: Backend) -> Iterator[near.Spelling]:
    """The names of the themes and of the things that all plans share, and the words that have a reading."""
    shared = (*backend.resolver.resources(THEME), *backend.resolver.resources(SHARED_THING))
    yield from ((text, text) for one in shared for _, text in (*one.labels, *one.others))
    yield from ((reading, word) for reading, words in backend.kana.items() for word in words)


@lru_cache(maxsize=2)
def _index(build: Build, repo: Repo) -> Index:
    return Index(search_index.folder(build, repo))


def _filled(backend: Backend, view: View, asked: SearchRequest, found: Found) -> dict[str, Any]:
    kinds = _counts(found.kinds, asked.kind)
    plans = _counts(found.plans, asked.plan)
    named = {asked.plan, *(plan for plan, _ in plans[:_MOST_PLANS]), *(entry.plan for entry in found.entries)} - {""}
    single, alike = _meant(backend, asked, found)
    cities = {plan: search_results.city(view, plan) for plan in named}
    return {
        "parameters": asked.parameters | ({"page": str(asked.page)} if asked.page > 1 else {}),
        "asked": asked,
        "found": found,
        "results": [
            search_results.result(
                search_results.named(view, entry), asked.words, view.lang, passages.address(view, entry.iri)
            )
            for entry in found.entries
        ],
        "single": single,
        "alike": alike,
        "unread": any(kana.is_reading(word.run) and not word.others for word in asked.words),
        "kind_counts": kinds,
        "kinds": {kind: search_results.kind(view, kind) for kind, _ in kinds},
        "plan_counts": plans[:_MOST_PLANS],
        "more_plans": found.more_plans or len(plans) > _MOST_PLANS,
        "cities": cities,
        "plan_field": asked.unknown or _field(backend, asked.plan, cities),
        "with": lambda name, value: asked.parameters | {name: value},
        "without": lambda name: {key: value for key, value in asked.parameters.items() if key != name},
        "turned": lambda number: asked.parameters | ({"page": str(number)} if number > 1 else {}),
        "examples": _EXAMPLES[view.lang],
        "last": _last(found),
        "at_once": _AT_ONCE,
        "index": _INDEX if _few(backend) else "",
    }


def _counts(found: Mapping[str, int], chosen: str) -> list[tuple[str, int]]:
    """Values and how many entries they have; the chosen one comes first, so that it can always be left."""
    first = [(chosen, found.get(chosen, 0))] if chosen else []
    return first + [(value, number) for value, number in found.items() if value != chosen]


def _field(backend: Backend, plan: str, cities: Mapping[str, str]) -> str:
    """What the form has for a plan: the name of its municipality, unless that leads to another plan."""
    city = cities.get(plan, "")
    return city if choice.named(backend, city) == plan else plan


def _last(found: Found) -> int:
    """The number of the last page that is named."""
    return min(_MOST_PAGES, max(1, -(-found.total // _AT_ONCE)))


def _json(backend: Backend, asked: SearchRequest, found: Found) -> bytes:
    answer = {
        "query": asked.parameters,
        "total": found.total,
        "page": asked.page,
        "pages": _last(found),
        "results": [_described(backend, entry) for entry in found.entries],
        "counts": {"class": found.kinds, "plan": found.plans},
    }
    return json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n"


def _described(backend: Backend, entry: SearchEntry) -> dict[str, Any]:
    """An entry as programs get it."""
    return {
        "id": entry.iri,
        "class": entry.kind,
        "plan": entry.plan,
        "code": entry.code,
        "names": _by_language(entry.names),
        "texts": _by_language(entry.texts),
        "page": backend.url + addresses.with_ending(search_results.path(entry), "ja.html"),
    }


def _by_language(texts: tuple[tuple[str, str], ...]) -> list[Mapping[str, str]]:
    return [{"lang": lang, "text": text} if lang else {"text": text} for lang, text in texts]


def _few(backend: Backend) -> bool:
    """Whether one file can hold everything."""
    return len(choice.ids(backend.build)) <= _FEW_PLANS


def _whole(backend: Backend) -> bytes:
    """Everything that can be found, as search.js reads it: rows, and what they point to only once."""
    entries = sorted(
        map(SearchEntry.read, index.documents(search_index.folder(backend.build, backend.repo))),
        key=lambda entry: entry.rank,
    )
    pointed = {iri: (iri, names) for entry in entries for iri, names in (*entry.themes, *entry.mentions)}
    number = {iri: place for place, iri in enumerate(pointed)}
    views = [backend.view(lang) for lang in ("ja", "en")]
    whole = {
        "plans": {plan: [search_results.city(view, plan) for view in views] for plan in choice.ids(backend.build)},
        "kinds": {
            kind: [search_results.kind(view, kind) for view in views] for kind in {entry.kind: 0 for entry in entries}
        },
        "kana": backend.kana,
        "named": expansion.NAMED,
        "shared": addresses.document(iris.THING),
        "pointed": [[addresses.document(iri), names] for iri, names in pointed.values()],
        "entries": [
            [
                search_results.path(entry),
                entry.kind,
                entry.plan,
                entry.code,
                entry.names,
                entry.texts,
                [number[iri] for iri, _ in entry.themes],
                [number[iri] for iri, _ in entry.mentions],
                [name for view in views for name in search_results.named(view, entry).names[len(entry.names) :]],
                passages.address(views[0], entry.iri),
                entry.wording if backend.holds_wording else [],
            ]
            for entry in entries
        ],
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
