"""Roles and commitments by the words around them, learnt from those that are recorded in judged plans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, OA, RDF, SKOS
from kgtool.suggest.material import Material
from kgtool.suggest.naive_bayes import NaiveBayes

_PARTICLE = re.compile(r"^[^\u3041-\u309f]*([\u3041-\u309f]{1,3})")
_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_CLAUSE = 25
"""Code points after a mention in which words tell its role."""
_ENDING = 14
"""Code points at the end of a sentence by which a commitment is read."""


class RoleClassifier:
    """The role of a mention by the words before and after it and by what is mentioned."""

    def __init__(self, judged: Iterable[Material], reference: GraphReader) -> None:
        self._reference = reference
        self._bayes = NaiveBayes(
            (self.features(made, thing, spans), role)
            for made in judged
            for mention, (thing, spans) in made.mentions.items()
            if (role := made.graph.object(mention, JPP.role))
        )

    def features(self, made: Material, thing: str, spans: Sequence[str]) -> list[str]:
        """Return what speaks for the role of a mention: its thing, the kind of it, and the words around each place."""
        general = self._reference.object(thing, SKOS.broader) or thing
        found = [f"thing {general}", *(f"kind {kind}" for kind in self._reference.types(thing))]
        for span in spans:
            before, after = made.around(span)
            found += [f"before {before[-n:]}" for n in (1, 2, 3) if len(before) >= n]
            found += [f"after {after[:n]}" for n in (1, 2, 3, 4) if len(after) >= n]
            found += [f"particle {match[1]}" for match in _PARTICLE.finditer(after[:_CLAUSE])][:1]
            found += [f"near {word}" for word in _WORD.findall(after.partition("。")[0][:_CLAUSE])]
        return found

    def predict(self, made: Material, thing: str, spans: Sequence[str]) -> list[tuple[str, float]]:
        """Return the roles of a mention with their uncalibrated probabilities, the most likely first."""
        return self._bayes.predict(self.features(made, thing, spans))


class CommitmentClassifier:
    """How firm a direction is, by the words at the end of its sentences."""

    def __init__(self, judged: Iterable[Material]) -> None:
        self._bayes = NaiveBayes(
            (self.features([piece.text for piece in passage.pieces]), commitment)
            for made in judged
            for element, commitment in recorded_commitments(made)
            if (passage := made.passages.by_iri.get(element)) and passage.text
        )

    def features(self, sentences: Sequence[str]) -> list[str]:
        """Return the runs of two to six characters at the end of the last sentence, and of four at the ends of others."""
        *others, last = sentences or [""]
        end = last.rstrip("。")[-_ENDING:]
        runs = [f"last {end[-n:]}" for n in range(2, 9)] + [f"near {end[at : at + 2]}" for at in range(len(end) - 1)]
        return runs + [f"other {other.rstrip('。')[-4:]}" for other in others]

    def predict(self, sentences: Sequence[str]) -> list[tuple[str, float]]:
        """Return the commitments with their uncalibrated probabilities, the most likely first."""
        return self._bayes.predict(self.features(sentences))


def recorded_commitments(made: Material) -> Iterator[tuple[str, str]]:
    """Yield each element of a version whose commitment is recorded, with the commitment."""
    for annotation in made.graph.subjects(RDF.type, JPP.CommitmentAnnotation):
        target, body = made.graph.object(annotation, OA.hasTarget), made.graph.object(annotation, OA.hasBody)
        if target and body and target.startswith(f"{made.version}/"):
            yield target, body
