"""Parts of this checkout as they were at a revision."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def extract(revision: str, folder: Path, *names: str) -> Path:
    """Write folders of a revision into ``folder`` and return it. Ends the benchmark where the history is not there."""
    command = ["git", "-C", ROOT.as_posix(), "archive", revision, *names]
    found = subprocess.run(command, capture_output=True, check=False)
    if found.returncode:
        sys.exit(f"{found.stderr.decode()}The history is needed: git fetch --unshallow")
    with tarfile.open(fileobj=io.BytesIO(found.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder
