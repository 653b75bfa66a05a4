"""Choose the question of the catalogue that somebody means, with the values of its parameters, or refuse.

Every question is known by its titles, its descriptions and the phrases of ``queries/phrases.toml``; a text is compared
with all of them by the cosine of weighted features (rarer features weigh more). What names it holds must fit what the
question takes. What the catalogue cannot answer is known by phrases, too, each list with the reason that is given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import NamedTuple

from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.incremental.cache import held_beside
from kgtool.search.names import NamedResource, Resolver, kind_of
from kgtool.search.routing import learning
from kgtool.search.routing.features import Features, stem
from kgtool.search.routing.learning import Lessons, ParameterKind, kind_of_parameter
from kgtool.search.routing.likeness import Likeness, Vector
from kgtool.search.routing.spelling import Spelling
from kgtool.search.routing.spotting import SpottedName, SpottedText, Spotter
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter

MOST = 3
"""As many questions are named: the one that was taken and what else it might have been."""
_AGAINST, _MARGIN, _SUBJECT = 0.5, 0.3, 0.4
_LEAST = 0.8
"""A text is refused of which it is less sure that the first question is meant; fitted to texts that are no phrases."""
_INSIDE = re.compile(r"[ぁ-ん](?<![はがのをにとでもへや])\|[ぁ-ん]")
"""A word in hiragana that a name in hiragana would only be the end of."""
_PROPER = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")


class Value(NamedTuple):
    """The value of a parameter: as it is given to the question, the words it was read from, and the resource it is.

    ``words`` is empty where nothing was said and the example of the question, or the only other plan, is taken.
    """

    text: str
    words: str = ""
    resource: NamedResource | None = None

    def called(self, lang: str) -> str:
        """Return how a person knows the value."""
        return self.resource.name(lang) if self.resource else self.text


@dataclass(frozen=True)
class Candidate:
    """A question with the values found for it; ``missing`` are parameters that it needs and that were not said."""

    question: Question
    score: float
    values: Mapping[str, Value] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Routing:
    """What a text was taken for: ``candidates`` best first, or none and why (``refused``, ``refusal``).

    Of what is refused ``candidates`` are the nearest questions all the same: somebody may have meant one of them.
    """

    text: str
    candidates: tuple[Candidate, ...]
    refused: str = ""
    refusal: Text | None = None

    @property
    def taken(self) -> Candidate | None:
        """The question that is asked; None if the text is refused."""
        return None if self.refused or not self.candidates else self.candidates[0]


class Router:
    """Routes texts to the questions of one catalogue, with the names of one dataset. Cost: a few milliseconds a text."""

    def __init__(self, question: Callable[[str], Question], learnt: Lessons, spotter: Spotter) -> None:
        """``question`` returns one by its id."""
        self._question, self._takes = question, learnt.takes
        self._reasons = {id_: Text(**title) for id_, title in learnt.reasons.items()}
        self._features, self.names = Features(learnt.synonyms, learnt.ignored), spotter
        self._cities = frozenset(learnt.cities)
        self._spelling = Spelling(lambda: (*learnt.words, *spotter.surfaces))
        self._likeness = Likeness(learnt.texts, learnt.learnt)

    def route(self, text: str) -> Routing:
        """Return the question that a text is taken for, with what else it might have been."""
        spotted = self.names.spot(self._spelling.mended(text))
        features = self._features.of(spotted.template)
        scores = self._scores(features, spotted)
        ranked = nlargest(MOST + len(self._reasons), scores, key=lambda id_: (scores[id_], id_))
        best = [id_ for id_ in ranked if not id_.startswith("-")][:MOST]
        candidates = tuple(self._candidate(self._question(id_), scores[id_], spotted) for id_ in best)
        refused, reason = self._refused(text, spotted, features, ranked, scores)
        return Routing(text, candidates, refused, reason)

    def _refused(
        self, text: str, spotted: SpottedText, features: Vector, ranked: Sequence[str], scores: Mapping[str, float]
    ) -> tuple[str, Text | None]:
        if name := self._elsewhere(text, spotted):
            return "-elsewhere", Text(f"{name} の計画はこのデータにありません", f"The data has no plan of {name}")
        if ranked and ranked[0].startswith("-"):
            return ranked[0], self._reasons[ranked[0]]
        if not ranked or self._surety(features, ranked, scores) < _LEAST:
            return "-unlike", Text("どの問いにも似ていません", "It is like none of the questions")
        return "", None

    def _surety(self, features: Vector, ranked: Sequence[str], scores: Mapping[str, float]) -> float:
        """How surely the first question is meant: by itself, beside the second and what is refused, and by the subject."""
        against = max((scores[id_] for id_ in ranked if id_.startswith("-")), default=0.0)
        first, second = [*(scores[id_] for id_ in ranked if not id_.startswith("-")), 0.0][:2]
        return first - _AGAINST * against + _MARGIN * (first - second) + _SUBJECT * self._likeness.odds(features)

    def _elsewhere(self, text: str, spotted: SpottedText) -> str:
        """A municipality, or a name with a capital, of which the data knows nothing."""
        if name := self._city(spotted):
            return name
        for match in _PROPER.finditer(text):
            word = match[0].lower()
            if (
                not any(word in spot.text for spot in spotted.spots)
                and stem(word) not in self._features.known
                and not any(name in self._likeness for name in self._features.of(word))
            ):
                return match[0]
        return ""

    def _city(self, spotted: SpottedText) -> str:
        """The longest name of a municipality that is no name of the data; たつの市 is none in ふたつの市."""
        text = spotted.text
        for length in range(7, 1, -1):
            for start in range(len(text) - length + 1):
                name = text[start : start + length]
                known = any(spot.start <= start < spot.end for spot in spotted.spots)
                if name in self._cities and not known and not _INSIDE.search(text[:start] + "|" + name):
                    return name
        return ""

    def _scores(self, features: Vector, spotted: SpottedText) -> dict[str, float]:
        return {
            id_: score * _fit(self._takes[id_], spotted) if id_ in self._takes else score
            for id_, score in self._likeness.of(features).items()
        }

    def _candidate(self, question: Question, score: float, spotted: SpottedText) -> Candidate:
        values: dict[str, Value] = {}
        missing: list[str] = []
        used: dict[str, int] = defaultdict(int)
        for name, parameter in question.header.params.items():
            kind = kind_of_parameter(parameter)
            value = self._value(parameter, kind, spotted, used)
            if value is not None:
                values[name] = value
            elif not parameter.optional:
                if kind in ("count", "date"):
                    values[name] = Value(parameter.example)
                elif kind != "lang":
                    missing.append(name)
        self._other_plan(question, values, missing)
        return Candidate(question, score, values, tuple(missing))

    def _value(self, parameter: Parameter, kind: str, spotted: SpottedText, used: dict[str, int]) -> Value | None:
        spots = spotted.of(kind)
        if kind == "word" and not spots and (themes := spotted.of("theme")):
            return Value(themes[0].text, themes[0].text)
        if kind == "count":
            spots = spotted.of("years") if parameter.name == "years" else []
        if kind in ("plan", "element"):
            spots = [
                spot for n, spot in enumerate(spots) if all(spot.resources != other.resources for other in spots[:n])
            ]
        if used[kind] >= len(spots):
            return None
        spot = spots[used[kind]]
        used[kind] += 1
        if not spot.resources:
            return Value(spot.value, spot.text)
        one = _chosen(spot, spotted, parameter)
        return Value(one.iri, spot.text, one)

    def _other_plan(self, question: Question, values: dict[str, Value], missing: list[str]) -> None:
        """Where a question needs two plans and the data has just two, take the one that was not said."""
        plans = [name for name in question.header.params if kind_of_parameter(question.header.params[name]) == "plan"]
        known = self.names.of_kind("plan")
        for name in [name for name in missing if name in plans]:
            left = [one for one in known if one.iri not in {values[other].text for other in plans if other in values}]
            if len(plans) > 1 and len(known) == len(plans):
                values[name] = Value(left[0].iri, "", left[0])
                missing.remove(name)


def _fit(takes: Sequence[ParameterKind], spotted: SpottedText) -> float:
    """How far the names in a text are those that a question takes."""
    kinds = {kind for kind, _ in takes if kind}
    needed = {kind for kind, optional in takes if not optional and kind not in ("", "plan")}
    given = {spot.kind for spot in spotted.spots}
    fit = 1.0
    for kind in needed & {"theme", "sdg", "element", "thing", "word"}:
        fit *= 1.0 if kind in given else 0.8
    for kind, less in (("element", 0.75), ("sdg", 0.8), ("theme", 0.8)):
        fit *= less if kind in given and kind not in kinds else 1.0
    plans = {one.iri for spot in spotted.of("plan") for one in spot.resources}
    pair = sum(1 for kind, _ in takes if kind == "plan") > 1
    if len(plans) > 1:
        fit *= 1.08 if pair else 0.97
    return fit


def _chosen(spot: SpottedName, spotted: SpottedText, parameter: Parameter) -> NamedResource:
    """The resource that a name stands for: of a plan that the text names, of the class that the parameter takes."""
    plans = {one.plan for other in spotted.of("plan") for one in other.resources}
    fitting = [one for one in spot.resources if one.plan in plans] or list(spot.resources)
    kind = kind_of(parameter.example)
    preferred = kind.preferred if kind else ""
    classed = [one for one in fitting if any(type_.endswith(f"#{preferred}") for type_ in one.types)]
    return (classed or fitting)[0]


def open_router(repo: Repo, resolver: Resolver, dataset: str = "") -> Router:
    """Return the router of a repository's catalogue for the dataset of a resolver, known by its content hash if it has one.

    Raises ``InputError`` (toml-syntax) for a list of words that is no TOML.
    """
    with held_beside(repo.root) as cache:
        learnt = learning.lessons(repo, cache)
        spotter = learning.spotter(repo, resolver, learnt, dataset, cache)
    return Router(lambda id_: catalogue.find(repo, id_), learnt, spotter)
