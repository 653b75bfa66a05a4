"""Statements come into a file that people wrote, and out of it, without a line moving that they do not concern."""

from __future__ import annotations

import itertools
import random

import pytest
from pyoxigraph import Literal, NamedNode

from kgtool.base.errors import InputError
from kgtool.corpus.layout import Repo, prefixes
from kgtool.rdf import turtle
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, RDF, RDFS
from kgtool.review import curation
from tests import ROOT

BASE = "https://w3id.org/jp-plan/id/1-a-1/draft/"
NAMES = {"jpp": JPP.base, "rdfs": RDFS.base}
HAND = """# A note. It ends in a point.
@base <https://w3id.org/jp-plan/id/1-a-1/draft/> .
@prefix jpp: <https://w3id.org/jp-plan/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

# Of the goal <goal/1> .
<goal/1> rdfs:label "A \\"goal\\". <x> # none"@en . # behind it

jpp:other jpp:shortName '''long.
 text''', "10. 5"@ja ;
    jpp:confidence 0.5.

<https://w3id.org/jp-plan/id/1-a-1/draft/measure/2> jpp:order 2 .
<measure/10> jpp:order 10 .
"""


def said(path: str, text: str) -> Statement:
    return Statement(NamedNode(BASE + path), JPP.shortName, Literal(text, language="ja"))


def change(text: str, add: list[Statement], remove: set[Statement]) -> str:
    return curation.change(text, "curation.ttl", add, remove, NAMES, BASE)


def test_a_new_subject_stands_behind_what_comes_before_it_and_all_else_stays() -> None:
    changed = change(HAND, [said("measure/3", "三")], set())
    assert changed == HAND.replace("<measure/10>", '\n<measure/3> jpp:shortName "三"@ja .\n<measure/10>')


def test_what_was_added_can_be_taken_out_to_the_last_byte() -> None:
    text = HAND.replace("2 .\n<measure/10>", "2 .\n\n<measure/10>")
    for path in ("goal/0", "goal/1/theme/x", "measure/3", "measure/11", "vision"):
        new = said(path, "新")
        assert change(change(text, [new], set()), [], {new}) == text


def test_a_subject_that_is_there_is_written_canonically_with_what_is_new() -> None:
    changed = change(HAND, [said("goal/1", "目標")], set())
    assert '<goal/1> jpp:shortName "目標"@ja ;\n    rdfs:label "A \\"goal\\". <x> # none"@en . # behind it\n' in changed
    assert curation.statements(changed, "") == curation.statements(HAND, "") | {said("goal/1", "目標")}


def test_nothing_new_changes_nothing() -> None:
    there = next(s for s in curation.statements(HAND, "") if s.subject.value.endswith("measure/2"))
    assert change(HAND, [there], {said("measure/9", "ない")}) is HAND


@pytest.mark.parametrize("head", ["", "# A note.\n", f"@base <{BASE}> .\n", f"PREFIX jpp: <{JPP.base}>\n\n"])
def test_a_file_of_nothing_but_decisions_is_canonical_in_whatever_order_they_came(head: str) -> None:
    statements = [said(f"measure/{n}/theme/{t}", t) for n, t in itertools.product((1, 2, 10), "ab")]
    canonical = turtle.write(statements, NAMES, BASE).decode()
    for seed in range(5):
        text = head
        for new in random.Random(seed).sample(statements, len(statements)):
            text = change(text, [new], set())
        assert text.partition("<measure")[2] == canonical.partition("<measure")[2]
        assert curation.statements(text, "") == set(statements)
        if not head:
            assert text == canonical


def test_prefixes_are_declared_where_they_are_missing() -> None:
    text = HAND.replace("@prefix jpp: <https://w3id.org/jp-plan/ns#> .\n", "").partition("jpp:other")[0]
    changed = change(text, [said("goal/2", "二")], set())
    assert "@prefix jpp: <https://w3id.org/jp-plan/ns#> .\n@prefix rdfs:" in changed


def test_the_plans_own_curation_is_changed_in_one_place_only(repo: Repo) -> None:
    for plan, version in (("13211-kodaira-4", "as-received"), ("13221-kiyose-5", "draft-2025-08-12")):
        base = f"https://w3id.org/jp-plan/id/{plan}/{version}/"
        text = (ROOT / "data" / plan / "curation.ttl").read_text("utf-8")
        new = Statement(NamedNode(base + "measure/3/theme/none"), RDF.type, JPP.ThemeAnnotation)
        changed = curation.change(text, "curation.ttl", [new], set(), prefixes(repo), base)
        assert changed.replace("<measure/3/theme/none> a jpp:ThemeAnnotation .\n\n", "") == text
        assert curation.change(changed, "curation.ttl", [], {new}, prefixes(repo), base) == text


def test_a_file_that_is_no_turtle_is_refused_with_its_line() -> None:
    with pytest.raises(InputError) as raised:
        change(HAND + "<x> <y> .\n", [], set())
    assert raised.value.code == "turtle-syntax"
    assert str(raised.value.place) == "curation.ttl:15"
