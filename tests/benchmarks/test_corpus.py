"""The corpus of made-up plans: the same bytes every time, plans like the real ones, and exactly the faults of the ledger."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from benchmarks.corpus import faults, folder
from benchmarks.corpus.census import census, count
from benchmarks.corpus.change import change
from benchmarks.corpus.sketch import Settings, Sketch, Stock
from benchmarks.corpus.towns import MOST, Town
from kgtool.corpus.layout import Repo
from tests.benchmarks import findings
from tests.benchmarks.conftest import FAULTY, SMALL

REAL = {"13211-kodaira-4", "13221-kiyose-5"}


def contents(corpus: Path) -> dict[str, bytes]:
    """Every file of a corpus but those that it links to."""
    paths = [*corpus.glob("*.*"), *corpus.glob("data/*/plan.nq")]
    return {path.relative_to(corpus).as_posix(): path.read_bytes() for path in paths}


def plans(corpus: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(corpus).items() if name.endswith("plan.nq")}


def made_up(corpus: Path) -> list[str]:
    return sorted(path.parent.name for path in corpus.glob("data/*/plan.nq") if path.parent.name not in REAL)


def test_the_same_arguments_give_the_same_bytes_in_any_number_of_processes(
    repo: Repo, stock: Stock, faulty: Path, tmp_path: Path
) -> None:
    list(folder.write(repo, stock, tmp_path / "again", SMALL, FAULTY, jobs=2))
    assert contents(tmp_path / "again") == contents(faulty)


def test_a_larger_corpus_leaves_the_first_plans_alone_and_a_smaller_one_takes_the_others_away(
    repo: Repo, stock: Stock, faulty: Path, tmp_path: Path
) -> None:
    list(folder.write(repo, stock, tmp_path / "grown", SMALL + 3, FAULTY))
    grown = plans(tmp_path / "grown")
    assert len(grown) == SMALL + 3
    assert grown.items() > plans(faulty).items()
    list(folder.write(repo, stock, tmp_path / "grown", SMALL, FAULTY))
    assert contents(tmp_path / "grown") == contents(faulty)


def test_another_seed_gives_other_plans_of_the_same_towns(stock: Stock) -> None:
    one, other = (Sketch(stock, Settings(seed), 7) for seed in (1, 2))
    assert one.plan == other.plan
    assert [node.iri for node in one.tree.nodes] != [node.iri for node in other.tree.nodes]


def test_every_plan_is_canonical_nquads(faulty: Path) -> None:
    for name, data in plans(faulty).items():
        again = serialize(parse(data, RdfFormat.N_QUADS), format=RdfFormat.N_QUADS)
        assert again == data, name
        lines = data.splitlines()
        assert lines == sorted(set(lines)), name


def test_a_corpus_without_faults_has_no_findings(repo: Repo, sound: Path) -> None:
    assert findings.find(repo, findings.store(repo, sound)) == set()


def test_a_check_finds_exactly_what_the_ledger_says(repo: Repo, faulty: Path) -> None:
    found = findings.find(repo, findings.store(repo, faulty))
    assert {one for one in found if one[0] != findings.LEFT_BEHIND} == findings.ledger(faulty)


def test_every_kind_of_fault_is_made_as_often_as_asked_for(stock: Stock) -> None:
    kinds = [faults.name(fault) for bundle in faults.BUNDLES for fault in bundle]
    assert len(kinds) == len(set(kinds)) >= 15
    with_faults = [n for n in range(20) if Sketch(stock, Settings(4, faults=3), n).fault_bundle is not None]
    assert with_faults == list(range(3 * len(faults.BUNDLES)))


def test_the_ledger_names_every_kind_and_only_plans_with_faults(faulty: Path) -> None:
    rows = [line.split("\t") for line in (faulty / folder.LEDGER).read_text(encoding="utf-8").splitlines()[1:]]
    assert {kind for _, kind, *_ in rows} == {faults.name(fault) for bundle in faults.BUNDLES for fault in bundle}
    assert {plan for plan, *_ in rows} == set(made_up(faulty))


def test_plans_have_the_sizes_that_were_asked_for(stock: Stock, sound: Path) -> None:
    sizes = [count(sound / "data" / name / "plan.nq")["statements"] for name in made_up(sound)]
    assert 4_100 < sum(sizes) / len(sizes) < 4_900
    assert all(2_700 < size < 6_300 for size in sizes)
    large = [Sketch(stock, Settings(4, scale=2.6), n).tree.statements for n in range(12)]
    small = [Sketch(stock, Settings(4), n).tree.statements for n in range(12)]
    assert 2.3 < sum(large) / sum(small) < 2.9


def test_plans_are_built_like_the_real_ones(sound: Path) -> None:
    compared = census(sound)
    assert compared.keys() == REAL
    for real, (counts, mean) in compared.items():
        present = {key for key, number in counts.items() if number and key[0].isupper()}
        assert present == {key for key, number in mean.items() if number and key[0].isupper()}, real
        for key in counts:
            ratio = mean[key] / counts[key] if counts[key] else 1.0
            if key.startswith("length of") or " to a" in key:
                assert 0.75 < ratio < 1.33, (real, key, ratio)
            if key.startswith("longest abstracts"):
                assert 0.85 < ratio < 1.1, (real, key, ratio)
    kiyose, kodaira = compared["13221-kiyose-5"][1], compared["13211-kodaira-4"][1]
    assert kiyose["DesiredState"] == kiyose["Measure"]
    assert kodaira["DesiredState"] > kodaira["Goal"] >= 1
    assert min(kodaira[kind] for kind in ("Field", "PlanListing", "CrossCuttingProject", "ProjectFacet")) >= 1


def test_no_sentence_of_the_real_plans_is_copied(sound: Path) -> None:
    text = re.compile(rb'(?:abstract|reason|rdf-schema#label)> "([^"]{36,})"@ja')
    texts = {name: set(text.findall(data)) for name, data in plans(sound).items()}
    real = set().union(*(texts[f"data/{name}/plan.nq"] for name in REAL))
    assert len(real) > 200
    assert not real & set().union(*(texts[f"data/{name}/plan.nq"] for name in made_up(sound)))


def test_towns_are_made_up_and_differ() -> None:
    towns = [Town(number) for number in range(MOST)]
    assert len({town.code for town in towns}) == len({town.roman for town in towns}) == MOST
    assert all(re.fullmatch(r"(0[1-9]|[1-3][0-9]|4[0-7])0[0-9]{2}", town.code) for town in towns)
    assert Town(12).six_digits.startswith(Town(12).code)
    with pytest.raises(ValueError, match="made-up towns"):
        Town(MOST)


def test_the_check_digit_is_that_of_real_codes() -> None:
    class Real(Town):
        code = "13221"

    assert Real(0).six_digits == "132217"


def test_a_change_concerns_so_many_plans_and_breaks_nothing(repo: Repo, sound: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed"
    shutil.copytree(sound, out, symlinks=True)
    before = plans(out)
    changed = change(out, 3)
    assert {name for name, data in plans(out).items() if data != before[name]} == {
        f"data/{name}/plan.nq" for name in changed
    }
    assert len(changed) == 3
    once = plans(out)
    assert change(out, 3) == changed
    assert plans(out) != once
    for name in changed:
        data = plans(out)[f"data/{name}/plan.nq"]
        assert b"synthetic data, revision 2)" in data
        assert data.splitlines() == sorted(data.splitlines())
    with pytest.raises(ValueError, match="fewer than 99"):
        change(out, 99)


def test_a_folder_that_is_no_corpus_is_left_alone(repo: Repo, stock: Stock, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match="no corpus"):
        list(folder.write(repo, stock, tmp_path, 4, Settings(1)))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("number", "settings"), [(1, Settings(1)), (5, Settings(1, faults=1))])
def test_too_few_plans_are_refused(repo: Repo, stock: Stock, tmp_path: Path, number: int, settings: Settings) -> None:
    with pytest.raises(ValueError, match="plans"):
        list(folder.write(repo, stock, tmp_path / "new", number, settings))
    assert not (tmp_path / "new").exists()


def test_the_page_names_every_kind_of_fault(repo: Repo) -> None:
    page = (repo.root / "docs" / "corpus.md").read_text(encoding="utf-8")
    for bundle in faults.BUNDLES:
        for fault in bundle:
            assert f"`{faults.name(fault)}`" in page
