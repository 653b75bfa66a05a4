"""Faults by which something is wrong in one plan. Each returns what a check must find."""

from __future__ import annotations

from benchmarks.corpus.draft import THEME, Draft
from benchmarks.corpus.tree import Node
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS, XSD

Found = list[tuple[str, str]]
_INTEGER = f"^^<{XSD.integer.value}>"


def code_beside_gap(draft: Draft) -> Found:
    """A lost code was filled in, and the record of its loss stayed."""
    node = draft.node("Measure", where=lambda node: not draft.find(node.iri, SKOS.notation.value))
    draft.put(node.iri, SKOS.notation.value, '"9-999"')
    return [("InformationGap-notation-stated", f"{node.iri}/gap/notation")]


def order_hole(draft: Draft) -> Found:
    """A number was left out among siblings."""
    last = draft.siblings("Direction", 1)[-1]
    draft.take(last.iri, JPP.order.value)
    draft.put(last.iri, JPP.order.value, f'"{last.order + 1}"{_INTEGER}')
    return [("order-hole", last.iri)]


def siblings_swapped(draft: Draft) -> Found:
    """Two siblings got each other's number."""
    first, second = draft.siblings("Direction", 2)[:2]
    for node, order in ((first, second.order), (second, first.order)):
        draft.take(node.iri, JPP.order.value)
        draft.put(node.iri, JPP.order.value, f'"{order}"{_INTEGER}')
    return [("sibling-order-differs", first.iri), ("sibling-spans-overlap", first.iri)]


def label_too_long(draft: Draft) -> Found:
    """A whole sentence was taken for a heading."""
    node = draft.node("Direction")
    old = next(line for line in draft.find(node.iri, RDFS.label.value) if '"@ja ' in line)
    draft.lines.remove(old)
    draft.put(node.iri, RDFS.label.value, f'"{"長い見出し" * 13}"@ja')
    return [("PlanElement-label-length", node.iri)]


def span_reversed(draft: Draft) -> Found:
    """Start and end of a span were confused."""
    annotations = [
        f"{node.iri}/theme/{node.part.theme}" for node in draft.sketch.tree.kinds("Direction") if node.part.theme
    ]
    places = {place for line in draft.lines if _is_place(line) for place in [line.rsplit(" ", 3)[1]]}
    own = [value for one in annotations for value in draft.values(one, JPP.evidence.value) if value not in places]
    span = draft.rng.choice(own).strip("<>")
    selector = iris.selector(span)
    start, end = (draft.take(selector, which.value) for which in (OA.start, OA.end))
    draft.lines |= {start.replace(OA.start.value, OA.end.value), end.replace(OA.end.value, OA.start.value)}
    return [("TextPositionSelector-start-order", selector), ("span-not-as-named", span)]


def _is_place(line: str) -> bool:
    return any(f"> <{predicate.value}> " in line for predicate in (JPP.statedAt, JPP.bodyAt, JPP.restatedAt))


def contribution_not_marked(draft: Draft) -> Found:
    """A link to a goal was added that the plan's matrix does not mark."""
    measure = draft.rng.choice(draft.sketch.tree.kinds("Measure")).iri
    unmarked = next(n for n in range(1, 18) if not draft.find(f"{measure}/contribution/{n}", OA.hasBody.value))
    draft.put(measure, JPP.contributesTo.value, f"<{iris.SDG}{unmarked}>")
    return [("contribution-without-evidence", measure)]


def target_year_outside(draft: Draft) -> Found:
    """A target year was misread."""
    node = draft.node("DesiredState")
    draft.take(node.iri, JPP.targetYear.value)
    draft.put(node.iri, JPP.targetYear.value, f'"{draft.sketch.end_year + 20}"{_INTEGER}')
    return [("target-year-outside-period", node.iri)]


def gap_beside_duration(draft: Draft) -> Found:
    """The duration was said to be missing, and is there."""
    version, gap = draft.sketch.version, f"{draft.sketch.version}/gap/durationYears"
    draft.put(gap, RDF.type.value, f"<{JPP.InformationGap.value}>")
    draft.put(gap, JPP.gapIn.value, f"<{version}>")
    draft.put(gap, JPP.gapProperty.value, f"<{JPP.durationYears.value}>")
    draft.put(gap, JPP.gapReason.value, f"<{iris.ID}gap-reason/not-stated>")
    return [("gap-beside-value", version)]


