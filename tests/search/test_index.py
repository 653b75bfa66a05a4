"""What a search finds and in which order, held against looking at every entry; and how the index is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base.errors import BuildError
from kgtool.build import search_index
from kgtool.build.store import Build
from kgtool.incremental.cache import DiskCache
from kgtool.search import folding
from kgtool.search import index as search
from kgtool.search.entries import SearchEntry, Tagged
from kgtool.search.folding import SearchWord, asked
from kgtool.search.index import Index

QUERIES = [
    *("防災", "子", "子育て支援", "子育て 支援", "サービス", "さーびす", "ｻｰﾋﾞｽ", "高齢者 地域 支援", "の", "市"),
    *(
        "2-214",
        "２－２１４",
        "令和14年",
        "令和１４年のありたい姿",
        "Ⅲ",
        "SDGs",
        "ＳＤＧｓ",
        "ピース・エンジェルズ",
        "玉川上水",
    ),
    *("disaster", "disas", "saster", "community welfare", "self-help", "s", "su", "the city", "Kiyose", "kodaira plan"),
    *("計画 plan", "清瀬 children", "子育て支援 zzz", "zzz", "ドーナツ", "小平市", "小平", "Measure", "施策"),
]


@pytest.fixture(scope="module")
def index(built: Build) -> Index:
    return Index(search_index.folder(built))


@pytest.fixture(scope="module")
def every(built: Build) -> list[SearchEntry]:
    return [SearchEntry.read(document) for document in search.documents(search_index.folder(built))]


def tier(entry: SearchEntry, words: tuple[SearchWord, ...], query: str) -> int | None:
    """How well an entry fits, by looking at all its texts; None if it does not."""
    names = [*entry.names, *([("", entry.code)] if entry.code else [])]
    pointed = [text for _, texts in (*entry.themes, *entry.mentions) for text in texts]
    keys = {folding.run(query), " ".join(folding.spaced(query).split())}
    if keys & {" ".join(folding.spaced(t).split()) if lang == "en" else folding.run(t) for lang, t in names}:
        return 0
    for number, (texts, inside) in enumerate([(names, False), ([*names, *entry.texts, *pointed], False)], 1):
        if all(has(texts, word, inside) for word in words):
            return number
    return 3 if all(has([*names, *entry.texts, *pointed], word, True) for word in words) else None


def has(texts: Iterable[Tagged], word: SearchWord, inside: bool) -> bool:
    texts = list(texts)
    own = [part for lang, text in texts if lang == "en" for part in folding.spaced(text).split()]
    in_a_row = any(word.run in folding.run(t) for lang, t in texts if folding.is_run(lang, folding.run(t)))
    return in_a_row or (
        bool(word.words)
        and all(
            any(w.startswith(part) or (inside and len(part) >= folding.SHORTEST_INSIDE and part in w) for w in own)
            for part in word.words
        )
    )


def looked_through(every: list[SearchEntry], query: str) -> list[SearchEntry]:
    words = asked(query)
    found = [
        (fit, entry.rank, number)
        for number, entry in enumerate(every)
        if (fit := tier(entry, words, query)) is not None
    ]
    return [every[number] for _, _, number in sorted(found)]


@pytest.mark.parametrize("query", QUERIES)
def test_the_index_finds_what_looking_at_every_entry_finds_in_the_same_order(
    index: Index, every: list[SearchEntry], query: str
) -> None:
    wanted = looked_through(every, query)
    found = index.find(asked(query), most=len(every))
    assert [entry.iri for entry in found.entries] == [entry.iri for entry in wanted]
    assert found.total == len(wanted)
    assert found.kinds == Counter(entry.kind for entry in wanted)
    assert found.plans == Counter(entry.plan for entry in wanted if entry.plan)


@given(st.data())
def test_any_part_of_any_japanese_name_finds_it(index: Index, every: list[SearchEntry], data: st.DataObject) -> None:
    named = [(entry, text) for entry in every for lang, text in entry.names if lang != "en"]
    entry, name = data.draw(st.sampled_from(named))
    start = data.draw(st.integers(0, len(name) - 1))
    words = asked(name[start : data.draw(st.integers(start + 1, len(name)))])
    if words:
        assert entry in index.find(words, kind=entry.kind, most=len(every)).entries


@given(st.text(max_size=40))
def test_whatever_is_asked_is_answered(index: Index, query: str) -> None:
    words = asked(query)
    if words:
        assert index.find(words).total >= 0


def test_names_come_before_abstracts_and_just_that_name_first(index: Index) -> None:
    found = index.find(asked("子育て支援"), most=100)
    called = [any("子育て支援" in text for _, text in entry.names) for entry in found.entries]
    assert called == sorted(called, reverse=True)
    assert called.count(False) > 5
    assert [entry.kind for entry in found.entries[:3]] == ["Theme", "Field", "Term"]
    assert all(("ja", "子育て支援") in entry.names for entry in found.entries[:3])


def test_english_words_that_begin_so_come_before_those_that_have_it_inside(
    index: Index, every: list[SearchEntry]
) -> None:
    found = index.find(asked("port"), most=len(every)).entries
    begins = [any(f" {part}".startswith(" port") for part in _english(entry)) for entry in found]
    assert begins == sorted(begins, reverse=True)
    assert True in begins
    assert False in begins


def _english(entry: SearchEntry) -> list[str]:
    texts = [*entry.names, *entry.texts, *(text for _, names in (*entry.themes, *entry.mentions) for text in names)]
    return [part for lang, text in texts if lang == "en" for part in folding.spaced(text).split()]


@pytest.mark.parametrize("query", ["の", "support", "子育て"])
def test_pages_put_together_are_the_whole(index: Index, query: str) -> None:
    words = asked(query)
    whole = index.find(words, most=2_000)
    pages = [index.find(words, first=first, most=7).entries for first in range(0, whole.total, 7)]
    assert [entry for page in pages for entry in page] == whole.entries
    assert index.find(words, first=whole.total).entries == []


@pytest.mark.parametrize("query", ["支援", "city", "子"])
def test_narrowing_down_gives_what_was_counted(index: Index, query: str) -> None:
    words = asked(query)
    whole = index.find(words, most=2_000)
    for kind, number in whole.kinds.items():
        narrow = index.find(words, kind=kind, most=2_000)
        assert narrow.total == number == len(narrow.entries)
        assert narrow.kinds == whole.kinds
        assert narrow.entries == [entry for entry in whole.entries if entry.kind == kind]
    for plan, number in whole.plans.items():
        narrow = index.find(words, plan=plan, most=2_000)
        assert narrow.total == number == len(narrow.entries)
        assert narrow.plans == whole.plans
        both = index.find(words, plan=plan, kind="Direction", most=2_000)
        assert both.entries == [entry for entry in narrow.entries if entry.kind == "Direction"]


def test_counts_come_most_first(index: Index) -> None:
    found = index.find(asked("支援"))
    for counts in (found.kinds, found.plans):
        assert list(counts.items()) == sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def test_of_many_plans_those_with_the_most_are_counted_and_the_rest_is_said_to_be_there(tmp_path: Path) -> None:
    def made(plan: int) -> Iterator[SearchEntry]:
        for number in range(3 if plan in (7, 250) else 1):
            iri = f"https://w3id.org/jp-plan/id/p{plan:03}/v/measure/{number}"
            yield SearchEntry(3, iri, "Measure", f"p{plan:03}", names=(("ja", "公園"),))

    search.write((search.line(entry) for plan in reversed(range(300)) for entry in made(plan)), tmp_path / "many")
    found = Index(tmp_path / "many").find(asked("公園"))
    first = ["p007", "p250", *(f"p{plan:03}" for plan in range(7)), *(f"p{plan:03}" for plan in range(8, 19))]
    assert list(found.plans) == first
    assert found.plans["p250"] == 3
    assert found.more_plans
    assert found.total == 304


def test_an_index_made_again_answers_alike(
    built: Build, index: Index, every: list[SearchEntry], tmp_path: Path
) -> None:
    search.write(search_index.lines(built, DiskCache(tmp_path, enabled=False)), tmp_path / "again")
    again = Index(tmp_path / "again")
    for query in QUERIES[::4]:
        one, two = index.find(asked(query), most=50), again.find(asked(query), most=50)
        assert (one.total, one.kinds, one.plans) == (two.total, two.kinds, two.plans)


def test_opening_needs_to_write_nothing_beside_the_index(built: Build, tmp_path: Path) -> None:
    search.write(search_index.lines(built, DiskCache(tmp_path, enabled=False)), tmp_path / "index")
    for lock in (tmp_path / "index").glob("*.lock"):
        lock.unlink()
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "index").iterdir())
    (tmp_path / "index").chmod(0o555)
    assert Index(tmp_path / "index").find(asked("防災")).total
    assert sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "index").iterdir()) == before


def test_every_file_of_an_index_can_be_read_by_whoever_reads_the_build(built: Build) -> None:
    modes = {path.stat().st_mode for path in search_index.folder(built).iterdir()}
    assert modes == {(built.folder / "dataset.nq").stat().st_mode}


def test_many_may_ask_at_once(index: Index) -> None:
    alone = [index.find(asked(query)) for query in QUERIES]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: index.find(asked(query)), QUERIES * 4)) == alone * 4


def test_an_index_that_is_not_there_is_an_error_of_the_input(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        Index(tmp_path / "search")
    assert caught.value.code == "store-missing"
    (tmp_path / "empty").mkdir()
    with pytest.raises(BuildError):
        Index(tmp_path / "empty")


def test_a_municipality_is_found_by_its_reading_in_kana(index: Index) -> None:
    found = index.find(asked("こだいらし"), most=10).entries
    assert [entry.iri.rpartition("/")[2] for entry in found if entry.kind == "Municipality"] == ["13211"]
