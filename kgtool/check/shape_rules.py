"""Rules from any shapes: each shape's own name, message, severity, path and line, whoever wrote it and for what data."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import count
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kgtool.base import toml
from kgtool.base.languages import Text
from kgtool.check.finding import Location, Rule, ValidationResult
from kgtool.check.locate import Locator
from kgtool.check.rules import SEVERITY
from kgtool.corpus.input_file import InputFile
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDF, RDFS, SH

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
_TEXTS = Path(__file__).with_name("constraints.toml")
_SHAPES = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape, SH.sparql)
"""What points to a shape, or to a query that is part of one."""
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_LISTS = (SH["and"], SH["or"], SH.xone)
_UNNAMED = "urn:kgtool:shape:"
_LOCAL = re.compile(r"[/:]")
_ASKED = re.compile(r"\{[?$]\w+\}")
_GIVEN = re.compile(r"\{(\w+)\}")
_PREFIX = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.M | re.I)
_SHOWN = 10
_BEYOND = {
    SH.target: "sh:target",
    SH.rule: "sh:rule",
    SH.values: "sh:values",
    SH.expression: "sh:expression",
    SH.js: "sh:js",
}


class _Said(dict[NamedNode, list[Term]]):
    """What is said of a node, by predicate; nothing where nothing is said."""

    def __missing__(self, predicate: NamedNode) -> list[Term]:
        return []


class GivenShapes:
    """The shapes of some files: as engines validate by them, and as rules that reports show to people.

    For engines, shapes without a name have one, by which a result tells whose it is.
    """

    def __init__(self, files: Sequence[InputFile]) -> None:
        self._files = files
        written = [statement for file in files for statement in file.statements]
        of_file = [number for number, file in enumerate(files) for _ in file.statements]
        names = {node: NamedNode(f"{_UNNAMED}{n}") for n, node in enumerate(_unnamed(written), 1)}
        self._written = {f"<{name.value}>": node for node, name in names.items()}
        self.statements = [Statement(*(names.get(term, term) for term in s)) for s in written]  # type: ignore[arg-type]
        self._about: dict[str, _Said] = defaultdict(_Said)
        self._above: dict[str, str] = {}
        self._file: dict[str, int] = {}
        for number, s in zip(of_file, self.statements, strict=True):
            self._file.setdefault(str(s.subject), number)
            self._about[str(s.subject)].setdefault(s.predicate, []).append(s.object)
            if s.predicate in (*_SHAPES, RDF.first, RDF.rest, *_LISTS):
                self._above.setdefault(str(s.object), str(s.subject))

    @property
    def beyond(self) -> list[str]:
        """What the shapes use of SHACL's Advanced Features, which no engine here evaluates."""
        used = {s.predicate for s in self.statements}
        return [name for predicate, name in _BEYOND.items() if predicate in used]

    def rules(self) -> list[Rule]:
        """Return the rule of each shape that is not switched off, without its line."""
        shapes = [shape for shape in self._codes if self._is_shape(self._about[shape])]
        return [self._rule(shape, Location(self._files[self._file[shape]].name)) for shape in shapes]

    def rule(self, result: ValidationResult) -> Rule:
        """Return the rule of the shape that a result is from, with its line."""
        return self._rule(result.shape, self._place(result.shape))

    def _is_shape(self, said: _Said) -> bool:
        declared = any(kind in said[RDF.type] for kind in (SH.NodeShape, SH.PropertyShape))
        return (declared or any(p in said for p in (SH.path, *_TARGETS))) and Literal(True) not in said[SH.deactivated]

    def _rule(self, shape: str, location: Location) -> Rule:
        said = self._about[shape]
        code = self._codes[shape]
        message = _text(said[SH.message]) or Text(
            f"形 {code} に従っていません。", f"does not conform to the shape {code}."
        )
        severity = said[SH.severity][0] if said[SH.severity] else SH.Violation
        known = SEVERITY.get(severity, "") if isinstance(severity, NamedNode) else ""
        return Rule(
            code=code,
            severity=known or "error",
            name=_text(said[SH["name"]]) or _text(said[RDFS.label]) or Text(code, code),
            message=message,
            why=_text(said[SH.description]) or _text(said[RDFS.comment]) or Text("", ""),
            kind="shape",
            location=location,
            graded="" if known else str(severity),
            shape="_:" if shape in self._written else shape,
            path=self._turtle(said[SH.path][0]) if said[SH.path] else "",
        )

    def said(self, result: ValidationResult) -> Text | None:
        """Return what a result says for itself: what a query says, or the constraint where the shape has no message."""
        messages = [quad.object for quad in parse(result.message, RdfFormat.N_TRIPLES)] if result.message else []
        if messages:
            return _text(self._in_its_language(message) for message in messages)
        said = self._about[result.shape]
        if said[SH.message]:
            return None
        component = result.component.strip("<>")
        text = _texts().get(_local(component))
        if text is None:
            return Text(f"制約 {component} に反します。", f"breaks the constraint {component}.")
        filled = {lang: _GIVEN.sub(lambda given: self._shown(said[SH[given[1]]]), text[lang]) for lang in ("ja", "en")}
        path = self._path(said[SH.path][0]) if said[SH.path] else ""
        about = f"{self._short(path)}: " if path else ""
        return Text(about + filled["ja"], about + filled["en"])

    def _in_its_language(self, message: Term) -> Term:
        """What a query says, in the language of the text in the shapes that it was made from: engines do not keep it."""
        said = message.value
        language = next((lang for form, lang in self._spoken if lang and form.fullmatch(said)), None)
        return Literal(said, language=language) if language else message

    @cached_property
    def _spoken(self) -> list[tuple[re.Pattern[str], str | None]]:
        """The messages of queries, where each name of a variable stands for any text, and their languages."""
        asked = (said for said in self._about.values() if said[SH.select] or said[SH.ask])
        texts = [text for said in asked for text in said[SH.message] if isinstance(text, Literal)]
        return [
            (re.compile(".*".join(map(re.escape, _ASKED.split(text.value))), re.S), text.language) for text in texts
        ]

    def _shown(self, values: Sequence[Term]) -> str:
        """Values of a parameter, those of a list one by one, with prefixes as the shapes have them."""
        terms = [term for value in values for term in (self._list(value) or [value])]
        shown = [self._short(self._term(term)) for term in terms[:_SHOWN]]
        return ", ".join(shown) + (", …" if len(terms) > _SHOWN else "")

    def _list(self, head: Term) -> list[Term]:
        found: list[Term] = []
        node, seen = head, set()
        while node != RDF.nil and str(node) not in seen and (first := self._about[str(node)][RDF.first]):
            seen.add(str(node))
            found.append(first[0])
            node = next(iter(self._about[str(node)][RDF.rest]), RDF.nil)
        return found

    def _term(self, term: Term) -> str:
        shape = str(term)
        if isinstance(term, Literal):
            return term.value
        return self._codes.get(shape, "[]") if shape in self._written or isinstance(term, BlankNode) else shape

    def _path(self, path: Term) -> str:
        """A property path (SHACL, section 2.3.1) as SPARQL writes it."""
        if isinstance(path, NamedNode):
            return str(path)
        steps = self._list(path)
        if steps:
            return "/".join(map(self._path, steps))
        said = self._about[str(path)]
        for predicate, before, after in _PATHS:
            if said[predicate]:
                parts = self._list(said[predicate][0]) if predicate == SH.alternativePath else [said[predicate][0]]
                inner = "|".join(map(self._path, parts))
                return f"{before}{inner if re.fullmatch('<[^>]*>', inner) else f'({inner})'}{after}"
        return ""

    def _turtle(self, path: Term) -> str:
        """A property path as Turtle has it, with whole IRIs."""
        if isinstance(path, NamedNode):
            return str(path)
        steps = self._list(path)
        if steps:
            return f"( {' '.join(map(self._turtle, steps))} )"
        said = self._about[str(path)]
        parts = (f"<{kind.value}> {self._turtle(said[kind][0])}" for kind, _, _ in _PATHS if said[kind])
        return f"[ {next(parts, '')} ]"

    def _short(self, text: str) -> str:
        return re.sub("<[^<>]*>", lambda iri: self._curie(iri[0][1:-1]), text)

    def _curie(self, iri: str) -> str:
        fits = [(base, name) for name, base in self.prefixes.items() if iri.startswith(base) and len(iri) > len(base)]
        base, name = max(fits, key=lambda fit: len(fit[0]), default=("", ""))
        return f"{name}:{iri[len(base) :]}" if base else iri

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the files declare, by name."""
        return {name: base for file in self._files for name, base in _PREFIX.findall(file.text) if base}

    @cached_property
    def _codes(self) -> dict[str, str]:
        """The code of each shape: the local name of its IRI; without one, that of the shape that it is in, and its path."""
        codes: dict[str, str] = {}
        taken: set[str] = set()
        shapes = [shape for shape in self._about if shape.startswith("<")]
        for shape in sorted(shapes, key=lambda shape: (shape in self._written, _number(shape), shape)):
            wished = self._wished(shape, codes)
            code = next(code for n in count(1) if (code := wished if n == 1 else f"{wished}-{n}") not in taken)
            taken.add(code)
            codes[shape] = code
        return codes

    def _wished(self, shape: str, codes: Mapping[str, str]) -> str:
        if shape not in self._written:
            return _local(shape.strip("<>")) or "shape"
        above, seen = self._above.get(shape, ""), {shape}
        while above and above not in seen and above not in codes:
            seen.add(above)
            above = self._above.get(above, "")
        path = self._path(self._about[shape][SH.path][0]) if self._about[shape][SH.path] else ""
        parts = [codes.get(above, ""), *(_local(iri) for iri in re.findall("<([^>]*)>", path))]
        return "-".join(part for part in parts if part) or "shape"

    def _place(self, shape: str) -> Location:
        written = self._written.get(shape)
        return self._locator.place(str(written) if written else shape, "", "")

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self._files)


_PATHS = (
    (SH.inversePath, "^", ""),
    (SH.alternativePath, "", ""),
    (SH.zeroOrMorePath, "", "*"),
    (SH.oneOrMorePath, "", "+"),
    (SH.zeroOrOnePath, "", "?"),
)


def _unnamed(statements: Iterable[Statement]) -> Iterator[BlankNode]:
    """The shapes without a name, and the queries in them, each once, in the order of the files."""
    every = list(statements)
    rest: dict[Term | None, Term] = {s.subject: s.object for s in every if s.predicate == RDF.rest}
    first: dict[Term | None, Term] = {s.subject: s.object for s in every if s.predicate == RDF.first}
    found: dict[BlankNode, None] = {}
    for s in every:
        members: list[Term] = [s.object] if s.predicate in _SHAPES else []
        node: Term | None = s.object if s.predicate in _LISTS else None
        seen: set[Term] = set()
        while node is not None and node in first and node not in seen:
            seen.add(node)
            members.append(first[node])
            node = rest.get(node)
        members += [s.subject] if s.predicate == SH.path else []
        found |= {member: None for member in members if isinstance(member, BlankNode)}
    yield from found


def _text(values: Iterable[Term]) -> Text | None:
    """Texts in Japanese and English, the one in place of the other where there is just one; else what there is."""
    said = {v.language or "": v.value for v in values if isinstance(v, Literal)}
    if not said:
        return None
    one = said.get("") or said.get("en") or said.get("ja") or next(iter(said.values()))
    return Text(said.get("ja", one), said.get("en", one))


def _local(iri: str) -> str:
    """The fragment of an IRI; without one, what stands after the last slash or colon."""
    return iri.partition("#")[2] or _LOCAL.split(iri)[-1]


def _number(shape: str) -> int:
    digits = shape.removeprefix(f"<{_UNNAMED}").rstrip(">")
    return int(digits) if digits.isdecimal() else 0


@cache
def _texts() -> dict[str, dict[str, str]]:
    return toml.parse(_TEXTS.read_text("utf-8"), _TEXTS.name).data
