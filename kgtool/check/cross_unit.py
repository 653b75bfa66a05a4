"""What only several units together show: one identifier for two things, one text for two elements, a thing unused.

Each unit exports 64-bit hashes of the resources that it describes outside its own namespace, and of the literals that
rules about all units look at; equal hashes in two units are candidates. Those units, and those of which one describes
what is another's, are read once more for the statements behind the hashes. So memory grows by 8 bytes a hash.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kgtool.check.context import ValidationContext, kinds
from kgtool.check.finding import Rule
from kgtool.check.results import by_shapes, query_results, rule_of
from kgtool.check.shapes import ShapesInput, ValidationResult
from kgtool.corpus import units
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line

_DIGITS = 16
"""Hexadecimal digits of a hash."""
_OWNER = re.compile(rf"<(?:{re.escape(iris.ID)}|{re.escape(iris.TEXT)})([^/>]+)[/>]".encode())


class Exports(NamedTuple):
    """What rules about all units need of one.

    ``hashes`` are sorted, one after the other. ``uses`` are the shared nodes that it points to, each with the predicate,
    for the predicates that these rules name. ``claims`` are the names, other than its own, below which it describes
    something: they may be the ids of plans.
    """

    hashes: str = ""
    uses: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()


NOTHING = Exports()


def exports(context: ValidationContext, name: str, lines: Iterable[Line]) -> Exports:
    """Return what a unit exports, by its lines."""
    wanted = context.predicates("all")
    seen = [line for line in lines if line.predicate in wanted]
    uses = {(line.predicate, line.object) for line in seen}
    plan = name.removeprefix("plan/")
    own = tuple(f"<{start}{plan}{end}".encode() for start in (iris.ID, iris.TEXT) for end in "/>")
    found = {_shared_term(of) for of in seen if of.predicate != nquads.TYPE or not of.subject.startswith(own)} - {b""}
    return Exports(
        "".join(sorted(map(_hash, found))),
        tuple(sorted((predicate.decode(), node.decode()) for predicate, node in uses if node in context.about)),
        tuple(sorted({_owner(term) for term in found} - {"", plan})),
    )


def results(
    context: ValidationContext, names: Sequence[str], exported: Sequence[Exports]
) -> tuple[list[tuple[Rule, ValidationResult]], list[str]]:
    """Return what the units show together, and which units it stands in beside the shared data.

    ``exported`` is what each unit in ``names`` exports.
    """
    hashes = [array("Q", bytes.fromhex(of.hashes)) for of in exported]
    repeated = _repeated(hashes)
    there = {name.removeprefix("plan/"): name for name in names if name.startswith("plan/")}
    claims = {
        name: {there[plan] for plan in of.claims if plan in there} for name, of in zip(names, exported, strict=True)
    }
    claimed = {
        line.subject
        for name, plans in claims.items()
        for line in (context.lines(name) if plans else ())
        if line.predicate == nquads.TYPE and there.get(_owner(line.subject)) in plans
    }
    involved = {name for name, plans in claims.items() if plans}.union(*claims.values())
    candidates = [
        name
        for name, own in zip(names, hashes, strict=True)
        if name in involved or (repeated and not repeated.isdisjoint(own))
    ]
    described: Counter[bytes] = Counter()
    subjects: dict[bytes, set[Line]] = defaultdict(set)
    values: list[bytes] = []
    around: dict[bytes, list[bytes]] = {}
    wanted = context.predicates("all")
    for name in candidates:
        lines = context.lines(name)
        taken = set()
        for line in lines:
            term = _shared_term(line) if line.predicate in wanted else b""
            if term in claimed or (term and _number(term) in repeated):
                if term == line.subject:
                    taken.add(term)
                else:
                    values.append(line.text)
        described.update(taken)
        for line in lines if taken else ():
            for node in taken.intersection((line.subject, line.object)):
                subjects[node].add(line)
        around |= kinds(lines)
    several = {subject: lines for subject, lines in subjects.items() if described[subject] > 1}
    found = _by_shapes(context, several, around) if several else []
    store = units.read_unit(context.repo, units.shared(context.repo))
    nquads.load_again(store, values)
    uses = sorted({use for of in exported for use in of.uses})
    nquads.load_again(store, (f"<{iris.ID}unit> {p} {node} <{iris.graph('plan')}> .\n".encode() for p, node in uses))
    found += [(rule, row) for question, rule in context.scoped("all") for row in query_results(question, store)]
    return found, candidates if several or values else []


def _owner(node: bytes) -> str:
    """The plan that names a node with its own id; empty where none does."""
    match = _OWNER.match(node)
    return match[1].decode() if match else ""


def _repeated(hashes: Sequence[array[int]]) -> set[int]:
    """The hashes that several units export; each exports a hash once."""
    seen: set[int] = set()
    suspect: set[int] = set()
    for found in hashes:
        expected = len(seen) + len(found)
        seen.update(found)
        if len(seen) < expected:
            suspect.update(found)
    times = Counter(number for found in hashes if suspect for number in suspect.intersection(found))
    return {number for number, count in times.items() if count > 1}


def _by_shapes(
    context: ValidationContext, subjects: dict[bytes, set[Line]], around: dict[bytes, list[bytes]]
) -> list[tuple[Rule, ValidationResult]]:
    """Hold resources that several units describe to the shapes, with all that is said of them and points to them."""
    lines = [line for found in subjects.values() for line in found]
    described, _, objects = nquads.nodes(lines)
    others = sorted((described | objects) - subjects.keys())
    near = [line for node in others for line in around.get(node, context.kinds.get(node, []))]
    text = b"".join({*(line.triple for line in lines), *near, *context.classes}).decode()
    own = {node.decode() for node in subjects}
    given = ShapesInput(text, context.targets.markers(lines, own), own)
    return [(rule_of(result, context.by_shape), result) for result in by_shapes(context, "shared identifiers", given)]


def _shared_term(line: Line) -> bytes:
    """What of a statement could stand in other units as well: a resource with a class, a literal; empty where nothing."""
    if line.predicate == nquads.TYPE:
        return line.subject
    return b"" if nquads.is_node(line.object) else line.object + line.predicate


def _hash(term: bytes) -> str:
    return hashlib.blake2b(term, digest_size=_DIGITS // 2).hexdigest()


def _number(term: bytes) -> int:
    """The hash of a term as an array of hashes has it."""
    return array("Q", bytes.fromhex(_hash(term)))[0]
