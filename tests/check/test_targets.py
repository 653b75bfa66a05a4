"""Shapes whose targets are markers of a unit's own nodes find there what the shapes as they are written find."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kgtool.check import shacl
from kgtool.check.context import ValidationContext
from kgtool.check.targets import Targets, with_markers
from kgtool.check.unit_input import unit_input
from kgtool.check.validators.shapes import shapes_input
from kgtool.corpus import layout as repos
from kgtool.corpus import units
from kgtool.rdf import nquads
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import SH
from tests import ROOT

SHAPES = """
<urn:Town> <http://www.w3.org/ns/shacl#targetClass> <urn:Place> .
<urn:Town> <http://www.w3.org/ns/shacl#property> <urn:Named> .
<urn:Named> <http://www.w3.org/ns/shacl#path> <urn:name> .
<urn:Named> <http://www.w3.org/ns/shacl#minCount> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:Listed> <http://www.w3.org/ns/shacl#targetSubjectsOf> <urn:in> .
<urn:Listed> <http://www.w3.org/ns/shacl#property> <urn:Kept> .
<urn:Kept> <http://www.w3.org/ns/shacl#path> <urn:kept> .
<urn:Kept> <http://www.w3.org/ns/shacl#minCount> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:One> <http://www.w3.org/ns/shacl#targetNode> <urn:kiyose> .
<urn:One> <http://www.w3.org/ns/shacl#property> <urn:Kept> .
"""
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
BELOW = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


def cut(data: bytes) -> list[nquads.Line]:
    return [nquads.split(text) for text in data.splitlines(keepends=True)]


def found(data: str, own: set[str], classes: tuple[bytes, ...] = ()) -> list[tuple[str, str]]:
    """The focus and the shape of each result of shapes with markers; the same as those of the shapes themselves."""
    pytest.importorskip("shacl")
    statements = shacl.read(SHAPES)
    given = Targets(statements, cut(b"".join(classes))).markers(cut(data.encode()), own)
    text = data + b"".join(classes).decode()
    results = shacl.with_compiled(shacl.compile(with_markers(statements)), text + given, own)
    assert results == [r for r in shacl.pyshacl(statements, shacl.read(text)) if shacl.without_name(r.focus) in own]
    return [(result.focus.strip("<>"), result.shape.strip("<>")) for result in results]


def test_a_class_and_those_below_it_are_meant() -> None:
    classes = (f"<urn:City> {BELOW} <urn:Town> .\n".encode(), f"<urn:Town> {BELOW} <urn:Place> .\n".encode())
    data = f"<urn:a> {TYPE} <urn:City> .\n<urn:b> {TYPE} <urn:Place> .\n<urn:c> {TYPE} <urn:River> .\n"
    both = {"<urn:a>", "<urn:b>", "<urn:c>"}
    assert found(data, both, classes) == [("urn:a", "urn:Named"), ("urn:b", "urn:Named")]


def test_what_is_not_its_own_is_not_looked_at() -> None:
    data = f"<urn:a> {TYPE} <urn:Place> .\n<urn:b> {TYPE} <urn:Place> .\n"
    assert found(data, {"<urn:b>"}) == [("urn:b", "urn:Named")]
    statements = shacl.read(SHAPES)
    given = Targets(statements, ()).markers(cut(data.encode()), {"<urn:b>"})
    assert "urn:a" not in given


def test_a_unit_that_says_what_is_below_what_is_believed() -> None:
    data = f"<urn:a> {TYPE} <urn:Village> .\n<urn:Village> {BELOW} <urn:Place> .\n"
    assert found(data, {"<urn:a>", "<urn:Village>"}) == [("urn:a", "urn:Named")]


def test_classes_in_a_circle_end() -> None:
    classes = (f"<urn:A> {BELOW} <urn:Place> .\n".encode(), f"<urn:Place> {BELOW} <urn:A> .\n".encode())
    assert found(f"<urn:a> {TYPE} <urn:A> .\n", {"<urn:a>"}, classes) == [("urn:a", "urn:Named")]


def test_other_targets_mean_what_they_meant() -> None:
    data = "<urn:a> <urn:in> <urn:b> .\n<urn:kiyose> <urn:name> <urn:b> .\n"
    assert found(data, {"<urn:a>", "<urn:kiyose>"}) == [("urn:a", "urn:Kept"), ("urn:kiyose", "urn:Kept")]


def test_blank_nodes_are_a_units_own() -> None:
    assert found(f"_:b {TYPE} <urn:Place> .\n", {"_:"}) == [("_:b", "urn:Named")]


def test_only_targets_change() -> None:
    statements = shacl.read(SHAPES)
    changed = {s for s in with_markers(statements) if s not in statements}
    assert {s.predicate for s in changed} == {SH.targetSubjectsOf}
    assert len(changed) == 2


@pytest.mark.parametrize("step", [0, 29])
def test_the_real_plans_with_statements_missing_give_the_same_results(step: int) -> None:
    pytest.importorskip("shacl")
    repo = repos.find(ROOT)
    made = ValidationContext(repo, "shacl")
    plain = shacl.compile(made.shape_statements)
    results: list[int] = []
    for unit in units.units(repo):
        lines = made.lines(unit.name)
        gaps = step if unit.name != units.SHARED else 0
        kept = [line for n, line in enumerate(lines) if not gaps or n % gaps]
        given = shapes_input(unit_input(made, unit.name, kept, Store()))
        expected = shacl.with_compiled(plain, given.text, given.own)
        assert shacl.with_compiled(made.compiled, given.text + given.markers, given.own) == expected
        results.append(len(expected))
    assert len(results) > 2
    assert bool(sum(results)) == bool(step)


def test_every_target_of_our_shapes_is_of_a_known_kind() -> None:
    repo = repos.find(ROOT)
    statements: list[Statement] = ValidationContext(repo, "shacl").shape_statements
    used = {s.predicate for s in statements if "target" in s.predicate.value.rpartition("#")[2]}
    assert used == {SH.targetClass, SH.targetSubjectsOf, SH.targetNode}
