"""Time every question of the catalogue with its example, in this process, on Oxigraph and on rdflib in one run.

Needs a build (``kgtool build``). Oxigraph reads the store on disk, as ``kgtool query`` does. The last lines say how long
the command takes from start to its last row.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections import Counter

from pyoxigraph import Literal, NamedNode

from benchmarks.table import Row, seconds, show
from kgtool import dataset, extract, questions, repo, store
from kgtool.questions import Question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--topic", help="only this topic")
    options = parser.parse_args()
    root = repo.find()
    build = store.newest(root.root / "build")
    opened = build.open()
    graph = dataset.load(build.folder / store.DATASET)
    prefixes = extract.prefixes(root)
    rows = []
    for question in questions.catalogue(root):
        if options.topic in (None, question.topic):
            text = question.fill(examples(question, prefixes))
            ours, answer = seconds(lambda text=text: store.stream(opened, text).collect(), options.runs)
            peer, other = seconds(lambda text=text: dataset.stream(graph, text).collect(), 1)
            same = Counter(map(str, answer.rows)) == Counter(map(str, other.rows))
            rows.append(
                Row(
                    f"{question.topic}/{question.id}", ours, peer, f"{'yes' if same else 'NO'}, {len(answer.rows)} rows"
                )
            )
    rows.append(
        Row(
            "median of all (peer: rdflib)",
            statistics.median(row.ours for row in rows),
            statistics.median(row.peer or 0 for row in rows),
        )
    )
    command = [sys.executable, "-m", "kgtool", "query", "counts-by-function"]
    started, _ = seconds(lambda: subprocess.run(command, capture_output=True, check=True), options.runs)
    rows.append(Row("kgtool query counts-by-function, whole command", started))
    show(rows, options.json)


def examples(question: Question, prefixes: dict[str, str]) -> dict[str, NamedNode | Literal]:
    """The terms of a question's own examples."""
    return {p.name: questions.term(p, p.example, prefixes, question.name) for p in question.header.params.values()}


if __name__ == "__main__":
    main()
