"""Compare the engines of ``kgtool check`` on the same data in one run, and time a whole check cold and cached.

The data is the repository's, whole and with statements taken out at regular steps so that there is something to find.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.table import Row, seconds, show
from kgtool import graphs, repo
from kgtool.check import positions, rules, shapes
from kgtool.check.files import files_of
from kgtool.turtle import Statement


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    root = repo.find()
    data = [s for unit in graphs.units(root) for file in files_of(root, unit.name) for s in file.statements]
    shape_statements = rules.shape_statements(root)
    rows = []
    for step in (0, 1009, 97):
        kept = [s for n, s in enumerate(data) if not step or n % step]
        name = f"{len(kept):,} statements" + (f", every {step}th taken out" if step else "")
        rows.append(_engines(name, shape_statements, kept, options.runs))
    rows.append(_positions(root, options.runs))
    rows += _whole(root, options.runs)
    show(rows, options.json)


def _engines(name: str, shape_statements: list[Statement], data: list[Statement], runs: int) -> Row:
    ours, fast = seconds(lambda: shapes.fast(shape_statements, data), runs)
    peer, reference = seconds(lambda: shapes.pyshacl(shape_statements, data), 1)
    return Row(
        f"shapes: {name} (peer: pySHACL)",
        ours,
        peer,
        f"{'yes' if fast == reference else 'NO'}, {len(reference)} results",
    )


def _positions(root: repo.Repo, runs: int) -> Row:
    from rdflib import Graph

    texts = [path.read_text(encoding="utf-8") for plan in root.plans for path in sorted(root.plan(plan).glob("*.ttl"))]

    def located() -> list[Graph]:
        graphs = [Graph() for _ in texts]
        for text, graph in zip(texts, graphs, strict=True):
            positions.parse(text, "-", graph)
        return graphs

    ours, with_places = seconds(located, runs)
    peer, plain = seconds(lambda: [Graph().parse(data=text, format="turtle") for text in texts], runs)
    same = all(set(a) == set(b) for a, b in zip(with_places, plain, strict=True))
    return Row("parse with positions (peer: plain rdflib)", ours, peer, "yes" if same else "NO")


def _whole(root: repo.Repo, runs: int) -> list[Row]:
    """The command itself, in a copy of the repository, without and with its cache."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "root"
        for name in ("ontology", "data", "shapes", "queries"):
            shutil.copytree(root.root / name, copy / name)
        command = [sys.executable, "-m", "kgtool", "--root", str(copy), "check", "--no-owl"]

        def run(*more: str) -> int:
            return subprocess.run([*command, *more], capture_output=True, check=False).returncode

        cold, _ = seconds(lambda: run("--no-cache"), runs)
        run()
        warm, code = seconds(run, runs)
    return [
        Row("kgtool check, cold, without the reasoner", cold),
        Row("kgtool check, cached", warm, cold, f"exit {code}"),
    ]


if __name__ == "__main__":
    main()
