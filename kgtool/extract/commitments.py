"""Read from the verb with which a direction's passage ends how firmly it is promised.

Which verb means what stands in data/reference (``jpp:CommitmentRule``), in dictionary form; here are only the forms in which
a verb can end a promise. A passage that ends in no such form, or that is lost, gives a gap. What curation.ttl says of a
direction replaces what the rules say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from kgtool.corpus.layout import Repo
from kgtool.extract.outline import Outline, OutlineElement, Range
from kgtool.extract.source import SourceText
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA, RDF

_STEMS = {"う": "い", "く": "き", "ぐ": "ぎ", "す": "し", "つ": "ち", "ぬ": "に", "ぶ": "び", "む": "み", "る": "り"}
_JOINED = {
    "う": "って",
    "く": "いて",
    "ぐ": "いで",
    "す": "して",
    "つ": "って",
    "ぬ": "んで",
    "ぶ": "んで",
    "む": "んで",
    "る": "って",
}
"""How the last letter of a verb of the first conjugation changes before ます and before いきます."""
_ONWARD = ("いきます", "いく", "行きます", "行く", "ゆきます", "まいります", "参ります")
_RESOLVED = ("ものとします", "ものとする", "こととします", "こととする")
_AFTER = re.compile(r"[。．.、,!！」』)）\s]*$")


@dataclass(frozen=True)
class CommitmentVerb:
    """A verb in dictionary form, the commitment that it implies (an IRI), and how sure that is (a decimal as text)."""

    verb: str
    commitment: str
    confidence: str


@dataclass(frozen=True)
class FoundCommitment:
    """The commitment of one direction: the words at the end of its passage, without white space, and where they stand."""

    element: str
    commitment: str
    confidence: str
    words: str
    at: Range


@dataclass(frozen=True)
class CommitmentGap:
    """A direction whose commitment cannot be read: the name of a concept of ``gap-reason``, and the passage, if it is there."""

    element: str
    reason: str
    at: Range | None


def find(
    source: SourceText, outline: Outline, verbs: Iterable[CommitmentVerb], decided: Set[str]
) -> Iterator[FoundCommitment | CommitmentGap]:
    """Yield the commitment of each direction, or a gap; nothing for those in ``decided`` (paths) and where there are no verbs."""
    endings = {form: verb for verb in verbs for form in forms(verb.verb)}
    if not endings:
        return
    directions = [element for element in outline.elements.values() if element.class_ == "Direction"]
    with_body = {element.type for element in directions if element.body is not None}
    lost = {gap.element: gap.reason for gap in outline.gaps if gap.property in ("bodyAt", "statedAt")}
    for element in directions:
        if element.path in decided:
            continue
        passage = _passage(element, with_body)
        if passage is None or element.path in lost:
            yield CommitmentGap(element.path, lost.get(element.path, "not-read"), None)
            continue
        ending = _ending(source.text, passage, endings)
        if ending is None:
            yield CommitmentGap(element.path, "not-read", passage)
        else:
            verb, words, at = ending
            yield FoundCommitment(element.path, verb.commitment, verb.confidence, words, at)


def forms(verb: str) -> Iterator[str]:
    """Yield the forms in which a verb promises: 努める gives 努める, 努めます, 努めていきます, 努めるものとします and so on.

    Not among them: what was done, what is being done, what is wished, denied or only possible.
    """
    stem, last = verb[:-1], verb[-1]
    if verb.endswith("する"):
        polite, joined = [f"{verb[:-2]}し"], [f"{verb[:-2]}して"]
        yield f"{verb[:-2]}いたします"
    else:
        polite, joined = [stem + _STEMS[last]], [stem + _JOINED[last]]
        if last == "る":  # second conjugation, or first: the wrong one of the two is no word and stands in no text
            polite.append(stem)
            joined.append(f"{stem}て")
    yield verb
    yield from (f"{verb}{end}" for end in _RESOLVED)
    yield from (f"{form}ます" for form in polite)
    for form in joined:
        yield from (f"{form}{end}" for end in _ONWARD)
        yield from (f"{form}いく{end}" for end in _RESOLVED)


def verbs(repo: Repo) -> list[CommitmentVerb]:
    """Read the verbs of data/reference, sorted."""
    said: dict[str, dict[str, list[str]]] = {}
    for path in repo.reference:
        for subject, predicate, object_ in repo.file(path).statements:
            said.setdefault(subject.value, {}).setdefault(predicate.value, []).append(object_.value)
    found = [
        CommitmentVerb(verb, about[JPP.impliesCommitment.value][0], about[JPP.confidence.value][0])
        for about in said.values()
        if JPP.CommitmentRule.value in about.get(RDF.type.value, ())
        for verb in about[JPP.endingVerb.value]
    ]
    return sorted(found, key=lambda verb: verb.verb)


def decided(repo: Repo, source: SourceText) -> frozenset[str]:
    """Return the paths of the directions whose commitment the plan's curation.ttl gives."""
    path = repo.plan(source.description.edition) / "curation.ttl"
    version = iris.element(source.description.plan, source.description.version) + "/"
    statements = repo.file(path).statements if path.is_file() else []
    judged = {s.subject for s in statements if s.predicate == RDF.type and s.object == JPP.CommitmentAnnotation}
    return frozenset(
        s.object.value.removeprefix(version) for s in statements if s.predicate == OA.hasTarget and s.subject in judged
    )


def _passage(element: OutlineElement, with_body: Set[str]) -> Range | None:
    """Where a direction says what will be done; None where only its heading is left, though others of its type have a body."""
    if element.body is not None:
        return element.body
    return None if element.type in with_body else element.stated


def _ending(
    text: str, passage: Range, endings: Mapping[str, CommitmentVerb]
) -> tuple[CommitmentVerb, str, Range] | None:
    """The verb with the longest form at the end of a passage, its words and their place; white space within does not matter."""
    end = passage[0] + _AFTER.search(text[slice(*passage)]).start()  # type: ignore[union-attr]
    longest = max(map(len, endings))
    places = [n for n in range(passage[0], end) if not text[n].isspace()][-longest:]
    words = "".join(text[n] for n in places)
    for skipped in range(len(words)):
        verb = endings.get(words[skipped:])
        if verb is not None:
            return verb, words[skipped:], (places[skipped], end)
    return None
