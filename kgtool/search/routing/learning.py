"""What a router has to know, made from the questions, their phrases and the names of a dataset; held in the cache.

It is made again where one of those changed, or the code by which it is made. Where nothing is held, all of it takes one to
two seconds.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kgtool.base import toml
from kgtool.base.languages import LANGUAGES
from kgtool.corpus.layout import MUNICIPALITIES, Repo
from kgtool.incremental.cache import DiskCache
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.search.entries import frozen
from kgtool.search.folding import plain
from kgtool.search.names import NamedResource, Resolver
from kgtool.search.routing import likeness, spelling
from kgtool.search.routing.features import Features
from kgtool.search.routing.likeness import KnownText
from kgtool.search.routing.spotting import Spotter, Surfaces
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter

PHRASES, SYNONYMS, THEME_WORDS = "phrases.toml", "synonyms.toml", "theme-words.toml"
_SENTENCES = 3
_SENTENCE = re.compile(r"(?<=[。.])\s*")


class ParameterKind(NamedTuple):
    """What a parameter of a question takes (``kind_of_parameter``), and whether it may be left open."""

    kind: str
    optional: bool


class Lessons(NamedTuple):
    """What is known of the questions, whatever the dataset.

    ``texts`` and ``learnt`` are as ``Likeness`` takes them, ``synonyms`` and ``ignored`` as ``Features`` does. ``takes``
    are the parameters of each question, ``reasons`` why something is refused, ``words`` those that are spelt right,
    ``cities`` the folded names of all municipalities.
    """

    texts: Sequence[tuple[str, bool]]
    learnt: bytes
    synonyms: Mapping[str, Sequence[str]]
    ignored: Sequence[str]
    takes: Mapping[str, Sequence[ParameterKind]]
    reasons: Mapping[str, Mapping[str, str]]
    words: Sequence[str]
    cities: Sequence[str]

    def document(self) -> bytes:
        """Return this to be held: JSON on one line, then the sorted lines of what was learnt."""
        return json.dumps(self._replace(learnt=b"")._asdict(), default=bytes.decode).encode() + b"\n" + self.learnt

    @classmethod
    def read(cls, document: bytes) -> Lessons:
        """Return what ``document`` wrote."""
        head, _, learnt = document.partition(b"\n")
        read = json.loads(head) | {"learnt": learnt}
        takes = {id_: [ParameterKind(*taken) for taken in of] for id_, of in read["takes"].items()}
        return cls(**read | {"takes": takes})


def lessons(repo: Repo, cache: DiskCache) -> Lessons:
    """Return what is known of a repository's questions. Raises ``InputError`` (toml-syntax, header)."""
    paths = [*catalogue.paths(repo), *(repo.share / "queries" / name for name in (PHRASES, SYNONYMS)), _cities(repo)]
    files = repo.files(path for path in paths if path.exists())
    seen = _by_this() | Dependencies({"bytes": {file.name: cache.hashes.file(file) for file in files}})
    entry = cache.get("lessons", seen)
    if entry is not None:
        return Lessons.read(entry.content)
    made = _learn(repo)
    cache.put("lessons", seen, made.document())
    return made


def spotter(repo: Repo, resolver: Resolver, learnt: Lessons, dataset: str, cache: DiskCache) -> Spotter:
    """Return what finds the names of a dataset, which is known by its content hash; without one nothing is held.

    Raises ``InputError`` (toml-syntax).
    """
    paths = (repo.share / "queries" / name for name in (SYNONYMS, THEME_WORDS))
    files = repo.files(path for path in paths if path.exists())
    bytes_ = {file.name: cache.hashes.file(file) for file in files}
    seen = _by_this() | Dependencies({"bytes": bytes_, "statements": {"dataset": dataset}})
    entry = cache.get("surfaces", seen) if dataset else None
    themes = {} if entry else _read(repo, THEME_WORDS).get("themes", {})
    common = [word for words in learnt.synonyms.values() for word in words]
    found = Spotter(resolver, themes, common, _surfaces(entry.content) if entry else None)
    if dataset and entry is None:
        cache.put("surfaces", seen, _document(found.surfaces))
    return found


