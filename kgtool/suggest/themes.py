"""Rank the themes of passages: by the words of the theme scheme, by judged passages of other plans, by what is above and below."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, RDF, SKOS
from kgtool.suggest.element_wording import ElementWording, Piece, VersionWording
from kgtool.suggest.embedding import Meaning
from kgtool.suggest.wording import Corpus, Vector, cosine, mean

Scores = Mapping[str, float]
"""How much speaks for each theme; comparable among the themes of one passage, from 0 on."""
_BORDER = re.compile(r"ここに入[るりれ]|「([^」]+)」")


@dataclass(frozen=True)
class DescribedTheme:
    """A theme below the groups: its names, and what its definition and the scope notes of all themes say belongs to it."""

    iri: str
    names: tuple[str, ...]
    described: str


def scheme(graph: GraphReader) -> list[DescribedTheme]:
    """Return the themes of the reference data that stand below a group, by IRI.

    A scope note says what belongs here and what goes to which neighbour: each clause counts for the theme that it names.
    """
    iris_ = [iri for iri in graph.subjects(RDF.type, JPP.Theme) if graph.object(iri, SKOS.broader)]
    names = {iri: _names(graph, iri) for iri in iris_}
    by_name = {called[0]: iri for iri, called in names.items() if called}
    said: dict[str, list[str]] = defaultdict(list)
    for iri in iris_:
        said[iri].append(graph.value(iri, SKOS.definition, "ja"))
        for sentence in graph.value(iri, SKOS.scopeNote, "ja").split("。"):
            at = 0
            for border in _BORDER.finditer(sentence):
                said[by_name.get(border[1] or "", iri)].append(sentence[at : border.start()])
                at = border.end()
    return [DescribedTheme(iri, tuple(names[iri]), "。".join([*names[iri], *said[iri]])) for iri in sorted(iris_)]


def _names(graph: GraphReader, iri: str) -> list[str]:
    literals = [*graph.literals(iri, SKOS.prefLabel), *graph.literals(iri, SKOS.altLabel)]
    return [literal.value for literal in literals if literal.language == "ja"]


@dataclass(frozen=True)
class _TitleAndText:
    title: Vector
    text: Vector


class ThemeRanker:
    """Themes for passages. ``judged`` are passages of other plans, of which the themes are known; they may be none.

    What it knows of a theme are vectors; making one costs as much as all texts are long.
    """

    def __init__(
        self,
        themes: Iterable[DescribedTheme],
        judged: Iterable[ElementWording],
        corpus: Corpus,
        meaning: Meaning | None = None,
    ) -> None:
        self.themes = list(themes)
        self._meaning = meaning
        self._corpus = corpus
        self._names = {theme.iri: [corpus.vector(name) for name in theme.names] for theme in self.themes}
        self._described = {theme.iri: corpus.vector(theme.described) for theme in self.themes}
        examples: dict[str, list[tuple[float, Vector]]] = defaultdict(list)
        for passage in judged:
            vector = corpus.vector(passage.words)
            most = max(passage.themes.values(), default=0.0)
            for iri, confidence in passage.themes.items():
                examples[iri].append((confidence if confidence == most else confidence / 2, vector))
        self._examples = {iri: mean(vectors) for iri, vectors in examples.items()}

    def rank(self, passages: VersionWording) -> Mapping[str, Scores]:
        """Return the scores of all themes for each passage that has words, by its IRI.

        What stands below an element speaks for it with half the weight, what stands above with a tenth.
        """
        own = {passage.iri: self._own(passage) for passage in passages if passage.words}
        whole: dict[str, Scores] = {}

        def with_below(iri: str) -> Scores:
            if iri not in whole:
                whole[iri] = own[iri]  # a circle of parents ends here
                below = [with_below(child.iri) for child in passages.below.get(iri, ()) if child.iri in own]
                if below:
                    whole[iri] = {t: s + 0.5 * sum(b[t] for b in below) / len(below) for t, s in own[iri].items()}
            return whole[iri]

        for iri in own:
            with_below(iri)
        found: dict[str, dict[str, float]] = {}
        for iri, scores in whole.items():
            above = whole.get(passages.by_iri[iri].above)
            found[iri] = {t: s + 0.1 * above[t] for t, s in scores.items()} if above else dict(scores)
        if self._meaning is not None:
            self._add_meanings(self._meaning, passages, found)
        return found

    def _add_meanings(self, meaning: Meaning, passages: VersionWording, found: dict[str, dict[str, float]]) -> None:
        table = meaning.closeness(
            [passages.by_iri[iri].words for iri in found], [theme.described for theme in self.themes]
        )
        for scores, row in zip(found.values(), table, strict=True):
            middle = sum(row) / len(row)
            for theme, close in zip(self.themes, row, strict=True):
                scores[theme.iri] = max(0.0, scores[theme.iri] + 2.0 * (close - middle))

    def _own(self, passage: ElementWording) -> Scores:
        words = _TitleAndText(self._corpus.vector(passage.title), self._corpus.vector(passage.text))
        return {theme.iri: self._closeness(theme.iri, words) for theme in self.themes}

    def _closeness(self, theme: str, words: _TitleAndText) -> float:
        described, examples = self._described[theme], self._examples.get(theme, {})
        return (
            0.4 * self._named(theme, words.title)
            + 0.3 * self._named(theme, words.text)
            + 0.6 * cosine(words.title, described)
            + 1.0 * cosine(words.text, described)
            + 0.4 * cosine(words.title, examples)
            + 0.8 * cosine(words.text, examples)
        )

    def _named(self, theme: str, vector: Vector) -> float:
        return max((cosine(vector, name) for name in self._names[theme]), default=0.0)

    def evidence(self, passage: ElementWording, theme: str) -> Piece | None:
        """Return the piece of a passage that speaks most for a theme, the first of equals."""
        if len(passage.pieces) < 2:
            return next(iter(passage.pieces), None)
        said = [
            (self._closeness(theme, _TitleAndText({}, self._corpus.vector(piece.text))), piece)
            for piece in passage.pieces
        ]
        return max(said, key=lambda pair: pair[0])[1]
