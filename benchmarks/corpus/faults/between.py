"""Faults that only show when plans are seen together. Each returns what a check of the whole corpus must find."""

from __future__ import annotations

from benchmarks.corpus import plan
from benchmarks.corpus.draft import Draft
from benchmarks.corpus.sketch import Sketch
from benchmarks.corpus.tree import Node
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SKOS, SSSOM, XSD

Found = list[tuple[str, str]]


def _before(draft: Draft) -> Sketch:
    """The plan before this one."""
    return draft.sketch.earlier(draft.sketch.number - 1)


def _top(sketch: Sketch, kind: str) -> Node:
    """The first element of a class at the top of a plan."""
    return next(node for node in sketch.tree.kinds(kind) if node.parent is None)


def identifier_taken(draft: Draft) -> Found:
    """The town was given the code of another, so that one municipality has two names and areas."""
    own, taken = (iris.element("municipality", one.town.code) for one in (draft.sketch, _before(draft)))
    for line in [line for line in draft.lines if f"<{own}> " in line]:
        draft.replace(line, line.replace(f"<{own}> ", f"<{taken}> "))
    twice = [(f"FormalOrganization-{code}", taken) for code in ("label", "identifier", "spatial")]
    numbered = [("government-of-another", named) for named in (iris.element(draft.sketch.plan), draft.sketch.text)]
    return twice + numbered


def evidence_elsewhere(draft: Draft) -> Found:
    """The evidence of a theme was given as a place in another plan's text."""
    annotation, other = draft.annotation(), _before(draft)
    old = draft.evidence(annotation)
    place = iris.span(other.text, *_top(other, "Statement").span(0))
    draft.replace(old, old.replace(old.split(" ")[2], f"<{place}>"))
    return [("evidence-in-other-text", annotation)]


def counterpart_missing(draft: Draft) -> Found:
    """An element that a row names is gone."""
    node = draft.node("Direction")
    other = draft.sketch.earlier(draft.sketch.partners[0])
    return [("Correspondence-object_id", _row(draft, node, f"{other.version}/measure/gone", "measure/gone"))]


def counterpart_at_home(draft: Draft) -> Found:
    """A row compares two elements of one plan."""
    node, other = draft.node("Direction"), draft.node("Direction")
    path = f"at-home/{other.iri.removeprefix(draft.sketch.version + '/')}"
    return [("correspondence-within-one-plan", _row(draft, node, other.iri, path))]


def _row(draft: Draft, node: Node, object_: str, path: str) -> str:
    """Add a row to the plan's first alignment; return its IRI."""
    sketch = draft.sketch
    name = f"{sketch.plan}--{sketch.earlier(sketch.partners[0]).plan}"
    table = iris.element("alignment", name)
    row = f"{table}/{node.iri.removeprefix(sketch.version + '/')}--{path}"
    about = (
        (RDF.type, f"<{JPP.Correspondence.value}>"),
        (RDF.type, f"<{SSSOM.Mapping.value}>"),
        (DCTERMS.isPartOf, f"<{table}>"),
        (SSSOM.subject_id, f"<{node.iri}>"),
        (SSSOM.predicate_id, f"<{SKOS.relatedMatch.value}>"),
        (SSSOM.object_id, f"<{object_}>"),
        (SSSOM.mapping_justification, "<https://w3id.org/semapv/vocab/BackgroundKnowledgeBasedMatching>"),
        (JPP.confidence, f'"0.5"^^<{XSD.decimal.value}>'),
        (JPP.method, f"<{iris.ID}method/close-reading>"),
        (JPP.reason, '"わざと入れた誤りの行。"@ja'),
        (JPP.reason, '"A row with a fault made on purpose."@en'),
        (JPP.evidence, f"<{iris.span(sketch.text, *node.span(0))}>"),
    )
    for predicate, value in about:
        draft.lines.add(f"<{row}> <{predicate.value}> {value} <{iris.graph('align', name)}> .\n")
    return row


def abstract_copied(draft: Draft) -> Found:
    """An abstract was taken over from the plan before."""
    theirs = Draft(_before(draft), plan.lines(_before(draft)))
    node, other = draft.node("Direction"), theirs.node("Direction")
    own = next(line for line in draft.find(node.iri, DCTERMS.abstract.value) if '"@ja ' in line)
    copied = next(text for text in theirs.values(other.iri, DCTERMS.abstract.value) if text.endswith("@ja"))
    draft.lines.remove(own)
    draft.put(node.iri, DCTERMS.abstract.value, copied, "theme")
    return [("abstract-repeated", node.iri), ("abstract-repeated", other.iri)]


def parent_elsewhere(draft: Draft) -> Found:
    """An element was hung below an element of another plan."""
    node = draft.node("Statement", where=lambda node: node.part.path == "purpose")
    draft.take(node.iri, JPP.partOf.value)
    draft.put(node.iri, JPP.partOf.value, f"<{_top(_before(draft), 'Vision').iri}>")
    return [("parent-in-other-version", node.iri)]
