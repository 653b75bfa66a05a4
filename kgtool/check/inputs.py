"""The files of a unit: read for the rules as graphs in a store, and for places as the statements of each file."""

from __future__ import annotations

import os
from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pyoxigraph import RdfFormat, Store, Triple, parse

from kgtool.base.errors import InputError, Place
from kgtool.base.files import read_bytes
from kgtool.corpus import units
from kgtool.corpus.layout import WHOLE, Repo
from kgtool.corpus.units import Unit
from kgtool.rdf import nquads, sssom, turtle
from kgtool.rdf.nquads import Line
from kgtool.rdf.turtle import Statement

_LONGEST_TOKEN = 1 << 24
"""What pyoxigraph takes for one term, in bytes."""


@dataclass(frozen=True)
class File:
    """One file of data and its statements."""

    path: Path
    name: str
    statements: tuple[Statement, ...] = field(repr=False)


def door(repo: Repo) -> None:
    """Refuse what cannot be read as a file: a pipe would never end, a link may lead nowhere or in a circle.

    Raises ``InputError`` (folder-missing, file-unreadable).
    """
    for parent, name in (
        (repo.root, "data"),
        (repo.share, "ontology"),
        (repo.share, "queries"),
        (repo.share, "shapes"),
    ):
        if not (parent / name).is_dir():
            raise InputError("folder-missing", name)
        _only_files(parent / name, name)


def _only_files(folder: Path, name: str) -> None:
    """Look at all that is in a folder, without following links to folders, which may lead back to it."""
    inner = name
    try:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            inner = f"{name}/{entry.name.encode('utf-8', 'backslashreplace').decode()}"
            if inner != f"{name}/{entry.name}":
                reason = {"ja": "名前がUTF-8ではありません", "en": "its name is not UTF-8"}
                raise InputError("file-unreadable", inner, reason=reason)
            if entry.is_dir(follow_symlinks=False):
                _only_files(folder / entry.name, inner)
            elif not entry.is_file() and not entry.is_dir():
                reason = {
                    "ja": "ふつうのファイルではないか、行き先のないリンクです",
                    "en": "no regular file, or a link to nowhere",
                }
                raise InputError("file-unreadable", inner, reason=reason)
    except OSError as error:
        raise InputError("file-unreadable", inner, reason=error.strerror or str(error)) from None


def read_store(repo: Repo, unit: Unit) -> Store:
    """Return a store with a unit's graphs. Raises ``InputError`` with the place of what cannot be read."""
    store = Store()
    for graph in unit.graphs:
        for path in graph.files:
            try:
                units.load(repo, units.GraphFiles(graph.iri, (path,)), store)
            except MemoryError as error:
                name = repo.name(path)
                raise _too_long(read_bytes(path, name), name, str(error)) from None
    return store


def lines_of(repo: Repo, name: str, wanted: Set[bytes], subjects: Set[bytes], told: Set[bytes]) -> list[Line]:
    """Return the statements of a unit with predicates and classes that are wanted, and what is ``told`` of some subjects."""
    unit = units.unit(repo, name)
    if [path.name for path in unit.files] == [WHOLE]:
        found = nquads.pick(read_bytes(unit.files[0], repo.name(unit.files[0])), wanted, subjects, told)
        if found is not None:
            return found
    every = all_lines(repo, name)
    return [e for e in every if nquads.names(e, wanted) or (e.subject in subjects and e.predicate in told)]


@lru_cache(maxsize=8)
def all_lines(repo: Repo, name: str) -> list[Line]:
    """Return all statements of a unit; some are kept, since several units ask for them."""
    return nquads.cut(nquads.lines(read_store(repo, units.unit(repo, name))))


def forget() -> None:
    """Forget the files that this process has read: they may have changed since its last check."""
    all_lines.cache_clear()
    files_of.cache_clear()


def _too_long(data: bytes, name: str, reason: str) -> InputError:
    """The parser gave up on a term: it stands on a line that is as long as what the parser takes, if there is one."""
    lines = enumerate(data.split(b"\n"), 1)
    line = next((number for number, text in lines if len(text) >= _LONGEST_TOKEN), 0)
    return InputError("turtle-syntax", Place(name, line), reason=reason)


@lru_cache(maxsize=4)
def files_of(repo: Repo, name: str) -> tuple[File, ...]:
    """Return the files of a unit with their statements, in the order of its graphs. Cost: an object a statement."""
    return tuple(_file(repo, path) for path in units.unit(repo, name).files)


def _file(repo: Repo, path: Path) -> File:
    name = repo.name(path)
    if path.name == WHOLE:
        quads = parse(read_bytes(path, name), RdfFormat.N_QUADS)
        found = [Statement(q.subject, q.predicate, q.object) for q in quads if _plain(q.subject, q.object)]
        return File(path, name, tuple(found))
    return File(path, name, tuple(sssom.read(path, name) if path.suffix == ".tsv" else turtle.read(path, name)))


def _plain(*terms: object) -> bool:
    return not any(isinstance(term, Triple) for term in terms)
