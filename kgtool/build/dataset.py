"""Put the parts of a dataset together: N-Quads, TriG, an Oxigraph store, an index for searching and a content hash.

Parts are not read again, so memory does not grow with the number of plans. The content hash is the SHA-256 of the
dataset's canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0), so it depends on the statements alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode, Quad, Store

from kgtool.base.version import __version__
from kgtool.build import dataset_description, integrity, mapping_sets, parts
from kgtool.build.bulk_loader import BulkLoader
from kgtool.build.dataset_description import Counts
from kgtool.build.parts import DatasetPart, Partition
from kgtool.build.store import DATASET, FORMAT, MANIFEST
from kgtool.corpus.layout import Repo, prefixes
from kgtool.rdf import iris, nquads
from kgtool.search import index
from kgtool.sparql.catalogue import Question

_STATEMENTS = ".statements.nq"
_BLOCK = 1 << 20


def write(repo: Repo, folder: Path, inputs: str, found: Sequence[DatasetPart], questions: Sequence[Question]) -> str:
    """Write a whole build of some parts into a new folder; return the beginning of its content hash.

    ``inputs`` is the key of what it is made from, ``questions`` are described in it.

    Raises ``InputError`` for mapping sets without known versions.
    """
    folder.mkdir(parents=True)
    blank = _blank(found)
    counts = Counts()
    digest = hashlib.sha256()
    total = 0
    with BulkLoader(folder / "store") as loader:
        with (folder / _STATEMENTS).open("wb") as file:
            for lines in _together(found, blank, counts):
                file.write(lines)
                loader.take(lines)
        described = [
            *dataset_description.describe(counts),
            *dataset_description.questions_as_data(questions),
        ]
        name = NamedNode(iris.graph("catalog"))
        catalog = [Quad(t.subject, t.predicate, t.object, name) for t in described]
        last = nquads.sorted_lines(catalog)
        loader.take(b"".join(last))
        loader.end()
        with (folder / _STATEMENTS).open("rb") as file, (folder / DATASET).open("wb") as dataset:
            for lines in _merged(file, last):
                dataset.write(lines)
                digest.update(lines)
                total += lines.count(b"\n")
        (folder / _STATEMENTS).unlink()
        _write_trig(repo, folder, found, blank, catalog)
        index.write(_entries(found, catalog), folder / index.FOLDER)
    mapping_sets.verify(repo, Store.read_only(str(folder / "store")))
    content = digest.hexdigest()
    by_graph = {nquads.iri(graph): n for graph, n in counts.graphs.items()} | {name.value: len(set(catalog))}
    manifest = {
        "format": FORMAT,
        "contentHash": content,
        "inputs": inputs,
        "kgtool": __version__,
        "quads": total,
        "graphs": dict(sorted(by_graph.items())),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    integrity.seal(folder)
    return content[:16]


def _together(found: Sequence[DatasetPart], blank: Sequence[bytes], counts: Counts) -> Iterator[bytes]:
    """Yield all lines in order, partition by partition: that of one part as it stands in its file, others merged; count them."""
    holders: dict[bytes, list[tuple[DatasetPart, Partition]]] = {}
    for part in found:
        for partition in part.partitions:
            holders.setdefault(partition.start, []).append((part, partition))
    beside: dict[bytes, list[bytes]] = {}
    for line in blank:
        beside.setdefault(parts.beginning(line), []).append(line)
    for start in sorted({*holders, *beside}):
        held = holders.get(start, [])
        texts = [_read(part, partition) for part, partition in held]
        if len(held) == 1 and start not in beside:
            counts.add(held[0][1].counts)
            yield texts[0]
            continue
        lines = sorted({line for text in texts for line in text.splitlines(keepends=True)} | set(beside.get(start, ())))
        counts.add(dataset_description.count(lines))
        yield b"".join(lines)


def _read(part: DatasetPart, partition: Partition) -> bytes:
    with part.file.open("rb") as file:
        file.seek(partition.offset)
        return file.read(partition.length)


def _blank(found: Iterable[DatasetPart]) -> list[bytes]:
    """Return the statements with blank nodes of all parts, with names that are canonical for the dataset (RDFC-1.0).

    Those names depend on the statements with blank nodes alone (section 4.4), so the others need not be looked at.
    """
    return nquads.dataset(part.blank.read_bytes() for part in found)


def _merged(file: IO[bytes], lines: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the lines of a sorted file and sorted ``lines``, in order, in blocks."""
    rest = list(reversed(lines))
    while block := file.read(_BLOCK):
        block += file.readline()
        last = block[block.rfind(b"\n", 0, -1) + 1 :]
        if rest and rest[-1] < last:
            more = []
            while rest and rest[-1] < last:
                more.append(rest.pop())
            block = b"".join(sorted([*block.splitlines(keepends=True), *more]))
        yield block
    yield b"".join(reversed(rest))


def _write_trig(
    repo: Repo, folder: Path, found: Iterable[DatasetPart], blank: Sequence[bytes], catalog: list[Quad]
) -> None:
    """Write the dataset as TriG: the declared prefixes, then part by part, graph by graph."""
    names = prefixes(repo)
    with (folder / "dataset.trig").open("wb") as file:
        file.write("".join(f"@prefix {name}: <{names[name]}> .\n" for name in sorted(names)).encode())
        for part in found:
            with part.trig.open("rb") as made:
                shutil.copyfileobj(made, file)
        file.write(parts.trig(blank, names))
        file.write(parts.trig(nquads.sorted_lines(catalog), names))


def _entries(found: Iterable[DatasetPart], catalog: Iterable[Quad]) -> Iterator[bytes]:
    """Yield what a search finds, part by part, then what it finds in the catalogue."""
    for part in found:
        with part.entries.open("rb") as file:
            yield from file
    store = Store()
    store.bulk_extend(catalog)
    yield from index.lines(store)
