"""Time every question of the catalogue with its example, in this process, on Oxigraph and on rdflib in one run.

Oxigraph reads the store on disk, as ``kgtool query`` does. Without ``--plans`` it is this repository's build; with it, a
corpus of that size, on which rdflib answers up to 100 plans only. The last lines say what all questions together show.
"""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from benchmarks import corpora
from benchmarks.process import kgtool
from benchmarks.table import Row, seconds, show
from kgtool.build import store
from kgtool.corpus import layout
from kgtool.engines import rdflib_engine
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

_MOST_FOR_RDFLIB = 100
_ONE = ("outline", "--param", "plan=13221-kiyose-5")


def main() -> None:
    parser = corpora.options(__doc__, plans=0)
    parser.add_argument("--topic", help="only this topic")
    parser.add_argument("--no-rdflib", action="store_true", help="leave rdflib out")
    options = parser.parse_args()
    where = corpora.of(options.plans) if options.plans else Path(".")
    root = layout.find(where if options.plans else None)
    kgtool("--root", root.root, "build")
    build = store.newest(root.root / "build")
    opened = build.open()
    peer = None
    if not options.no_rdflib and options.plans <= _MOST_FOR_RDFLIB:
        peer = rdflib_engine.load(build.folder / store.DATASET)
    prefixes = layout.prefixes(root)
    found = [q for q in catalogue.catalogue(root) if options.topic in (None, q.topic)]
    rows = [
        _row(question, question.fill(examples(question, prefixes)), opened, peer, options.runs) for question in found
    ]
    rows += _together(found, rows)
    command = [kgtool("--root", root.root, "query", *_ONE).seconds for _ in range(options.runs)]
    rows.append(Row(f"kgtool query {_ONE[0]}, whole command", statistics.median(command)))
    show(rows, options.json)


def _row(question: Question, text: str, opened: object, graph: object, runs: int) -> Row:
    ours, answer = seconds(lambda: store.stream(opened, text).collect(), runs)  # type: ignore[arg-type]
    name = f"{question.topic}/{question.id} ({question.header.scope or '-'})"
    if graph is None:
        return Row(name, ours, None, f"{max(len(answer.rows), len(answer.triples))} rows")
    peer, other = seconds(lambda: rdflib_engine.stream(graph, text).collect(), 1)  # type: ignore[arg-type]
    same = Counter(map(str, answer.rows)) == Counter(map(str, other.rows))
    return Row(name, ours, peer, f"{'yes' if same else 'NO'}, {len(answer.rows)} rows")


def _together(found: list[Question], rows: list[Row]) -> list[Row]:
    """The median and the slowest, of all questions and of those about one plan, theme or thing."""
    made = []
    for name, scopes in (("all questions", None), ("questions about one thing", ("one",))):
        kept = [
            row for question, row in zip(found, rows, strict=True) if scopes is None or question.header.scope in scopes
        ]
        if kept:
            peers = [row.peer for row in kept if row.peer is not None]
            slowest = max(kept, key=lambda row: row.ours)
            median = statistics.median(peers) if peers else None
            made.append(Row(f"median of {len(kept)} {name}", statistics.median(row.ours for row in kept), median))
            made.append(Row(f"slowest of {name}", slowest.ours, None, slowest.what))
    return made


def examples(question: Question, prefixes: dict[str, str]) -> dict[str, NamedNode | Literal]:
    """The terms of a question's own examples."""
    return {p.name: catalogue.term(p, p.example, prefixes, question.name) for p in question.header.params.values()}


if __name__ == "__main__":
    main()
