"""What kgtool carries is context: a repository with nothing but plans is checked and built, and told of its own files only."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kgtool.build import assemble
from kgtool.check import run
from kgtool.check.finding import Finding, Report
from kgtool.corpus import layout as repos
from kgtool.rdf import iris
from tests import ROOT

PLAN = "13221-kiyose-5"
OWN = Path("data/reference/own.ttl")
PREFIXES = f"""\
@prefix jpp: <{iris.NS}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix id: <{iris.ID}> .
@prefix thing: <{iris.ID}thing/> .
"""
SOUND = """\
thing:morning-market a jpp:Programme ; rdfs:label "朝市"@ja, "Morning market"@en ;
    jpp:surface "朝市" ; jpp:usedIn id:13221-kiyose-5 ;
    skos:scopeNote "駅前で毎月開かれる市。"@ja, "A market in front of the station, held every month."@en .
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A repository that holds one plan and nothing else."""
    shutil.copytree(ROOT / "data" / PLAN, tmp_path / "data" / PLAN)
    return tmp_path


def checked(root: Path, engine: str = "fast") -> Report:
    options = run.Options(engine=engine, owl="off", use_cache=False)
    return run.check(repos.find(root), options, lambda text: None)


def with_own(root: Path, statements: str) -> tuple[Finding, ...]:
    """What is found with own reference data."""
    (root / OWN).parent.mkdir(exist_ok=True)
    (root / OWN).write_text(PREFIXES + statements, "utf-8")
    return checked(root).findings


def test_a_repository_of_one_plan_is_clean_and_counts_its_own_files(city: Path) -> None:
    report = checked(city)
    assert report.findings == ()
    assert report.files == len(list((city / "data" / PLAN).glob("*.ttl")))


def test_a_plan_without_its_description_is_still_a_plan_with_a_finding(city: Path) -> None:
    (city / "data" / PLAN / "source.ttl").unlink()
    shutil.copytree(ROOT / "tests/fixtures/rules/valid/data/99998-asagiri-1", city / "data" / "99998-asagiri-1")
    assert "plan-incomplete" in {finding.code for finding in checked(city).findings if finding.plan == PLAN}


def test_own_reference_data_adds_to_what_is_carried(city: Path) -> None:
    assert with_own(city, "") == ()
    assert [(f.code, f.severity) for f in with_own(city, SOUND)] == [("thing-never-mentioned", "info")]
    names = {path.name for path in repos.find(city).reference}
    assert {"own.ttl", "themes.ttl", "schemes.ttl"} <= names


def test_a_fault_in_own_reference_data_is_found_there(city: Path) -> None:
    found = with_own(city, SOUND.replace(', "Morning market"@en', ""))
    assert {f.code for f in found} == {"NamedThing-label", "thing-never-mentioned"}
    assert {f.location.file for f in found} == {OWN.as_posix()}


def test_what_is_added_to_a_carried_thing_is_reported_and_what_the_package_says_of_it_is_not(city: Path) -> None:
    found = with_own(city, 'thing:disaster-drills rdfs:label "Another name"@en .')
    assert [(f.code, f.location.file) for f in found] == [("NamedThing-label", OWN.as_posix())]
    line = (city / OWN).read_text("utf-8").count("\n") + 1
    assert found[0].location.line == line


def test_an_own_thing_that_takes_the_name_of_a_carried_one_is_reported_in_the_own_file(city: Path) -> None:
    found = with_own(city, SOUND.replace("thing:morning-market a", "thing:disaster-drills a"))
    assert {f.location.file for f in found} == {OWN.as_posix()}
    assert {f.focus for f in found} == {f"<{iris.ID}thing/disaster-drills>"}


def test_both_kinds_of_engines_and_the_cache_say_the_same(city: Path) -> None:
    assert with_own(city, SOUND.replace(', "Morning market"@en', ""))
    repo = repos.find(city)
    first, second = (run.check(repo, run.Options(engine="fast", owl="off"), lambda text: None) for _ in range(2))
    assert first == second
    assert first.findings == checked(city, "pyshacl").findings


def test_it_is_built_with_what_is_carried_and_its_own(city: Path) -> None:
    with_own(city, SOUND)
    made = assemble.build(repos.find(city), city / "build").build
    reference = made.open().quads_for_pattern(None, None, None, NamedNode(iris.graph("reference")))
    subjects = {str(quad.subject) for quad in reference}
    assert {f"<{iris.ID}thing/morning-market>", f"<{iris.ID}thing/disaster-drills>"} <= subjects


def test_a_package_below_the_repository_is_no_part_of_it(city: Path) -> None:
    """A virtual environment often stands in the repository."""
    share = city / ".venv" / "share"
    for name in ("ontology", "queries", "shapes", "data/reference"):
        (share / name).parent.mkdir(parents=True, exist_ok=True)
        (share / name).symlink_to(ROOT / name)
    repo = repos.Repo(city, share)
    options = run.Options(engine="fast", owl="off", use_cache=False)
    assert run.check(repo, options, lambda text: None).findings == ()
