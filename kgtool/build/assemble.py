"""Put all named graphs together: N-Quads, TriG, an Oxigraph store, an index for searching and a content hash.

Each unit becomes a part (kgtool/build/parts.py), in as many processes as there are; the parts are then put together without
being read again, so memory does not grow with the number of plans. A build is written into a folder of its own and shown
by one atomic change of the link ``current``: whoever reads sees the old build or the new one, whenever the builder is
stopped. The content hash is the SHA-256 of the dataset's canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0), so
it depends on the statements alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode, Quad, Store

from kgtool.base.errors import BuildError
from kgtool.base.version import __version__
from kgtool.build import dataset_description, mapping_sets, parts
from kgtool.build.bulk_loader import BulkLoader
from kgtool.build.dataset_description import Counts
from kgtool.build.parts import Part, Task, Zone
from kgtool.build.store import DATASET, MANIFEST, Build, newest
from kgtool.build.versions import CURRENT, locked, show
from kgtool.corpus import units
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo, prefixes
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.extract import wording
from kgtool.incremental import file_hashes
from kgtool.incremental.parallel import EVERY_CORE, Progress, Workers, map_unordered
from kgtool.rdf import iris, nquads
from kgtool.search import index
from kgtool.sparql import catalogue

_STATEMENTS = ".statements.nq"
_PARTS = ".parts"
_BLOCK = 1 << 20
_BUILD_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}(-\d+)?")


@dataclass(frozen=True)
class Result:
    """A build, and whether it had to be made."""

    build: Build
    fresh: bool


def build(
    repo: Repo,
    out: Path,
    sources: Path | None = None,
    workers: Workers = EVERY_CORE,
    quiet: bool = True,
) -> Result:
    """Build all graphs into ``out``; with ``sources``, verify every span and add the plans' wording.

    A build of unchanged inputs is not made again, nor is a part of unchanged files. Raises ``BuildError`` (out-not-ours,
    out-locked), ``InputError`` for spans that do not fit, mapping sets without known versions, and whatever keeps an
    input from being read. Nothing that was built before is touched until all is written.
    """
    run = Run.on(repo)
    repo = snapshot(run)
    with locked(out, "build"):
        inputs = _fingerprint(repo, out, sources)
        made = _unchanged(out, inputs)
        if made is not None:
            return Result(made, False)
        temporary = out / f".making-{os.getpid()}"
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            found = _parts(run, out / _PARTS, sources, workers, quiet)
            target = _free(out, f"{_make(repo, temporary, inputs, found)}-{inputs[:8]}")
            os.replace(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        _show_only(out, target)
        _tidy(out / _PARTS, found)
        return Result(newest(out), True)


def _parts(run: Run, folder: Path, sources: Path | None, workers: Workers, quiet: bool) -> list[Part]:
    """Make every part: first of the units, then of the pairs of plans that an alignment ties; in order of their names."""
    folder.mkdir(exist_ok=True)
    repo = snapshot(run)
    common = parts.common(repo)
    sources = sources.resolve() if sources is not None else None
    names = [unit.name for unit in units.units(repo)]
    tasks = [Task(run, name, folder.resolve(), common, sources) for name in names]
    made = dict(_made(tasks, workers, Progress(len(tasks), "build", quiet)))
    by_pair: dict[str, list[str]] = {}
    for name in sorted(made):
        for pair in made[name].pairs:
            by_pair.setdefault(pair, []).append(made[name].key)
    pairs = []
    for pair, keys in by_pair.items():
        both = [made[f"plan/{plan}"].key for plan in pair.split("--") if f"plan/{plan}" in made]
        of = tuple(dict.fromkeys([*keys, *both]))
        pairs.append(Task(run, f"pair/{pair}", folder.resolve(), common, of=of))
    made |= dict(_made(pairs, workers, Progress(len(pairs), "pairs", quiet)))
    return [made[name] for name in sorted(made)]


def _made(tasks: Sequence[Task], workers: Workers, progress: Progress) -> Iterator[tuple[str, Part]]:
    for task, part in map_unordered(parts.make, tasks, workers, progress):
        yield task.name, part


def _make(repo: Repo, folder: Path, inputs: str, found: list[Part]) -> str:
    """Write a whole build into ``folder``; return the name that it should get."""
    folder.mkdir(parents=True)
    loose = _loose(found)
    counts = Counts()
    digest = hashlib.sha256()
    total = 0
    with BulkLoader(folder / "store") as loader:
        with (folder / _STATEMENTS).open("wb") as file:
            for lines in _together(found, loose, counts):
                file.write(lines)
                loader.take(lines)
        described = [
            *dataset_description.describe(counts),
            *dataset_description.questions_as_data(catalogue.catalogue(repo)),
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
        _write_trig(repo, folder, found, loose, catalog)
        index.write(_entries(found, catalog), folder / index.FOLDER)
    mapping_sets.verify(repo, Store.read_only(str(folder / "store")))
    content = digest.hexdigest()
    by_graph = {nquads.iri(graph): n for graph, n in counts.graphs.items()} | {name.value: len(set(catalog))}
    manifest = {
        "contentHash": content,
        "inputs": inputs,
        "kgtool": __version__,
        "quads": total,
        "graphs": dict(sorted(by_graph.items())),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return content[:16]


def _together(found: Sequence[Part], loose: Sequence[bytes], counts: Counts) -> Iterator[bytes]:
    """Yield all lines in order, zone by zone: a zone of one part as it stands in its file, others merged. Count them."""
    holders: dict[bytes, list[tuple[Part, Zone]]] = {}
    for part in found:
        for zone in part.zones:
            holders.setdefault(zone.start, []).append((part, zone))
    beside: dict[bytes, list[bytes]] = {}
    for line in loose:
        beside.setdefault(parts.zone(line), []).append(line)
    for start in sorted({*holders, *beside}):
        held = holders.get(start, [])
        texts = [_read(part, zone) for part, zone in held]
        if len(held) == 1 and start not in beside:
            counts.add(held[0][1].counts)
            yield texts[0]
            continue
        lines = sorted({line for text in texts for line in text.splitlines(keepends=True)} | set(beside.get(start, ())))
        counts.add(dataset_description.count(lines))
        yield b"".join(lines)


def _read(part: Part, zone: Zone) -> bytes:
    with part.file.open("rb") as file:
        file.seek(zone.offset)
        return file.read(zone.length)


def _loose(found: Iterable[Part]) -> list[bytes]:
    """Return the statements with blank nodes of all parts, with names that are canonical for the dataset (RDFC-1.0).

    Those names depend on the statements with blank nodes alone (section 4.4), so the others need not be looked at.
    """
    return nquads.dataset(part.loose.read_bytes() for part in found)


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


def _write_trig(repo: Repo, folder: Path, found: Iterable[Part], loose: Sequence[bytes], catalog: list[Quad]) -> None:
    """Write the dataset as TriG: the declared prefixes, then part by part, graph by graph."""
    names = prefixes(repo)
    with (folder / "dataset.trig").open("wb") as file:
        file.write("".join(f"@prefix {name}: <{names[name]}> .\n" for name in sorted(names)).encode())
        for part in found:
            with part.trig.open("rb") as made:
                shutil.copyfileobj(made, file)
        file.write(parts.trig(loose, names))
        file.write(parts.trig(nquads.sorted_lines(catalog), names))


def _entries(found: Iterable[Part], catalog: Iterable[Quad]) -> Iterator[bytes]:
    """Yield what a search finds, part by part, then what it finds in the catalogue."""
    for part in found:
        with part.entries.open("rb") as file:
            yield from file
    store = Store()
    store.bulk_extend(catalog)
    yield from index.lines(store)


def _tidy(folder: Path, used: Iterable[Part]) -> None:
    """Drop the parts that this build does not use."""
    keys = {part.key for part in used} | {file_hashes.FILE.partition(".")[0]}
    for file in folder.iterdir():
        if file.name.partition(".")[0] not in keys:
            file.unlink(missing_ok=True)


def _fingerprint(repo: Repo, out: Path, sources: Path | None) -> str:
    """Hash everything that a build depends on. A file that nobody touched since the last build is not read again."""
    digest = hashlib.sha256("\n".join([*parts.programs(), f"sources {sources is not None}\n"]).encode())
    found = units.units(repo)
    paths = {path for unit in found for path in unit.files} | set(repo.queries())
    paths.add(repo.share / "ontology" / "prefixes.ttl")
    paths |= set(Path(__file__).parents[1].rglob("*.py"))
    files = [repo.file(path) for path in paths if path.is_file()]
    files += [file for unit in found for file in wording.files(repo, unit, sources)]
    files.sort(key=lambda file: file.name)
    with file_hashes.Stamps(out / _PARTS) as hashes, ThreadPoolExecutor() as pool:
        for file, content in zip(files, pool.map(hashes.file, files), strict=True):
            digest.update(f"{_name(file)}\0{content}".encode())
    return digest.hexdigest()


def _name(file: InputFile) -> str:
    """A file's name in the fingerprint: its place in the repository, or just its name for code and sources elsewhere."""
    return file.path.name if Path(file.name).is_absolute() else file.name


def _unchanged(out: Path, inputs: str) -> Build | None:
    try:
        made = newest(out)
        whole = all((made.folder / name).exists() for name in ("store", DATASET, f"{index.FOLDER}/meta.json"))
        return made if whole and made.manifest.get("inputs") == inputs else None
    except (BuildError, ValueError, OSError):
        return None


def _free(out: Path, name: str) -> Path:
    """Return a path that is not taken: a build that readers may hold is never written over."""
    target, number = out / name, 2
    while target.exists():
        target, number = out / f"{name}-{number}", number + 1
    return target


def _show_only(out: Path, target: Path) -> None:
    """Point ``current`` at ``target`` in one step, then drop what older and interrupted builds left."""
    before = (out / CURRENT).resolve() if (out / CURRENT).is_symlink() else None
    show(out, target.name)
    for folder in out.iterdir():
        ours = _BUILD_NAME.fullmatch(folder.name) or folder.name.startswith(".making-")
        if ours and not folder.is_symlink() and folder.resolve() not in (target.resolve(), before):
            shutil.rmtree(folder, ignore_errors=True)
