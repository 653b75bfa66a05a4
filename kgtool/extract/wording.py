"""Make the text graph of a plan, which only a build with ``--sources`` has: the wording of each element as ``jpp:text``.

Every span of the plan is verified against the source text first.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from kgtool.base.errors import InputError
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.corpus.units import Unit
from kgtool.extract import source
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP


def files(repo: Repo, unit: Unit, sources: Path | None) -> list[InputFile]:
    """Return the source text of each version that the text graph of a unit depends on; none without sources or for others."""
    kind, _, plan = unit.name.partition("/")
    if sources is None or kind != "plan" or repo.whole(plan) is not None:
        return []
    return [source.text_file(repo, source.describe(repo, edition), sources) for edition in repo.editions(plan)]


def quads(repo: Repo, plan: str, sources: Path, store: Store) -> list[Quad]:
    """Return the text graph of a plan whose graphs are in ``store``.

    Raises ``InputError``: span-outside, span-changed, and as ``source.read`` does.
    """
    return [quad for edition in repo.editions(plan) for quad in _of_version(repo, edition, sources, store)]


def _of_version(repo: Repo, edition: str, sources: Path, store: Store) -> list[Quad]:
    """The wording of the elements of one version."""
    text, plan = source.read(repo, edition, sources), edition.partition("/")[0]
    reader, data = GraphReader(store), NamedNode(iris.graph("plan", plan))
    ranges: dict[str, tuple[int, int]] = {}
    for subject, sha256 in reader.pairs(JPP.spanSha256, data):
        span = iris.read_span(subject)
        if span is None or span.text != text.description.text_iri:
            continue
        if not 0 <= span.start < span.end <= len(text.text):
            raise InputError(
                "span-outside",
                repo.name(repo.plan(edition) / "plan.ttl"),
                span=f"{span.start},{span.end}",
                length=len(text.text),
            )
        if text.sha256(span.start, span.end) != sha256.value:
            raise InputError(
                "span-changed", repo.name(repo.plan(edition) / "plan.ttl"), span=f"{span.start},{span.end}"
            )
        ranges[subject] = (span.start, span.end)
    elements = set(reader.subjects(JPP.order, graph=data))
    stated: dict[str, set[tuple[int, int]]] = {}
    for predicate in (JPP.statedAt, JPP.bodyAt):
        for element, place in reader.pairs(predicate, data):
            if element in elements and place.value in ranges:
                stated.setdefault(element, set()).add(ranges[place.value])
    graph = NamedNode(iris.graph("text", plan))
    return [
        Quad(NamedNode(element), JPP.text, Literal("\n".join(text.text[a:b] for a, b in _outermost(spans))), graph)
        for element, spans in stated.items()
    ]


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop ranges that lie inside another; keep document order."""
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept
