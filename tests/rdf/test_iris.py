"""IRI ↔ id ↔ path."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.rdf import iris

LETTERS = string.ascii_letters + string.digits
SEGMENT = st.builds(str.__add__, st.sampled_from(LETTERS), st.text(LETTERS + "._~-", max_size=12))
PATH = st.lists(SEGMENT, min_size=1, max_size=3).map("/".join)
OFFSET = st.integers(min_value=0, max_value=10**9)
TEXT = "https://w3id.org/jp-plan/text/13221-kiyose-5/draft-2025-08-12"


@given(plan=SEGMENT, version=SEGMENT, path=PATH)
def test_path_of_is_the_inverse_of_element(plan: str, version: str, path: str) -> None:
    assert iris.path_of(iris.element(plan, version, path)) == f"{plan}/{version}/{path}"


@given(plan=SEGMENT, version=SEGMENT, path=PATH)
def test_an_element_lies_below_its_version_and_the_version_below_its_plan(plan: str, version: str, path: str) -> None:
    assert iris.element(plan, version).startswith(iris.element(plan) + "/")
    assert iris.element(plan, version, path).startswith(iris.element(plan, version) + "/")


def test_an_element_iri_reads_like_the_plan() -> None:
    iri = iris.element("13221-kiyose-5", "draft-2025-08-12", "measure/2-214/direction/3")
    assert iri == "https://w3id.org/jp-plan/id/13221-kiyose-5/draft-2025-08-12/measure/2-214/direction/3"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "施策/1",
        "measure/Ⅰ",
        "/measure",
        "measure/",
        "measure//1",
        "measure/../goal",
        "./measure",
        "-1",
        "measure 1",
        "measure?x",
        "measure#x",
        "measure%201",
        "a\\b",
        "measure/1\n",
    ],
)
def test_what_is_no_ascii_path_gets_no_iri(path: str) -> None:
    with pytest.raises(ValueError, match="not an ASCII path"):
        iris.element(path)


@pytest.mark.parametrize("iri", ["", "https://w3id.org/jp-plan/ns#Plan", "http://example.org/id/13221-kiyose-5"])
def test_a_foreign_iri_has_no_path(iri: str) -> None:
    with pytest.raises(ValueError, match="not a data IRI"):
        iris.path_of(iri)


@given(plan=SEGMENT, version=SEGMENT, start=OFFSET, end=OFFSET)
def test_read_span_is_the_inverse_of_span(plan: str, version: str, start: int, end: int) -> None:
    text = iris.text(plan, version)
    assert iris.read_span(iris.span(text, start, end)) == (text, start, end)


@pytest.mark.parametrize(
    "iri",
    [
        TEXT,
        f"{TEXT}#char=5",
        f"{TEXT}#char=,5",
        f"{TEXT}#char=-1,5",
        f"{TEXT}#char=1.0,5",
        f"{TEXT}#char=1,5;length=9",
        f"{TEXT}#position=1,5",
        "#char=1,5",
        f"{TEXT}#a#char=1,5",
        f"{TEXT}#char=1,5\n",
        f"{TEXT}#char=１,５",
    ],
)
def test_what_names_no_range_is_no_span(iri: str) -> None:
    assert iris.read_span(iri) is None


def test_a_selector_belongs_to_its_span() -> None:
    assert iris.selector(iris.span(TEXT, 1340, 1361)) == f"{TEXT}#position=1340,1361"


def test_a_graph_is_named_by_kind_and_by_what_it_is_about() -> None:
    assert iris.graph("derived") == "https://w3id.org/jp-plan/graph/derived"
    assert iris.graph("plan", "13221-kiyose-5") == "https://w3id.org/jp-plan/graph/plan/13221-kiyose-5"
