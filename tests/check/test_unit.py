"""Units checked by themselves, in any number of processes, give what a check of the whole gives."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from kgtool.check import run
from kgtool.check.context import context
from kgtool.check.unit import UnitTask, examine
from kgtool.corpus import layout as repos
from kgtool.corpus import units
from kgtool.corpus.layout import Repo
from kgtool.corpus.snapshot import Run
from kgtool.incremental.parallel import Workers
from kgtool.rdf import iris, nquads
from tests.benchmarks import findings as whole
from tests.check.rule_fixtures import ROOT, Found, Mistake, mistakes
from tests.check.small import SHARED, Small

OURS = ("plan", "theme", "outside", "readings")


def in_a_folder(mistake: Mistake, root: Path) -> Repo | None:
    """The valid repository with a mistake, each plan as one N-Quads file; None where the mistake is in the ontology."""
    by_graph: dict[str, list[Quad]] = defaultdict(list)
    for quad in mistake.quads():
        assert isinstance(quad.graph_name, NamedNode)
        by_graph[quad.graph_name.value.removeprefix(iris.GRAPH)].append(quad)
    changed = {q.graph_name.value for q in [*mistake.removed, *mistake.added] if isinstance(q.graph_name, NamedNode)}
    if any(name.startswith(iris.graph("ontology")) for name in changed):
        return None
    for name in ("ontology", "queries", "shapes"):
        (root / name).symlink_to(ROOT / name)
    (root / "data" / "reference").mkdir(parents=True)
    triples = [quad.triple for quad in by_graph.pop("reference")]
    (root / "data" / "reference" / "shared.ttl").write_bytes(serialize(triples, format=RdfFormat.TURTLE) or b"")
    by_plan: dict[str, list[Quad]] = defaultdict(list)
    for graph, quads in by_graph.items():
        kind, _, rest = graph.partition("/")
        if kind in (*OURS, "align"):
            by_plan[rest.partition("--")[0]] += quads
    for plan, quads in by_plan.items():
        (root / "data" / plan).mkdir()
        (root / "data" / plan / "plan.nq").write_bytes(b"".join(nquads.sorted_lines(quads)))
    return repos.find(root)


def found(repo: Repo, workers: Workers) -> list[Found]:
    options = run.Options(engine="fast", owl="off", use_cache=False, workers=workers)
    report = run.check(repo, options, lambda text: None)
    return sorted(Found(f.code, f.focus, f.path, f.value, f.severity) for f in report.findings)


EVERY_ELEVENTH = [m for n, m in enumerate(mistakes()) if n % 11 == 0 or m.name.startswith("SourceSpan-firstLine")]


@pytest.mark.parametrize("mistake", EVERY_ELEVENTH, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found_unit_by_unit_as_in_the_whole(mistake: Mistake, tmp_path: Path) -> None:
    repo = in_a_folder(mistake, tmp_path)
    if repo is None:
        return
    assert found(repo, Workers(1)) == list(mistake.expect)


def test_a_corpus_gives_exactly_its_ledger_in_one_process_and_in_two(faulty: Path) -> None:
    repo = repos.find(faulty)
    one, two = found(repo, Workers(1)), found(repo, Workers(2))
    assert one == two
    left_out = {*whole.ELSEWHERE, whole.LEFT_BEHIND}
    assert {(f.code, f.focus.strip("<>")) for f in one if f.code not in left_out} == whole.ledger(faulty)


def test_each_finding_in_nquads_stands_at_its_line(faulty: Path) -> None:
    options = run.Options(engine="fast", owl="off", use_cache=False)
    report = run.check(repos.find(faulty), options, lambda text: None)
    for finding in report.findings:
        if finding.location.file.endswith("plan.nq") and finding.path.startswith("<") and finding.value:
            line = (faulty / finding.location.file).read_text("utf-8").split("\n")[finding.location.line - 1]
            assert line.startswith(f"{finding.focus} ") or line.startswith(f"{finding.value} "), finding


def test_a_thing_without_a_type_is_held_to_the_rules_all_the_same(small: Small) -> None:
    small.edit(
        SHARED,
        "id:plan-status\\/unverified a skos:Concept ; skos:inScheme",
        "id:plan-status\\/unverified skos:inScheme",
    )
    small.edit(SHARED, ' ;\n    skos:prefLabel "未確認"@ja, "Unverified"@en', "")
    assert "Concept-label" in small.codes()


def test_reading_changes_nothing(small: Small) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sorted(small.root.rglob("*")) if path.is_file()}

    before = files()
    found(small.repo, Workers(1))
    assert files() == before


def test_a_unit_names_the_plans_that_it_was_checked_with(repo: Repo) -> None:
    pair = "align/13221-kiyose-5--13211-kodaira-4"
    run = Run.on(repo)
    task = UnitTask(run, pair, "shacl")
    assert examine(task).outcome.pointed == ("plan/13211-kodaira-4", "plan/13221-kiyose-5")
    assert context(run, "shacl").plans == {"13211-kodaira-4", "13221-kiyose-5"}
    assert units.unit(repo, pair).files
