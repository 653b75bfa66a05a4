"""What data is held to: the named shapes of shapes/ and the queries of queries/checks/, each with its own text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.base.errors import InputError, KgtoolError, Place, UsageError
from kgtool.base.languages import Text
from kgtool.check.finding import Location, Rule
from kgtool.corpus.layout import Repo
from kgtool.rdf import nquads
from kgtool.rdf.nquads import Line
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDFS, SH
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

SEVERITY = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}
_SAID = {str(term).encode() for term in (SH["name"], SH.message, RDFS.comment, RDFS.label)}
"""What a shape says to people: it changes nothing that is found."""
UNREADABLE = Text("使えない入力", "Input that cannot be used")


class RuleSet:
    """What a repository holds data to: its shapes as statements, the rule of each by its IRI, the check queries.

    Raises ``InputError`` (header, shape-severity) and ``UsageError`` (rule-exists).
    """

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.shape_statements: list[Statement] = shape_statements(repo)
        self.by_shape: dict[str, Rule] = from_shapes(repo, self.shape_statements)
        self.queries: list[tuple[Question, Rule]] = from_queries(repo)


def shape_statements(repo: Repo) -> list[Statement]:
    """All statements of shapes/."""
    return [s for path in repo.shapes for s in repo.file(path).statements]


def from_shapes(repo: Repo, statements: Iterable[Statement]) -> dict[str, Rule]:
    """Return a rule for each named shape that states a severity, by the shape's IRI, whose local name is its code.

    Raises ``InputError`` (shape-severity) and ``UsageError`` (rule-exists) for two shapes of one code.
    """
    about: dict[str, dict[str, list[NamedNode | BlankNode | Literal]]] = {}
    for s in statements:
        if isinstance(s.subject, NamedNode):
            about.setdefault(s.subject.value, {}).setdefault(s.predicate.value, []).append(s.object)
    places = _places(repo)
    rules: dict[str, Rule] = {}
    codes: set[str] = set()
    for iri, values in about.items():
        severity = values.get(SH.severity.value)
        if severity:
            code = _code(iri)
            place = places.get(code, Location("shapes"))
            if code in codes:
                raise UsageError("rule-exists", place.place, rule=code)
            codes.add(code)
            rules[iri] = Rule(
                code=code,
                severity=_severity(severity, code, place),
                name=_text(values.get(SH.name.value, []), code),
                message=_text(values.get(SH.message.value, []), code),
                why=_text(values.get(RDFS.comment.value, []), ""),
                kind="shape",
                location=place,
            )
    return rules


def _code(iri: str) -> str:
    """The code of a shape: its local name."""
    return re.split("[#/]", iri)[-1]


def fingerprints(repo: Repo, queries: Iterable[Question]) -> dict[str, str]:
    """Return a hash of what each shape and each query finds, by its file and code: texts and layout change nothing."""
    found = {question.name: question.fingerprint for question in queries}
    for path in repo.shapes:
        file = repo.file(path)
        for code, text in _by_shape(file.lines).items():
            found[f"{file.name} {code}".rstrip()] = hashlib.sha256(text).hexdigest()
    return found


def _by_shape(lines: Iterable[Line]) -> dict[str, bytes]:
    """What a file says of each shape with a name, in one order however it is written; the rest without a code.

    A node without a name stands as what is said of it.
    """
    about: dict[bytes, list[Line]] = {}
    for line in lines:
        if line.predicate not in _SAID:
            about.setdefault(line.subject, []).append(line)
    described: set[bytes] = set()

    def describe(node: bytes, inside: tuple[bytes, ...] = ()) -> bytes:
        described.add(node)
        found = (b"%b %b" % (line.predicate, write(line.object, (*inside, node))) for line in about.get(node, ()))
        return b"[%b]" % b";".join(sorted(found))

    def write(node: bytes, inside: tuple[bytes, ...]) -> bytes:
        if not node.startswith(b"_:"):
            return node
        return describe(node, inside) if node not in inside else b"[]"

    shapes = {_code(nquads.iri(node)): describe(node) for node in about if not node.startswith(b"_:")}
    rest = [line.text for node, found in about.items() if node not in described for line in found]
    return shapes | ({"": nquads.digest(rest).encode()} if rest else {})


def unnamed(component: str) -> Rule:
    """Return what stands for a shape without a name of ours: its constraint."""
    return Rule(
        component.rsplit("#", 1)[-1].rstrip(">"),
        "error",
        Text("名前のない形", "A shape without a name"),
        Text(f"制約 {component} に反します。", f"breaks the constraint {component}."),
        Text("", ""),
        "shape",
        Location("shapes"),
    )


def from_error(error: KgtoolError) -> Rule:
    """Return what an input is held to that cannot be read: that it can."""
    said = {lang: error.said(lang) for lang in ("ja", "en")}
    message = Text(f"{said['ja'][0]}{said['ja'][1]}", f"{said['en'][0]} {said['en'][1]}")
    file = error.place.file if error.place else ""
    return Rule(error.code, "error", UNREADABLE, message, error.message.why, "input", Location(file))


def _severity(found: list[NamedNode | BlankNode | Literal], code: str, place: Location) -> str:
    """The severity of a shape. Raises ``InputError`` (shape-severity) for one that SHACL does not have."""
    known = SEVERITY.get(found[0]) if len(found) == 1 and isinstance(found[0], NamedNode) else None
    if known is None:
        raise InputError("shape-severity", Place(place.file, place.line, place.column), shape=code)
    return known


def from_queries(repo: Repo) -> list[tuple[Question, Rule]]:
    """Return the check queries and their rules. Raises ``InputError`` (header) for one that lacks its texts."""
    return [(question, from_query(question)) for question in catalogue.folder(repo, "checks")]


def from_query(question: Question) -> Rule:
    """Return the rule of one check query."""
    head = question.header
    if not head.severity or head.why is None or head.remedy is None:
        raise InputError(
            "header",
            question.name,
            reason={"ja": "検査には severity、why、remedy が要ります", "en": "a check needs severity, why and remedy"},
        )
    message = Text(f"{head.description.ja}{head.remedy.ja}", f"{head.description.en} {head.remedy.en}")
    return Rule(
        question.id, head.severity, head.title, message, head.why, "query", Location(question.name, 1), head.remedy
    )


def _places(repo: Repo) -> dict[str, Location]:
    """Where each shape begins, by its code: shapes open at the start of a line, with a prefixed name."""
    places: dict[str, Location] = {}
    for path in repo.shapes:
        file = repo.file(path)
        for number, line in enumerate(file.text.split("\n"), 1):
            if match := re.match(r"[\w-]*:([\w-]+)", line):
                places.setdefault(match[1], Location(file.name, number, 1, number, match.end() + 1))
    return places


def _text(values: list[NamedNode | BlankNode | Literal], default: str) -> Text:
    by_language = {v.language: v.value for v in values if isinstance(v, Literal)}
    return Text(by_language.get("ja") or default, by_language.get("en") or default)
