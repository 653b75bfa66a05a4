"""A build made of the last one is the build that all parts give, whatever was edited."""

from __future__ import annotations

import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad

from kgtool.build import assemble, change, integrity, search_index, store
from kgtool.build.bulk_loader import BulkLoader
from kgtool.rdf import sorted_lines
from kgtool.search import index
from tests.build.test_parts import copy_of
from tests.tiny_plan import TinyPlan

PLANS = [f"9999{number}-moto-{number}" for number in range(1, 5)]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The stores that are loaded as a whole from now on."""
    folders: list[Path] = []

    class Counted(BulkLoader):
        def __init__(self, folder: Path) -> None:
            folders.append(folder)
            super().__init__(folder)

    monkeypatch.setattr("kgtool.build.dataset.BulkLoader", Counted)
    return folders


def statements(made: store.Build) -> set[Quad]:
    dataset = Dataset(made.open())
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def same(one: store.Build, other: store.Build) -> None:
    """Compare two builds but for the names of files in their stores and indexes."""
    assert one.manifest == other.manifest
    assert (one.folder / store.DATASET).read_bytes() == (other.folder / store.DATASET).read_bytes()
    assert list(index.documents(search_index.folder(one))) == list(index.documents(search_index.folder(other)))
    assert statements(one) == statements(other)
    assert set(one.open().named_graphs()) == set(other.open().named_graphs())
    assert integrity.damage(one.folder) == []


def edit(tiny: TinyPlan, chance: random.Random, number: int) -> None:
    """Change something as editors do: a name, an element that comes or goes, a whole plan that comes or goes."""
    kind = chance.choice(["label", "element", "gone", "year", "plan"])
    if kind == "label":
        tiny.append(tiny.curation, f'<goal/1> rdfs:label "Goal {number}"@en .')
    elif kind == "element":
        tiny.append(tiny.turtle, f"id:x{number} a jpp:Goal .")
    elif kind == "gone":
        lines = tiny.turtle.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("id:x")]
        tiny.turtle.write_text("".join(kept), "utf-8")
    elif kind == "year":
        tiny.append(tiny.turtle, f"id:listed jpp:startFiscalYear {2000 + number} .")
    else:
        plan = chance.choice(PLANS)
        if (tiny.root / "data" / plan).is_dir():
            shutil.rmtree(tiny.root / "data" / plan)
        else:
            copy_of(tiny, plan)


def test_builds_after_random_edits_are_those_from_scratch(
    tiny: TinyPlan, tmp_path: Path, loaded: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change, "_MOST", 10)  # a plan is much of so small a repository
    chance = random.Random(21)
    assemble.build(tiny.repo, tiny.out)
    loaded.clear()
    for number in range(8):
        edit(tiny, chance, number)
        made = assemble.build(tiny.repo, tiny.out).build
        if number % 2:
            search_index.folder(made, tiny.repo)  # which the next build may take over
    assert not loaded, "the last build was not taken over"
    same(made, assemble.build(tiny.repo, tmp_path / "scratch").build)


@pytest.mark.parametrize(
    "line",
    ["id:x jpp:order [ jpp:order 1 ] .", "".join(f"id:x{number} a jpp:Goal . " for number in range(5_000))],
    ids=["a blank node", "more than a tenth"],
)
def test_what_cannot_be_taken_over_is_made_of_all_parts(
    tiny: TinyPlan, tmp_path: Path, loaded: list[Path], line: str
) -> None:
    assemble.build(tiny.repo, tiny.out)
    tiny.append(tiny.turtle, line)
    made = assemble.build(tiny.repo, tiny.out).build
    assert len(loaded) == 2
    same(made, assemble.build(tiny.repo, tmp_path / "scratch").build)


def test_small_changes_add_up_until_the_store_is_put_in_order(tiny: TinyPlan, loaded: list[Path]) -> None:
    assemble.build(tiny.repo, tiny.out)
    for number in range(6):
        tiny.append(tiny.turtle, f"id:x{number} a jpp:Goal .")
        assemble.build(tiny.repo, tiny.out)
    assert 1 < len(loaded) < 6


def test_an_index_is_taken_over_where_a_search_finds_the_same(tiny: TinyPlan) -> None:
    before = search_index.folder(assemble.build(tiny.repo, tiny.out).build)
    tiny.append(tiny.turtle, "id:listed jpp:startFiscalYear 2031 .")
    made = assemble.build(tiny.repo, tiny.out).build
    assert (made.folder / store.SEARCH / "meta.json").samefile(before / "meta.json")
    assert search_index.folder(made) == made.folder / store.SEARCH
    tiny.append(tiny.curation, '<goal/1> rdfs:label "Another goal"@en .')
    made = assemble.build(tiny.repo, tiny.out).build
    assert not (made.folder / store.SEARCH).exists()
    assert any(b"Another goal" in document for document in index.documents(search_index.folder(made)))


@pytest.mark.parametrize("harm", ["meta.json", integrity.SUMS, "made-by"])
def test_an_index_that_is_not_whole_or_is_by_other_code_is_made_again(tiny: TinyPlan, harm: str) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    folder = search_index.folder(made)
    (folder / harm).write_text("other code") if harm == "made-by" else (folder / harm).unlink()
    (documents,) = {b"".join(index.documents(search_index.folder(made))) for _ in range(2)}
    assert documents
    assert integrity.damage(folder) == []
    assert not assemble.build(tiny.repo, tiny.out).fresh


def test_many_processes_may_want_an_index_at_once(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    with ProcessPoolExecutor(3, get_context("spawn")) as pool:
        assert set(pool.map(search_index.folder, [made] * 3)) == {made.folder / store.SEARCH}
    assert integrity.damage(made.folder / store.SEARCH) == []
    assert [path.name for path in made.folder.glob(".search*")] == []


@pytest.mark.parametrize("gone", [{b"b\n"}, {b"a\n", b"c\n"}, set()])
@pytest.mark.parametrize("come", [{b"0\n"}, {b"a!\n", b"z\n"}, {b"bb\n", b"bbb\n"}, set()])
def test_a_sorted_file_is_edited(gone: set[bytes], come: set[bytes]) -> None:
    data = b"a\nb\nc\nd\n"
    edits = sorted_lines.edits(data, gone, come)
    assert edits is not None
    lines = {*data.splitlines(keepends=True)} - gone | come
    assert b"".join(sorted_lines.edited(data, edits)) == b"".join(sorted(lines))


def test_a_line_that_is_there_cannot_come_and_one_that_is_not_cannot_go() -> None:
    assert sorted_lines.edits(b"a\nb\n", set(), {b"b\n"}) is None
    assert sorted_lines.edits(b"a\nb\n", {b"c\n"}, set()) is None
    assert sorted_lines.beginning(b"a\nab\nabc\nb\n", b"ab") == [b"ab\n", b"abc\n"]
