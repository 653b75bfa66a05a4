"""Rank the counterparts of passages in another version: by wording, themes and place in the plan. Computed, not judged."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kgtool.suggest.element_wording import ElementWording, VersionWording
from kgtool.suggest.embedding import Meaning
from kgtool.suggest.themes import Scores
from kgtool.suggest.wording import Corpus, Vector, cosine, mean

_LEVEL = {
    "Vision": 0, "Goal": 1, "ManagementPolicy": 1, "CrossCuttingProject": 1, "Principle": 1, "Measure": 2, "Field": 3,
    "ProjectFacet": 4, "Direction": 4, "DesiredState": 5,
}  # fmt: skip
"""How far down in a plan a kind of element stands."""
_POWER = 3
"""Themes count by this power of their scores, so that those that lead decide."""


class RankedCounterpart(NamedTuple):
    """A passage of the other version, how much speaks for it, and whether the two are each other's first."""

    passage: ElementWording
    score: float
    mutual: bool


@dataclass(frozen=True)
class _ComparedSide:
    passages: list[ElementWording]
    words: Mapping[str, Vector]
    whole: Mapping[str, Vector]
    titles: Mapping[str, Vector]
    context: Mapping[str, Vector]
    themes: Mapping[str, Vector]


def theme_vectors(passages: VersionWording, computed: Mapping[str, Scores]) -> dict[str, Vector]:
    """Return the themes of each passage as a vector: those recorded for it, else those computed."""
    found = {}
    for passage in passages:
        scores = passage.themes or computed.get(passage.iri, {})
        most = max(scores.values(), default=0.0)
        if most > 0:
            found[passage.iri] = mean([(1.0, {theme: (score / most) ** _POWER for theme, score in scores.items()})])
    return found


def rank(
    here: VersionWording,
    there: VersionWording,
    themes_here: Mapping[str, Vector],
    themes_there: Mapping[str, Vector],
    corpus: Corpus,
    meaning: Meaning | None = None,
    only: Container[str] | None = None,
) -> dict[str, list[RankedCounterpart]]:
    """Return, for each passage here that may have counterparts, all of those there with the most likely first.

    With ``only``, elements that it does not hold are neither asked about nor found.

    Cost: the product of both numbers; some 0.1 ms a pair.
    """
    one, other = _side(here, themes_here, corpus, only), _side(there, themes_there, corpus, only)
    meanings = _meanings(one.passages, other.passages, meaning)
    scores = {
        a.iri: {b.iri: _score(one, other, a, b) + meanings.get((a.iri, b.iri), 0.0) for b in other.passages}
        for a in one.passages
    }
    first = {b.iri: max(scores, key=lambda a: (scores[a][b.iri], a), default="") for b in other.passages}
    found = {}
    for a in one.passages:
        order = sorted(other.passages, key=lambda b: (-scores[a.iri][b.iri], b.iri))
        best = order[0].iri if order else ""
        found[a.iri] = [
            RankedCounterpart(b, scores[a.iri][b.iri], b.iri == best and first[b.iri] == a.iri) for b in order
        ]
    return found


def _meanings(
    ones: Sequence[ElementWording], others: Sequence[ElementWording], meaning: Meaning | None
) -> Mapping[tuple[str, str], float]:
    if meaning is None or not ones or not others:
        return {}
    table = meaning.closeness([a.words for a in ones], [b.words for b in others])
    return {(a.iri, b.iri): 3.0 * table[n][m] for n, a in enumerate(ones) for m, b in enumerate(others)}


def _side(
    passages: VersionWording, themes: Mapping[str, Vector], corpus: Corpus, only: Container[str] | None
) -> _ComparedSide:
    compared = [p for p in passages.compared if only is None or p.iri in only]
    words = {p.iri: corpus.vector(f"{p.title}。{p.words}") for p in passages.compared}
    whole, context = {}, {}
    for p in compared:
        below = [(1.0, words[child.iri]) for child in passages.below.get(p.iri, ()) if child.iri in words]
        whole[p.iri] = mean([(1.0, words[p.iri]), (0.7, mean(below))]) if below else words[p.iri]
        above = passages.by_iri.get(p.above)
        named = corpus.vector(above.title) if above else {}
        context[p.iri] = mean([(1.0, words[p.iri]), (0.3, named)]) if named else words[p.iri]
    titles = {p.iri: corpus.vector(p.title) for p in compared}
    return _ComparedSide(compared, words, whole, titles, context, themes)


def _score(one: _ComparedSide, other: _ComparedSide, a: ElementWording, b: ElementWording) -> float:
    steps = min(abs(_LEVEL[a.kind] - _LEVEL[b.kind]), 2)
    return (
        1.0 * cosine(one.words[a.iri], other.words[b.iri])
        + 0.5 * cosine(one.whole[a.iri], other.whole[b.iri])
        + 0.3 * cosine(one.titles[a.iri], other.titles[b.iri])
        + 0.2 * cosine(one.context[a.iri], other.context[b.iri])
        + 0.3 * cosine(one.themes.get(a.iri, {}), other.themes.get(b.iri, {}))
        - 0.05 * steps
        - 0.1 * ((a.kind == "DesiredState") != (b.kind == "DesiredState"))
    )
