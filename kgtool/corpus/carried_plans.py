"""The plans that kgtool carries with it, so that an installed kgtool answers in any folder.

What is installed may be read-only, and a build is written beside its plans: so the plans are copied to a folder of the user's.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kgtool.base.errors import BuildError, UsageError
from kgtool.base.version import __version__
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo

_NOT_COPIED = ("reference",)
"""Reference data is read where it is: what kgtool carries is context of any folder."""


def folder() -> Path:
    """Return where this version of kgtool keeps its copy: below the user's folder for caches."""
    import platformdirs  # only outside of any folder of plans

    return Path(platformdirs.user_cache_path("jp-plan-kgtool")) / __version__


def copied(into: Path) -> Repo:
    """Copy the carried plans into a folder, unless they are there as they are carried, and return it as a repository.

    Raises ``UsageError`` (root-not-found) where kgtool carries no plans, ``BuildError`` (file-unwritable). Cost: compares
    every file, 2 MB for two plans.
    """
    from_ = layout.carried()
    if not from_.holds_plans:
        raise UsageError("root-not-found", from_.root.as_posix())
    data = from_.root / "data"
    here = into / "data"
    wanted = {
        path.relative_to(data): path
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.relative_to(data).parts[0] not in _NOT_COPIED
    }
    try:
        for path in sorted(here.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(here) not in wanted:
                path.unlink()
        for name, path in wanted.items():
            target = here / name
            if not target.is_file() or target.read_bytes() != path.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BuildError("file-unwritable", str(error.filename or into), reason=reason) from None
    return layout.find(into)