def kind_of_parameter(parameter: Parameter) -> str:
    """Return what a parameter takes, as ``SpottedName.kind`` has it; empty for what no text names."""
    if parameter.name == "lang":
        return "lang"
    if parameter.type == "string":
        return "word"
    if parameter.type == "date":
        return "date"
    if parameter.type in ("integer", "decimal"):
        return "year" if parameter.name == "year" else "count"
    return _of_example(parameter.example)


def _of_example(example: str) -> str:
    head = example.partition(":")
    if head[1] and head[0] in ("theme", "thing", "sdg"):
        return head[0]
    if re.match(r"\d{5}-", example):
        return "element" if "/" in example else "plan"
    return ""


def _by_this() -> Dependencies:
    return code("kgtool.search.routing.learning")


def _learn(repo: Repo) -> Lessons:
    phrases, listed = _read(repo, PHRASES), _read(repo, SYNONYMS)
    synonyms = listed.get("words", {})
    ignored = [word for words in listed.get("ignored", {}).values() for word in words]
    features = Features(synonyms, ignored)
    questions = catalogue.catalogue(repo)
    texts = [*_texts(phrases, questions)]
    learnt = likeness.learn([KnownText(id_, describes, features.of(text)) for id_, describes, text in texts])
    cities = csv.DictReader(repo.file(_cities(repo)).text.splitlines()) if _cities(repo).exists() else ()
    return Lessons(
        [(id_, describes) for id_, describes, _ in texts],
        learnt,
        synonyms,
        ignored,
        {
            one.id: [ParameterKind(kind_of_parameter(p), p.optional) for p in one.header.params.values()]
            for one in questions
        },
        {id_: phrases[id_]["title"] for id_ in phrases if id_.startswith("-")},
        sorted(spelling.words([*(text for _, _, text in texts), *features.words])),
        [plain(row["name"]) for row in cities],
    )


def _texts(phrases: Mapping[str, Mapping[str, Any]], questions: Iterable[Question]) -> Iterator[tuple[str, bool, str]]:
    """Yield what each question is known by: its id, whether it is a description, the text."""
    for id_, said in phrases.items():
        for lang in LANGUAGES:
            yield from ((id_, False, text) for text in said.get(lang, ()))
    for question in questions:
        for lang in LANGUAGES:
            yield question.id, False, question.header.title[lang]
            sentences = [text for text in _SENTENCE.split(question.header.description[lang]) if text]
            yield from ((question.id, True, text) for text in sentences[:_SENTENCES])


def _read(repo: Repo, name: str) -> dict[str, Any]:
    path = repo.share / "queries" / name
    return toml.parse(repo.file(path).text, path.name, "docs/query.md").data if path.exists() else {}


def _cities(repo: Repo) -> Path:
    return repo.share / "data/reference" / MUNICIPALITIES


def _document(surfaces: Surfaces) -> bytes:
    """Surfaces to be held: each resource once, and by surface and kind the places of what it stands for."""
    every = dict.fromkeys(one for kinds in surfaces.values() for found in kinds.values() for one in found)
    place = {one: number for number, one in enumerate(every)}
    by_place = {
        surface: {kind: [place[one] for one in found] for kind, found in kinds.items()}
        for surface, kinds in surfaces.items()
    }
    return json.dumps([list(every), by_place]).encode()


def _surfaces(document: bytes) -> Surfaces:
    every, by_place = json.loads(document)
    resources = [NamedResource(*frozen(one)) for one in every]
    return {
        surface: {kind: [resources[place] for place in places] for kind, places in kinds.items()}
        for surface, kinds in by_place.items()
    }
