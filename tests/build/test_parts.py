"""Parts made apart, in any order and number of processes, are the dataset that one store would give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Store, parse, serialize

from kgtool.base.errors import InputError
from kgtool.build import agreement, assemble, dataset_description, parts, store
from kgtool.corpus import units
from kgtool.corpus.layout import Repo, find
from kgtool.incremental.cache import FOLDER
from kgtool.incremental.parallel import Workers
from kgtool.rdf import iris, nquads
from kgtool.rdf.vocab import SKOS
from kgtool.sparql import catalogue
from tests import ROOT
from tests.tiny_plan import TinyPlan


def lines_of(built: store.Build) -> list[bytes]:
    return (built.folder / store.DATASET).read_bytes().splitlines(keepends=True)


def test_parts_put_together_are_what_rules_over_one_store_conclude(repo: Repo, built: store.Build) -> None:
    whole = Store()
    for graph in units.layout(repo):
        units.load(repo, graph, whole)
    parts.derive(whole, catalogue.in_order(catalogue.folder(repo, "derived")))
    broader = list(whole.quads_for_pattern(None, SKOS.broader, None, None))
    whole.bulk_extend(list(agreement.quads(whole, broader)))
    dataset = Dataset(whole)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    catalog = f"<{iris.graph('catalog')}> .\n".encode()
    assert nquads.sorted_lines(dataset) == [line for line in lines_of(built) if not line.endswith(catalog)]


def test_the_catalogue_counts_what_is_there(built: store.Build) -> None:
    catalog = f"<{iris.graph('catalog')}>".encode()
    others = [line for line in lines_of(built) if nquads.split(line).graph != catalog]
    described = {Quad(*t) for t in dataset_description.describe(dataset_description.count(others))}
    held = {Quad(*t) for t in (nquads.read(line for line in lines_of(built) if nquads.split(line).graph == catalog))}
    assert described <= {Quad(q.subject, q.predicate, q.object) for q in held}


def test_a_plan_as_one_nquads_file_builds_to_the_same_statements(
    repo: Repo, built: store.Build, tmp_path: Path
) -> None:
    for name in ("ontology", "queries", "shapes"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    plan = tmp_path / "data" / "13221-kiyose-5"
    unit = units.read_unit(repo, units.unit(repo, "plan/13221-kiyose-5"))
    shutil.rmtree(plan)
    plan.mkdir()
    (plan / "plan.nq").write_bytes(b"".join(nquads.lines(unit)))
    again = assemble.build(find(tmp_path), tmp_path / "build").build
    assert again.manifest["contentHash"] == built.manifest["contentHash"]


def test_many_processes_build_the_same_bytes(tiny: TinyPlan, tmp_path: Path) -> None:
    for number in range(1, 9):
        copy_of(tiny, f"9999{number}-moto-{number}")
    one = assemble.build(tiny.repo, tmp_path / "one", workers=Workers(1)).build
    two = assemble.build(tiny.repo, tmp_path / "two", workers=Workers(2)).build
    assert one.manifest == two.manifest
    assert lines_of(one) == lines_of(two)


def files_of_parts(tiny: TinyPlan) -> dict[Path, int]:
    """The statements of all parts that are held, each with what tells whether it was written again."""
    return {path: path.stat().st_ino for path in (tiny.root / FOLDER).rglob("*.nq")}


def test_only_what_changed_is_made_again(tiny: TinyPlan) -> None:
    copy_of(tiny, "99999-moto-9")
    assemble.build(tiny.repo, tiny.out)
    made = files_of_parts(tiny)
    tiny.append(tiny.turtle, "id:x a jpp:Goal .")
    assemble.build(tiny.repo, tiny.out)
    again = files_of_parts(tiny)
    assert made.items() <= again.items()
    new = {path.parent.name for path in again.keys() - made.keys()}
    assert len(new) == 1, "the parts of other units are made again"


def copy_of(tiny: TinyPlan, plan: str) -> None:
    """Add a plan that is the tiny one with another name."""
    folder = tiny.root / "data" / plan
    shutil.copytree(tiny.folder, folder)
    for file in folder.iterdir():
        file.write_text(file.read_text("utf-8").replace(tiny.id, plan), "utf-8")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("<http://x.example/a> <http://x.example/b> .\n", "nquads-syntax"),
        ("<http://x.example/a> <http://x.example/b> <http://x.example/c> .\n", "graph-foreign"),
        (
            f"<http://x.example/a> <http://x.example/b> <http://x.example/c> <{iris.graph('reference')}> .\n",
            "graph-foreign",
        ),
        (
            f"<http://x.example/a> <http://x.example/b> 'c' <{iris.graph('plan', 'other')}> .\n".replace("'", '"'),
            "graph-foreign",
        ),
    ],
)
def test_an_nquads_file_that_is_broken_or_speaks_for_others_is_refused(tiny: TinyPlan, line: str, code: str) -> None:
    folder = tiny.root / "data" / "99997-whole-1"
    folder.mkdir()
    (folder / "plan.nq").write_text(line)
    (left_out,) = assemble.build(tiny.repo, tiny.out).left_out
    assert left_out.error.code == code
    assert left_out.error.place is not None
    assert left_out.error.place.file == "data/99997-whole-1/plan.nq"


def test_an_nquads_file_beside_other_files_is_refused(tiny: TinyPlan) -> None:
    (tiny.folder / "plan.nq").write_text("")
    with pytest.raises(InputError) as caught:
        assemble.build(tiny.repo, tiny.out)
    assert caught.value.code == "stray-file"


def test_partitions_sort_as_their_lines_do(built: store.Build) -> None:
    beginnings = [parts.beginning(line) for line in lines_of(built)]
    assert beginnings == sorted(beginnings)


def test_blank_nodes_of_several_files_get_canonical_names(tiny: TinyPlan) -> None:
    tiny.append(tiny.turtle, "id:x jpp:order [ jpp:order 1 ] .")
    tiny.append(tiny.curation, "id:x jpp:order [ jpp:order 1 ] .")
    made = assemble.build(tiny.repo, tiny.out).build
    text = (made.folder / store.DATASET).read_bytes()
    dataset = Dataset(parse(text, RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)) == lines_of(made)