def theme_unknown(draft: Draft) -> Found:
    """A theme was misspelt: it is not in the scheme."""
    annotation = draft.annotation()
    draft.take(annotation, OA.hasBody.value)
    draft.put(annotation, OA.hasBody.value, f"<{iris.THEME}no-such-theme>", THEME)
    return [("ThemeAnnotation-hasBody", annotation)]


def theme_too_coarse(draft: Draft) -> Found:
    """A group of themes was taken for a theme."""
    annotation = draft.annotation()
    draft.take(annotation, OA.hasBody.value)
    draft.put(annotation, OA.hasBody.value, f"<{iris.THEME}safety>", THEME)
    return [("theme-is-a-group", annotation)]


def child_too_early(draft: Draft) -> Found:
    """A direction of another section was given to a measure that comes later."""
    first = draft.siblings("Direction", 1)[0]
    span = iris.span(draft.sketch.text, *first.span(0))
    selector = iris.selector(span)
    for predicate, offset in ((OA.start, 0), (OA.end, 1)):
        draft.take(selector, predicate.value)
        draft.put(selector, predicate.value, f'"{offset}"{_INTEGER}')
    return [("child-before-parent", first.iri), ("span-not-as-named", span)]


def term_undeclared(draft: Draft) -> Found:
    """A property of our own was misspelt, in each plan in another way: a check shows each term once."""
    node = draft.node("Direction")
    draft.put(node.iri, f"{iris.NS}mentoins{draft.sketch.town.code}", f"<{iris.ID}theme>")
    return [("term-not-declared", node.iri)]


def term_not_listed(draft: Draft) -> Found:
    """A property of Dublin Core was misspelt, in each plan in another way: a check shows each term once."""
    node = draft.node("PlanListing", "Field")
    draft.put(node.iri, f"{DCTERMS.subjekt.value}{draft.sketch.town.code}", f"<{iris.ID}theme>")
    return [("foreign-term-not-listed", node.iri)]


def subject_foreign(draft: Draft) -> Found:
    """Something was said about a resource that is not ours."""
    area = draft.values(iris.element("municipality", draft.sketch.town.code), DCTERMS.spatial.value)[0].strip("<>")
    draft.put(area, RDFS.label.value, '"架空の区域"@ja')
    return [("foreign-subject", area)]


def domain_wrong(draft: Draft) -> Found:
    """A statement was given a target year, which only images of the future have."""
    node = draft.node("Statement", "Direction")
    draft.put(node.iri, JPP.targetYear.value, f'"{draft.sketch.end_year}"{_INTEGER}')
    return [("domain-slip", node.iri)]


def range_wrong(draft: Draft) -> Found:
    """A theme was put down as a thing that is mentioned."""
    node = draft.node("Statement", "DesiredState", "Direction")
    draft.put(node.iri, JPP.mentions.value, f"<{iris.THEME}safety>")
    return [("range-slip", node.iri), ("PlanElement-mentions", node.iri)]


def code_repeated(draft: Draft) -> Found:
    """The code of a measure or a goal was misread as that of the one beside it."""

    def beside(node: Node) -> list[Node]:
        """Those of the kind under the same heading that have a code and that no other fault has used."""
        kind = node.kind
        found = [n for n in draft.sketch.tree.kinds(kind) if n.parent == node.parent and n.iri not in draft.used]
        return [n for n in found if draft.find(n.iri, SKOS.notation.value)]

    one = draft.node("Measure", "Goal", where=lambda node: node in (found := beside(node)) and len(found) > 1)
    other = draft.node(one.kind, where=lambda node: node in beside(one))
    draft.take(one.iri, SKOS.notation.value)
    draft.put(one.iri, SKOS.notation.value, f'"{other.code}"')
    return [("code-repeated", one.iri), ("code-repeated", other.iri)]


def surface_shared(draft: Draft) -> Found:
    """Two things were given one surface."""
    surfaces = sorted(line for line in draft.lines if f"> <{JPP.surface.value}> " in line)
    one, other = (line[1:].split("> ", 1)[0] for line in draft.rng.sample(surfaces, 2))
    draft.put(one, JPP.surface.value, draft.values(other, JPP.surface.value)[0])
    return [("surface-shared", one), ("surface-shared", other)]


def language_wrong(draft: Draft) -> Found:
    """An English abstract was tagged as Japanese."""
    node = draft.node("Statement", "DesiredState", "Direction")
    draft.lines.remove(next(line for line in draft.find(node.iri, DCTERMS.abstract.value) if '"@ja ' in line))
    draft.put(node.iri, DCTERMS.abstract.value, f'"What {draft.sketch.town.roman.capitalize()} does."@ja', THEME)
    return [("language-tag-wrong", node.iri)]
