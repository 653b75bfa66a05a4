"""Time the search index of made-up entries beside SQLite's FTS5: making, size, and queries from rare to very common.

Needs a build (``kgtool build``), whose names and abstracts are cut up and mixed. ``--entries 500000`` is about all of
Japan; the peer then takes some minutes.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

from benchmarks.search_fts5 import Fts5
from benchmarks.table import Row, show
from kgtool.build import search_index, store
from kgtool.corpus import layout
from kgtool.search import index as search
from kgtool.search.entries import SearchEntry, Tagged
from kgtool.search.folding import SearchWord, asked

PLANS = 1_741
CLIENTS = 16
QUERIES = {
    "rare": ("玉川上水 保全", "重層的支援体制", "ピース・エンジェルズ"),
    "common": ("防災", "子育て支援", "まちづくり", "disaster", "digital"),
    "very common": ("支援", "地域", "support", "the", "plan"),
    "one character": ("子", "の", "市", "s"),
    "three words": ("子育て 支援 地域", "市 の を", "community city plan"),
    "inside English words": ("saster", "ing"),
}
_SYLLABLES = ("ka", "ki", "sa", "mu", "ra", "to", "no", "ha", "mi", "ya", "go", "shi", "tsu", "ri", "te", "ku", "ma")
_CHARACTERS = "山川田中大小野原井上下東西南北本木村松島崎谷沢岡藤石橋水清瀬平宮高長新古吉池森林浜津江戸城寺神明光"


def main() -> None:
    options = _options()
    stock = [
        SearchEntry.read(line)
        for line in search.documents(search_index.folder(store.newest(layout.find().root / "build")))
    ]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        file, index, peer = Path(folder) / "entries", Path(folder) / "index", Path(folder) / "peer.db"
        cut = _spent(lambda: _keep(file, made_up(stock, options.entries)))
        wrote = _spent(lambda: search.write(_lines(file), index))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        theirs = _spent(lambda: Fts5.write(_lines(file), peer)) if options.peer else (None, None)
        size = sum(path.stat().st_size for path in index.iterdir()) / 1e6
        beside = f", peer {peer.stat().st_size / 1e6:,.0f} MB" if options.peer else ""
        rows = [
            Row(
                "make up and cut entries, CPU",
                cut[1],
                agree=f"{options.entries:,}, {file.stat().st_size / 1e6:,.0f} MB",
            ),
            Row("write the index, wall", wrote[0], theirs[0], f"{size:,.0f} MB{beside}"),
            Row("write the index, CPU", wrote[1], theirs[1], f"{memory:,.0f} MB of memory"),
            *_queries(search.Index(index), Fts5(peer) if options.peer else None),
        ]
    show(rows, options.json)


def made_up(stock: list[SearchEntry], number: int) -> Iterator[SearchEntry]:
    """Yield entries of made-up plans, put together from pieces of real ones; the same ones each time."""
    random = Random(1)
    names = {lang: [text for e in stock for own, text in e.names if own == lang] for lang in ("ja", "en")}
    texts = {lang: [text for e in stock for own, text in e.texts if own == lang] for lang in ("ja", "en")}
    japanese = [piece for text in texts["ja"] for piece in re.split("(?<=[、。])", text) if len(piece) > 3]
    english = [piece.strip() for text in texts["en"] for piece in re.split("(?<=[,.;:])| and ", text) if len(piece) > 8]
    elements = [entry for entry in stock if entry.rank == 3]
    for place in range(number):
        if place % (number // PLANS + 1) == 0:
            town = "".join(random.choices(_CHARACTERS, k=2)), "".join(random.choices(_SYLLABLES, k=3)).capitalize()
        plan = f"{10_000 + place * PLANS // number}-{town[1].lower()}-1"
        model = random.choice(elements)
        called: tuple[Tagged, ...] = (
            ("ja", (f"{town[0]}市" if random.random() < 0.3 else "") + random.choice(names["ja"])),
            ("en", (f"{town[1]} City " if random.random() < 0.3 else "") + random.choice(names["en"])),
        )
        said: tuple[Tagged, ...] = (
            ("ja", f"{town[0]}市は" + "".join(random.choices(japanese, k=random.randint(2, 4)))),
            ("en", f"{town[1]} " + " and ".join(random.choices(english, k=random.randint(2, 4)))),
        )
        iri = f"https://w3id.org/jp-plan/id/{plan}/v/{model.kind.lower()}/{place}"
        yield model._replace(iri=iri, plan=plan, above="", names=called, texts=said)


def _keep(file: Path, found: Iterable[SearchEntry]) -> None:
    with file.open("wb") as out:
        for entry in found:
            out.write(search.line(entry))


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines


def _queries(index: search.Index, peer: Fts5 | None) -> Iterator[Row]:
    for kind, queries in QUERIES.items():
        for query in queries:
            words = asked(query)
            ours, found = _cpu(partial(index.find, words))
            theirs = _cpu(partial(peer.find, words))[0] if peer and kind != "inside English words" else None
            yield Row(f"{kind}: {query} (CPU)", ours, theirs, f"{found.total:,} found")
    yield Row(f"95 % of {CLIENTS} clients at once, wall", _at_once(index))


def _at_once(index: search.Index) -> float:
    """The wall time within which 95 of 100 queries are answered when many ask at once."""
    every: list[tuple[SearchWord, ...]] = [asked(query) for queries in QUERIES.values() for query in queries] * 10
    Random(1).shuffle(every)

    def timed(words: tuple[SearchWord, ...]) -> float:
        return _spent(lambda: index.find(words))[0]

    with ThreadPoolExecutor(CLIENTS) as pool:
        return statistics.quantiles(pool.map(timed, every), n=20)[-1]


def _cpu(work: Callable[[], search.Found]) -> tuple[float, search.Found]:
    """The CPU time of one of several runs after a first one: other programs do not count."""
    found = work()
    started = time.process_time()
    for _ in range(5):
        work()
    return (time.process_time() - started) / 5, found


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """The wall time and the CPU time of all threads that some work takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--entries", type=int, default=50_000)
    parser.add_argument("--peer", action="store_true", help="make and ask FTS5, too")
    parser.add_argument("--folder", type=Path, help="where to make both; the system's temporary folder")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
