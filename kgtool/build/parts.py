"""The part of a dataset that comes from one unit: its graphs, what rules conclude from them, and what can be counted.

A part is some files in the cache, named by a hash of everything it depends on: sorted canonical N-Quads, and a summary
that says where each partition of subjects begins. So parts are made anywhere, in any order, once; a build that was ended
goes on where it was. Whole parts are put together without reading their lines.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, QueryTriples, Store

from kgtool.base.errors import InputError
from kgtool.base.files import write_atomically
from kgtool.build import agreement, dataset_description
from kgtool.build.dataset_description import Counts
from kgtool.corpus import units
from kgtool.corpus.input_file import digests, hashes
from kgtool.corpus.layout import Repo, prefixes
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.corpus.units import Unit
from kgtool.extract import wording
from kgtool.incremental.cache import DiskCache, Entry
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.incremental.unit_results import held_as
from kgtool.rdf import iris, nquads
from kgtool.rdf.vocab import JPP, SKOS
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

PART = "part"
"""The kind under which parts are held."""
_EXCERPT = ".excerpt.nq"
_PREFIX = 48
_SHARED = (SKOS.broader, SKOS.relatedMatch)
"""What rules about one plan read of the shared data."""
_DERIVED = NamedNode(iris.graph("derived"))
_READING = f" <{JPP.Reading.value}> ".encode()


class Partition(NamedTuple):
    """Lines that stand together in the sorted dataset: subjects with one beginning; place in the file, and counts."""

    start: bytes
    offset: int
    length: int
    counts: Counts


class Excerpt(NamedTuple):
    """The lines of a part that rules about two plans can match: the part's name, their file and its SHA-256."""

    name: str
    path: Path
    hash: str


@dataclass(frozen=True)
class DatasetPart:
    """A part that is made; its files lie side by side.

    ``pairs`` are the pairs of plans of whose alignment it has a graph, ``table`` says where its partitions begin, as JSON.
    """

    name: str
    path: Path
    dependencies: Dependencies
    pairs: tuple[str, ...]
    excerpt: Excerpt
    table: bytes

    @cached_property
    def partitions(self) -> tuple[Partition, ...]:
        """Its partitions in order, read from ``table`` when they are asked for."""
        return tuple(Partition(s.encode(), o, n, Counts.of(c)) for s, o, n, c in json.loads(self.table))

    @property
    def file(self) -> Path:
        """Its sorted N-Quads, without blank nodes."""
        return self.path.with_suffix(".nq")

    @property
    def blank(self) -> Path:
        """The statements with blank nodes, whose names hold in this part only."""
        return self.path.with_suffix(".blank.nq")

    @property
    def sizes(self) -> list[int]:
        """The bytes of each of its files. Raises ``OSError`` where one is not there."""
        files = (self.file, self.excerpt.path, self.blank)
        return [path.stat().st_size for path in files]

    def summary(self) -> bytes:
        """Return what is held of the part beside its files."""
        return json.dumps([self.pairs, self.excerpt.hash, self.sizes]).encode() + b"\n" + self.table


@dataclass(frozen=True)
class PartTask:
    """A part to make, of a unit or a pair of plans: the run of the build, its name, and the cache that is to hold it.

    The part of a pair reads what is in ``of``.
    """

    run: Run
    name: str
    cache: Path
    sources: Path | None = None
    of: tuple[Excerpt, ...] = ()


class MadePart(NamedTuple):
    """A part, and whether it was made now."""

    part: DatasetPart
    fresh: bool


class LeftOut(NamedTuple):
    """A plan or an alignment that is no part of the dataset, by the name of its unit, and why."""

    name: str
    error: InputError


