"""Build a corpus: cold, unchanged, after a change of ten plans; beside the loader of the Oxigraph server, in one run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks import corpora
from benchmarks.corpus.change import change
from benchmarks.process import kgtool, run
from benchmarks.table import MISSING, Row, show

_CHANGED = 10


def main() -> None:
    options = corpora.options(__doc__).parse_args()
    root = corpora.of(options.plans)
    out = root / "build"
    shutil.rmtree(out, ignore_errors=True)
    n = f"{options.plans:,} plans"
    cold = kgtool("--root", root, "build")
    same = kgtool("--root", root, "build")
    one = kgtool("--root", root, "query", "counts-by-function", "--format", "csv")
    peer = _peer(out / "current" / "dataset.nq")
    size = sum(path.stat().st_size for path in (out / "current" / "store").rglob("*") if path.is_file())
    changed = min(_CHANGED, options.plans - 2)  # the first two are real
    some = (change(root, changed), kgtool("--root", root, "build"))[1] if changed > 0 else same
    codes = {measured.code for measured in (cold, same, one, some)}
    show(
        [
            Row(
                f"build {n}, cold (peer: oxigraph load)",
                cold.seconds,
                peer[0],
                ("yes" if codes == {0} else f"NO {codes}") + ("" if peer[0] else f"; {MISSING}"),
            ),
            Row(f"build {n}, memory", cold.memory, peer[1], f"{size / 1e6:,.0f} MB on disk", unit="MB"),
            Row(f"build {n}, unchanged", same.seconds, cold.seconds, "peer: cold"),
            Row(f"build {n}, {changed} plans changed", some.seconds, cold.seconds, "peer: cold"),
            Row("one question, whole command", one.seconds, None, f"{len(one.out.splitlines()):,} lines"),
        ],
        options.json,
    )


def _peer(dataset: Path) -> tuple[float | None, float | None]:
    """Load the finished N-Quads with the server's own loader: less than a build does, but what others would do."""
    command = shutil.which("oxigraph")
    if command is None:
        return None, None
    with tempfile.TemporaryDirectory() as folder:
        loaded = run([command, "load", "--location", folder, "--file", str(dataset)])
    return (loaded.seconds, loaded.memory) if loaded.code == 0 else (None, None)


if __name__ == "__main__":
    main()
