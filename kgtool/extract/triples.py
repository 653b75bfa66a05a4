"""Write an outline as triples: the content of ``plan.ttl`` and of ``conclusions.ttl``."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from kgtool.base.display import clip
from kgtool.base.printed_numbers import PrintedPeriod
from kgtool.extract.commitments import CommitmentGap, FoundCommitment
from kgtool.extract.contexts import SettledMention
from kgtool.extract.outline import Outline, OutlineBudgetLine, OutlineElement, OutlineGap, OutlineIndicatorValue, Range
from kgtool.extract.profile import Profile
from kgtool.extract.recognition import Recognition
from kgtool.extract.source import PAGE_BREAK, SourceText
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, ID, JPP, OA, RDF, RDFS, SKOS, XSD, Namespace

_GAP_PROPERTIES = {"label": RDFS.label, "notation": SKOS.notation}
_SDG = Namespace(iris.SDG)
_LONGEST = 60
"""How much of a printed name stands in the graph, in code points; the whole is in the text graph only."""


class TripleWriter:
    """Yields the triples of an outline; every range that it refers to becomes a ``jpp:SourceSpan`` at the end."""

    def __init__(self, source: SourceText, profile: Profile, recognition: Recognition | None = None) -> None:
        self.source = source
        self.profile = profile
        self.recognition = recognition or Recognition()
        self.plan = source.description.plan
        self.version = source.description.version
        self.spans: set[Range] = set()
        self.page_starts = [n for n, char in enumerate(source.text) if char == PAGE_BREAK]
        self.line_starts = [0] + [n + 1 for n, char in enumerate(source.text) if char == "\n"]

    def triples(self, outline: Outline, mentions: list[SettledMention], cited: list[Range]) -> Iterator[Statement]:
        """Yield all triples of ``plan.ttl``.

        ``cited`` are ranges that curation and alignments need as spans, too.
        """
        for element in outline.elements.values():
            yield from self._element(element)
        yield from self._types(outline)
        yield from self._indicator_values(outline)
        yield from self._budget_lines(outline)
        yield from self._gaps(outline)
        yield from self._repairs(outline)
        yield from self._marks(outline)
        yield from self._facts(outline)
        yield from self._mentions(mentions)
        self.spans |= set(cited)
        for span in sorted(self.spans):
            yield from self._span(span)

    def roles(self, mentions: list[SettledMention]) -> Iterator[Statement]:
        """Yield the roles that rules tell, for ``conclusions.ttl``: they are our conclusions and not the plan's word."""
        for mention in mentions:
            if mention.role:
                yield Statement(self.node(mention.path), JPP.role, NamedNode(mention.role))
            if mention.method:
                yield Statement(self.node(mention.path), JPP.method, ID[f"method/{mention.method}"])

    def commitments(self, found: Iterable[FoundCommitment | CommitmentGap]) -> Iterator[Statement]:
        """Yield how firm directions are, or gaps, for ``conclusions.ttl``; their places are spans of ``triples`` if asked before."""
        for each in found:
            if isinstance(each, CommitmentGap):
                gap = OutlineGap(each.element, "commitment", each.reason, each.at)
                yield from self._gap(f"{each.element}/gap/commitment", gap)
                continue
            node = self.node(f"{each.element}/commitment")
            yield Statement(node, RDF.type, JPP.CommitmentAnnotation)
            yield Statement(node, OA.hasTarget, self.node(each.element))
            yield Statement(node, OA.hasBody, NamedNode(each.commitment))
            yield Statement(node, JPP.method, ID["method/rule"])
            yield Statement(node, JPP.confidence, Literal(each.confidence, datatype=XSD.decimal))
            yield Statement(node, JPP.evidence, self.at(each.at))
            yield Statement(node, JPP.printed, Literal(each.words))

    # nodes

    def node(self, path: str) -> NamedNode:
        if path == "plan":
            return NamedNode(iris.element(self.plan))
        if path == "version":
            return NamedNode(iris.element(self.plan, self.version))
        return NamedNode(iris.element(self.plan, self.version, path))

    def at(self, span: Range) -> NamedNode:
        self.spans.add(span)
        return NamedNode(iris.span(self.source.description.text_iri, *span))

    def local_type(self, name: str) -> NamedNode:
        return NamedNode(iris.element(self.plan, "", f"local-type/{name}"))

    # groups of triples

    def _element(self, element: OutlineElement) -> Iterator[Statement]:
        node = self.node(element.path)
        yield Statement(node, RDF.type, JPP[element.class_])
        yield Statement(node, JPP.inVersion, self.node("version"))
        yield Statement(node, JPP.order, _integer(element.order))
        if element.label:
            yield Statement(node, RDFS.label, Literal(clip(element.label, _LONGEST), language="ja"))
        if element.alternative:
            yield Statement(node, DCTERMS.alternative, Literal(clip(element.alternative, _LONGEST), language="ja"))
        if element.notation:
            yield Statement(node, SKOS.notation, Literal(element.notation))
        if element.printed:
            yield Statement(node, JPP.printed, Literal(element.printed))
        if element.type:
            yield Statement(node, JPP.localType, self.local_type(element.type))
        if element.parent:
            for name in ("partOf", *element.also):
                yield Statement(node, JPP[name], self.node(element.parent))
        if element.listed_under:
            yield Statement(node, JPP.listedUnder, self.node(element.listed_under))
        assert element.stated is not None
        yield Statement(node, JPP.statedAt, self.at(element.stated))
        if element.body is not None:
            yield Statement(node, JPP.bodyAt, self.at(element.body))
        for span in element.restated:
            yield Statement(node, JPP.restatedAt, self.at(span))
        for name, path in element.links.items():
            yield Statement(node, JPP[name], self.node(path))
        for name, value in element.values.items():
            yield Statement(node, JPP[name], _value(value.text, value.read_as))

    def _types(self, outline: Outline) -> Iterator[Statement]:
        used = {element.type for element in outline.elements.values() if element.type}
        for name in sorted(used):
            local = self.profile.types[name]
            node = self.local_type(name)
            yield Statement(node, RDF.type, JPP.LocalType)
            yield Statement(node, SKOS.prefLabel, Literal(local.ja, language="ja"))
            yield Statement(node, SKOS.prefLabel, Literal(local.en, language="en"))
            if local.depth:
                yield Statement(node, JPP.depth, _integer(local.depth))

    def _gaps(self, outline: Outline) -> Iterator[Statement]:
        counted: Counter[str] = Counter()
        for gap in outline.gaps:
            prefix = "" if gap.element == "version" else f"{gap.element}/"
            path = f"{prefix}gap/{gap.property}"
            counted[path] += 1
            yield from self._gap(path if counted[path] == 1 else f"{path}-{counted[path]}", gap)

    def _gap(self, path: str, gap: OutlineGap) -> Iterator[Statement]:
        node = self.node(path)
        yield Statement(node, RDF.type, JPP.InformationGap)
        yield Statement(node, JPP.gapIn, self.node(gap.element))
        yield Statement(node, JPP.gapProperty, _GAP_PROPERTIES.get(gap.property, JPP[gap.property]))
        yield Statement(node, JPP.gapReason, NamedNode(iris.ID + f"gap-reason/{gap.reason}"))
        if gap.at:
            yield Statement(node, JPP.statedAt, self.at(gap.at))
        if gap.why:
            yield Statement(node, RDFS.comment, Literal(gap.why[0], language="ja"))
            yield Statement(node, RDFS.comment, Literal(gap.why[1], language="en"))

    def _indicator_values(self, outline: Outline) -> Iterator[Statement]:
        for value in outline.indicator_values:
            node, read = self.node(value.path), value.value
            yield Statement(self.node(value.indicator), JPP.indicatorValue, node)
            yield Statement(node, RDF.type, JPP.IndicatorValue)
            yield Statement(node, JPP.valueKind, ID[f"value-kind/{value.kind}"])
            yield from self._printed(node, value)
            for name, number in (("value", read.value), ("upperValue", read.upper)):
                if number is not None:
                    yield Statement(node, JPP[name], Literal(f"{number:f}", datatype=XSD.decimal))
            if value.unit:
                yield Statement(node, JPP.unitOfMeasure, NamedNode(value.unit))
            if read.comparator:
                yield Statement(node, JPP.comparator, ID[f"comparator/{read.comparator}"])
            if read.approximate:
                yield Statement(node, JPP.approximate, Literal("true", datatype=XSD.boolean))
            yield from _period(node, value.period)

    def _budget_lines(self, outline: Outline) -> Iterator[Statement]:
        for line in outline.budget_lines:
            node, amount = self.node(line.path), line.amount.value
            yield Statement(node, RDF.type, JPP.BudgetLine)
            yield Statement(node, JPP.budgetOf, self.node(line.of))
            yield from self._printed(node, line)
            if amount is not None:
                yield Statement(node, JPP.amount, Literal(f"{amount:f}", datatype=XSD.decimal))
            if line.period and line.period.fiscal:
                yield from _period(node, line.period)

    def _printed(self, node: NamedNode, number: OutlineIndicatorValue | OutlineBudgetLine) -> Iterator[Statement]:
        for at in number.at:
            yield Statement(node, JPP.statedAt, self.at(at))
        if number.value_text:
            yield Statement(node, JPP.valueText, Literal(clip(number.value_text, _LONGEST)))
        if number.period_text:
            yield Statement(node, JPP.periodText, Literal(clip(number.period_text, _LONGEST)))

    def _repairs(self, outline: Outline) -> Iterator[Statement]:
        ordered = sorted(outline.repairs, key=lambda repair: (repair.at, repair.kind))
        for number, repair in enumerate(ordered, 1):
            node = self.node(f"repair/{number}")
            yield Statement(node, RDF.type, JPP.Repair)
            yield Statement(node, JPP.repairKind, NamedNode(iris.ID + f"repair-kind/{repair.kind}"))
            yield Statement(node, JPP.inVersion, self.node("version"))
            yield Statement(node, JPP.statedAt, self.at(repair.at))
            element = repair.element or self._element_at(outline, repair.at)
            if element:
                yield Statement(node, JPP.repairOf, self.node(element))
            if repair.read:
                printed, read = _where_they_differ(repair.printed, repair.read)
                yield Statement(node, JPP.printed, Literal(printed))
                yield Statement(node, JPP.readAs, Literal(read))
            if repair.why:
                yield Statement(node, RDFS.comment, Literal(repair.why[0], language="ja"))
                yield Statement(node, RDFS.comment, Literal(repair.why[1], language="en"))

    def _element_at(self, outline: Outline, at: Range) -> str:
        covering = [
            (end - start, element.path)
            for element in outline.elements.values()
            for start, end in [element.heading or element.stated or (0, 0)]
            if start <= at[0] and at[1] <= end
        ]
        return min(covering)[1] if covering else ""

    def _marks(self, outline: Outline) -> Iterator[Statement]:
        for mark in outline.marks:
            element, target = self.node(mark.element), _SDG[mark.target]
            node = self.node(f"{mark.element}/contribution/{mark.target}")
            yield Statement(element, JPP[mark.property], target)
            yield Statement(node, RDF.type, JPP.Contribution)
            yield Statement(node, OA.hasTarget, element)
            yield Statement(node, OA.hasBody, target)
            yield Statement(node, JPP.statedAt, self.at(mark.at))

    def _facts(self, outline: Outline) -> Iterator[Statement]:
        for fact in outline.facts:
            node = self.node(fact.of)
            if fact.of in ("plan", "version"):  # an element's place is its own
                yield Statement(node, JPP.statedAt, self.at(fact.at))
            if fact.property:
                yield Statement(node, JPP[fact.property], _value(fact.text, fact.read_as))

    def _mentions(self, mentions: list[SettledMention]) -> Iterator[Statement]:
        """One mention an element and thing; its targets are span IRIs, which RFC 5147 makes say where they are."""
        for mention in mentions:
            node = self.node(mention.path)
            yield Statement(self.node(mention.element or "version"), JPP.mentions, NamedNode(mention.thing))
            yield Statement(node, RDF.type, JPP.Mention)
            yield Statement(node, OA.hasBody, NamedNode(mention.thing))
            for place in mention.places:
                yield Statement(node, OA.hasTarget, NamedNode(iris.span(self.source.description.text_iri, *place)))

    def _span(self, span: Range) -> Iterator[Statement]:
        node = NamedNode(iris.span(self.source.description.text_iri, *span))
        selector = NamedNode(iris.selector(node.value))
        yield Statement(node, RDF.type, JPP.SourceSpan)
        yield Statement(node, OA.hasSource, NamedNode(self.source.description.text_iri))
        yield Statement(node, OA.hasSelector, selector)
        yield Statement(node, JPP.firstLine, _integer(bisect_right(self.line_starts, span[0])))
        yield Statement(node, JPP.lastLine, _integer(bisect_right(self.line_starts, span[1] - 1)))
        if self.page_starts:
            yield Statement(node, JPP.page, _integer(1 + bisect_right(self.page_starts, span[0])))
        if (confidence := self.recognition.confidence(*span)) is not None:
            yield Statement(node, JPP.recognitionConfidence, Literal(f"{confidence:.3f}", datatype=XSD.decimal))
        yield Statement(node, JPP.spanSha256, Literal(self.source.sha256(*span)))
        yield Statement(selector, RDF.type, OA.TextPositionSelector)
        yield Statement(selector, OA.start, _integer(span[0]))
        yield Statement(selector, OA.end, _integer(span[1]))


