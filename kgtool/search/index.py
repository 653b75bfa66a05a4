"""Write and query the full-text index: a tantivy index of letter pairs and words, on disk beside the store.

A pair of letters stands in the index with its position, so a phrase of pairs is any part of a Japanese text of two
letters or more. Nothing is loaded at the start; what is found is read from ``entries.jsonl`` at the place that the
index names.
"""

from __future__ import annotations

import json
import mmap
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import tantivy
from tantivy import Occur, Order, Query

from kgtool.base.errors import BuildError
from kgtool.search import entries
from kgtool.search.entries import SearchEntry
from kgtool.search.folding import SHORTEST_INSIDE, SearchWord

_ENTRIES = "entries.jsonl"
_SPACES = "spaces"
_LATIN = "[a-z0-9]*"
_RANK = 1 << 44
"""The order of an entry is one number: its rank, and below that its place in ``entries.jsonl``."""
_HEAP = 256 << 20
_THREADS = 2
_ALL, _ENOUGH = 100_000, 200
MOST_PLANS = 20


class Found(NamedTuple):
    """A page of results with the total and facet counts by kind and by plan.

    Each facet is counted without its own filter. Of plans only those with most hits are counted; ``more_plans`` says
    whether there are others.
    """

    total: int
    entries: list[SearchEntry]
    kinds: dict[str, int]
    plans: dict[str, int]
    more_plans: bool = False


def line(entry: SearchEntry) -> bytes:
    """Return an entry as one line for ``write``: rank, document and index fields, divided by tabs."""
    cut = json.dumps(entries.tokens(entry), ensure_ascii=False, separators=(",", ":"))
    return f"{entry.rank}\t{entry.document()}\t{cut}\n".encode()


def write(found: Iterable[bytes], folder: Path) -> None:
    """Write the index of some lines into a new folder. Memory: half a gigabyte at most, whatever their number."""
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer(_SPACES, _by_spaces())
    writer = index.writer(heap_size=_HEAP, num_threads=_THREADS)
    with (folder / _ENTRIES).open("wb") as file:
        for line in found:
            rank, document, cut = line.split(b"\t")
            order = int(rank) * _RANK + file.tell()
            writer.add_json(f'{cut.decode().rstrip()[:-1]},"order":{order}}}')
            file.write(document + b"\n")
    writer.commit()
    writer.wait_merging_threads()
    for path in folder.iterdir():
        shutil.copymode(folder / _ENTRIES, path)


def documents(folder: Path) -> Iterator[bytes]:
    """Yield every entry of an index as JSON."""
    with (folder / _ENTRIES).open("rb") as file:
        for line in file:
            yield line.rstrip()


