"""What is known of a version when proposals are made: its graph, its passages, its source text where that is at hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kgtool.base.errors import UsageError
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.extract import source
from kgtool.rdf import iris, tables, turtle
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, OA, RDF, SSSOM
from kgtool.suggest import element_wording
from kgtool.suggest.element_wording import VersionWording
from kgtool.suggest.proposal import NONE

MOST = 20
"""How many judged plans are learnt from: the first in name order."""
_BEFORE, _AFTER = 30, 60


@dataclass(frozen=True)
class Material:
    """One version with what is recorded of it. ``text`` is empty where the source text is not at hand."""

    edition: str
    version: str
    graph: GraphReader
    passages: VersionWording
    text: str

    @property
    def judged(self) -> bool:
        """Whether themes are recorded for any passage."""
        return any(passage.themes for passage in self.passages)

    def unjudged(self) -> Material:
        """Return it as it would be if nobody had recorded a theme."""
        bare = {iri: replace(passage, themes={}) for iri, passage in self.passages.by_iri.items()}
        below = {iri: tuple(bare[p.iri] for p in found) for iri, found in self.passages.below.items()}
        return replace(self, passages=VersionWording(self.passages.version, bare, below))

    @cached_property
    def mentions(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The recorded mentions: their IRIs, with the thing and the spans of each."""
        found = {}
        for mention in self.graph.subjects(RDF.type, JPP.Mention):
            thing, spans = self.graph.object(mention, OA.hasBody), self.graph.objects(mention, OA.hasTarget)
            if thing and mention.startswith(f"{self.version}/"):
                found[mention] = (thing, tuple(sorted(spans, key=turtle.natural)))
        return found

    def around(self, span: str) -> tuple[str, str]:
        """Return the text before and after a span, some 30 and 60 characters without white space; empty without a text."""
        at = iris.read_span(span)
        if at is None or not self.text:
            return "", ""
        before, after = self.text[max(0, at.start - _BEFORE) : at.start], self.text[at.end : at.end + _AFTER]
        return "".join(before.split()), "".join(after.split())


def read(repo: Repo, edition: str, sources: Path | None = None, required: bool = False) -> Material:
    """Read what is known of a plan's first version, or of a version beside it (``22208-ito-5/adopted``).

    The text is taken from the folder ``sources`` if it is there; a text that is ``required`` has to be. Raises ``InputError``
    as reading a plan folder and its text do, and ``UsageError`` (plan-unknown, sources-missing).
    """
    if required and sources is None:
        raise UsageError("sources-missing")
    description = source.describe(repo, edition)
    text = ""
    if sources is not None and (required or (sources / description.file).is_file()):
        text = source.read(repo, edition, sources).text
    graph = GraphReader(units.read_unit(repo, units.unit(repo, f"plan/{description.plan}")))
    version = iris.element(description.plan, description.version)
    return Material(edition, version, graph, element_wording.read(graph, version, text), text)


def reference(repo: Repo) -> GraphReader:
    """Return what plans share (themes, things, roles, commitments), and the things that each plan has of its own.

    Those of the plans that kgtool carries are among them.
    """
    store = units.read_unit(repo, units.shared(repo))
    for path in [path for where in (repo, *_carried(repo)) for path in where.own_things]:
        repo.file(path).load(store, iris.graph("reference"))
    return GraphReader(store)


def judged(repo: Repo, without: str, sources: Path | None) -> list[Material]:
    """Return the judged plans that are learnt from, but for one; at most ``MOST``.

    They are the folder's own, in name order, then those that kgtool carries, so that a town's first plan has examples.
    """
    found: list[Material] = []
    for where in (repo, *_carried(repo)):
        wrong = units.broken(where)
        for plan in where.plans:
            if plan in (without, *(made.edition for made in found)) or plan in wrong or len(found) == MOST:
                continue
            if where.whole(plan) is None and (made := read(where, plan, sources)).judged:
                found.append(made)
    return found


def _carried(repo: Repo) -> list[Repo]:
    """What kgtool carries, as a repository of its own, for a folder that takes its ontology from there."""
    return [] if repo.share == repo.root else [Repo(repo.share, repo.share)]


def aligned(repo: Repo, here: Material, other: Material) -> frozenset[str]:
    """Return the elements of a version of which an alignment says what corresponds in another version, or that nothing does."""
    plans = {made.edition.partition("/")[0] for made in (here, other)}
    found: set[str] = set()
    for path in repo.alignments:
        pair = path.name.removesuffix(tables.ALIGNMENT)
        if set(pair.split("--")) == plans:
            graph = GraphReader(units.read_unit(repo, units.unit(repo, f"align/{pair}")))
            for mapping in graph.subjects(SSSOM.subject_id):
                ends = {*graph.objects(mapping, SSSOM.subject_id), *graph.objects(mapping, SSSOM.object_id)}
                if NONE in ends or any(end.startswith(f"{other.version}/") for end in ends):
                    found |= {end for end in ends if end.startswith(f"{here.version}/")}
    return frozenset(found)
