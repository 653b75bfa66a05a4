"""What only several units together show: one identifier for two things, one text for two elements, a thing unused.

Each unit leaves marks: hashes of the resources that it describes, but for those that only it should (a plan's own), and
of the values that rules about all units look at. Units that share a mark, or of which one describes what is another's,
are read once more, for the statements behind it. So memory grows with the marks, 8 bytes each.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kgtool.check.context import Context, kinds
from kgtool.check.finding import Rule
from kgtool.check.inputs import all_lines, read_store
from kgtool.check.results import by_shapes, query_results, rule_of
from kgtool.check.shapes import Result, Shown
from kgtool.corpus import units as graphs
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line

_SIZE = 16
"""Hexadecimal digits of a mark."""
_OWNER = re.compile(rf"<(?:{re.escape(iris.ID)}|{re.escape(iris.TEXT)})([^/>]+)[/>]".encode())


class Left(NamedTuple):
    """What rules about all units need of one.

    ``marks`` are sorted, one after the other. ``things`` are predicates and shared nodes that stand together, for the
    predicates that these rules name. ``claims`` are the names, other than its own, below which it describes something:
    they may be the ids of plans.
    """

    marks: str = ""
    things: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()


NOTHING = Left()


def left(made: Context, name: str, lines: Iterable[Line]) -> Left:
    """Return what a unit leaves, by its lines."""
    read = made.read("all")
    looked_at = [line for line in lines if line.predicate in read]
    things = {(line.predicate, line.object) for line in looked_at}
    plan = name.removeprefix("plan/")
    own = tuple(f"<{start}{plan}{end}".encode() for start in (iris.ID, iris.TEXT) for end in "/>")
    marks = {_mark(of) for of in looked_at if of.predicate != nquads.TYPE or not of.subject.startswith(own)} - {b""}
    return Left(
        "".join(sorted(map(_hash, marks))),
        tuple(sorted((predicate.decode(), node.decode()) for predicate, node in things if node in made.about)),
        tuple(sorted({_owner(mark) for mark in marks} - {"", plan})),
    )


def results(made: Context, names: Sequence[str], left: Sequence[Left]) -> tuple[list[tuple[Rule, Result]], list[str]]:
    """Return what the units show together, and which units it stands in beside the shared data.

    ``left`` is what each unit in ``names`` left.
    """
    marked = [array("Q", bytes.fromhex(of.marks)) for of in left]
    repeated = _repeated(marked)
    there = {name.removeprefix("plan/"): name for name in names if name.startswith("plan/")}
    claims = {name: {there[plan] for plan in of.claims if plan in there} for name, of in zip(names, left, strict=True)}
    claimed = {
        line.subject
        for name, plans in claims.items()
        for line in (all_lines(made.repo, name) if plans else ())
        if line.predicate == nquads.TYPE and there.get(_owner(line.subject)) in plans
    }
    involved = {name for name, plans in claims.items() if plans}.union(*claims.values())
    units = [
        name
        for name, own in zip(names, marked, strict=True)
        if name in involved or (repeated and not repeated.isdisjoint(own))
    ]
    described: Counter[bytes] = Counter()
    subjects: dict[bytes, set[Line]] = defaultdict(set)
    values: list[bytes] = []
    around: dict[bytes, list[bytes]] = {}
    read = made.read("all")
    for name in units:
        lines = all_lines(made.repo, name)
        taken = set()
        for line in lines:
            mark = _mark(line) if line.predicate in read else b""
            if mark in claimed or (mark and _number(mark) in repeated):
                if mark == line.subject:
                    taken.add(mark)
                else:
                    values.append(line.text)
        described.update(taken)
        for line in lines if taken else ():
            for node in taken.intersection((line.subject, line.object)):
                subjects[node].add(line)
        around |= kinds(lines)
    several = {subject: lines for subject, lines in subjects.items() if described[subject] > 1}
    found = _by_shapes(made, several, around) if several else []
    store = read_store(made.repo, graphs.shared(made.repo))
    nquads.load_again(store, values)
    pointed = sorted({thing for of in left for thing in of.things})
    nquads.load_again(store, (f"<{iris.ID}unit> {p} {node} <{iris.graph('plan')}> .\n".encode() for p, node in pointed))
    found += [(rule, row) for question, rule in made.scoped("all") for row in query_results(question, store)]
    return found, units if several or values else []


def _owner(node: bytes) -> str:
    """The plan that names a node with its own id; empty where none does."""
    match = _OWNER.match(node)
    return match[1].decode() if match else ""


def _repeated(marked: Sequence[array[int]]) -> set[int]:
    """The marks that several units have; each has a mark once."""
    seen: set[int] = set()
    suspect: set[int] = set()
    for found in marked:
        expected = len(seen) + len(found)
        seen.update(found)
        if len(seen) < expected:
            suspect.update(found)
    times = Counter(mark for found in marked if suspect for mark in suspect.intersection(found))
    return {mark for mark, count in times.items() if count > 1}


def _by_shapes(
    made: Context, subjects: dict[bytes, set[Line]], around: dict[bytes, list[bytes]]
) -> list[tuple[Rule, Result]]:
    """Hold resources that several units describe to the shapes, with all that is said of them and points to them."""
    lines = [line for found in subjects.values() for line in found]
    beginnings, _, objects = nquads.nodes(lines)
    others = sorted((beginnings | objects) - subjects.keys())
    near = [line for node in others for line in around.get(node, made.kinds.get(node, []))]
    text = b"".join({*(line.triple for line in lines), *near, *made.classes}).decode()
    own = {node.decode() for node in subjects}
    held = by_shapes(made, "shared identifiers", Shown(text, made.targets.given(lines, own), own))
    return [(rule_of(result, made.by_shape), result) for result in held]


def _mark(line: Line) -> bytes:
    """What of a statement could stand in other units as well: a resource with a class, a text; empty where nothing."""
    if line.predicate == nquads.TYPE:
        return line.subject
    return b"" if nquads.is_node(line.object) else line.object + line.predicate


def _hash(mark: bytes) -> str:
    return hashlib.blake2b(mark, digest_size=_SIZE // 2).hexdigest()


def _number(mark: bytes) -> int:
    """The hash of a mark as an array of marks has it."""
    return array("Q", bytes.fromhex(_hash(mark)))[0]