def _period(node: NamedNode, period: PrintedPeriod | None) -> Iterator[Statement]:
    """The time of a value. A year of which the print does not say whether it is a fiscal one stays as printed."""
    if period is None or period.gap:
        return
    if period.date:
        datatype = XSD.date if period.date.count("-") == 2 else XSD.gYearMonth
        yield Statement(node, JPP.valueDate, Literal(period.date, datatype=datatype))
    elif period.fiscal is not None:
        last, first = ("fiscalYear", "startFiscalYear") if period.fiscal else ("calendarYear", "startCalendarYear")
        assert period.year is not None
        yield Statement(node, JPP[last], _integer(period.year))
        if period.first is not None:
            yield Statement(node, JPP[first], _integer(period.first))


def _where_they_differ(printed: str, read: str) -> tuple[str, str]:
    """A repair as it may stand in the graph: of longer texts the part in which they differ, at most 60 characters each."""
    if max(len(printed), len(read)) <= _LONGEST:
        return printed, read
    alike = next((n for n, (one, other) in enumerate(zip(printed, read, strict=False)) if one != other), _LONGEST)
    start = max(0, alike - _LONGEST // 2)
    head = "…" if start else ""
    return clip(head + printed[start:], _LONGEST), clip(head + read[start:], _LONGEST)


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _value(text: str, read_as: str) -> Literal:
    """A value as a literal of the type that it was read as, whatever it looks like."""
    return Literal(
        text, datatype={"text": XSD.string, "date": XSD.date, "month": XSD.gYearMonth}.get(read_as, XSD.integer)
    )
