"""Read the ``.rq`` files of a repository: questions with parameters, check queries, derived rules.

A parameter stands in the body as ``VALUES ($name) { (UNDEF) }``, once in each scope that it limits: a sub-select is
answered by itself and sees nothing of what is around it. It is filled with a term in N-Triples syntax, never with text:
a value cannot change the query (and UNDEF leaves an optional parameter open).
"""

from __future__ import annotations

import datetime
import difflib
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError, Place, UsageError
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import XSD
from kgtool.sparql import header, tokens
from kgtool.sparql.header import Header, Parameter

_SLOT = re.compile(r"VALUES\s*\(\s*\$(\w+)\s*\)\s*\{\s*\(\s*UNDEF\s*\)\s*\}")
_SELECT = re.compile(r"^\s*SELECT\s+(?:DISTINCT\s+|REDUCED\s+)?(.*?)(?:\bWHERE\b|\{|\bFROM\b)", re.S | re.M | re.I)
_FORM = re.compile(r"^\s*(SELECT|CONSTRUCT|ASK|DESCRIBE)\b", re.M | re.I)
_PREFIXED = re.compile(r"^([A-Za-z][\w-]*):(.*)$")
_SCHEMES = frozenset(("data", "did", "doi", "geo", "info", "mailto", "ni", "tag", "tel", "urn"))  # go on without //
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class Question:
    """One query file. ``id`` is the file's stem, ``topic`` its folder, ``name`` its path as people see it."""

    id: str
    topic: str
    name: str
    header: Header
    body: str
    first_line: int = 1

    @property
    def form(self) -> str:
        """SELECT, CONSTRUCT, ASK or DESCRIBE."""
        found = _FORM.search(self.body)
        return found[1].upper() if found else "SELECT"

    def fill(self, values: dict[str, NamedNode | Literal]) -> str:
        """Return the SPARQL with parameters in place. Raises ``UsageError`` (parameter)."""
        for name in values:
            if name not in self.header.params:
                raise UsageError(
                    "parameter",
                    self.name,
                    name=name,
                    reason=_both("この問いにはない名前です", "the question has no such parameter"),
                    remedy=_both("使える引数: ", "it takes: ", ", ".join(self.header.params) or "-"),
                )
        for name, parameter in self.header.params.items():
            if name not in values and not parameter.optional:
                raise UsageError(
                    "parameter",
                    self.name,
                    name=name,
                    reason=_both("値がありません", "it has no value"),
                    remedy=_both(
                        "値を渡してください。例: ",
                        "give it a value, for example ",
                        f"{name}={parameter.example}",
                    ),
                )
        return _SLOT.sub(lambda slot: f"VALUES (${slot[1]}) {{ ({values.get(slot[1], 'UNDEF')}) }}", self.body)


def read(file: InputFile) -> Question:
    """Return the question in a file. Raises ``InputError`` (file-missing, encoding, header) with the line."""
    return parse(file.text, file.path.stem, file.path.parent.name, file.name)


def parse(text: str, id_: str, topic: str, name: str) -> Question:
    """Return the question in a text. Raises ``InputError`` (header)."""
    lines, body = header.split(text)
    question = Question(id_, topic, name, header.read(lines, name), body, len(lines) + 1)
    _check(question)
    return question


def catalogue(repo: Repo) -> list[Question]:
    """Return the questions of all topic folders but derived/ and checks/, by topic and id."""
    return [read(file) for file in repo.files(paths(repo))]


def paths(repo: Repo) -> list[Path]:
    """Return the files of the questions that ``catalogue`` reads."""
    return [path for path in repo.queries() if path.parent.name not in ("derived", "checks")]


def folder(repo: Repo, topic: str) -> list[Question]:
    """Return the queries of one folder, by id."""
    return [read(file) for file in repo.files(repo.queries(topic))]


def fingerprints(questions: Iterable[Question]) -> dict[str, str]:
    """Return a hash of what each query finds, by name: of its tokens, its scope and level, and what goes before it.

    What it says to people and how it is laid out change nothing.
    """
    found: dict[str, str] = {}
    for question in questions:
        words = (f"{kind} {text}" for kind, text, _ in tokens.tokens(question.body))
        whole = "\n".join((question.header.scope, question.header.level, *question.header.after, "", *words))
        found[question.name] = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return found


def reads(questions: Iterable[Question]) -> set[str]:
    """Return the IRIs that some queries can match as predicates or classes (see ``tokens.reads``)."""
    return {iri for question in questions for iri in tokens.reads(question.body)}


def in_order(rules: list[Question]) -> list[Question]:
    """Sort derived rules topologically: each after those it names in ``after``. Raises ``InputError`` (header) on a cycle."""
    known = {rule.id: rule for rule in rules}
    for rule in rules:
        for name in rule.header.after:
            if name not in known:
                raise _bad(
                    rule,
                    f"after names {name}, which is no rule beside it",
                    f"after の {name} は同じフォルダーにありません",
                )
    try:
        order = TopologicalSorter({rule.id: rule.header.after for rule in rules}).static_order()
        return [known[name] for name in order]
    except CycleError as error:
        raise _bad(
            known[error.args[1][0]],
            f"after goes in a circle: {error.args[1]}",
            f"after が循環しています: {error.args[1]}",
        ) from None


