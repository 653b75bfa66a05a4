"""Write pages as files: replace the base IRI, add compressed copies of large files, hard-link what has not changed."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, Store

from kgtool.build import integrity
from kgtool.build.store import DATASET, Build
from kgtool.corpus.layout import Repo
from kgtool.export import columnar, dumps
from kgtool.rdf import iris, media
from kgtool.web.files.config import ServerRules
from kgtool.web.page import Page, Variant
from kgtool.web.site import Site

_SMALL_GRAPH = 64 << 20
_LARGE_FILE = 32 << 10
"""From here on it pays to compress once; the web server compresses what is smaller as it sends it."""
_PIECE = 1 << 20


@dataclass(frozen=True)
class Publication:
    """What to publish and where: ``folder`` is the release being written, ``last`` the release that ``current``
    points to, ``archive`` the folder of releases that were kept. With ``files_only`` no live site stands behind the files.
    """

    repo: Repo
    build: Build
    url: str
    base: str
    folder: Path
    archive: Path | None = None
    last: Path | None = None
    files_only: bool = True

    @property
    def www(self) -> Path:
        """Return the folder that the web server serves."""
        return self.folder / "www"


class InMemoryBuild(Build):
    """A build whose store is loaded into memory if it is small: look-ups then take half the time."""

    def open(self) -> Store:
        """Return the store: in memory up to 64 MiB of N-Quads, else read-only on disk."""
        path = self.folder / DATASET
        if path.stat().st_size > _SMALL_GRAPH:
            return super().open()
        store = Store()
        store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        return store


class SiteWriter:
    """Writes pages of one site and records the SHA-256 of each file, by its name below the release's folder."""

    def __init__(self, job: Publication) -> None:
        self.job = job
        self.site = Site(
            job.repo, InMemoryBuild(job.build.folder), job.url, archive=job.archive, files_only=job.files_only
        )
        self.rules = ServerRules(job.base, job.url, not job.files_only)
        self.root = str(job.www / self.rules.root.strip("/"))
        self.hashes: dict[str, str] = {}
        self._rewritten = (iris.BASE.encode(), job.base.encode())
        self._same_base = job.base == iris.BASE
        self._skipped = len(str(job.folder)) + 1
        self._folders: set[str] = set()

    def write(self, paths: Iterable[str]) -> None:
        """Write all files of the pages at some paths."""
        for path in paths:
            try:
                page = self.site.find(path)
                assert page is not None, "a path is listed that has no page"
                self.rules.note(page)
                for variant in page.variants:
                    self._write(page, variant)
            except Exception as error:
                error.add_note(f"page {path}")
                raise

    def _write(self, page: Page, variant: Variant) -> None:
        target = f"{self.root}/{page.file(variant)}"
        if page.on_disk is not None:
            self._copy(page.on_disk, target, page.digest)
            return
        body = page.made(variant).body
        body = body if self._same_base else body.replace(*self._rewritten)
        self._note(target, hashlib.sha256(body).hexdigest())
        self.put(target, body)
        if len(body) >= _LARGE_FILE:
            self.put(target + ".gz", gzip.compress(body, 6, mtime=0))

    def _note(self, target: str, digest: str) -> None:
        self.hashes[target[self._skipped :]] = digest

    def put(self, name: str, body: bytes) -> None:
        """Write a file; if the last release has one of the same bytes, hard-link to it, so that its time of change
        stays.
        """
        folder = os.path.dirname(name)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        if self.job.last is not None:
            known = f"{self.job.last}/{name[self._skipped :]}"
            if _holds(known, body):
                os.link(known, name)
                return
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            view = memoryview(body)
            while view:
                view = view[os.write(descriptor, view) :]
        finally:
            os.close(descriptor)

    def _copy(self, source: Path, name: str, digest: str) -> None:
        """Write a file that may be too large for memory; one that is compressed and stays as it is takes no space."""
        target = Path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        parquet = source.suffix == f".{media.PARQUET.ending}"
        if self._same_base and (parquet or digest):
            _link(source, target)
        elif parquet:
            columnar.rebase(source, target, iris.BASE, self.job.base)
        else:
            digest = self._rewrite(source, target)
        self._note(name, digest or integrity.sha256(target))

    def _rewrite(self, source: Path, target: Path) -> str:
        """Copy a file piece by piece, and compress a copy of it; return the hash of what it holds."""
        digest = hashlib.sha256()
        with ExitStack() as stack:
            if source.suffix == ".gz":
                reader: IO[bytes] | gzip.GzipFile = stack.enter_context(gzip.open(source, "rb"))
                copies: list[IO[bytes] | gzip.GzipFile] = [stack.enter_context(dumps.compressed(target))]
            else:
                reader = stack.enter_context(source.open("rb"))
                zipped = target.with_name(target.name + ".gz")
                copies = [stack.enter_context(target.open("wb")), stack.enter_context(dumps.compressed(zipped))]
            for piece in replaced(iter(lambda: reader.read(_PIECE), b""), *self._rewritten):
                digest.update(piece)
                for copy in copies:
                    copy.write(piece)
        return digest.hexdigest()


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the disk is another one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _holds(path: str, body: bytes) -> bool:
    """Say whether a file is there and has these bytes."""
    try:
        if os.stat(path).st_size != len(body):
            return False
        with open(path, "rb", buffering=0) as file:
            return file.read() == body
    except OSError:
        return False


def replaced(pieces: Iterable[bytes], old: bytes, new: bytes) -> Iterator[bytes]:
    """Replace bytes in a stream of pieces, also where an occurrence is split between two pieces."""
    held = b""
    for piece in pieces:
        *whole, last = (held + piece).split(old)
        held = last[-(len(old) - 1) :]
        yield b"".join(part + new for part in whole) + last[: len(last) - len(held)]
    yield held
