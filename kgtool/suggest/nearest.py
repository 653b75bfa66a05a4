"""The nearest elements of two versions in a store, computed when somebody asks: from names, abstracts and themes, no source text.

What comes of it is computed, not judged; whoever shows it says so, and shows what is judged before it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import Store

from kgtool.rdf.reader import GraphReader
from kgtool.suggest import calibration, counterparts, element_wording, themes
from kgtool.suggest.themes import ThemeRanker
from kgtool.suggest.wording import Corpus

METHOD = "n-grams"


class NearElement(NamedTuple):
    """An element of one version and one of another, how sure their correspondence is, and which place it has among such."""

    element: str
    near: str
    confidence: float
    rank: int


@lru_cache(maxsize=64)
def nearest(
    store: Store, first: str, second: str, elements: frozenset[str], among: frozenset[str], most: int = 3
) -> tuple[NearElement, ...]:
    """Return, for each of some elements of the version ``first``, those of ``second`` that are nearest, at most ``most``.

    They come in natural order of the elements, the nearest first; ``among`` are the elements of ``second`` to choose from.
    Remembered for a store that does not change. Cost: half a second for two plans of 200 elements.
    """
    graph = GraphReader(store)
    here, there = element_wording.read(graph, first), element_wording.read(graph, second)
    scheme = themes.scheme(graph)
    every = [*here, *there]
    corpus = Corpus([*(passage.words for passage in every), *(theme.described for theme in scheme)])
    ranker = ThemeRanker(scheme, [passage for passage in every if passage.themes], corpus)
    one, other = (counterparts.theme_vectors(side, ranker.rank(side)) for side in (here, there))
    ranked = counterparts.rank(here, there, one, other, corpus, only=elements | among)
    found = []
    for iri, near in ranked.items():
        for rank, found_there in enumerate(near[:most], 1):
            behind = found_there.score - near[0].score
            features = (found_there.score, behind, float(found_there.mutual), math.log(rank))
            sure = calibration.confidence("counterpart", METHOD, features)
            found.append(NearElement(iri, found_there.passage.iri, sure, rank))
    return tuple(found)
