"""Publish the two plans in one process, beside kgtool as it was before the pages of November 30th, in processor time.

The peer comes from the history of this checkout and publishes the data of that time; each builds with its own code. Pictures,
which there were none of, are left out of the first row. The folder of the site is new each time, and so are the dumps.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.history import ROOT, extract
from benchmarks.table import Row, show

_BEFORE = "81e6e3b1"
_WHAT = ("kgtool", "data", "ontology", "shapes", "queries")


class Publication(NamedTuple):
    """What was published: seconds of processor time, and files."""

    seconds: float
    files: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=_BEFORE, metavar="REV", help="The revision to compare with.")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        old = extract(options.before, Path(scratch) / "before", *_WHAT)
        new = Path(scratch) / "now"
        for name in _WHAT:
            shutil.copytree(ROOT / name, new / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        pairs = [(_publish(new), _publish(old)) for _ in range(options.runs)]
        pictures = _publish(new, pictures=True)
    ours, peer = (_middle([pair[n] for pair in pairs]) for n in (0, 1))
    said = f"{ours.files:,} and {peer.files:,} files, processor time"
    rows = [
        Row("publish two plans without pictures (peer: before)", ours.seconds, peer.seconds, said),
        Row("the same with pictures", pictures.seconds, None, f"{pictures.files:,} files"),
    ]
    show(rows, options.json)


def _middle(found: list[Publication]) -> Publication:
    return Publication(statistics.median(one.seconds for one in found), found[0].files)


def _publish(root: Path, pictures: bool = False) -> Publication:
    """Publish the plans in a folder with the code in it."""
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}", "KGTOOL_SOURCES": ""}
    code = f"from benchmarks.publish import measured; measured({root.as_posix()!r}, {pictures})"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, env=environment, check=True, capture_output=True)
    return Publication(*json.loads(done.stdout.splitlines()[-1]))


def measured(root: str, pictures: bool) -> None:
    """Build and publish with whichever kgtool is on the path; print seconds and files."""
    from kgtool.build import assemble
    from kgtool.corpus import layout
    from kgtool.web import site
    from kgtool.web.files import static_site

    repo, out = layout.find(root), Path(root) / "site"
    made = assemble.build(repo, Path(root) / "build").build
    kept = {name: family for name, family in site.families().items() if pictures or name != "pictures"}
    families: Callable[[], object] = lambda: kept  # noqa: E731
    site.families = static_site.families = families  # type: ignore[assignment]
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(made.folder / "dumps", ignore_errors=True)
    began = time.process_time()
    published = static_site.publish(repo, made, out, "https://plans.example.org/", processes=1)
    print(json.dumps([time.process_time() - began, published.manifest["files"]]))


if __name__ == "__main__":
    main()
