"""What data is held to: the named shapes of shapes/ and the queries of queries/checks/, each with its own text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.base.errors import InputError, KgtoolError, Place, UsageError
from kgtool.base.languages import Text
from kgtool.check.finding import Location, Rule
from kgtool.corpus.input_file import statements
from kgtool.corpus.layout import FOLDERS, LEVELS, Repo
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDFS, SH
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

SEVERITY = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}
_SAID = frozenset((SH["name"], SH.message, RDFS.comment, RDFS.label))
"""What a shape says to people: it changes nothing that is found."""
_OPENS = re.compile(r"^[\w-]*:([\w-]+)", re.M)
UNREADABLE = Text("使えない入力", "Input that cannot be used")


class RuleSet:
    """What a repository holds data to: its shapes as statements, the rule of each by its IRI, the check queries.

    Raises ``InputError`` (header, shape-severity) and ``UsageError`` (rule-exists).
    """

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.shape_statements: list[Statement] = shape_statements(repo)
        self._places: dict[str, Location] = places(repo)
        self.by_shape: dict[str, Rule] = from_shapes(self._places, self.shape_statements)
        self.queries: list[tuple[Question, Rule]] = from_queries(repo)

    def fingerprints(self, queries: Iterable[Question]) -> dict[str, str]:
        """Return a hash of what each shape and each of some queries finds, by its file and code.

        What they say to people and how they are laid out change nothing.
        """
        shapes = _by_shape(self.shape_statements)
        names = {code: f"{self._places[code].file} {code}" if code in self._places else code for code in shapes}
        found = {names[code] or "shapes": hashlib.sha256(text.encode()).hexdigest() for code, text in shapes.items()}
        return found | catalogue.fingerprints(queries)


def shape_statements(repo: Repo) -> list[Statement]:
    """All statements of shapes/."""
    return statements(repo.files(repo.shapes))


def from_shapes(places: Mapping[str, Location], shapes: Iterable[Statement]) -> dict[str, Rule]:
    """Return a rule for each named shape that states a severity, by the shape's IRI, whose local name is its code.

    ``places`` are by code.

    Raises ``InputError`` (shape-severity) and ``UsageError`` (rule-exists) for two shapes of one code.
    """
    about: dict[str, dict[str, list[NamedNode | BlankNode | Literal]]] = {}
    for s in shapes:
        if isinstance(s.subject, NamedNode):
            about.setdefault(s.subject.value, {}).setdefault(s.predicate.value, []).append(s.object)
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
                level=_level(place),
                shape=f"<{iri}>",
            )
    return rules


def places(repo: Repo) -> dict[str, Location]:
    """Return where each shape begins, by its code: shapes open at the start of a line, with a prefixed name."""
    found: dict[str, Location] = {}
    for file in repo.files(repo.shapes):
        number, at = 1, 0
        for match in _OPENS.finditer(file.text):
            number, at = number + file.text.count("\n", at, match.start()), match.start()
            end = match.end() - at + 1
            found.setdefault(match[1], Location(file.name, number, 1, number, end, _carried(file.name)))
    return found


def _carried(name: str) -> bool:
    """Whether a file of rules is none of the repository's own."""
    return name.partition("/")[0] not in FOLDERS


def _code(iri: str) -> str:
    """The code of a shape: its local name."""
    return re.split("[#/]", iri)[-1]


def _by_shape(shapes: Iterable[Statement]) -> dict[str, str]:
    """What is said of each shape with a name, in one order however it is written, by code; the rest without a code.

    A node without a name stands as what is said of it.
    """
    about: dict[str, list[tuple[str, str]]] = {}
    for subject, predicate, value in shapes:
        if predicate not in _SAID:
            about.setdefault(str(subject), []).append((str(predicate), str(value)))
    described: set[str] = set()

    def describe(node: str, inside: tuple[str, ...] = ()) -> str:
        described.add(node)
        found = (f"{predicate} {write(value, (*inside, node))}" for predicate, value in about.get(node, ()))
        return f"[{';'.join(sorted(found))}]"

    def write(node: str, inside: tuple[str, ...]) -> str:
        if not node.startswith("_:"):
            return node
        return describe(node, inside) if node not in inside else "[]"

    named = {_code(node.strip("<>")): describe(node) for node in about if not node.startswith("_:")}
    rest = [node for node in about if node not in described]
    return named | ({"": "".join(sorted(map(describe, rest)))} if rest else {})


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


def _level(place: Location) -> str:
    """The curation level whose file a shape stands in."""
    file = PurePosixPath(place.file)
    return file.stem if file.parent.name == LEVELS else ""


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
    place = Location(question.name, 1, carried=_carried(question.name))
    return Rule(question.id, head.severity, head.title, message, head.why, "query", place, head.remedy, head.level)


def _text(values: list[NamedNode | BlankNode | Literal], default: str) -> Text:
    by_language = {v.language: v.value for v in values if isinstance(v, Literal)}
    return Text(by_language.get("ja") or default, by_language.get("en") or default)
