"""Take the words out of an element of a real plan: what is left is a part."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode

from benchmarks.corpus.anatomy import Key, Part, Range, Words
from benchmarks.corpus.real import RealPlan
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS, XSD

_YEARS = {JPP.targetYear, JPP.startFiscalYear, JPP.endFiscalYear, JPP.decidedInFiscalYear, JPP.candidateValue}
_ROLES = {DCTERMS.abstract: "abstract", JPP.printed: "printed", JPP.readAs: "read", RDFS.comment: "comment"}
_NAMED = {JPP.fileName: "file", JPP.sha256: "sha256"}


class Blank:
    """One element, or the version, being turned into a pattern."""

    def __init__(self, plan: RealPlan, owner: str) -> None:
        self.plan, self.owner = plan, owner
        self.element = owner in plan.elements
        self.words: list[Words] = []
        self.spans: list[str] = [plan.one(owner, JPP.statedAt)] if self.element else []
        self.things: list[str] = []
        self.others: list[Key] = []
        self.repairs: list[str] = []

    def part(self, groups: tuple[tuple[Key, int], ...]) -> Part:
        rows = sorted(self.plan.owned[self.owner], key=lambda row: (row[0], str(row[1]), str(row[2])))
        pattern = "".join(self._line(*row) for row in rows)
        cited = sorted(self.plan.cited.get(self.owner, ()))
        evidence = [self._index(self.spans, span) for span in cited]
        ranges = self._ranges()
        themes = [self.plan.one(theme, OA.hasBody) for theme in self._themes()]
        path, below = self._path() if self.element else ("", False)
        return Part(
            key=self.plan.keys.get(self.owner, ()),
            kind=self.plan.one(self.owner, RDF.type).removeprefix(iris.NS),
            pattern=pattern,
            words=tuple(self.words),
            ranges=ranges,
            things=tuple(self.things),
            others=tuple(self.others),
            repairs=len(self.repairs),
            theme=themes[0].removeprefix(iris.THEME) if themes else "",
            path=path,
            below_parent=below,
            evidence=tuple(n for n in evidence if ranges[n].start is not None),
            groups=groups,
        )

    def _themes(self) -> list[str]:
        """What says of which theme the element is, in order."""
        owned = self.plan.owned[self.owner]
        return sorted(subject for subject, _, value, _ in owned if value == JPP.ThemeAnnotation)

    def _ranges(self) -> tuple[Range, ...]:
        start = self.plan.span(self.spans[0])[0] if self.element else 0
        inside = [self.plan.span(self.spans[0])] if self.element else []
        inside += [self.plan.span(s) for s in self.plan.all(self.owner, JPP.bodyAt)]
        end = max((b for _, b in inside), default=0)
        themes = {span for theme in self._themes() for span in self.plan.all(theme, JPP.evidence)}
        ranges = []
        for span in self.spans:
            a, b = self.plan.span(span)
            if span in themes and not start <= a < b <= end:  # in a part, which a made-up element may not have
                a, b = start, min(start + b - a, end)
            here = self.element and start <= a and b <= end
            ranges.append(Range(a - start if here else None, b - a, span in self.plan.about))
        return tuple(ranges)

    def _path(self) -> tuple[str, bool]:
        """The element's path below its parent or its version, with its number or code left open."""
        above = self.plan.parent(self.owner)
        below = bool(above) and self.owner.startswith(above + "/")
        path = self.owner.removeprefix((above if below else self.plan.version) + "/")
        name, _, last = path.rpartition("/")
        if name and last == self.plan.one(self.owner, SKOS.notation):
            return f"{name}/{{code}}", below
        if name and (number := re.fullmatch(r"(\D*)\d+", last)):
            return f"{name}/{number[1]}{{order}}", below
        return path, below

    def _line(self, subject: str, predicate: NamedNode, value: NamedNode | Literal, kind: str) -> str:
        return (
            f"{self._iri(subject)} <{predicate.value}> {self._object(subject, predicate, value)} <{{{kind}_graph}}> .\n"
        )

    def _index(self, known: list[str], item: str) -> int:
        if item not in known:
            known.append(item)
        return known.index(item)

    def _iri(self, iri: str) -> str:
        """An IRI as it stands in a pattern."""
        plan = self.plan
        if iri.startswith(plan.text + "#"):
            return f"<{{text}}#char={{spans[{self._index(self.spans, iri)}]}}>"
        if iri.startswith(iris.THING):
            return f"<{iris.THING}{{things[{self._index(self.things, iri.removeprefix(iris.THING))}]}}>"
        if iri.startswith(plan.version + "/repair/"):
            return f"<{{version}}/repair/{{repairs[{self._index(self.repairs, iri)}]}}>"
        if self.element and iri == plan.parent(self.owner):
            return "<{parent}>"
        if self.element and iri in plan.all(self.owner, JPP.lists):
            return "<{listed}>"
        for base, name in (
            (self.owner, "element"),
            (plan.version, "version"),
            (plan.plan_iri, "plan"),
            (plan.text, "text"),
        ):
            if iri == base or (iri.startswith(base + "/") and iri not in plan.elements):
                return f"<{{{name}}}{self._rest(iri.removeprefix(base))}>"
        if iri in plan.elements:
            self.others.append(plan.keys[iri])
            return f"<{{others[{len(self.others) - 1}]}}>"
        if iri == plan.one(plan.plan_iri, JPP.responsibleBody):
            return "<{municipality}>"
        return f"<{iri}>"

    def _rest(self, rest: str) -> str:
        """A path below an element; a mention is called by its thing."""
        if match := re.fullmatch(r"/mention/([^/]+)", rest):
            return f"/mention/{{things[{self._index(self.things, match[1])}]}}"
        return rest

    def _object(self, subject: str, predicate: NamedNode, value: NamedNode | Literal) -> str:
        if isinstance(value, NamedNode):
            return self._iri(value.value)
        if value.datatype == XSD.integer:
            return f'"{self._integer(predicate, value.value)}"^^<{XSD.integer.value}>'
        if value.language or predicate in (JPP.printed, JPP.readAs, JPP.candidateValue):
            return self._words(subject, predicate, value)
        if predicate == SKOS.notation:
            return '"{code}"'
        if predicate in _NAMED:
            return f'"{{{_NAMED[predicate]}}}"'
        return str(value)

    def _integer(self, predicate: NamedNode, value: str) -> str:
        if predicate == JPP.order:
            return "{order}"
        if predicate == JPP.characterCount:
            return "{characters}"
        return f"{{years[{int(value) - self.plan.end_year}]}}" if predicate in _YEARS else value

    def _words(self, subject: str, predicate: NamedNode, value: Literal) -> str:
        """A text: the names of plan, version and source, a local type's own word, or words to be made up."""
        tag = f"@{value.language}" if value.language else ""
        if subject in (self.plan.plan_iri, self.plan.version, self.plan.text):
            name = {self.plan.plan_iri: "plan", self.plan.version: "version", self.plan.text: "text"}[subject]
            return f'"{{names[{name}_{value.language}]}}"{tag}'
        word = self.plan.all(self.plan.one(self.owner, JPP.localType), SKOS.prefLabel)
        if "/local-type/" in subject or (predicate == RDFS.label and value.value in word):
            return self._with_year(value.value, tag)
        role = "code" if "/gap/notation/" in subject or "/gap/partOf/" in subject else _ROLES.get(predicate, "label")
        self.words.append(Words(role, value.language or "", len(value.value)))
        return f'"{{words[{len(self.words) - 1}]}}"{tag}'

    def _with_year(self, word: str, tag: str) -> str:
        """A local type's own word, in which the plan's last year is left open, also in the Reiwa era."""
        year = self.plan.end_year
        open_ = word.replace(str(year), "{years[0]}").replace(f"令和{year - 2018}", "令和{era}")
        return f'"{open_}"{tag}'