class Index:
    """An open index; threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Open an index in a folder, which may be read-only. Raises ``BuildError`` (store-missing).

        tantivy creates a lock file beside the index, so it opens symbolic links to the files in a temporary folder.
        """
        try:
            with tempfile.TemporaryDirectory() as links:
                for path in folder.iterdir():
                    if not path.name.endswith(".lock"):
                        (Path(links) / path.name).symlink_to(path.resolve())
                self._index = tantivy.Index.open(links)
                self._index.config_reader("manual")
                self._searcher = self._index.searcher()
            with (folder / _ENTRIES).open("rb") as file:
                self._held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            raise BuildError("store-missing", folder.as_posix()) from None

    def find(
        self, words: Sequence[SearchWord], plan: str = "", kind: str = "", first: int = 0, most: int = 20
    ) -> Found:
        """Return one page of the entries that match all words, best first; the order is the same each time.

        Tiers: a label equals the query; labels have all words; any text has them; a word is only part of an English
        word; a word is there in another way (``SearchWord.others``). Within a tier by
        kind, then by place in the source text. ``words`` must not be empty.
        Cost: about 20 ms for words that every second of 500,000 entries has.
        """
        tiers = self._tiers(words)
        chosen = [self._is("plan", plan)] if plan else []
        of_kind = [self._is("kind", kind)] if kind else []
        kinds, plans = self._counts(tiers[-1], chosen, of_kind)
        total = kinds.get(kind, 0) if kind else sum(kinds.values())
        page = self._page([_all([tier, *chosen, *of_kind]) for tier in tiers], first, most)
        return Found(total, page, kinds, dict(list(plans.items())[:MOST_PLANS]), len(plans) > MOST_PLANS)

    def called(self, word: SearchWord, kinds: Sequence[str], most: int) -> list[SearchEntry]:
        """Return the first entries of some kinds of which a label is just this word. Cost: a look-up."""
        exact = _any([self._is("exact", key) for key in sorted(entries.wholes(word.run, "ja", "en"))])
        of_kind = Query.term_set_query(self._index.schema, "kind", list(kinds))
        hits = self._searcher.search(_all([exact, of_kind]), most, order_by_field="order", order=Order.Asc).hits
        return [self._read(int(order) % _RANK) for order, _ in hits]

    def _page(self, tiers: Sequence[Query], first: int, most: int) -> list[SearchEntry]:
        """The entries from ``first``, tier by tier; the next tier is looked at only where one does not fill the page."""
        found: list[SearchEntry] = []
        for tier, before in zip(tiers, (None, *tiers), strict=False):
            query = tier if before is None else Query.boolean_query([(Occur.Must, tier), (Occur.MustNot, before)])
            hits = self._searcher.search(
                query, most - len(found), offset=first, order_by_field="order", order=Order.Asc
            )
            found += [self._read(int(order) % _RANK) for order, _ in hits.hits]
            if len(found) == most:
                break
            first = max(0, first - hits.count)  # type: ignore[attr-defined]  # tantivy's stubs lack it
        return found

    def _read(self, place: int) -> SearchEntry:
        return SearchEntry.read(self._held[place : self._held.find(b"\n", place)])

    def _counts(self, query: Query, chosen: list[Query], of_kind: list[Query]) -> tuple[dict[str, int], dict[str, int]]:
        """How many entries there are by kind and by plan: in one go, unless a plan or a kind is chosen."""
        if not chosen and not of_kind:
            kinds, plans = self._count(query, "kind", "plan")
        else:
            (kinds,) = self._count(_all([query, *chosen]), "kind")
            (plans,) = self._count(_all([query, *of_kind]), "plan")
        counts = list(plans.values())
        if len(counts) == _ENOUGH and counts[-1] == counts[MOST_PLANS - 1]:
            (plans,) = self._count(_all([query, *of_kind]), "plan", most=_ALL)
        return kinds, plans

    def _count(self, query: Query, *fields: str, most: int = _ENOUGH) -> list[dict[str, int]]:
        """How many entries there are by each value of some fields, most first."""
        wanted = {field: {"terms": {"field": field, "size": most, "segment_size": _ALL}} for field in fields}
        answer = self._searcher.aggregate(query, wanted)
        found = [{str(item["key"]): int(item["doc_count"]) for item in answer[field]["buckets"]} for field in fields]
        return [dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))) for counts in found]

    def _tiers(self, words: Sequence[SearchWord]) -> list[Query]:
        """What to look for, the best first; each query finds all that those before it find."""
        whole = " ".join(word.run for word in words)
        exact = [self._is("exact", key) for key in sorted(entries.wholes(whole, "ja", "en"))]
        tiers = [
            _any(exact),
            _all([self._word(word, "name_") for word in words]),
            _all([self._word(word) for word in words]),
        ]
        inside = any(len(part) >= SHORTEST_INSIDE for word in words for part in word.words)
        if inside:
            tiers.append(_all([self._word(word, inside=True) for word in words]))
        if any(word.others for word in words):
            tiers.append(_all([self._in_any_way(word) for word in words]))
        return tiers

    def _in_any_way(self, word: SearchWord) -> Query:
        return _any([self._word(word, inside=True), *map(self._word, word.others)])

    def _word(self, word: SearchWord, names: str = "", inside: bool = False) -> Query:
        """What finds one word: its letters in a row, or the beginnings (or insides) of English words."""
        if len(word.run) > 2:
            row = Query.phrase_query(self._index.schema, f"{names}pairs", list(map("".join, pairwise(word.run))))
        else:
            row = self._is(f"{names}letters" if len(word.run) == 1 else f"{names}pairs", word.run)
        if not word.words:
            return row
        return _any([row, _all([self._part(part, names, inside) for part in word.words])])

    def _part(self, part: str, names: str, inside: bool) -> Query:
        """What finds an English word by its beginning, or by what is inside; all have Latin letters and digits only.

        Texts with others are compared letter by letter, too. A pattern with ``.`` takes longer to make.
        """
        if len(part) < SHORTEST_INSIDE:
            return self._is(f"{names}letters", f"{part}*")
        return Query.regex_query(self._index.schema, f"{names}words", f"{_LATIN if inside else ''}{part}{_LATIN}")

    def _is(self, field: str, value: str) -> Query:
        return Query.term_query(self._index.schema, field, value, "basic")


def _all(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for names in ("name_", ""):
        builder.add_text_field(f"{names}pairs", tokenizer_name=_SPACES, index_option="position")
        builder.add_text_field(f"{names}letters", tokenizer_name=_SPACES, index_option="basic")
        builder.add_text_field(f"{names}words", tokenizer_name=_SPACES, index_option="basic")
    builder.add_text_field("exact", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("plan", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("order", fast=True)
    return builder.build()


def _by_spaces() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
