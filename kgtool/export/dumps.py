"""Write the whole graph as files to download, in four RDF formats and as tables; once a build, in its folder.

Everything is written piece by piece from what the build has sorted, so that memory does not grow with the number of
plans, and the same build gives the same bytes.
"""

from __future__ import annotations

import gzip
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import groupby, islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse, serialize

from kgtool.build import integrity, made_once
from kgtool.build.store import DATASET, Build
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.export import columnar, tables
from kgtool.export.tables.reader import TableReader
from kgtool.rdf import nquads
from kgtool.rdf.media import PARQUET

FOLDER = "dumps"
GRAPHS = ("dataset.ttl", "dataset.trig", "dataset.nq.gz", "dataset.jsonld")
_TRIG = "dataset.trig"
_PIECE = 1 << 20
_AT_ONCE = 5_000


@cache
def names() -> tuple[str, ...]:
    """Return the names of all files: the graph's, then those of each table.

    They are CSV, CSV with Japanese headings, CSVW metadata and, where its library is installed, Parquet.
    """
    endings = ("csv", "ja.csv", "csv-metadata.json", *((PARQUET.ending,) if columnar.writes_parquet() else ()))
    return GRAPHS + tuple(f"{table.name}.{ending}" for table in tables.all_tables() for ending in endings)


def folder(root: Repo, build: Build, verify: bool = False) -> Path:
    """Return the folder with a build's dumps; they are written if missing, into a temporary folder if it is read-only.

    With ``verify``, those that are not as they were written are written again. Cost: for two plans some two seconds, once.
    """

    def whole(made: Path) -> bool:
        return _complete(made) and not (verify and integrity.damage(made))

    return made_once.folder(build, FOLDER, lambda target: write(root, build, target), whole)


def there(build: Build) -> Path | None:
    """Return the folder with a build's dumps if they have been written; writes nothing."""
    return made_once.there(build, FOLDER, _complete)


def _complete(made: Path) -> bool:
    return made.is_dir() and {path.name for path in made.iterdir()} == {*names(), integrity.SUMS}


def write(root: Repo, build: Build, target: Path) -> None:
    """Write all dumps of a build into a new folder."""
    target.mkdir(parents=True)
    prefixes = layout.prefixes(root)
    with (build.folder / DATASET).open("rb") as lines, (target / "dataset.ttl").open("wb") as file:
        serialize(_merged(lines), file, RdfFormat.TURTLE, prefixes=prefixes)
    store = build.open()
    with (target / _TRIG).open("wb") as file:
        for piece in _trig(build.folder / DATASET, store, prefixes):
            file.write(piece)
    with (build.folder / DATASET).open("rb") as lines, compressed(target / "dataset.nq.gz") as out:
        shutil.copyfileobj(lines, out, _PIECE)
    quads: Iterator[Quad] = parse(path=str(target / _TRIG), format=RdfFormat.TRIG)
    serialize(quads, str(target / "dataset.jsonld"), RdfFormat.JSON_LD)
    reader = TableReader(store)
    parquet = columnar.writes_parquet()
    for table in tables.all_tables():
        rows = tables.rows(table.name, reader)
        if parquet:
            rows = columnar.also_parquet(table, rows, target / f"{table.name}.{PARQUET.ending}")
        with (
            (target / f"{table.name}.csv").open("wb") as plain,
            (target / f"{table.name}.ja.csv").open("wb") as japanese,
        ):
            plain.write(tables.heading(table))
            japanese.write(tables.heading(table, "ja"))
            for piece in tables.body(rows):
                plain.write(piece)
                japanese.write(piece)
        (target / f"{table.name}.csv-metadata.json").write_bytes(tables.metadata(table, parquet))
    integrity.seal(target)


@contextmanager
def compressed(path: Path) -> Iterator[gzip.GzipFile]:
    """Open a file to be compressed, without name and time in it: the same content gives the same bytes."""
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as zipped,
    ):
        yield zipped


def _trig(dataset: Path, store: Store, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the dataset as TriG: the prefixes, then graph by graph in the order of their names, each sorted.

    The store has other names for blank nodes each time it is made; those in its N-Quads are canonical.
    """
    yield "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(prefixes)).encode()
    blank: dict[bytes, list[bytes]] = defaultdict(list)
    with dataset.open("rb") as file:
        for line in filter(nquads.has_blank, file):
            blank[nquads.graph(line)].append(line)
    for graph in sorted(store.named_graphs(), key=str):
        found = nquads.sorted_lines(store.quads_for_pattern(None, None, None, graph))
        lines = sorted([line for line in found if not nquads.has_blank(line)] + blank[str(graph).encode()])
        quads = parse(b"".join(lines), RdfFormat.N_QUADS, lenient=True)
        written = serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b""
        yield b"".join(line for line in written.splitlines(keepends=True) if not line.startswith(b"@prefix "))


def _merged(lines: Iterator[bytes]) -> Iterator[Triple]:
    """Yield the triples of sorted lines, once each, whichever graph makes them."""
    triples = (triple for triple, _ in groupby(nquads.split(line).triple for line in lines))
    while piece := b"".join(islice(triples, _AT_ONCE)):
        yield from (quad.triple for quad in parse(piece, RdfFormat.N_TRIPLES))
