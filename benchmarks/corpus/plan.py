"""The statements of one made-up plan, as lines of canonical N-Quads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from benchmarks.corpus import alignment, words
from benchmarks.corpus.anatomy import Part
from benchmarks.corpus.sketch import Sketch
from benchmarks.corpus.tree import Node
from benchmarks.corpus.words import Writer
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS, XSD

_ORGANISATION = "http://www.w3.org/ns/org#FormalOrganization"
_AREA = "http://data.e-stat.go.jp/lod/sac/C"
_EXTERNAL = "https://example.org/made-up/"
"""Where made-up towns have their external identifier: a name that is kept free for examples (RFC 2606)."""


def lines(sketch: Sketch) -> list[str]:
    """Return all statements of a plan, of its alignments with earlier plans, and about its town and its things."""
    writing = _Writing(sketch)
    made = [*writing.front(), *writing.elements(), *writing.town(), *writing.about_things()]
    for number in sketch.partners:
        rng = sketch.rng(f"alignment/{number}")
        made += alignment.lines(sketch.stock.pairing, sketch, sketch.earlier(number), rng, writing.writer)
    return made


class _Writing:
    """One plan being written; positions after the last element are given to what stands elsewhere in the text."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch, self.anatomy, self.tree = sketch, sketch.anatomy, sketch.tree
        self.writer = Writer(sketch.town, sketch.stock.topics, sketch.rng("words"))
        self.rng = sketch.rng("links")
        self.end = self.tree.end
        self.repairs = 0
        self.used: set[str] = set()
        self.defined: set[str] = set()
        self.things = {thing: self._thing(thing) for thing in self.anatomy.things}
        self.plan_graph = iris.graph("plan", sketch.plan)
        years = {offset: sketch.end_year + offset for offset in self.anatomy.year_offsets}
        self.common = {
            "plan": iris.element(sketch.plan),
            "version": sketch.version,
            "text": sketch.text,
            "plan_graph": self.plan_graph,
            "theme_graph": iris.graph("theme", sketch.plan),
            "municipality": iris.element("municipality", sketch.town.code),
            "era": sketch.end_year - 2018,
            "years": {offset if offset >= 0 else str(offset): year for offset, year in years.items()},
        }

    def front(self) -> Iterator[str]:
        """Plan, version, source text and local types. Comes first: the text begins with it."""
        position, spans = 0, []
        for found in self.anatomy.front.ranges:
            spans.append((position, position + found.length))
            position += found.length + 1
        room = self.tree.end + sum(
            r.length + 1 for node in self.tree.nodes for r in node.part.ranges if r.start is None
        )
        yield from self._part(
            self.anatomy.front,
            spans,
            element=self.sketch.version,
            characters=room,
            names=self._names(),
            file=f"{self.sketch.plan}.txt",
            sha256=_sha256(self.sketch.text),
        )

    def elements(self) -> Iterator[str]:
        for node in self.tree.nodes:
            yield from self._part(
                node.part,
                [self._place(node, n) for n in range(len(node.part.ranges))],
                theme=self._theme(node),
                element=node.iri,
                listed=self._listed(node),
                parent=node.parent.iri if node.parent else "",
                order=node.order,
                code=node.code,
                others=[self._other(node, n) for n in range(len(node.part.others))],
            )

    def _part(self, part: Part, spans: list[tuple[int, int]], theme: str = "", **own: object) -> Iterator[str]:
        """The lines of a part's pattern, filled in, then those of its spans."""
        self.used.update(part.things)
        if part.kind == "TermDefinition":
            self.defined.update(part.things)
        repairs = list(range(self.repairs + 1, self.repairs + part.repairs + 1))
        self.repairs += part.repairs
        filled = part.pattern.format(
            **self.common,
            **own,
            spans=[f"{start},{end}" for start, end in spans],
            words=[self.writer.text(wanted, theme) for wanted in part.words],
            things=[self.things[thing] for thing in part.things],
            repairs=repairs,
        )
        yield from filled.splitlines(keepends=True)
        for found, (start, end) in zip(part.ranges, spans, strict=True):
            if found.described:
                yield from self._span(start, end)

    def _place(self, node: Node, index: int) -> tuple[int, int]:
        found = node.part.ranges[index]
        if found.start is not None:
            return node.span(index)
        begin, self.end = self.end, self.end + found.length + 1
        return begin, begin + found.length

    def _span(self, start: int, end: int) -> Iterator[str]:
        place = iris.span(self.sketch.text, start, end)
        at, selector, last = f"<{place}>", f"<{iris.selector(place)}>", f" <{self.plan_graph}> .\n"
        first_line, last_line = (int(n / self.anatomy.line_length) + 1 for n in (start, end - 1))
        yield f"{at} {_TYPE} <{JPP.SourceSpan.value}>{last}"
        yield f"{at} {_SOURCE} <{self.sketch.text}>{last}"
        yield f"{at} {_SELECTOR} {selector}{last}"
        yield f'{at} {_FIRST} "{first_line}"{_INTEGER}{last}'
        yield f'{at} {_LAST} "{last_line}"{_INTEGER}{last}'
        yield f'{at} {_SHA} "{_sha256(place)}"{last}'
        yield f"{selector} {_TYPE} <{OA.TextPositionSelector.value}>{last}"
        yield f'{selector} {_START} "{start}"{_INTEGER}{last}'
        yield f'{selector} {_END} "{end}"{_INTEGER}{last}'

    def _theme(self, node: Node) -> str:
        """The theme of an element, or of the nearest above it that has one."""
        above: Node | None = node
        while above:
            if above.part.theme:
                return above.part.theme
            above = above.parent
        return ""

    def _listed(self, node: Node) -> str:
        """The plan that a listing names: below its town, with a name made from the place of the listing."""
        path = node.iri.removeprefix(self.sketch.version + "/").replace("/", "-")
        return iris.element(self.sketch.town.code, "plan", f"{self.sketch.edition}-{path}")

    def _other(self, node: Node, index: int) -> str:
        """An element of the kind that the real one points to: siblings share them out in order."""
        candidates = self.tree.by_key[node.part.others[index]]
        siblings = self.tree.by_key[node.part.key]
        return candidates[siblings.index(node) * len(candidates) // len(siblings)].iri

    def _names(self) -> dict[str, str]:
        ja = f"架空の{self.sketch.town.kana}町 第{self.sketch.edition}次総合計画"
        en = f"Comprehensive plan no. {self.sketch.edition} of {self.sketch.town.roman.capitalize()}, a made-up town"
        return {
            "plan_ja": ja,
            "plan_en": en,
            "version_ja": f"{ja}(合成データ)",
            "version_en": f"{en} (synthetic data)",
            "text_ja": f"{ja}の存在しない原文",
            "text_en": f"The text, which does not exist, of {en[0].lower() + en[1:]}",
        }

    def _thing(self, thing: str) -> str:
        """The id of a thing here: each town has its own of what a real one had; other things are shared by all."""
        rest = thing.removeprefix(self.anatomy.town + "-")
        return f"{self.sketch.town.roman}-{rest}" if thing in self.anatomy.own else thing

    def town(self) -> Iterator[str]:
        """The municipality: the made-up town's government."""
        town, last = self.sketch.town, f" <{self.plan_graph}> .\n"
        subject = f"<{iris.element('municipality', town.code)}>"
        yield f"{subject} {_TYPE} <{_ORGANISATION}>{last}"
        yield f'{subject} <{RDFS.label.value}> "架空の{town.kana}町"@ja{last}'
        yield f'{subject} <{RDFS.label.value}> "{town.roman.capitalize()} Town (made up)"@en{last}'
        yield f'{subject} <{DCTERMS.identifier.value}> "{town.six_digits}"{last}'
        yield f"{subject} <{DCTERMS.spatial.value}> <{_AREA}{town.code}>{last}"
        yield f"{subject} <{SKOS.closeMatch.value}> <{_EXTERNAL}{town.code}>{last}"

    def about_things(self) -> Iterator[str]:
        """What the plan names: which plan uses it and, of the town's own things, what they are.

        Whatever a plan explains, it also mentions.
        """
        last = f" <{self.plan_graph}> .\n"
        for number, thing in enumerate(self.anatomy.things):
            if thing in self.used:
                subject = f"<{iris.THING}{self.things[thing]}>"
                yield f"{subject} <{JPP.usedIn.value}> <{iris.element(self.sketch.plan)}>{last}"
                if self.things[thing] != thing:
                    ja, en = words.thing(self.sketch.town, number)
                    yield f"{subject} {_TYPE} <{iris.NS}{self.anatomy.things[thing]}>{last}"
                    yield f'{subject} <{RDFS.label.value}> "{ja}"@ja{last}'
                    yield f'{subject} <{RDFS.label.value}> "{en}"@en{last}'
                    yield f'{subject} <{SKOS.scopeNote.value}> "架空の町にある{ja}。"@ja{last}'
                    yield f'{subject} <{SKOS.scopeNote.value}> "{en}, in a made-up town."@en{last}'
                    yield f'{subject} <{JPP.surface.value}> "{ja}"{last}'
                    if thing in self.defined:
                        yield f"<{self.sketch.version}> <{JPP.mentions.value}> {subject}{last}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_TYPE = f"<{RDF.type.value}>"
_SOURCE = f"<{OA.hasSource.value}>"
_SELECTOR = f"<{OA.hasSelector.value}>"
_FIRST = f"<{JPP.firstLine.value}>"
_LAST = f"<{JPP.lastLine.value}>"
_SHA = f"<{JPP.spanSha256.value}>"
_START = f"<{OA.start.value}>"
_END = f"<{OA.end.value}>"
_INTEGER = f"^^<{XSD.integer.value}>"
