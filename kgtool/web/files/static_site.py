"""Write the whole site as files in a release folder that appears at once: pages that need no server, or, beside
``kgtool serve``, the same bytes as those served.

A release is named by the hash of the graph and of its files; the link ``current`` points to the newest, so that a
reader sees one whole release even while another is written. Only here may the base IRI be replaced: in the bytes of
each text, before it is compressed.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kgtool.base.files import write_atomically
from kgtool.build import integrity
from kgtool.build.store import Build
from kgtool.build.versions import CURRENT, locked, show
from kgtool.corpus.layout import Repo
from kgtool.diff.sources import RELEASE
from kgtool.export import dumps
from kgtool.export.releases import release
from kgtool.export.wording import require_permission
from kgtool.incremental.parallel import ProcessPool
from kgtool.rdf import iris
from kgtool.web.files import config
from kgtool.web.files.config import ServerRules
from kgtool.web.files.writer import Publication, SiteWriter
from kgtool.web.html import render
from kgtool.web.site import Site, families

_HISTORY = "releases.json"
_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}")
_LATE = ("data", "dumps", "sitemap", "wellknown")
"""Families that need the dumps or look at all pages: this process makes them while the others make the rest."""
_AT_ONCE = 48
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class PublishedSite:
    """What was published: the folder, its manifest, and whether the folder is new."""

    folder: Path
    manifest: dict[str, Any]
    fresh: bool

    @property
    def dumps(self) -> Path:
        """Return the folder of the files to download."""
        return (self.folder / str(self.manifest["dump"])).parent


def publish(
    repo: Repo,
    build: Build,
    out: Path,
    url: str,
    base: str = iris.BASE,
    keep: int = 2,
    processes: int = 2,
    notify: OnProgress = lambda done, total: None,
    archive: Path | None = None,
    live: bool = False,
    wording: bool = False,
) -> PublishedSite:
    """Write every page of a build below ``out`` and point ``current`` to the result; keep the ``keep`` newest sites.

    ``archive`` is the folder of releases; ``live`` says that a live site behind the files answers queries. A build with the
    plans' wording is published only where that is asked for by ``wording`` and permitted. With one process, this one
    writes. ``notify`` receives the number of pages written and the number of all. Raises ``BuildError``: out-not-ours,
    out-locked, build-damaged (the build or a release), wording-unasked, wording-unpermitted.
    The site before stays until everything is written.
    """
    for kept in release.known(archive) if archive else ():
        integrity.require(kept.folder)
    integrity.require(build.folder)
    require_permission(build, wording)
    with locked(out, "publish"):
        for left in out.glob(".making-*"):
            shutil.rmtree(left, ignore_errors=True)
        temporary = out / f".making-{os.getpid()}"
        try:
            job = Publication(repo, build, url, base, temporary, archive, _folder(out, out / CURRENT), not live)
            manifest = _make(job, processes, notify)
            name = f"{manifest['contentHash'][:16]}-{manifest['hash'][:8]}"
            fresh = bool(integrity.damage(out / name))
            if fresh:
                _replace(out / name, temporary)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        _show_newest(out, name, keep)
        return PublishedSite(out / name, manifest, fresh)


def _replace(folder: Path, made: Path) -> None:
    """Put a release where it belongs; a damaged one of the same name, which may be shown, makes room for it."""
    if folder.exists():
        os.replace(folder, folder.parent / f".making-damaged-{os.getpid()}")
    os.replace(made, folder)
    shutil.rmtree(folder.parent / f".making-damaged-{os.getpid()}", ignore_errors=True)


def _make(job: Publication, processes: int, notify: OnProgress) -> dict[str, Any]:
    """Write a whole release; return its manifest."""
    job.www.mkdir(parents=True)
    with ExitStack() as stack:
        pool = None
        if processes > 1:
            compiled = stack.enter_context(TemporaryDirectory(dir=job.folder.parent, prefix=".making-"))
            pool = stack.enter_context(ProcessPool(processes, partial(_writer, job, Path(compiled))))
            pool.map(_compile, ((first, processes) for first in range(processes)))
        writer = SiteWriter(job)
        early, late = _paths(writer.site)
        pieces = [early[start : start + _AT_ONCE] for start in range(0, len(early), _AT_ONCE)]
        results = pool.map(_write, ((piece,) for piece in pieces)) if pool else map(partial(_write, writer), pieces)
        dumps.folder(job.repo, job.build, verify=True)
        hashes, rules = _write(writer, late)
        done = len(late)
        for piece, (made, noted) in zip(pieces, results, strict=True):
            hashes |= made
            rules.add(noted)
            done += len(piece)
            notify(done, len(early) + len(late))
    for name, text in config.files(rules).items():
        writer.put(f"{job.folder}/{name}", text.encode())
        hashes[name] = hashlib.sha256(text.encode()).hexdigest()
    digest = hashlib.sha256(integrity.text(hashes)).hexdigest()
    manifest = {
        "contentHash": job.build.manifest["contentHash"],
        "hash": digest,
        "kgtool": job.build.manifest["kgtool"],
        "base": job.base,
        "url": job.url,
        "dump": f"www{rules.root}dumps/dataset.nq.gz",
        "files": len(hashes),
    }
    write_atomically(job.folder / RELEASE, (json.dumps(manifest, indent=1) + "\n").encode())
    integrity.seal(job.folder)
    return manifest


def _paths(site: Site) -> tuple[list[str], list[str]]:
    """The paths of all pages, those of ``_LATE`` families apart."""
    early: list[str] = []
    late: list[str] = []
    for name, family in families().items():
        (late if name in _LATE else early).extend(family.paths(site))
    return early, late


def _writer(job: Publication, compiled: Path) -> SiteWriter:
    """Return the writer of a process of the pool, which shares its templates with the others by a folder."""
    render.share(compiled)
    writer = SiteWriter(job)
    gc.freeze()
    return writer


def _compile(writer: SiteWriter, first: int, step: int) -> None:
    render.compile_some(writer.site, first, step)


def _write(writer: SiteWriter, paths: list[str]) -> tuple[dict[str, str], ServerRules]:
    """Write pages; return the hashes of their files and what the rules need to know."""
    writer.hashes, writer.rules = {}, ServerRules(writer.job.base, writer.job.url, not writer.job.files_only)
    writer.write(paths)
    return writer.hashes, writer.rules


def _folder(out: Path, path: Path) -> Path | None:
    """A release folder of ours, links followed; None for anything else."""
    folder = path.resolve()
    whole = folder.parent == out.resolve() and _NAME.fullmatch(folder.name) and (folder / RELEASE).is_file()
    return folder if whole else None


def _show_newest(out: Path, name: str, keep: int) -> None:
    """Point ``current`` at a release in one step; then drop releases that are older than the newest ``keep``."""
    show(out, name)
    history = [known for known in _history(out) if known != name] + [name]
    write_atomically(out / _HISTORY, (json.dumps(history[-keep:]) + "\n").encode())
    for old in history[:-keep]:
        folder = _folder(out, out / old)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _history(out: Path) -> list[str]:
    """The names of the releases, oldest first."""
    try:
        found = json.loads((out / _HISTORY).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [name for name in found if isinstance(name, str) and _NAME.fullmatch(name)]