def find(repo: Repo, id_: str) -> Question:
    """Return a question by id. Raises ``UsageError`` (question-unknown) with the nearest ids."""
    paths = {path.stem: path for path in repo.queries() if path.parent.name != "derived"}
    if id_ in paths:
        return read(repo.file(paths[id_]))
    near = difflib.get_close_matches(id_, paths, n=3, cutoff=0.4)
    raise UsageError("question-unknown", id=id_, near=", ".join(near) or "-")


def term(parameter: Parameter, text: str, prefixes: dict[str, str], name: str) -> NamedNode | Literal:
    """Return a parameter's value as a term of its type.

    An IRI may be given whole, as a CURIE (``theme:child-rearing``) or as a path below ``…/id/``
    (``13221-kiyose-5``, ``theme/child-rearing``). Raises ``UsageError`` (parameter).
    """

    def bad(ja: str, en: str) -> UsageError:
        return UsageError(
            "parameter",
            name,
            name=parameter.name,
            reason=_both(ja, en),
            remedy=_both("例: ", "for example: ", f"{parameter.name}={parameter.example}"),
        )

    if parameter.type == "iri":
        unknown = _unknown_prefix(text, prefixes)
        if unknown:
            said = _no_such_prefix(unknown, prefixes)
            raise UsageError("parameter", name, name=parameter.name, reason=said["reason"], remedy=said["remedy"])
        iri = _iri(text, prefixes)
        if iri is None:
            raise bad(f"{text!r} はIRIではありません", f"{text!r} is no IRI")
        return NamedNode(iri)
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?\d+", text, re.A):
            raise bad(f"{text!r} は整数ではありません", f"{text!r} is no integer")
        return Literal(text, datatype=XSD.integer)
    if parameter.type == "decimal":
        if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text, re.A):
            raise bad(f"{text!r} は小数ではありません", f"{text!r} is no decimal")
        return Literal(text, datatype=XSD.decimal)
    if parameter.type == "date":
        if not _DATE.match(text) or not _real_date(text):
            raise bad(f"{text!r} は日付(YYYY-MM-DD)ではありません", f"{text!r} is no date (YYYY-MM-DD)")
        return Literal(text, datatype=XSD.date)
    if parameter.type == "boolean":
        if text not in ("true", "false"):
            raise bad(f"{text!r} は true でも false でもありません", f"{text!r} is neither true nor false")
        return Literal(text, datatype=XSD.boolean)
    return Literal(text)


def _unknown_prefix(text: str, prefixes: dict[str, str]) -> str:
    """Return the prefix of a text that looks like a prefixed name and is none: ``them`` of ``them:x``, but not ``urn``."""
    prefixed = _PREFIXED.match(text)
    if not prefixed or prefixed[1] in prefixes or prefixed[2].startswith("//") or prefixed[1].lower() in _SCHEMES:
        return ""
    return prefixed[1]


def _no_such_prefix(prefix: str, prefixes: dict[str, str]) -> dict[str, dict[str, str]]:
    near = difflib.get_close_matches(prefix.lower(), prefixes, n=3, cutoff=0.5) or sorted(prefixes)
    return {
        "reason": _both(f"接頭辞 {prefix}: を知りません", f"the prefix {prefix}: is not known"),
        "remedy": _both(
            "次の接頭辞か、IRI全体で書いてください: ",
            "write it with one of these prefixes, or as a whole IRI: ",
            ", ".join(f"{name}:" for name in near) or "-",
        ),
    }


def _iri(text: str, prefixes: dict[str, str]) -> str | None:
    prefixed = _PREFIXED.match(text)
    if prefixed and prefixed[1] in prefixes:
        text = prefixes[prefixed[1]] + prefixed[2]
    elif not prefixed:
        try:
            text = iris.element(text)
        except ValueError:
            return None
    try:
        NamedNode(text)
    except ValueError:
        return None
    return text if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$", text) else None


def _real_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check(question: Question) -> None:
    slots = _SLOT.findall(question.body)
    for name in question.header.params:
        if name not in slots:
            raise _bad(
                question,
                f"params.{name} needs a line VALUES (${name}) {{ (UNDEF) }}",
                f"params.{name} には VALUES (${name}) {{ (UNDEF) }} の行が要ります",
            )
    for name in slots:
        if name not in question.header.params:
            raise _bad(
                question,
                f"${name} has a VALUES line but is no parameter of the header",
                f"${name} の VALUES 行がありますが、見出しに params.{name} がありません",
            )
    if question.form == "SELECT":
        found = _SELECT.search(question.body)
        projected = tuple(re.findall(r"[?$](\w+)(?=\s*\)|\s|$)", _without_expressions(found[1]))) if found else ()
        if question.header.columns != projected:
            raise _bad(
                question,
                f"columns {list(question.header.columns)} differ from the projection {list(projected)}",
                f"columns {list(question.header.columns)} が SELECT の {list(projected)} と違います",
            )


def _without_expressions(projection: str) -> str:
    """Keep ``?name`` and the name after AS; drop the expressions."""
    result, depth, start = [], 0, 0
    for n, char in enumerate(projection):
        if char == "(":
            if depth == 0:
                result.append(projection[start:n])
                start = n
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                alias = re.search(r"\bAS\s+([?$]\w+)\s*$", projection[start + 1 : n], re.I)
                result.append(f" {alias[1]} " if alias else "")
                start = n + 1
    return "".join(result) + projection[start:]


def _bad(question: Question, en: str, ja: str) -> InputError:
    return InputError("header", Place(question.name, 1), reason={"en": en, "ja": ja})


def _both(ja: str, en: str, rest: str = "") -> dict[str, str]:
    return {"ja": ja + rest, "en": en + rest}
