"""The part of a dataset that comes from one unit: its graphs, what rules conclude from them, and what can be counted.

A part is some files below the build folder, named by a hash of everything it depends on: sorted canonical N-Quads, what
a search finds in them, and a summary that says where each zone of subjects begins. So parts are made anywhere, in any
order, once; a build that was ended goes on where it was. Whole parts are put together without reading their lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import compress, groupby
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Quad, QueryTriples, RdfFormat, Store, parse, serialize

from kgtool.base.files import write_atomically
from kgtool.base.version import __version__
from kgtool.build import dataset_description
from kgtool.build.dataset_description import Counts
from kgtool.corpus import units
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo, prefixes
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.extract import wording
from kgtool.rdf import iris, nquads
from kgtool.rdf.vocab import SKOS
from kgtool.search import entries, index
from kgtool.search.entries import Names
from kgtool.sparql import catalogue, tokens
from kgtool.sparql.catalogue import Question

_PREFIX = 48
_SHARED = (SKOS.broader, SKOS.relatedMatch)
"""What rules about one plan read of the shared data."""
_DERIVED = NamedNode(iris.graph("derived"))


class Zone(NamedTuple):
    """Lines that stand together in the sorted dataset: subjects with one beginning; place in the file, and counts."""

    start: bytes
    offset: int
    length: int
    counts: Counts


@dataclass(frozen=True)
class Part:
    """A part that is made. ``file`` has its lines, ``loose`` those with blank nodes."""

    name: str
    key: str
    folder: Path
    zones: tuple[Zone, ...]
    pairs: tuple[str, ...]

    @property
    def file(self) -> Path:
        """Its sorted N-Quads, without blank nodes."""
        return self.folder / f"{self.key}.nq"

    @property
    def told(self) -> Path:
        """Those of its lines that rules about two plans read."""
        return self.folder / f"{self.key}.told.nq"

    @property
    def loose(self) -> Path:
        """The statements with blank nodes, whose names hold in this part only."""
        return self.folder / f"{self.key}.loose.nq"

    @property
    def trig(self) -> Path:
        """The same without blank nodes, graph by graph, as TriG without its prefixes."""
        return self.folder / f"{self.key}.trig"

    @property
    def entries(self) -> Path:
        """What a search finds in it, one entry a line."""
        return self.folder / f"{self.key}.entries"


@dataclass(frozen=True)
class Task:
    """A part to make: the run of the build, which unit or pair, where to put it, and what it depends on.

    ``common`` is a hash of what all parts depend on. A pair has the parts that it reads in ``of``.
    """

    run: Run
    name: str
    folder: Path
    common: str
    sources: Path | None = None
    of: tuple[str, ...] = ()


def programs() -> tuple[str, ...]:
    """What decides about the form of what is written: this program, the store and the index, with their versions."""
    return (f"kgtool {__version__}", *(f"{name} {version(name)}" for name in ("pyoxigraph", "tantivy")))


def common(repo: Repo) -> str:
    """Hash what all parts depend on: this program and what it stores with, prefixes, rules, shared data."""
    digest = hashlib.sha256("\n".join(programs()).encode())
    code = sorted(Path(__file__).parents[1].rglob("*.py"))
    declared = repo.share / "ontology" / "prefixes.ttl"
    for path in [*code, declared, *repo.queries("derived"), *units.shared(repo).files]:
        digest.update(repo.file(path).hash.encode())
    return digest.hexdigest()


def make(task: Task) -> Part:
    """Make a part, or find it made. Raises ``InputError`` for what cannot be read and for spans that do not fit."""
    repo = snapshot(task.run)
    if task.of:
        return _pair(repo, task)
    unit = units.unit(repo, task.name)
    key = _key(task, [*map(repo.file, unit.files), *wording.files(repo, unit, task.sources)])
    known = _known(task, key)
    if known is not None:
        return known
    store = units.read_unit(repo, unit)
    kind, _, plan = task.name.partition("/")
    if task.sources is not None and kind == "plan" and repo.whole(plan) is None:
        store.bulk_extend(wording.quads(repo, plan, task.sources, store))
    names: Names = {}
    shared = _once(task.run)
    if kind == "plan":
        derive(store, shared.rules("one"), shared.context)
        names = shared.names
    return _write(repo, task, key, store, index.lines(store, names), shared.read)


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


def _pair(repo: Repo, task: Task) -> Part:
    """Conclude what needs two plans: from their alignment, and from what the rules read of both."""
    digest = hashlib.sha256("\0".join([task.common, task.name, *task.of]).encode())
    key = digest.hexdigest()[:32]
    known = _known(task, key)
    if known is not None:
        return known
    store = Store()
    alignment = f"<{iris.graph('align', task.name.partition('/')[2])}> .\n".encode()
    for of in task.of:
        told = (task.folder / f"{of}.told.nq").read_bytes().splitlines(keepends=True)
        nquads.load_again(store, (line for line in told if b"/graph/align/" not in line or line.endswith(alignment)))
    before = set(store)
    derive(store, _once(task.run).rules("pair"))
    concluded = Store()
    concluded.bulk_extend(quad for quad in store if quad not in before)
    return _write(repo, task, key, concluded)


class _Shared:
    """The rules in their order, what those about one plan read of the shared data, and its names.

    A rule about pairs names the predicates and classes that it reads: they are in ``read``.
    """

    def __init__(self, repo: Repo) -> None:
        store = units.read_unit(repo, units.shared(repo))
        self._rules = catalogue.in_order(catalogue.folder(repo, "derived"))
        self.context = [quad for p in _SHARED for quad in store.quads_for_pattern(None, p, None, None)]
        self.names = entries.called(store)
        named = {iri for rule in self.rules("pair") for iri in tokens.reads(rule.body)}
        self.read = frozenset(f"<{iri}>".encode() for iri in named)

    def rules(self, scope: str) -> list[Question]:
        """The rules of one scope: ``one`` plan, or else a ``pair``."""
        return [rule for rule in self._rules if (rule.header.scope == "one") == (scope == "one")]


@lru_cache(maxsize=1)
def _once(run: Run) -> _Shared:
    """What parts need of the shared data: once a process."""
    return _Shared(snapshot(run))


def _key(task: Task, files: Iterable[InputFile]) -> str:
    digest = hashlib.sha256(f"{task.common}\0{task.name}\0{task.sources is not None}".encode())
    for file in files:
        digest.update(f"{file.path.name}\0{file.hash}".encode())
    return digest.hexdigest()[:32]


def _write(
    repo: Repo,
    task: Task,
    key: str,
    store: Store,
    found: Iterable[bytes] = (),
    read: Set[bytes] = frozenset(),
) -> Part:
    """Write the files of a part, the summary last: a part is there when its summary is.

    ``found`` are its entries, ``read`` the predicates and classes that rules about two plans name.
    """
    lines = nquads.lines(store)
    blank = [b"_:" in line and _has_blank(line) for line in lines]
    loose = list(compress(lines, blank))
    lines = [line for line, left_out in zip(lines, blank, strict=True) if not left_out]
    named = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
    pairs = sorted(name.rpartition("/align/")[2] for name in named if "/graph/align/" in name)
    part = Part(task.name, key, task.folder, tuple(_zones(lines)), tuple(pairs))
    write_atomically(part.file, b"".join(lines))
    write_atomically(part.told, b"".join(line.text for line in nquads.cut(lines) if nquads.names(line, read)))
    write_atomically(part.loose, b"".join(loose))
    write_atomically(part.trig, trig(lines, prefixes(repo)))
    write_atomically(part.entries, b"".join(found))
    summary = {
        "pairs": part.pairs,
        "zones": [[z.start.decode(), z.offset, z.length, z.counts.document()] for z in part.zones],
    }
    write_atomically(task.folder / f"{key}.json", json.dumps(summary, ensure_ascii=False).encode())
    return part


def trig(lines: Iterable[bytes], prefixes: dict[str, str]) -> bytes:
    """Return sorted lines as TriG, graph by graph, without the declarations of prefixes."""
    ordered = sorted(lines, key=nquads.graph)
    quads = parse(b"".join(ordered), RdfFormat.N_QUADS, lenient=True)
    written = serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b""
    return b"".join(line for line in written.splitlines(keepends=True) if not line.startswith(b"@prefix "))


def _has_blank(line: bytes) -> bool:
    terms = nquads.split(line)
    return terms.subject.startswith(b"_:") or terms.object.startswith(b"_:")


def zone(line: bytes) -> bytes:
    """Return the beginning of a line's subject by which it is put together with others. Zones sort as their lines do."""
    return line[:_PREFIX].partition(b" ")[0]


def _zones(lines: Iterable[bytes]) -> Iterator[Zone]:
    offset = 0
    for start, found in groupby(lines, key=zone):
        group = list(found)
        length = sum(map(len, group))
        yield Zone(start, offset, length, dataset_description.count(group))
        offset += length


def _known(task: Task, key: str) -> Part | None:
    """The part as it was made before, where all its files are there."""
    try:
        summary: dict[str, Any] = json.loads((task.folder / f"{key}.json").read_bytes())
        zones = tuple(Zone(s.encode(), o, n, Counts.of(c)) for s, o, n, c in summary["zones"])
        part = Part(task.name, key, task.folder, zones, tuple(summary["pairs"]))
        for path in (part.file, part.told, part.loose, part.trig, part.entries, task.folder / f"{key}.json"):
            path.stat()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return part