def make(task: PartTask) -> MadePart | LeftOut:
    """Make a part, or find it made; leave a plan out that cannot be read.

    Raises ``InputError`` for anything else that cannot be read and for spans that do not fit.
    """
    made = context(task.run, task.cache)
    if task.of:
        seen = made.of_pair(task.of)
        part = held(task.name, made.cache.get(held_as(PART, task.name), seen))
        return MadePart(part, False) if part is not None else MadePart(_pair(made, task, seen), True)
    unit = units.unit(made.repo, task.name)
    try:
        store = units.read_unit(made.repo, unit)
    except InputError as error:
        if not task.name.startswith("plan/"):
            raise
        return LeftOut(task.name, error)
    seen = made.of_unit(unit, task.sources)
    part = held(task.name, made.cache.get(held_as(PART, task.name), seen))
    if part is not None:
        return MadePart(part, False)
    kind, _, plan = task.name.partition("/")
    if task.sources is not None and kind == "plan" and made.repo.whole(plan) is None:
        store.bulk_extend(wording.quads(made.repo, plan, task.sources, store))
    if kind == "plan":
        derive(store, made.rules("one"), made.context_quads)
    lines = nquads.lines(store)
    lines = sorted({*lines, *_agreement(made, task.name, store, lines)})
    return MadePart(_write(made, task.name, seen, lines, made.pair_terms), True)


def held(name: str, entry: Entry | None) -> DatasetPart | None:
    """Return the part of an entry of the cache, where all its files are there and none was cut off."""
    if entry is None:
        return None
    head, _, table = entry.content.partition(b"\n")
    pairs, excerpt_hash, sizes = json.loads(head)
    excerpt = Excerpt(name, entry.path.with_suffix(_EXCERPT), excerpt_hash)
    part = DatasetPart(name, entry.path, entry.dependencies, tuple(pairs), excerpt, table)
    try:
        return part if part.sizes == sizes else None
    except OSError:
        return None


def _agreement(made: PartContext, name: str, store: Store, lines: list[bytes]) -> list[bytes]:
    """The measurements of a unit's readings, held as long as all statements that they are made from are the same."""
    if not any(_READING in line for line in lines):
        return []
    read = nquads.digest(nquads.naming(lines, agreement.READ))
    seen = code("kgtool.build.agreement") | Dependencies({"statements": {name: read, "broader": made.above}})
    held = made.cache.get(f"agreement {name}", seen)
    if held is not None:
        return held.content.splitlines(keepends=True)
    measured = Store()  # which writes numbers in its own way
    measured.bulk_extend(agreement.quads(store, made.context_quads))
    found = nquads.lines(measured)
    made.cache.put(f"agreement {name}", seen, b"".join(found))
    return found


def derive(store: Store, rules: Iterable[Question], context: Iterable[Quad] = ()) -> None:
    """Run CONSTRUCT rules over a store and its context, each over the results of those before; add what they conclude."""
    borrowed = [quad for quad in context if quad not in store]
    store.bulk_extend(borrowed)
    for rule in rules:
        triples = store.query(rule.body, use_default_graph_as_union=True)
        assert isinstance(triples, QueryTriples)
        store.bulk_extend([Quad(t.subject, t.predicate, t.object, _DERIVED) for t in triples])
    for quad in borrowed:
        store.remove(quad)


