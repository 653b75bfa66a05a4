"""Questions about several plans of one city and about later versions, on invented data of a few lines."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.rdf import iris
from kgtool.sparql import catalogue

HEAD = f"""@base <{iris.ID}> . @prefix jpp: <{iris.NS}> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . """


def answer(repo: Repo, question: str, turtle: str, **values: str) -> list[tuple[str, ...]]:
    """The rows of a question about a graph; IRIs below ``…/id/`` by their paths, unbound values as empty texts."""
    store = Store()
    store.load((HEAD + turtle).encode(), RdfFormat.TURTLE)
    given = {name: NamedNode(iris.ID + value) for name, value in values.items()}
    rows = ask.ask(store, catalogue.find(repo, question), given).rows
    return [tuple(said(cell) for cell in row) for row in rows]


def said(term: object) -> str:
    if term is None:
        return ""
    assert isinstance(term, (NamedNode, Literal))
    return term.value.removeprefix(iris.ID)


def test_an_indicator_is_compared_with_those_of_its_name_in_other_plans_of_its_city(repo: Repo) -> None:
    plans = "".join(
        f"""<{plan}> jpp:responsibleBody <{city}> . <{plan}/v> jpp:versionInForceOf <{plan}> .
        <{plan}/i> a jpp:Indicator ; jpp:inVersion <{plan}/v> ; rdfs:label "{label}"@ja ; jpp:indicatorValue <{plan}/t> .
        <{plan}/t> jpp:valueKind <value-kind/target> ; jpp:value {target}.0 ; jpp:unitOfMeasure <unit/percent> ;
            jpp:fiscalYear {year} .\n"""
        for plan, city, label, target, year in (
            ("plan", "city", "受診率", 60, 2030),
            ("strategy", "city", "受診率", 65, 2029),
            ("report", "city", "出生数", 70, 2030),
            ("elsewhere", "town", "受診率", 80, 2030),
        )
    )
    found = answer(repo, "indicators-in-several-plans", plans, plan="plan")
    percent = "unit/percent"
    assert found == [("plan", "plan/i", "60", percent, "2030", "strategy", "strategy/i", "65", percent, "2029", "", "")]


VERSIONS = """<plan/draft> jpp:versionOf <plan> . <plan/adopted> jpp:versionOf <plan> ; prov:wasRevisionOf <plan/draft> .
    <d/1> jpp:inVersion <plan/draft> . <d/2> jpp:inVersion <plan/draft> . <d/3> jpp:inVersion <plan/draft> .
    <d/4> jpp:inVersion <plan/draft> . <a/1> jpp:inVersion <plan/adopted> ; prov:wasRevisionOf <d/1> .
    <a/2> jpp:inVersion <plan/adopted> ; prov:wasRevisionOf <d/2>, <d/3> .
    <a/3> jpp:inVersion <plan/adopted> ; prov:wasRevisionOf <d/1> . <a/4> jpp:inVersion <plan/adopted> . """


@pytest.mark.parametrize("plan", [{}, {"plan": "plan"}])
def test_elements_of_two_versions_are_kept_split_merged_dropped_or_new(repo: Repo, plan: dict[str, str]) -> None:
    rows = answer(repo, "what-became-of-elements", VERSIONS, **plan)
    assert {(*row[:2], row[4]) for row in rows} == {("plan", "plan/draft", "plan/adopted")}
    assert sorted((before, successors, after, origins) for _, _, before, successors, _, after, origins in rows) == [
        ("", "", "a/4", "0"),
        ("d/1", "2", "a/1", "1"),
        ("d/1", "2", "a/3", "1"),
        ("d/2", "1", "a/2", "2"),
        ("d/3", "1", "a/2", "2"),
        ("d/4", "0", "", ""),
    ]
