"""The files themselves: a repository that cannot be read as files is refused."""

from __future__ import annotations

import os
from pathlib import Path

from kgtool.base.errors import InputError
from kgtool.check.validators import Validator
from kgtool.corpus.layout import Repo


class FileValidator(Validator):
    """Files that can be read. What stands in them is parsed when a unit is read; that it can be is what a unit needs."""

    def refuse(self, repo: Repo) -> None:
        """Refuse what cannot be read as a file."""
        require_files(repo)


VALIDATOR = FileValidator()


def require_files(repo: Repo) -> None:
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
