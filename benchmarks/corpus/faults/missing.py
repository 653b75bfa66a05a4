"""Faults by which something is missing. Each returns what a check must find."""

from __future__ import annotations

from benchmarks.corpus.draft import Draft
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS

Found = list[tuple[str, str]]


def ten_year_image_missing(draft: Draft) -> Found:
    """The reading lost a measure's image of the future; what was said about it is left hanging."""
    return _lost(draft, "DesiredState")


def direction_missing(draft: Draft) -> Found:
    """The reading lost the last direction of a measure; what was said about it is left hanging."""
    return _lost(draft, "Direction")


def _lost(draft: Draft, kind: str) -> Found:
    """Take out what the plan says about an element; what only it mentioned is then never mentioned."""
    node = next(node for node in draft.sketch.tree.nodes if node.lost and node.kind == kind)
    graph = iris.graph("plan", draft.sketch.plan)
    repairs = {_subject(line) for line in draft.lines if f"> <{JPP.repairOf.value}> <{node.iri}> " in line}
    gone = {
        line
        for line in draft.lines
        if line.endswith(f"<{graph}> .\n")
        and (line.startswith((f"<{node.iri}> ", f"<{node.iri}/")) or _subject(line) in repairs)
    }
    draft.lines -= gone
    annotations = [_subject(line) for line in draft.lines if f"> <{OA.hasTarget.value}> <{node.iri}> " in line]
    things = {line.split(" ")[2].strip("<>") for line in gone if f"> <{JPP.mentions.value}> " in line}
    left = [thing for thing in things if draft.find(thing, JPP.surface.value) and not _mentioned(draft, thing)]
    kinds = {annotation: draft.values(annotation, RDF.type.value)[0].rpartition("#")[2] for annotation in annotations}
    found = [(f"{kinds[annotation].rstrip('>')}-hasTarget", annotation) for annotation in annotations]
    if draft.find(node.iri, JPP.shortName.value):  # a name of ours for what is no element any more
        found.append(("domain-slip", node.iri))
    if any(draft.find(node.iri, said.value) for said in (RDFS.label, JPP.shortName)):
        found.append(("element-missing", node.iri))
    mentions = {
        _subject(line) for line in draft.lines if line.startswith(f"<{node.iri}/") and "/mention/" in _subject(line)
    }
    found += [
        ("domain-slip", mention) for mention in sorted(mentions)
    ]  # their roles were read; now there is no mention
    return found + [("thing-never-mentioned", thing) for thing in left]


def _subject(line: str) -> str:
    return line[1:].split("> ", 1)[0]


def _mentioned(draft: Draft, thing: str) -> bool:
    return any(f"> <{JPP.mentions.value}> <{thing}> " in line for line in draft.lines)


def confidence_missing(draft: Draft) -> Found:
    """Somebody gave an element a theme and did not say how sure it is."""
    annotation = draft.annotation()
    draft.take(annotation, JPP.confidence.value)
    return [("Judgement-confidence", annotation)]


def abstract_in_one_language(draft: Draft) -> Found:
    """An abstract was not translated."""
    node = draft.node("Statement", where=lambda node: node.parent is not None)
    abstracts = draft.find(node.iri, DCTERMS.abstract.value)
    draft.lines.remove(next(line for line in abstracts if '"@en ' in line))
    return [("SummarisedElement-abstract", node.iri)]


def period_missing(draft: Draft) -> Found:
    """The last year of a listed plan was forgotten: neither the year nor a gap."""
    node = draft.node("PlanListing", where=lambda node: bool(draft.find(node.iri, JPP.endFiscalYear.value)))
    draft.take(node.iri, JPP.endFiscalYear.value)
    return [("PlanListing-endFiscalYear", node.iri)]


def contribution_not_linked(draft: Draft) -> Found:
    """The mark in the matrix was recorded, the link to the goal was not."""
    measure = draft.rng.choice(draft.sketch.tree.kinds("Measure")).iri
    marked = next(n for n in range(1, 18) if draft.find(f"{measure}/contribution/{n}", OA.hasBody.value))
    draft.take(measure, JPP.contributesTo.value, f"<{iris.SDG}{marked}>")
    return [("contribution-not-linked", measure)]


def mention_not_linked(draft: Draft) -> Found:
    """A mention was recorded, the link from the element to the thing was not."""
    element, thing = draft.thing_mentioned()
    draft.take(element, JPP.mentions.value, f"<{iris.THING}{thing}>")
    assert draft.find(f"{element}/mention/{thing}", RDF.type.value)
    return [("mention-without-link", element)]
