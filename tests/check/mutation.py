"""Weaken or delete every constraint of every rule in turn, and see whether some fixture notices.

``python -m tests.check.mutation`` prints how many mutants of each file are noticed, and those that are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kgtool.check import rules, shacl
from kgtool.corpus.input_file import InputFile
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDF, RDFS, SH, XSD
from kgtool.sparql import catalogue

from .rule_fixtures import SOUND, VALID, Found, Mistake, changed, from_results, mistakes, shape_statements, valid

FILES = [*VALID.shapes, *VALID.queries("checks")]
Term = NamedNode | BlankNode | Literal
ELSEWHERE = NamedNode("urn:elsewhere")
TARGETS = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
COUNTS = {SH.minCount: -1, SH.qualifiedMinCount: -1, SH.maxCount: 1, SH.qualifiedMaxCount: 1}
BOUNDS = {SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive, SH.minLength, SH.maxLength}
LISTS = {SH["in"], SH["or"], SH["and"], SH.xone, SH.languageIn}
TEXTS = {SH.name, SH.message, RDFS.comment, RDFS.label}
SWAPS = {SH.lessThan: SH.lessThanOrEquals, SH.lessThanOrEquals: SH.lessThan}
NOT_CONSTRAINTS = {
    RDF.type,
    RDF.first,
    RDF.rest,
    SH.path,
    SH.severity,
    SH.name,
    SH.message,
    SH.inversePath,
    SH.alternativePath,
}


@dataclass(frozen=True)
class Mutant:
    """One rule, spoilt in one way."""

    file: str
    name: str
    codes: frozenset[str]
    noticed: Callable[[bool], bool] = field(repr=False, compare=False)
    """Whether some fixture notices: any that it may concern, or by ``False`` only those of its own rule, which is quick."""

    @property
    def id(self) -> str:
        return f"{self.file}: {self.name}"


def name_of(path: Path) -> str:
    """A file of rules, as mutants and survivors call it."""
    return path.relative_to(VALID.share).as_posix()


def of_file(path: Path) -> Iterator[Mutant]:
    """The mutants of one file of shapes, or of one check query."""
    return of_shapes(path) if path.suffix == ".ttl" else of_query(path)


def of_shapes(path: Path) -> Iterator[Mutant]:
    """The mutants of one file of shapes."""
    own = [s for s in InputFile(path, path.name).statements if isinstance(s.subject, NamedNode)]
    about = _about()
    for subject in dict.fromkeys(s.subject for s in own):
        codes = frozenset(_codes_of(subject))
        if codes:
            for name, removed, added in _mutations(subject, iris_local(subject), about):
                yield Mutant(
                    name_of(path), name, codes, lambda any_, r=removed, a=added, c=codes: shape_noticed(r, a, c, any_)
                )


def iris_local(node: Term) -> str:
    """A short name of a term, for the names of mutants."""
    if isinstance(node, Literal):
        return node.value
    for base in (iris.SHAPES, SH.base, iris.NS, iris.ID):
        if isinstance(node, NamedNode) and node.value.startswith(base):
            return node.value.removeprefix(base)
    return re.split(r"[/#]", node.value)[-1]


@cache
def _about() -> dict[Term, list[Statement]]:
    about: dict[Term, list[Statement]] = {}
    for s in shape_statements():
        about.setdefault(s.subject, []).append(s)
    return about


@cache
def _rules() -> frozenset[Term]:
    return frozenset(s.subject for s in shape_statements() if s.predicate == SH.severity)


def _codes_of(subject: Term) -> set[str]:
    """The rules that a shape is, or leads to, or that lead to it by sh:node."""
    found = _reach(subject) & _rules() or {node for node in _rules() if subject in _reach(node)}
    return {iris_local(node) for node in found}


@cache
def _reach(start: Term, without: frozenset[Term] = frozenset()) -> frozenset[Term]:
    """All shapes, lists and paths to which one leads."""
    about, reached, rest = _about(), {start}, [start]
    while rest:
        for s in about[rest.pop()]:
            if s.object in about and s.object not in reached and s.object not in without:
                reached.add(s.object)
                rest.append(s.object)
    return frozenset(reached)


Change = tuple[str, list[Statement], list[Statement]]


def _mutations(subject: Term, name: str, about: dict[Term, list[Statement]]) -> Iterator[Change]:
    """Every way to spoil a shape and the nameless shapes inside it: a name, statements to remove, and to add."""
    for s in about[subject]:
        short, value = iris_local(s.predicate), iris_local(s.object)
        if s.predicate == SH.path:
            yield from _paths(s, f"{name} {short}", about)
        elif s.predicate == SH.severity:
            other = SH.Warning if s.object == SH.Violation else SH.Violation
            yield f"{name}: severity {value} → {iris_local(other)}", [s], [s._replace(object=other)]
        elif s.predicate in TARGETS or (s.predicate == SH.property and isinstance(s.object, NamedNode)):
            yield f"{name}: without {short} {value}", [s], []
        elif s.predicate not in NOT_CONSTRAINTS and s.predicate.value.startswith(SH.base):
            yield f"{name}: without {short}" + ("" if isinstance(s.object, BlankNode) else f" {value}"), [s], []
            yield from _weaker(s, name, short, about)
            if isinstance(s.object, BlankNode) and s.predicate not in LISTS:
                yield from _mutations(s.object, f"{name}/{short}", about)


def _weaker(s: Statement, name: str, short: str, about: dict[Term, list[Statement]]) -> Iterator[Change]:
    if s.predicate in COUNTS:
        number = int(s.object.value) + COUNTS[s.predicate]
        if number or s.predicate in (SH.maxCount, SH.qualifiedMaxCount):
            yield f"{name}: {short} {s.object.value} → {number}", [s], [s._replace(object=_integer(number))]
    if s.predicate in BOUNDS:
        for number in _beside(s.object):
            yield f"{name}: {short} {s.object.value} → {number.value}", [s], [s._replace(object=number)]
    if s.predicate in SWAPS:
        yield f"{name}: {short} → {iris_local(SWAPS[s.predicate])}", [s], [s._replace(predicate=SWAPS[s.predicate])]
    if s.predicate == SH.pattern:
        for at in re.finditer(r"(?<=[{,])\d+(?=[,}])", s.object.value):
            for step in (-1, 1):
                if int(at[0]) + step >= 0:
                    pattern = f"{s.object.value[: at.start()]}{int(at[0]) + step}{s.object.value[at.end() :]}"
                    yield f"{name}: {short} {pattern}", [s], [s._replace(object=Literal(pattern))]
    if s.predicate in LISTS:
        members = list(_members(s.object, about))
        for n, (cell, member) in enumerate(members):
            (first,), (rest,) = ([t for t in about[cell] if t.predicate == p] for p in (RDF.first, RDF.rest))
            shown = "" if isinstance(member, BlankNode) else f" {iris_local(member)}"
            before = s if n == 0 else next(t for t in about[members[n - 1][0]] if t.predicate == RDF.rest)
            yield (
                f"{name}: {short} without member {n + 1}{shown}",
                [before, first, rest],
                [before._replace(object=rest.object)],
            )
            if isinstance(member, BlankNode):
                yield from _mutations(member, f"{name}/{short} {n + 1}", about)


def _paths(s: Statement, name: str, about: dict[Term, list[Statement]]) -> Iterator[Change]:
    """Each predicate of a path, replaced by another."""
    if isinstance(s.object, NamedNode):
        yield f"{name} {iris_local(s.object)} → elsewhere", [s], [s._replace(object=ELSEWHERE)]
    for t in about.get(s.object, []):
        if t.object != RDF.nil:
            yield from _paths(t, name, about)


def _beside(bound: Term) -> Iterator[Literal]:
    """The bounds one step below and above: of a decimal (0.8), a step in its last place."""
    places = len(bound.value.partition(".")[2])
    for step in (-1, 1):
        if places:
            yield Literal(str(Decimal(bound.value) + Decimal(step).scaleb(-places)), datatype=XSD.decimal)
        else:
            yield _integer(int(bound.value) + step)


def _members(cell: Term, about: dict[Term, list[Statement]]) -> Iterator[tuple[Term, Term]]:
    while cell != RDF.nil:
        values = {t.predicate: t.object for t in about[cell]}
        yield cell, values[RDF.first]
        cell = values[RDF.rest]


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def shape_noticed(
    removed: list[Statement], added: list[Statement], codes: frozenset[str], any_fixture: bool = True
) -> bool:
    """Say whether some fixture finds anything else of these rules after a change of the shapes."""
    spoilt = [s for s in _only(codes) if s not in removed] + added
    return any(from_results(shacl.fast(spoilt, data)) != expect for expect, data in _concerned(codes, any_fixture))


@cache
def _only(codes: frozenset[str]) -> tuple[Statement, ...]:
    """The shapes that lead from a target to these rules, without other rules, and without texts."""
    wanted = {node for node in _rules() if iris_local(node) in codes}
    others = _rules() - wanted
    aims = [s.subject for s in shape_statements() if s.predicate in TARGETS and _reach(s.subject) & wanted]
    nodes = dict.fromkeys(node for subject in aims for node in _reach(subject, others))
    return tuple(s for node in nodes for s in _about()[node] if s.object not in others and s.predicate not in TEXTS)


def _concerned(codes: frozenset[str], any_fixture: bool) -> Iterator[tuple[list[Found], list[Statement]]]:
    """The fixtures to which rules matter, with what is expected: their own, the valid repository, others of the class."""
    own = [mistake for mistake in mistakes() if mistake.code in codes]
    classes = {code.partition("-")[0] for code in codes}
    others = [m for m in mistakes() if m not in own and (m.codes & codes or m.code.partition("-")[0] in classes)]
    for mistake in [*own, SOUND, *(others if any_fixture else ())]:
        yield [found for found in mistake.expect if found.code in codes], _data(mistake, codes)


@lru_cache(maxsize=200)
def _data(mistake: Mistake, codes: frozenset[str]) -> list[Statement]:
    """The statements of a fixture of which these shapes speak."""
    spoken = {s.object for s in _only(codes)} | {RDF.type, RDFS.subClassOf}
    return [s for s in mistake.statements if s.predicate in spoken]


def of_query(path: Path) -> Iterator[Mutant]:
    """The mutants of one check query."""
    question = catalogue.read(InputFile(path, path.name))
    rule = rules.from_query(question)
    for name, body in _spoilt(question.body):
        yield Mutant(
            name_of(path),
            name,
            frozenset({rule.code}),
            lambda any_, b=body: _query_noticed(b, rule.code, rule.severity, any_),
        )


_CLAUSE = re.compile(r"FILTER NOT EXISTS \{|MINUS \{|OPTIONAL \{|FILTER \(|HAVING \(")
_COMPARISONS = {" < ": " <= ", " > ": " >= ", " >= ": " > ", " <= ": " < ", " = ": " != ", " != ": " = "}


def _spoilt(body: str) -> Iterator[tuple[str, str]]:
    """Every way to spoil a query: a name, and the text."""
    start = body.index("WHERE")
    for clause in _CLAUSE.finditer(body, start):
        end = _closing(body, clause.end() - 1)
        yield f"without {_line(body[clause.start() : end])}", body[: clause.start()] + body[end:]
        if body[clause.end() - 1] == "(":
            yield from _spoilt_condition(body, clause.end(), end - 1)
    for values in re.finditer(r"(?:VALUES \?\w+ \{|IN \()([^})]+)[})]", body):
        parts = re.findall(r"[^\s,]+", values[1])
        for part in parts if len(parts) > 1 else ():
            comma = ", " if "," in values[1] else " "
            rest = comma.join(other for other in parts if other != part)
            changed = values[0].replace(values[1], f" {rest} " if comma == " " else rest)
            yield f"{_line(values[0])} without {part}", body[: values.start()] + changed + body[values.end() :]
    yield from _spoilt_triples(body, start)


def _spoilt_condition(body: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    condition = body[start:end]
    for old, new in _COMPARISONS.items():
        for at in re.finditer(re.escape(old), condition):
            changed = condition[: at.start()] + new + condition[at.end() :]
            yield f"({_line(changed)})", body[:start] + changed + body[end:]
    for operator in (" && ", " || "):
        parts = condition.split(operator)
        if len(parts) > 1 and all(part.count("(") == part.count(")") for part in parts):
            for part in parts:
                changed = operator.join(other for other in parts if other != part)
                yield f"({_line(condition)}) without {_line(part)}", body[:start] + changed + body[end:]


def _spoilt_triples(body: str, start: int) -> Iterator[tuple[str, str]]:
    """Each triple pattern taken out: patterns are written with a space around every term, ``;`` and ``.``."""
    words = [word for word in re.finditer(r"\S+", body) if word.start() >= start]
    n = 0
    while n < len(words):
        word = words[n][0]
        if word == "FILTER" and words[n + 1][0] == "NOT":
            n += 3
        elif word in ("FILTER", "BIND", "HAVING"):
            end = _closing(body, body.index("(", words[n].start()))
            n = next((m for m, other in enumerate(words) if other.start() >= end), len(words))
        elif word == "VALUES":
            end = _closing(body, body.index("{", words[n].start()))
            n = next(m for m, other in enumerate(words) if other.start() >= end)
        elif word == "SELECT":
            n = next(m for m, other in enumerate(words) if m > n and other[0] == "WHERE")
        elif word == "GRAPH":
            n += 2
        elif word in ("GROUP", "ORDER"):
            n = next((m for m, other in enumerate(words) if m > n and other[0] in ("}", "HAVING")), len(words))
        elif word in ("{", "}", "UNION", "WHERE", "OPTIONAL", "MINUS"):
            n += 1
        else:
            last = next(m for m in range(n, len(words)) if words[m][0] in (".", "}"))
            block = [other[0] for other in words[n:last]]
            subject, pairs = block[0], [block[m : m + 2] for m in range(1, len(block), 3)]
            for pair in pairs:
                rest = " ; ".join(" ".join(other) for other in pairs if other is not pair)
                text = f"{subject} {rest} ." if rest else ""
                end = words[last].end() if words[last][0] == "." else words[last].start()
                yield f"without {subject} {' '.join(pair)}", body[: words[n].start()] + text + body[end:]
            n = last + (words[last][0] == ".")


def _closing(text: str, start: int) -> int:
    """Just after the bracket that closes the one at ``start``; brackets in strings do not count."""
    pair = {"(": ")", "{": "}"}[text[start]]
    depth, quoted = 0, False
    for n in range(start, len(text)):
        if text[n] == '"':
            quoted = not quoted
        elif not quoted:
            depth += (text[n] == text[start]) - (text[n] == pair)
            if depth == 0:
                return n + 1
    raise ValueError(f"an open bracket at {start}: {text}")


def _line(text: str) -> str:
    return " ".join(text.split())


def _query_noticed(body: str, code: str, severity: str, any_fixture: bool) -> bool:
    most = max(len(mistake.expect) for mistake in mistakes())
    limited = f"{body[: body.rindex('ORDER BY')]}LIMIT {most + 1}"  # a spoilt join may have millions of rows
    own = [mistake for mistake in mistakes() if mistake.code == code]
    others = [mistake for mistake in mistakes() if mistake not in own] if any_fixture else []
    for mistake in [*own, SOUND, *others]:
        with changed(_store(), mistake) as store:
            try:
                rows = set(_rows(store, limited))
            except SyntaxError:
                return True
        if sorted(Found(code, *row, severity) for row in rows) != [
            found for found in mistake.expect if found.code == code
        ]:
            return True
    return False


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    for row in store.query(query, use_default_graph_as_union=True):
        yield tuple(str(term) if term else "" for term in row)


@cache
def _store() -> Store:
    store = Store()
    store.bulk_extend(valid())
    return store


def survivors(mutants: Iterable[Mutant], known: Collection[str] = ()) -> list[str]:
    """The names of mutants that no fixture notices; of those that are known to survive, no fixture of their own rule.

    A known survivor would be held against every fixture there is, which is nearly all of the time that mutants take.
    """
    return sorted({mutant.id for mutant in mutants if not mutant.noticed(mutant.id not in known)})


def main() -> None:
    total = left = 0
    for path in FILES:
        mutants = list(of_file(path))
        alive = survivors(mutants)
        total, left = total + len(mutants), left + len(alive)
        print(f"{name_of(path)}: {len(mutants) - len(alive)} of {len(mutants)} mutants noticed", flush=True)
        for name in alive:
            print(f"  {name}", flush=True)
    print(f"{total - left} of {total} mutants noticed: {100 * (total - left) / total:.1f} %")


if __name__ == "__main__":
    main()
