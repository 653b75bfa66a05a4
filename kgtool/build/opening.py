"""Open what somebody has: a folder of plans, a build folder, a dump, or nothing, and then the plans that kgtool carries."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat, Store, serialize

from kgtool.base.errors import BuildError, InputError, UsageError
from kgtool.base.version import __version__
from kgtool.build import integrity, store
from kgtool.build.store import DATASET, FORMAT, MANIFEST, Build
from kgtool.build.versions import CURRENT, locked, show
from kgtool.corpus import carried_plans, layout
from kgtool.corpus.layout import Repo
from kgtool.rdf import media

BUILD = "build"
_DUMPS = {f".{kind.ending}": kind.rdf for kind in (media.N_QUADS, media.TRIG)}


def carried(folder: Path | None = None, notify: Callable[[], None] | None = None) -> tuple[Repo, Build]:
    """Return the plans that kgtool carries, and their build: made in a folder of the user's cache if it is not there.

    ``notify`` is called before a first build is made. Raises as ``carried_plans.copied`` and ``assemble.build`` do.
    Cost: a second or two for the first time, then the comparison of the files.
    """
    from kgtool.build import assemble  # takes 150 ms, and only what is built needs it

    at = folder or carried_plans.folder()
    if notify and not (at / BUILD / CURRENT).exists():
        notify()
    repo = carried_plans.copied(at)
    return repo, assemble.build(repo, at / BUILD).build


def at(root: str | os.PathLike[str] | None, notify: Callable[[], None] | None = None) -> tuple[Repo, Build]:
    """Return a folder of plans with its newest build; without ``root`` the nearest parent, else the plans carried along.

    Raises ``UsageError`` (root-not-found) for a ``root`` without plans, ``BuildError`` (store-missing).
    """
    try:
        repo = layout.find(root)
    except UsageError:
        if root is not None:
            raise
        return carried(notify=notify)
    return repo, store.newest(repo.root / BUILD)


def is_dump(name: str) -> bool:
    """Say whether a file or an address is called as a dump is: N-Quads or TriG, also compressed (``.gz``)."""
    return Path(name.removesuffix(".gz")).suffix in _DUMPS


def dump(path: Path, out: Path) -> Build:
    """Load a dump (N-Quads or TriG, also ``.gz``) into a build folder ``out`` and return it.

    A dump that was loaded before is not loaded again. Raises ``InputError`` (file-missing, diff-syntax), ``BuildError``
    (out-not-ours, out-locked, file-unwritable).
    """
    if not path.is_file():
        raise InputError(
            "file-missing",
            path.as_posix(),
            remedy={"ja": "名前と場所を確かめてください。", "en": "check its name and place."},
        )
    name = integrity.sha256(path)[:16]
    if (out / name / MANIFEST).is_file():
        return Build((out / name).resolve())
    with locked(out, "build"):
        temporary = out / f".making-{os.getpid()}"
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            temporary.mkdir()
            _load(path, temporary)
            temporary.rename(out / name)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        show(out, name)
    return Build((out / name).resolve())


def _load(path: Path, folder: Path) -> None:
    import gzip  # only a dump needs it

    kind = _DUMPS[Path(path.name.removesuffix(".gz")).suffix]
    dataset, made = folder / DATASET, Store(str(folder / "store"))
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file, dataset.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        made.bulk_load(path=str(dataset), format=kind)
    except (SyntaxError, OSError, EOFError) as error:
        raise InputError("diff-syntax", path.as_posix(), reason=str(error)) from None
    if kind != RdfFormat.N_QUADS:
        lines = (serialize(made, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        dataset.write_bytes(b"".join(sorted(lines)))
    graphs = Counter("" if isinstance(g := quad.graph_name, DefaultGraph) else g.value for quad in made)
    manifest = {
        "format": FORMAT,
        "kgtool": __version__,
        "contentHash": integrity.sha256(dataset),
        "quads": len(made),
        "graphs": dict(sorted(graphs.items())),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    made.flush()
    del made
    integrity.seal(folder)


def require_local(build: Build | None) -> Build:
    """Return a build. Raises ``BuildError`` (store-missing) where there is none, since an endpoint is asked."""
    if build is None:
        raise BuildError("store-missing")
    return build
