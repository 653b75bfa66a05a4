"""What only several units together show: one identifier for two things, one text for two elements, a thing unused.

Each unit leaves marks: hashes of the resources it describes and of the values that rules about all units look at. Units
that share a mark are read once more, for the statements behind it. So memory grows with the marks, 8 bytes each.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kgtool import graphs, iris, nquads
from kgtool.check.context import Context, kinds, nodes, triple
from kgtool.check.files import read_store
from kgtool.check.results import by_shapes, query_results, rule_of
from kgtool.check.shapes import Result, Shown
from kgtool.finding import Rule

_SIZE = 16
"""Hexadecimal digits of a mark."""


def things(made: Context, pieces: Iterable[Sequence[bytes]]) -> tuple[tuple[str, str], ...]:
    """Return predicates and shared nodes that stand together, for the predicates that rules about all units name.

    ``pieces`` are lines that were cut (kgtool/nquads.py).
    """
    read = made.read("all")
    found = {(predicate, rest[: rest.index(b" ")]) for _, predicate, rest in pieces if predicate in read}
    return tuple(sorted((predicate.decode(), node.decode()) for predicate, node in found if node in made.about))


def marks(made: Context, pieces: Iterable[Sequence[bytes]]) -> str:
    """Return the marks of a unit, sorted, one after the other."""
    read = made.read("all")
    found = {_mark(*piece) for piece in pieces if piece[1] in read} - {b""}
    return "".join(sorted(map(_hash, found)))


def results(
    made: Context, names: Sequence[str], left: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> tuple[list[tuple[Rule, Result]], list[str]]:
    """Return what the units show together, and which units it stands in beside the shared data.

    ``left`` has the marks and the things of each unit in ``names``.
    """
    marked = [array("Q", bytes.fromhex(text)) for text, _ in left]
    seen: set[int] = set()
    repeated: set[int] = set()
    for found_here in marked:
        if not seen.isdisjoint(found_here):
            repeated |= seen.intersection(found_here)
        seen.update(found_here)
    read = made.read("all")
    subjects: dict[bytes, set[bytes]] = defaultdict(set)
    values: list[bytes] = []
    units = [name for name, own in zip(names, marked, strict=True) if repeated and not repeated.isdisjoint(own)]
    around: dict[bytes, list[bytes]] = {}
    for name in units:
        lines = nquads.lines(read_store(made.repo, graphs.unit(made.repo, name)))
        pieces = nquads.cut(lines)
        taken = set()
        for line, piece in zip(lines, pieces, strict=True):
            mark = _mark(*piece) if piece[1] in read else b""
            if mark and _number(mark) in repeated:
                if mark == piece[0]:
                    taken.add(mark)
                else:
                    values.append(line)
        for line, (subject, _, _) in zip(lines, pieces, strict=True):
            if subject in taken:
                subjects[subject].add(triple(line))
        around |= kinds(nquads.with_pieces(lines))
    found = _by_shapes(made, subjects, around) if subjects else []
    store = read_store(made.repo, graphs.shared(made.repo))
    nquads.load_again(store, values)
    pointed = sorted({thing for _, told in left for thing in told})
    nquads.load_again(store, (f"<{iris.ID}unit> {p} {node} <{iris.graph('plan')}> .\n".encode() for p, node in pointed))
    found += [(rule, row) for question, rule in made.scoped("all") for row in query_results(question, store)]
    return found, units if subjects or values else []


def _by_shapes(
    made: Context, subjects: dict[bytes, set[bytes]], around: dict[bytes, list[bytes]]
) -> list[tuple[Rule, Result]]:
    """Hold resources that several units describe to the shapes, with all that is said of them."""
    lines = sorted(line for found in subjects.values() for line in found)
    pieces = nquads.cut(lines)
    _, _, objects = nodes(pieces)
    near = [line for node in sorted(objects - subjects.keys()) for line in around.get(node, made.kinds.get(node, []))]
    text = b"".join({*lines, *near, *made.classes}).decode()
    own = {node.decode() for node in subjects}
    held = by_shapes(made, "shared identifiers", Shown(text, made.targets.given(pieces, own), own))
    return [(rule_of(result, made.by_shape), result) for result in held]


def _mark(subject: bytes, predicate: bytes, rest: bytes) -> bytes:
    """What of a statement could stand in other units as well: a resource with a class, a text; empty where nothing."""
    if predicate == nquads.TYPE:
        return subject
    return rest[: rest.rfind(b" ", 0, -3)] + predicate if rest[:1] == b'"' else b""


def _hash(mark: bytes) -> str:
    return hashlib.blake2b(mark, digest_size=_SIZE // 2).hexdigest()


def _number(mark: bytes) -> int:
    """The hash of a mark as an array of marks has it."""
    return array("Q", bytes.fromhex(_hash(mark)))[0]
