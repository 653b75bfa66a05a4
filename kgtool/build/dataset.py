"""Put the parts of a dataset together: N-Quads, an Oxigraph store and a content hash.

Parts are not read again, so memory does not grow with the number of plans. The content hash is the SHA-256 of the
dataset's canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0), so it depends on the statements alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, Store

from kgtool.base.version import __version__
from kgtool.build import change, dataset_description, made_once, mapping_sets, parts
from kgtool.build.bulk_loader import BulkLoader
from kgtool.build.change import Base, Statements
from kgtool.build.dataset_description import Counts
from kgtool.build.parts import DatasetPart, Partition
from kgtool.build.questions import GRAPH, QuestionsAsData
from kgtool.build.store import DATASET, FORMAT, MANIFEST, SEARCH
from kgtool.corpus.layout import Repo
from kgtool.rdf import nquads

_STATEMENTS = ".statements.nq"
_BLOCK = 1 << 20


def write(
    repo: Repo,
    folder: Path,
    inputs: str,
    found: Sequence[DatasetPart],
    questions: QuestionsAsData,
    base: Base | None,
) -> Statements:
    """Write a whole build of some parts into a new folder; of the last build, where there is a ``base`` that will do.

    ``inputs`` is the key of what it is made from, ``questions`` are described in it.

    Raises ``InputError`` for mapping sets without known versions.
    """

    def describe(counts: Counts) -> list[bytes]:
        described = (Quad(t.subject, t.predicate, t.object, GRAPH) for t in dataset_description.describe(counts))
        return sorted({*nquads.sorted_lines(described), *questions.lines})

    folder.mkdir(parents=True)
    made = change.write(folder, base, describe) if base else None
    if made is None:
        made = _of_parts(folder, found, describe)
    if base and made.found_alike:
        made_once.take_over(base.build, SEARCH, folder)
    mapping_sets.verify(repo, Store.read_only(str(folder / "store")))
    by_graph = {nquads.iri(graph): n for graph, n in made.counts.graphs.items()}
    manifest = {
        "format": FORMAT,
        "contentHash": made.content,
        "inputs": inputs,
        "kgtool": __version__,
        "quads": made.total,
        "graphs": dict(sorted({**by_graph, GRAPH.value: len(made.catalog)}.items())),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return made


def _of_parts(folder: Path, found: Sequence[DatasetPart], describe: Callable[[Counts], list[bytes]]) -> Statements:
    """Write dataset and store from the first statement to the last."""
    blank = _blank(found)
    counts = Counts()
    with BulkLoader(folder / "store") as loader:
        with (folder / _STATEMENTS).open("wb") as file:
            for lines in _together(found, blank, counts):
                file.write(lines)
                loader.take(lines)
        catalog = describe(counts)
        loader.take(b"".join(catalog))
        loader.end()
        with (folder / _STATEMENTS).open("rb") as file:
            content = nquads.write(folder / DATASET, _merged(file, catalog))
        (folder / _STATEMENTS).unlink()
    number = sum(counts.graphs.values())
    of_parts = len(blank) + sum(sum(p.counts.graphs.values()) for part in found for p in part.partitions)
    return Statements(counts, catalog, content, number + len(catalog), 0 if of_parts == number else None)


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
