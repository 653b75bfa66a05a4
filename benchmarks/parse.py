"""Parse the plans of a corpus, on this tool's reader and on rdflib, in one run."""

from __future__ import annotations

from pyoxigraph import RdfFormat, Store

from benchmarks import corpora
from benchmarks.table import Row, seconds, show

_MOST_FOR_RDFLIB = 20


def main() -> None:
    options = corpora.options(__doc__).parse_args()
    files = sorted(corpora.of(options.plans).glob("data/*/plan.nq"))
    compared = files[:_MOST_FOR_RDFLIB]

    def ours(paths: list) -> int:
        total = 0
        for path in paths:
            store = Store()
            store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
            total += len(store)
        return total

    def rdflib(paths: list) -> int:
        import rdflib

        total = 0
        for path in paths:
            dataset = rdflib.Dataset()
            dataset.parse(path, format="nquads")
            total += sum(1 for _ in dataset.quads())
        return total

    few, count = seconds(lambda: ours(compared), options.runs)
    peer, other = seconds(lambda: rdflib(compared), 1)
    whole, total = seconds(lambda: ours(files), 1)
    rows = [
        Row(
            f"parse {len(compared)} plans (peer: rdflib)", few, peer, f"{'yes' if count == other else 'NO'}, {count:,}"
        ),
        Row(f"parse {len(files):,} plans", whole, None, f"{total:,} statements"),
    ]
    show(rows, options.json)


if __name__ == "__main__":
    main()
