"""What only several units together show: one identifier for two things, one text for two elements, a thing unused.

Each unit leaves marks: hashes of the resources it describes and of the values that rules about all units look at. Units
that share a mark are read once more, for the statements behind it. So memory grows with the marks, 8 bytes each.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kgtool import graphs, iris, nquads
from kgtool.check.context import Context, kinds, load, nodes, triple
from kgtool.check.files import read_store
from kgtool.check.results import by_shapes, query_results, rule_of
from kgtool.check.shapes import Result
from kgtool.finding import Rule
from kgtool.vocab import RDF

_TYPE = f"<{RDF.type.value}>".encode()
_SIZE = 16
"""Hexadecimal digits of a mark."""


def things(made: Context, lines: Iterable[bytes]) -> tuple[tuple[str, str], ...]:
    """Return predicates and shared nodes that stand together, for the predicates that rules about all units name."""
    read = _predicates(made)
    found = set()
    for line in lines:
        _, predicate, rest = line.split(b" ", 2)
        if predicate in read and (target := rest[: rest.index(b" ")]) in made.about:
            found.add((predicate.decode(), target.decode()))
    return tuple(sorted(found))


def marks(made: Context, lines: Iterable[bytes]) -> str:
    """Return the marks of a unit, sorted, one after the other."""
    read = _predicates(made)
    found = {_hash(mark) for line in lines for mark in _marked(line, read)}
    return "".join(sorted(found))


def results(
    made: Context, names: Sequence[str], left: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> tuple[list[tuple[Rule, Result]], list[str]]:
    """Return what the units show together, and which units it stands in beside the shared data.

    ``left`` has the marks and the things of each unit in ``names``.
    """
    counted = Counter(mark for text, _ in left for mark in _cut(text))
    repeated = {mark for mark, count in counted.items() if count > 1}
    read = _predicates(made)
    subjects: dict[bytes, set[bytes]] = defaultdict(set)
    values: list[bytes] = []
    units = [name for name, (text, _) in zip(names, left, strict=True) if not repeated.isdisjoint(_cut(text))]
    around: dict[bytes, list[bytes]] = {}
    for name in units:
        lines = nquads.lines(read_store(made.repo, graphs.unit(made.repo, name)))
        taken = {
            line.partition(b" ")[0]
            for line in lines
            for m in _marked(line, read)
            if m[:1] == b"<" and _hash(m) in repeated
        }
        for line in lines:
            subject = line.partition(b" ")[0]
            if subject in taken:
                subjects[subject].add(triple(line))
            values += [line for mark in _marked(line, read) if mark[:1] != b"<" and _hash(mark) in repeated]
        around |= kinds(lines)
    found = _by_shapes(made, subjects, around) if subjects else []
    store = read_store(made.repo, graphs.shared(made.repo))
    load(store, values)
    pointed = sorted({thing for _, told in left for thing in told})
    load(store, (f"<{iris.ID}unit> {p} {node} <{iris.graph('plan')}> .\n".encode() for p, node in pointed))
    found += [(rule, row) for question, rule in made.scoped("all") for row in query_results(question, store)]
    return found, units if subjects or values else []


def _by_shapes(
    made: Context, subjects: dict[bytes, set[bytes]], around: dict[bytes, list[bytes]]
) -> list[tuple[Rule, Result]]:
    """Hold resources that several units describe to the shapes, with all that is said of them."""
    lines = sorted(line for found in subjects.values() for line in found)
    _, _, objects = nodes(lines)
    near = [line for node in sorted(objects - subjects.keys()) for line in around.get(node, made.kinds.get(node, []))]
    text = b"".join({*lines, *near, *made.classes}).decode()
    own = {node.decode() for node in subjects}
    held = by_shapes(made, "shared identifiers", text, own)
    return [(rule_of(result, made.by_shape), result) for result in held]


def _predicates(made: Context) -> frozenset[bytes]:
    return made.read("all")


def _marked(line: bytes, read: frozenset[bytes]) -> Iterable[bytes]:
    """What of a line could stand in other units as well: a resource with a class, a value of a predicate in ``read``."""
    subject, predicate, rest = line.split(b" ", 2)
    if predicate == _TYPE:
        yield subject
    elif predicate in read and rest.startswith(b'"'):
        yield rest[: rest.rfind(b" ", 0, -3)] + predicate


def _hash(mark: bytes) -> str:
    return hashlib.blake2b(mark, digest_size=_SIZE // 2).hexdigest()


def _cut(text: str) -> Iterable[str]:
    return (text[n : n + _SIZE] for n in range(0, len(text), _SIZE))
