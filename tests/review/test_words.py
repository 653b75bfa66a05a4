"""Offsets are written where a person has named a place by its words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import InputError, UsageError
from kgtool.review import words
from tests.third_plan import ThirdPlan

Kgtool = Callable[..., tuple[int, str, str]]
TABLE = """# mapping_set_id: https://w3id.org/jp-plan/id/alignment/99999-hinata-2--88888-tsubame-1
# subject_source: ID:99999-hinata-2/adopted
# object_source: ID:88888-tsubame-1/draft
# curie_map:
#   ID: https://w3id.org/jp-plan/id/
#   HINATA: https://w3id.org/jp-plan/id/99999-hinata-2/adopted/
# extension_definitions:
#   - slot_name: subject_evidence
#     type_hint: xsd:anyURI
subject_id\tpredicate_id\tobject_id\tmapping_justification\tsubject_evidence
HINATA:measure/A-1\tskos:relatedMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t司書
"""


def settle(plan: ThirdPlan, path: Path) -> words.Settled:
    return words.settle(plan.repo, path, plan.sources)


def test_curation_gets_offsets_for_words(plan: ThirdPlan) -> None:
    before = plan.curation.read_text("utf-8")
    plan.edit(plan.curation, r"char:165\,171", '"学びと遊び"')
    settled = settle(plan, plan.curation)
    start = plan.text.read_text("utf-8").index("学びと遊び")
    assert settled == (before.replace(r"165\,171", rf"{start}\,{start + 5}"), 1)


def test_a_place_is_a_whole_iri_where_no_prefix_is_declared(plan: ThirdPlan) -> None:
    text = plan.curation.read_text("utf-8")
    line = next(line for line in text.splitlines(True) if line.startswith("@prefix char:"))
    plan.curation.write_text(text.replace(line, "").replace(r"char:165\,171", '"""学び\nと遊び"""'), encoding="utf-8")
    assert (
        "jpp:evidence <https://w3id.org/jp-plan/text/99999-hinata-2/adopted#char=" in settle(plan, plan.curation).text
    )


def test_words_within_the_element_come_first(plan: ThirdPlan) -> None:
    plan.edit(plan.curation, r"char:165\,171", '"放課後"')
    plan.edit(plan.curation, "<goal/1/theme/learning>", "<measure/A-1/theme/learning>")
    plan.edit(plan.curation, "<goal/1> ;", "<measure/A-1> ;")
    start = plan.text.read_text("utf-8").index("放課後の居場所")
    assert rf"char:{start}\,{start + 3}" in settle(plan, plan.curation).text


def test_words_at_two_places_are_an_error_at_their_own(plan: ThirdPlan) -> None:
    plan.edit(plan.curation, r"char:165\,171", '"水"')
    with pytest.raises(InputError) as raised:
        settle(plan, plan.curation)
    assert (raised.value.code, str(raised.value.place)) == (
        "words-ambiguous",
        plan.place(plan.curation, '"水"') + ":18",
    )


def test_a_profile_names_the_line_of_a_repair(plan: ThirdPlan) -> None:
    before = plan.profile.read_text("utf-8")
    number = plan.text.read_text("utf-8").split("\n").index("【政策Ⅱ】森と氷を守る（令和14年度）") + 1
    plan.edit(plan.profile, f"line = {number}\n", 'line = "森と氷を守る"\n')
    assert settle(plan, plan.profile) == (before, 1)


def test_an_alignment_gets_offsets_for_words(plan: ThirdPlan) -> None:
    folder = plan.root / "data" / "alignments"
    folder.mkdir()
    table = folder / "99999-hinata-2--88888-tsubame-1.sssom.tsv"
    table.write_text(TABLE, encoding="utf-8")
    start = plan.text.read_text("utf-8").index("司書")
    span = f"https://w3id.org/jp-plan/text/99999-hinata-2/adopted#char={start},{start + 2}"
    assert settle(plan, table) == (TABLE.replace("司書", span), 1)


def test_a_file_that_names_no_places_is_refused(plan: ThirdPlan) -> None:
    with pytest.raises(UsageError) as raised:
        settle(plan, plan.turtle)
    assert raised.value.code == "words-file"


def test_the_command_writes_all_files_or_none(kgtool: Kgtool, plan: ThirdPlan) -> None:
    plan.edit(plan.curation, r"char:165\,171", '"学びと遊び"')
    number = plan.text.read_text("utf-8").split("\n").index("【政策Ⅱ】森と氷を守る（令和14年度）") + 1
    plan.edit(plan.profile, f"line = {number}\n", 'line = "水"\n')
    both = ["--lang", "en", "--root", plan.root, "where", "--sources", plan.sources]
    both += ["--write", plan.curation, "--write", plan.profile]
    before = plan.files()
    code, _, err = kgtool(*both)
    assert (code, "words-ambiguous" in err) == (2, True)
    assert plan.files() == before
    plan.edit(plan.profile, 'line = "水"\n', 'line = "森と氷を守る"\n')
    code, out, _ = kgtool(*both)
    assert (code, out.count("offsets stand for the words of 1 places")) == (0, 2)
    assert kgtool(*both)[1].count("no place is given by words") == 2


def test_the_command_prints_places_and_says_when_there_are_two(kgtool: Kgtool, plan: ThirdPlan) -> None:
    asked = ["--lang", "en", "--root", plan.root, "where", "--sources", plan.sources]
    start = plan.text.read_text("utf-8").index("司書")
    line = plan.text.read_text("utf-8").count("\n", 0, start) + 1
    assert kgtool(*asked, "司書") == (
        0,
        f"99999-hinata-2: hinata.txt line {line} measure/A-1/direction/1/step/2 char={start},{start + 2}\n",
        "",
    )
    code, out, err = kgtool(*asked, "放課後")
    assert (code, len(out.splitlines()), err) == (1, 2, "“放課後” stands at 2 places\n")
    assert kgtool(*asked, "放課後", "--in", "goal/1")[0] == 0
    assert kgtool(*asked, "港")[:2] == (1, "")
