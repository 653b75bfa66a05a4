"""Open what can be compared: builds, published sites, folders of one plan, RDF files; each as sorted N-Quads lines.

Blank nodes are named by what is said of them, so that the same structure has the same name in both. Only lines with
blank nodes, and pieces of files that are not sorted yet, are ever held in memory.
"""

from __future__ import annotations

import gzip
import hashlib
import heapq
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import IO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse, serialize

from kgtool.base.errors import InputError
from kgtool.build.store import DATASET, MANIFEST
from kgtool.build.versions import CURRENT
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import CITY_TABLES, CONCLUSIONS, OUTSIDE, RETIRED, THINGS
from kgtool.rdf import iris, media, nquads
from kgtool.rdf.turtle import Statement

RELEASE = "release.json"
_AT_ONCE = 500_000
_GRAPHS = {
    "source.ttl": "plan",
    "plan.ttl": "plan",
    THINGS: "plan",
    **dict.fromkeys(CITY_TABLES, "plan"),
    "curation.ttl": "theme",
    CONCLUSIONS: "theme",
    RETIRED: "theme",
    OUTSIDE: "outside",
}
FORMATS = {f".{format.ending}": format for format in (media.N_QUADS, media.N_TRIPLES, media.TRIG, media.TURTLE)}


@dataclass(frozen=True)
class Source:
    """One side of a comparison: its path, its content hash (empty where it has none), and a function that reads its lines."""

    name: str
    hash: str
    read: Callable[[], Iterator[bytes]]


def source(path: Path) -> Source:
    """Recognise what is at a path and return it. Raises ``InputError`` (file-missing, diff-input)."""
    name = path.as_posix()
    if path.is_dir():
        found = next((make for make in (_build, _release, _plan) if make(path) is not None), None)
        made = found(path) if found else None
    else:
        made = _file(path)
    if made is None:
        if not path.exists():
            remedy = {"ja": "名前と場所を確かめてください。", "en": "check its name and place."}
            raise InputError("file-missing", name, remedy=remedy)
        raise InputError("diff-input", name)
    return made


def _build(path: Path) -> Source | None:
    folder = path / CURRENT if (path / CURRENT / MANIFEST).is_file() else path
    if not (folder / MANIFEST).is_file() or not (folder / DATASET).is_file():
        return None
    folder = folder.resolve()
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    return Source(path.as_posix(), manifest["contentHash"], lambda: _named(folder / DATASET, ("", "")))


def _release(path: Path) -> Source | None:
    folder = path / CURRENT if (path / CURRENT / RELEASE).is_file() else path
    if not (folder / RELEASE).is_file():
        return None
    folder = folder.resolve()
    release = json.loads((folder / RELEASE).read_text("utf-8"))
    rewritten = (release["base"], iris.BASE)
    return Source(path.as_posix(), release["contentHash"], lambda: _named(folder / release["dump"], rewritten))


def _plan(path: Path) -> Source | None:
    files = [path / name for name in _GRAPHS if (path / name).is_file()]
    plan = path.resolve().name

    def quads() -> Iterator[Quad]:
        for file in files:
            graph = NamedNode(iris.graph(_GRAPHS[file.name], plan))
            read = _table(file) if file.name in CITY_TABLES else _turtle(file)
            for said in read:
                yield Quad(said.subject, said.predicate, said.object, graph)

    return Source(path.as_posix(), "", lambda: sorted_lines(quads())) if files else None


def _table(file: Path) -> Iterable[Statement]:
    """The statements of a city's own table; its folder tells of which plan it is."""
    return InputFile(file, file.resolve().as_posix()).statements


def _turtle(file: Path) -> Iterable[Quad]:
    return _parsed(file.open("rb"), RdfFormat.TURTLE, file.as_posix())


def _file(path: Path) -> Source | None:
    kind = FORMATS.get(Path(path.name.removesuffix(".gz")).suffix)
    if kind is None or not path.is_file():
        return None
    return Source(path.as_posix(), "", lambda: sorted_lines(_parsed(_open(path), kind.rdf, path.as_posix())))


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _parsed(file: IO[bytes], kind: RdfFormat, name: str) -> Iterator[Quad]:
    try:
        with file:
            yield from parse(file, kind)
    except (SyntaxError, OSError, EOFError) as error:
        raise InputError("diff-syntax", name, reason=str(error)) from None


def _named(path: Path, base: tuple[str, str]) -> Iterator[bytes]:
    """Read lines that are sorted already, with another base; name their blank nodes by what is said of them."""
    before, after = (text.encode() for text in base)

    def lines() -> Iterator[bytes]:
        with _open(path) as file:
            for line in file:
                yield line.replace(before, after) if before else line

    blank = [line for line in lines() if _has_blank(line)]
    return _merged([(line for line in lines() if not _has_blank(line)), _relabelled(nquads.read(blank))])


def _has_blank(line: bytes) -> bool:
    """Say whether a line might have a blank node; some texts look as if."""
    return b" _:" in line or line.startswith(b"_:")


def sorted_lines(quads: Iterable[Quad]) -> Iterator[bytes]:
    """Return any statements as sorted lines; what does not fit in memory waits on disk."""
    blank: list[Quad] = []
    runs: list[Iterable[bytes]] = []
    plain = (str(quad).encode() + b" .\n" for quad in _apart(quads, blank))
    while run := sorted(islice(plain, _AT_ONCE)):
        runs.append(_spilled(run) if len(run) == _AT_ONCE else run)
    return _merged([*runs, _relabelled(blank)])


def _apart(quads: Iterable[Quad], blank: list[Quad]) -> Iterator[Quad]:
    """Yield statements without blank nodes; put the others into ``blank``."""
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            blank.append(quad)
        else:
            yield quad


def _spilled(run: list[bytes]) -> Iterable[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is read to its end and forgotten)
    file.writelines(run)
    file.seek(0)
    return file


def _merged(runs: list[Iterable[bytes]]) -> Iterator[bytes]:
    return (line for line, _ in groupby(heapq.merge(*runs)))


def _relabelled(quads: list[Quad]) -> list[bytes]:
    """Name blank nodes by the canonical form of all that hangs together by blank nodes (RDFC-1.0)."""
    of: dict[BlankNode, set[BlankNode]] = {}
    for quad in quads:
        joined = {term for term in (quad.subject, quad.object) if isinstance(term, BlankNode)}
        joined = joined.union(*(of[node] for node in joined if node in of))
        for node in joined:
            of[node] = joined
    parts: dict[int, list[Quad]] = defaultdict(list)
    lines: list[bytes] = []
    for quad in quads:
        ends = [term for term in (quad.subject, quad.object) if isinstance(term, BlankNode)]
        parts[id(of[ends[0]]) if ends else 0].append(quad)
    for part in parts.values():
        dataset = Dataset(part)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        text = b"".join(sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)))
        name = hashlib.sha256(text).hexdigest()[:16].encode()
        lines += text.replace(b"_:c14n", b"_:b" + name + b"n").splitlines(keepends=True)
    return sorted(set(lines))