class PartContext:
    """What parts are made with: rules in their order, and of the shared data what those read.

    ``context_quads`` are what rules about one plan read of the shared data, ``pair_terms`` the predicates and classes that
    rules about pairs of plans name. ``common`` stands for what all parts depend on.
    """

    def __init__(self, repo: Repo, cache: DiskCache) -> None:
        self.repo = repo
        self.cache = cache
        store = units.read_unit(repo, units.shared(repo))
        self._rules = catalogue.in_order(catalogue.folder(repo, "derived"))
        self.context_quads = [quad for p in _SHARED for quad in store.quads_for_pattern(None, p, None, None)]
        self.pair_terms = frozenset(f"<{iri}>".encode() for iri in catalogue.reads(self.rules("pair")))
        self.prefixes = prefixes(repo)
        self.common = cache.share("parts", self._seen_by_all())

    def rules(self, scope: str) -> list[Question]:
        """Return the rules of one scope: ``one`` plan, or else a ``pair``."""
        return [rule for rule in self._rules if (rule.header.scope == "one") == (scope == "one")]

    def _seen_by_all(self) -> Dependencies:
        about: dict[str, list[str]] = defaultdict(list)
        for quad in self.context_quads:
            about[str(quad.subject).strip("<>")].append(str(quad))
        seen = {
            "node": {iri: _hash(*sorted(quads)) for iri, quads in about.items() if not iri.startswith("_:")},
            "rule": catalogue.fingerprints(self._rules),
        }
        return code("kgtool.build.parts") | Dependencies(seen)

    def of_unit(self, unit: Unit, sources: Path | None) -> Dependencies:
        """Return what the part of a unit depends on."""
        files = units.files(self.repo, unit.name)
        seen = {"statements": digests(files)}
        texts = wording.files(self.repo, unit, sources)
        if texts:
            seen["bytes"] = hashes(texts)
        return self.common | Dependencies(seen)

    def of_pair(self, excerpts: Iterable[Excerpt]) -> Dependencies:
        """Return what the part of a pair of plans depends on."""
        return self.common | Dependencies({"unit": {excerpt.name: excerpt.hash for excerpt in excerpts}})

    @cached_property
    def above(self) -> str:
        """A hash of what is broader than what in the shared data."""
        return _hash(*sorted(str(quad) for quad in self.context_quads if quad.predicate == SKOS.broader))


@lru_cache(maxsize=1)
def context(run: Run, cache: Path) -> PartContext:
    """Return what parts of one run are made with, in this process."""
    return PartContext(snapshot(run), DiskCache(cache))


def _hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def _pair(made: PartContext, task: PartTask, seen: Dependencies) -> DatasetPart:
    """Conclude what needs two plans: from their alignment, and from what the rules read of both."""
    store = Store()
    alignment = f"<{iris.graph('align', task.name.partition('/')[2])}> .\n".encode()
    for excerpt in task.of:
        lines = excerpt.path.read_bytes().splitlines(keepends=True)
        nquads.load_again(store, (line for line in lines if b"/graph/align/" not in line or line.endswith(alignment)))
    before = set(store)
    derive(store, made.rules("pair"))
    return _write(made, task.name, seen, nquads.sorted_lines(quad for quad in store if quad not in before))


def _write(
    made: PartContext, name: str, seen: Dependencies, lines: list[bytes], pair_terms: Set[bytes] = frozenset()
) -> DatasetPart:
    """Write the files of a part, the summary last: a part is there when its summary is."""
    blank = [line for line in lines if b"_:" in line and nquads.has_blank(line)]
    lines = sorted({*lines}.difference(blank)) if blank else lines
    partitions = list(_partitions(lines))
    named = {graph.decode() for p in partitions for graph in p.counts.graphs} | {
        nquads.graph(b).decode() for b in blank
    }
    pairs = sorted(graph.rpartition("/align/")[2].rstrip(">") for graph in named if "/graph/align/" in graph)
    wanted = b"".join(nquads.naming(lines, pair_terms))
    path = made.cache.path(held_as(PART, name), seen)
    excerpt = Excerpt(name, path.with_suffix(_EXCERPT), hashlib.sha256(wanted).hexdigest())
    table = [[p.start.decode(), p.offset, p.length, p.counts.document()] for p in partitions]
    part = DatasetPart(name, path, seen, tuple(pairs), excerpt, json.dumps(table, ensure_ascii=False).encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(part.file, b"".join(lines))
    write_atomically(excerpt.path, wanted)
    write_atomically(part.blank, b"".join(blank))
    made.cache.put(held_as(PART, name), seen, part.summary())
    return part


def beginning(line: bytes) -> bytes:
    """Return the beginning of a line's subject by which it is put together with others. They sort as their lines do."""
    return line[:_PREFIX].partition(b" ")[0]


def _partitions(lines: Iterable[bytes]) -> Iterator[Partition]:
    offset = 0
    for start, found in groupby(lines, key=beginning):
        group = list(found)
        length = sum(map(len, group))
        yield Partition(start, offset, length, dataset_description.count(group))
        offset += length
