"""Make the proposals for one version: every engine is asked, what is recorded already is left out, confidence is calibrated."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kgtool.rdf import iris, turtle
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, SKOS
from kgtool.suggest import calibration, counterparts, mentions, short_names, themes
from kgtool.suggest.contexts import CommitmentClassifier, RoleClassifier, recorded_commitments
from kgtool.suggest.element_wording import COMPARED, ElementWording
from kgtool.suggest.embedding import Meaning
from kgtool.suggest.material import Material
from kgtool.suggest.proposal import NONE, PREDICATES, Kind, Proposal, ProposedText
from kgtool.suggest.themes import ThemeRanker
from kgtool.suggest.wording import Corpus, Vector, cosine

SHOWN = {Kind.THEME: 5, Kind.COUNTERPART: 5, Kind.ROLE: 3, Kind.COMMITMENT: 3}
"""How many values of a kind are proposed for one element."""
COMPARED_WITH = 3
"""In how many judged plans counterparts are sought where nobody names any."""
_UPPER = ("Measure", "Field", "Goal", "Vision", "ManagementPolicy")
"""Kinds of elements that are broad enough to have a counterpart in most plans."""
N_GRAMS, EMBEDDING = (iris.ID + f"method/{name}" for name in ("n-grams", "embedding"))


@dataclass(frozen=True)
class ScoredProposal:
    """A proposal before its confidence is known. ``table`` names the coefficients by which ``features`` tell it."""

    kind: Kind
    table: str
    element: str
    predicate: str
    value: str | ProposedText
    method: str
    features: tuple[float, ...]
    evidence: tuple[str, ...]
    sought_in: str = ""


@dataclass(frozen=True)
class Background:
    """What proposals are made from beside the version itself: judged plans, the plans to compare with, reference data.

    ``aligned`` has, by the version of another plan, the elements of which it is judged what corresponds there; ``shown`` says
    how many values of a kind are proposed for one element.
    """

    judged: Sequence[Material]
    others: Sequence[Material]
    reference: GraphReader
    aligned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    meaning: Meaning | None = None
    shown: Mapping[Kind, int] = field(default_factory=lambda: SHOWN)

    @property
    def method(self) -> str:
        """How themes and counterparts are proposed."""
        return N_GRAMS if self.meaning is None else EMBEDDING


def propose(here: Material, background: Background) -> list[Proposal]:
    """Return all proposals for a version in order. What is recorded already is not proposed again.

    ``background.judged`` must not hold the version itself. Cost: some 10 s for 200 elements and one other plan.
    """
    ranked: dict[tuple[str, Kind, str], list[tuple[float, int, ScoredProposal]]] = defaultdict(list)
    for number, guess in enumerate(guesses(here, background)):
        method = guess.method.rpartition("/")[2]
        sure = calibration.confidence(guess.table, method, guess.features)
        ranked[guess.element, guess.kind, guess.sought_in].append((sure, number, guess))
    found = []
    for several in ranked.values():
        several.sort(key=lambda one: (-one[0], one[1]))
        found += [_proposal(guess, sure, rank) for rank, (sure, _, guess) in enumerate(several, 1)]
    return sorted(found, key=lambda proposal: proposal.order)


def _proposal(guess: ScoredProposal, sure: float, rank: int) -> Proposal:
    evidence = tuple(sorted(set(guess.evidence), key=turtle.natural))
    return Proposal(
        guess.kind, guess.element, guess.predicate, guess.value, guess.method, sure, evidence, rank, guess.sought_in
    )


def guesses(here: Material, background: Background) -> Iterator[ScoredProposal]:
    """Yield what each engine proposes, of one kind and element the most likely first."""
    scheme = themes.scheme(background.reference)
    every = [here, *background.judged, *background.others]
    texts = {passage.iri: passage.words for made in every for passage in made.passages}
    corpus = Corpus([*texts.values(), *(theme.described for theme in scheme)])
    examples = [passage for made in background.judged for passage in made.passages if passage.themes]
    ranker = ThemeRanker(scheme, examples, corpus, background.meaning)
    scores = ranker.rank(here.passages)
    yield from _themes(here, scores, ranker, background)
    yield from _short_names(here, corpus)
    yield from unrecorded_mentions(here, background)
    yield from roles(here, background)
    yield from _commitments(here, background)
    vectors = counterparts.theme_vectors(here.passages, scores)
    for other in background.others:
        there = counterparts.theme_vectors(other.passages, ranker.rank(other.passages))
        yield from _counterparts(here, other, vectors, there, corpus, background)


def _themes(
    here: Material, scores: Mapping[str, themes.Scores], ranker: ThemeRanker, background: Background
) -> Iterator[ScoredProposal]:
    for iri, by_theme in scores.items():
        passage = here.passages.by_iri[iri]
        order = sorted(by_theme, key=lambda theme: (-by_theme[theme], theme))[: background.shown[Kind.THEME]]
        most = by_theme[order[0]] if order else 0.0
        if passage.themes or not most:
            continue
        for rank, theme in enumerate(order, 1):
            piece = ranker.evidence(passage, theme)
            evidence = (piece.span,) if piece else ()
            features = (by_theme[theme] / most, by_theme[theme], math.log(rank))
            yield _guess(Kind.THEME, iri, theme, background.method, features, evidence)


def _guess(
    kind: Kind,
    element: str,
    value: str | ProposedText,
    method: str,
    features: Iterable[float] = (),
    evidence: Iterable[str] = (),
) -> ScoredProposal:
    return ScoredProposal(
        kind, kind.value, element, PREDICATES[kind][0], value, method, tuple(features), tuple(evidence)
    )


def _short_names(here: Material, corpus: Corpus) -> Iterator[ScoredProposal]:
    for passage in here.passages:
        if not passage.title and passage.text and not here.graph.value(passage.iri, JPP.shortName, "ja"):
            found = short_names.propose(passage, corpus)
            if found:
                name, piece = found
                yield _guess(Kind.SHORT_NAME, passage.iri, ProposedText(name), N_GRAMS, (), (piece.span,))


def unrecorded_mentions(here: Material, background: Background) -> Iterator[ScoredProposal]:
    """Yield names in the text that no mention covers."""
    plan = here.version.rpartition("/")[0]
    names = mentions.NamesElsewhere(background.reference, plan)
    for found in names.find(here.passages, mentions.recorded(here.graph)):
        value = ProposedText(found.name, kind=found.kind)
        yield _guess(Kind.MENTION, found.element, value, N_GRAMS, (float(found.quoted),), found.spans)


def roles(here: Material, background: Background) -> Iterator[ScoredProposal]:
    """Yield the roles of mentions that have none."""
    classifier = RoleClassifier(background.judged, background.reference)
    for mention, (thing, spans) in here.mentions.items():
        if here.text and not here.graph.object(mention, JPP.role):
            for role, share in classifier.predict(here, thing, spans)[: background.shown[Kind.ROLE]]:
                yield _guess(Kind.ROLE, mention, role, N_GRAMS, (_logit(share),), spans)


def _commitments(here: Material, background: Background) -> Iterator[ScoredProposal]:
    classifier = CommitmentClassifier(background.judged)
    known = dict(recorded_commitments(here))
    for passage in here.passages:
        if passage.kind == "Direction" and here.text and passage.pieces and passage.iri not in known:
            sentences = [piece.text for piece in passage.pieces]
            for commitment, share in classifier.predict(sentences)[: background.shown[Kind.COMMITMENT]]:
                span = passage.pieces[-1].span
                yield _guess(Kind.COMMITMENT, passage.iri, commitment, N_GRAMS, (_logit(share),), (span,))


def _logit(share: float) -> float:
    share = min(0.999, max(0.001, share))
    return math.log(share / (1 - share))


def _counterparts(
    here: Material,
    other: Material,
    themes_here: Mapping[str, Vector],
    themes_there: Mapping[str, Vector],
    corpus: Corpus,
    background: Background,
) -> Iterator[ScoredProposal]:
    ranked = counterparts.rank(here.passages, other.passages, themes_here, themes_there, corpus, background.meaning)
    for iri, found in ranked.items():
        passage = here.passages.by_iri[iri]
        if not found or iri in background.aligned.get(other.version, ()):
            continue
        best = found[0]
        for rank, one in enumerate(found[: background.shown[Kind.COUNTERPART]], 1):
            yield ScoredProposal(
                Kind.COUNTERPART,
                "counterpart",
                iri,
                _predicate(passage, one.passage),
                one.passage.iri,
                background.method,
                (one.score, one.score - best.score, float(one.mutual), math.log(rank)),
                (*_most_alike(passage, one.passage, corpus), *_most_alike(one.passage, passage, corpus)),
                other.version,
            )
        yield ScoredProposal(
            Kind.COUNTERPART,
            "none",
            iri,
            PREDICATES[Kind.COUNTERPART][0],
            NONE,
            background.method,
            (best.score, float(passage.kind in _UPPER)),
            (passage.pieces[0].span,) if passage.pieces else (),
            other.version,
        )


def _predicate(here: ElementWording, there: ElementWording) -> str:
    """The match that two kinds of elements suggest: what stands further down is narrower than what stands above."""
    lower = COMPARED.index(here.kind) >= COMPARED.index("Direction")
    lower_there = COMPARED.index(there.kind) >= COMPARED.index("Direction")
    if lower == lower_there:
        return SKOS.closeMatch.value
    return SKOS.broadMatch.value if lower else SKOS.narrowMatch.value


def _most_alike(passage: ElementWording, other: ElementWording, corpus: Corpus) -> tuple[str, ...]:
    """The span of the piece of a passage that is most like another passage; its heading or first piece where none is."""
    if not passage.pieces:
        return ()
    whole = corpus.vector(other.words)
    return (max(passage.pieces, key=lambda piece: cosine(corpus.vector(piece.text), whole)).span,)
