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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import Store

from kgtool.check.context import ValidationContext, kinds
from kgtool.check.finding import ValidationResult
from kgtool.corpus import units
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.units import Unit
from kgtool.rdf import iris, nquads
from kgtool.rdf.nquads import Line

_DIGITS = 16
"""Hexadecimal digits of a hash."""
_OWNER = re.compile(rf"<(?:{re.escape(iris.ID)}|{re.escape(iris.TEXT)})([^/>]+)[/>]".encode())


Results = list[ValidationResult]
Remembered = Callable[
    [str, Sequence[InputFile], Callable[[InputFile], Iterable[bytes]], Callable[[], Results]], Results
]


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


@dataclass(frozen=True)
class AllUnits:
    """What is validated of all units together.

    ``several`` are the resources that several units describe, each with all that is said of it and points to it, ``around``
    what kinds of things the nodes there are. ``values`` are statements with texts that several units have, ``uses`` the
    shared nodes that any unit points to, with the predicate. ``involved`` are the units in whose files that stands.
    ``reasoner`` is auto, off or required. ``remembered`` returns what a validator found in the lines that it sees of some
    files, or finds it now.
    """

    context: ValidationContext
    units: Sequence[Unit]
    several: Mapping[bytes, set[Line]]
    around: Mapping[bytes, list[bytes]]
    values: Sequence[bytes]
    uses: Sequence[tuple[str, str]]
    involved: Sequence[str]
    reasoner: str
    remembered: Remembered

    def shared_store(self) -> Store:
        """Return the shared data, with the statements of other units that rules about all units look at."""
        store = units.read_unit(self.context.repo, units.shared(self.context.repo))
        nquads.load_again(store, self.values)
        plan = iris.graph("plan")
        nquads.load_again(store, (f"<{iris.ID}unit> {p} {node} <{plan}> .\n".encode() for p, node in self.uses))
        return store


def all_units(
    context: ValidationContext,
    found: Sequence[Unit],
    exported: Sequence[Exports],
    reasoner: str,
    remembered: Remembered,
) -> AllUnits:
    """Return what is validated of all units together; ``exported`` is what each of them exports."""
    names = [unit.name for unit in found]
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
    claiming = {name for name, plans in claims.items() if plans}.union(*claims.values())
    candidates = [
        name
        for name, own in zip(names, hashes, strict=True)
        if name in claiming or (repeated and not repeated.isdisjoint(own))
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
    uses = sorted({use for of in exported for use in of.uses})
    involved = candidates if several or values else []
    return AllUnits(context, found, several, around, values, uses, involved, reasoner, remembered)


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
