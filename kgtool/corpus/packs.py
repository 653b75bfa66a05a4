"""Packs of rules and questions that other distributions add: entry points of ``kgtool.rules`` (docs/extend.md)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kgtool.base.errors import UsageError
from kgtool.base.registry import Registry
from kgtool.corpus.layout import Pack, Repo

PACKS = Registry("", "kgtool.rules", ("__path__",))
"""An entry point names a package; its folder holds shapes/ and queries/ like ours."""


def with_installed(repo: Repo) -> Repo:
    """Return a repository with the packs of every installed distribution.

    Raises ``UsageError`` (query-exists) for two queries of one name, and as ``installed`` does.
    """
    found = replace(repo, packs=installed())
    seen: set[str] = set()
    for path in found.queries() if found.packs else ():
        if path.parent.name != "derived":
            if path.stem in seen:
                raise UsageError("query-exists", found.name(path), id=path.stem)
            seen.add(path.stem)
    return found


def installed() -> tuple[Pack, ...]:
    """Return the packs of every installed distribution, by name.

    Raises ``UsageError`` (extension-name, extension-broken). Cost: reads the metadata of every distribution, 3 ms for 80.
    """
    return tuple(_pack(name) for name in PACKS)


def _pack(name: str) -> Pack:
    folder = Path(next(iter(PACKS.load(name).__path__)))
    if (folder / "queries" / "derived").exists():
        raise PACKS.broken(name, "queries/derived/: what a build derives is not for packs to change")
    if not any(folder.glob("shapes/*.ttl")) and not any(folder.glob("queries/*/*.rq")):
        raise PACKS.broken(name, f"{folder}: neither shapes/*.ttl nor queries/*/*.rq")
    return Pack(name, folder)
