"""Compare what a check finds now with what it finds at a git revision: what is new, what is gone, what is still there.

Where a finding stands says nothing of who made it: a name that is taken away in one file is missed in another, and a file
that is deleted has no lines. So both states are checked as a whole, and findings are matched by what they are about.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from kgtool.base.errors import UsageError
from kgtool.check.finding import Comparison, Finding, Report
from kgtool.corpus.layout import FOLDERS

_OWN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""Variables by which git tells its hooks which repository and index they run in; they would mislead git elsewhere."""


@contextmanager
def checkout(root: Path, revision: str) -> Iterator[Path]:
    """Give the folder ``root`` as it was at a git revision, in a folder that goes away again.

    Raises ``UsageError`` (revision, and revision-unfetched for one that a shallow clone may lack).
    """
    if revision.startswith("-"):
        raise UsageError("revision", revision=revision, reason="a revision does not begin with “-”")
    commit = _commit(root, revision)
    with TemporaryDirectory(prefix="kgtool-") as temporary:
        index = Path(temporary, "index")
        _git(root, revision, "read-tree", commit, index=index)
        names = _git(root, revision, "ls-files", "-z", "--", *FOLDERS, index=index)
        to = Path(temporary, "files")
        _git(root, revision, "checkout-index", "-z", "--stdin", f"--prefix={to}/", index=index, given=names)
        within = _git(root, revision, "rev-parse", "--show-prefix").decode().rstrip("\n")
        yield to / within


def _commit(root: Path, revision: str) -> str:
    try:
        return (
            _git(root, revision, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        )
    except UsageError:
        shallow = _git(root, revision, "rev-parse", "--is-shallow-repository").strip() == b"true"
        if shallow and revision:
            raise UsageError("revision-unfetched", revision=revision) from None
        if revision == "HEAD" and not _git(root, revision, "rev-list", "-n", "1", "--all"):  # before the first commit
            return _git(root, revision, "hash-object", "-t", "tree", "--stdin").decode().strip()
        raise


def _git(root: Path, revision: str, *arguments: str, index: Path | None = None, given: bytes = b"") -> bytes:
    environment = {name: value for name, value in os.environ.items() if name not in _OWN}
    environment |= {"GIT_INDEX_FILE": str(index)} if index else {}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], input=given, capture_output=True, check=True, env=environment
        )
    except FileNotFoundError:
        raise UsageError("revision", revision=revision, reason="git is not installed") from None
    except subprocess.CalledProcessError as error:
        raise UsageError("revision", revision=revision, reason=error.stderr.decode(errors="replace").strip()) from None
    return done.stdout


def compared(now: Report, before: Report, revision: str) -> Report:
    """Return the report with the findings that are new since a revision, and which others are gone or still there."""
    left = Counter(finding.fingerprint for finding in before.findings)
    new: list[Finding] = []
    still: list[Finding] = []
    for finding in now.findings:
        if left[finding.fingerprint]:
            left[finding.fingerprint] -= 1
            still.append(finding)
        else:
            new.append(finding)
    gone: list[Finding] = []
    for finding in before.findings:
        if left[finding.fingerprint]:
            left[finding.fingerprint] -= 1
            gone.append(finding)
    return replace(now, findings=tuple(new), comparison=Comparison(revision, tuple(gone), tuple(still)))
