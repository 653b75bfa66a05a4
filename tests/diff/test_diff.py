"""kgtool diff: what changed is said in words and as a graph; what did not is not mentioned."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kgtool import diff
from kgtool.base.errors import InputError
from kgtool.build import assemble
from kgtool.diff import formats, sources, words
from kgtool.diff.difference import Difference
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, PROV, RDF
from tests.command_line import Outcome
from tests.tiny_plan import PLAN, VERSION, TinyPlan

GRAPH = NamedNode("https://example.org/graph")


@pytest.fixture
def before(tiny: TinyPlan, tmp_path: Path) -> Path:
    """The tiny plan's folder as it was, to compare with after a change."""
    folder = tmp_path / "before" / PLAN
    shutil.copytree(tiny.folder, folder)
    return folder


def compare(old: Path, new: Path) -> Difference:
    return diff.compare(sources.source(old), sources.source(new))


def said(found: Difference, lang: str = "en") -> dict[str, list[str]]:
    """The report as headings and sentences."""
    return {
        section.heading[lang]: [sentence[lang] for sentence in section.sentences] for section in words.report(found)
    }


# What is said


def test_nothing_is_said_of_what_is_the_same(before: Path, tiny: TinyPlan) -> None:
    found = compare(before, tiny.folder)
    assert found.same
    assert said(found) == {"What changed": ["Both say the same: no statement differs."]}


def test_the_order_of_statements_and_comments_make_no_difference(before: Path, tiny: TinyPlan) -> None:
    head, *blocks = tiny.turtle.read_text("utf-8").split(" .\n")
    tiny.turtle.write_text("# a comment\n" + head + " .\n" + " .\n".join(blocks), "utf-8")
    assert compare(before, tiny.folder).same


def test_an_element_that_is_renamed_is_said_with_both_headings(before: Path, tiny: TinyPlan) -> None:
    tiny.edit(tiny.turtle, "'灯りを減らす'@ja", "'灯りをへらす'@ja")
    found = compare(before, tiny.folder)
    assert said(found)["Elements renamed"] == ["Measure Fewer lights: 灯りを減らす → 灯りをへらす"]
    assert said(found, "ja")["見出しが変わった要素"] == ["Measure 灯りをへらす: 「灯りを減らす」 → 「灯りをへらす」"]
    assert not found.plans[PLAN].added
    assert not found.plans[PLAN].removed


def test_an_element_that_moves_is_said_with_both_places(before: Path, tiny: TinyPlan) -> None:
    tiny.edit(
        tiny.turtle, "'灯りを減らす'@ja ; jpp:statedAt char:25\\,34 ; jpp:partOf <goal/1> .", "'灯りを減らす'@ja ."
    )
    assert said(compare(before, tiny.folder))["Elements moved"] == ["Measure Fewer lights: A quiet town → (none)"]


def test_elements_that_come_and_go_are_counted_by_class(before: Path, tiny: TinyPlan) -> None:
    element = f"jpp:inVersion <{iris.element(PLAN, VERSION)}> ; jpp:order 4 ; rdfs:label '新しい施策'@ja"
    tiny.append(tiny.turtle, f"<measure/2> a jpp:Measure ; {element} .")
    report = said(compare(before, tiny.folder))
    assert report["Elements added"] == ["Measure 新しい施策"]
    assert "Measure: 1 → 2" in report[f"元計画 ({PLAN})"]
    assert said(compare(tiny.folder, before))["Elements removed"] == ["Measure 新しい施策"]


def test_themes_and_abstracts_are_said_to_be_ours(before: Path, tiny: TinyPlan) -> None:
    tiny.edit(tiny.curation, "oa:hasBody theme:night", "oa:hasBody theme:sky")
    tiny.append(tiny.curation, "<goal/1> <http://purl.org/dc/terms/abstract> 'A town at rest.'@en .")
    report = said(compare(before, tiny.folder))
    assert report["Elements with other themes (our judgement)"] == ["Measure Fewer lights: +sky, −night"]
    assert report["Elements with another abstract (ours)"] == ["Goal A quiet town"]


def test_gaps_that_open_and_close_are_said_with_their_reason(before: Path, tiny: TinyPlan) -> None:
    tiny.append(
        tiny.turtle,
        "<measure/1/gap/notation> a jpp:InformationGap ; jpp:gapIn <measure/1> ; jpp:gapProperty skos:notation ; "
        "jpp:gapReason id:gap-reason\\/lost-in-scan .",
    )
    assert said(compare(before, tiny.folder))["Newly missing"] == ["Fewer lights: code (lost-in-scan)"]
    assert said(compare(tiny.folder, before))["No longer missing"] == ["Fewer lights: code (lost-in-scan)"]


def test_what_is_not_part_of_a_plan_is_counted_by_class(tmp_path: Path) -> None:
    for name, kinds in (("old", (JPP.Theme,)), ("new", (JPP.Theme, JPP.Actor))):
        quads = [Quad(NamedNode(f"https://example.org/{n}"), RDF.type, kind, GRAPH) for n, kind in enumerate(kinds)]
        (tmp_path / f"{name}.nq").write_bytes(serialize(quads, format=RdfFormat.N_QUADS))
    assert said(compare(tmp_path / "old.nq", tmp_path / "new.nq"))["Everything else"] == ["Actor: 1 added"]


def test_counts_of_the_build_itself_are_not_mentioned(tiny: TinyPlan, tmp_path: Path) -> None:
    before = assemble.build(tiny.repo, tiny.out).build.folder
    shutil.copytree(before, tmp_path / "old")
    tiny.append(tiny.themes, "theme:dew a jpp:Theme .")
    found = compare(tmp_path / "old", assemble.build(tiny.repo, tiny.out).build.folder)
    assert said(found)["Everything else"] == ["Theme: 1 added"]
    assert found.added > 1


def test_a_long_list_says_how_much_more_there_is(before: Path, tiny: TinyPlan) -> None:
    for number in range(2, 9):
        version = iris.element(PLAN, VERSION)
        tiny.append(tiny.turtle, f"<measure/{number}> a jpp:Measure ; jpp:inVersion <{version}> ; jpp:order {number} .")
    (section,) = [s for s in words.report(compare(before, tiny.folder), 3) if s.heading.en == "Elements added"]
    assert len(section.sentences) == 3
    assert words.more(section).en == "There are 4 more."


# An adopted plan replaces a draft


@pytest.fixture
def adopted(tiny: TinyPlan, tmp_path: Path) -> TinyPlan:
    """The tiny plan with another version in place of its own."""
    for path in (tiny.turtle, tiny.curation, tiny.description):
        path.write_text(path.read_text("utf-8").replace(VERSION, "adopted"), "utf-8")
    return tiny


def pairs(found: Difference) -> dict[str, tuple[str, bool]]:
    """New path → old path and whether the plan says so."""
    return {
        pair.new.iri.removeprefix(f"{pair.new.version}/"): (
            pair.old.iri.removeprefix(f"{pair.old.version}/"),
            pair.stated,
        )
        for pair in found.plans[PLAN].replaced
    }


def test_elements_of_an_adopted_plan_are_paired_with_those_of_the_draft(before: Path, adopted: TinyPlan) -> None:
    found = compare(before, adopted.folder)
    assert pairs(found) == {path: (path, False) for path in ("goal/1", "goal/1/desired-state/1", "measure/1")}
    assert not found.plans[PLAN].added
    assert not found.plans[PLAN].removed
    assert not found.plans[PLAN].changed


def test_a_pair_that_we_guess_is_said_to_be_our_guess(before: Path, adopted: TinyPlan) -> None:
    adopted.edit(adopted.turtle, "'灯りを減らす'@ja", "'灯りを減らそう'@ja")
    report = said(compare(before, adopted.folder))
    assert "our guess, by code and heading" in report["Elements replaced"][-1]
    assert report["Elements renamed"] == ["Measure Fewer lights: 灯りを減らす → 灯りを減らそう"]


def test_a_revision_that_the_data_states_needs_no_guess(before: Path, adopted: TinyPlan) -> None:
    old = iris.element(PLAN, VERSION, "goal/1")
    adopted.edit(adopted.turtle, "'静かなまち'@ja", "'まったく別の題'@ja")
    adopted.append(adopted.turtle, f"<goal/1> <{PROV.wasRevisionOf.value}> <{old}> .")
    found = compare(before, adopted.folder)
    assert pairs(found)["goal/1"] == ("goal/1", True)
    assert "guess" not in said(found)["Elements replaced"][0]


def test_elements_with_other_headings_are_not_paired(before: Path, adopted: TinyPlan) -> None:
    adopted.edit(adopted.turtle, "'灯りを減らす'@ja", "'道路を直す事業'@ja")
    adopted.edit(adopted.curation, "'Fewer lights'@en", "'Road works'@en")
    found = compare(before, adopted.folder)
    assert "measure/1" not in pairs(found)
    assert [element.label for element in found.plans[PLAN].added] == ["道路を直す事業"]
    assert [element.label for element in found.plans[PLAN].removed] == ["灯りを減らす"]


def test_an_adopted_plan_beside_the_draft_is_paired_with_it(before: Path, tiny: TinyPlan) -> None:
    tiny.turtle.write_text(
        tiny.turtle.read_text("utf-8")
        + "\n".join(tiny.turtle.read_text("utf-8").replace(VERSION, "adopted").splitlines()),
        "utf-8",
    )
    found = compare(before, tiny.folder)
    assert set(pairs(found)) == {"goal/1", "goal/1/desired-state/1", "measure/1"}
    assert not found.plans[PLAN].removed


# As a graph


def test_a_patch_makes_the_new_side_of_the_old_one(before: Path, tiny: TinyPlan) -> None:
    tiny.edit(tiny.turtle, "'灯りを減らす'@ja", "'灯りをへらす'@ja")
    tiny.append(tiny.turtle, "<measure/2> a jpp:Measure .")
    old, new = (set(sources.source(path).read()) for path in (before, tiny.folder))
    lines = b"".join(formats.patch(compare(before, tiny.folder))).splitlines(keepends=True)
    assert (lines[0], lines[-1]) == (b"TX .\n", b"TC .\n")
    for line in lines[1:-1]:
        (old.remove if line.startswith(b"D ") else old.add)(line[2:])
    assert old == new


def test_the_turtle_says_of_each_statement_whether_it_came_or_went(before: Path, tiny: TinyPlan) -> None:
    tiny.edit(tiny.turtle, "'灯りを減らす'@ja", "'灯りをへらす'@ja")
    store = Store()
    store.bulk_load(b"".join(formats.turtle(compare(before, tiny.folder))), RdfFormat.TURTLE)
    for property_, label in ((PROV.wasGeneratedBy, "灯りをへらす"), (PROV.wasInvalidatedBy, "灯りを減らす")):
        (statement,) = [q.subject for q in store.quads_for_pattern(None, property_, None)]
        (value,) = store.quads_for_pattern(statement, RDF.object, None)
        assert value.object == Literal(label, language="ja")


def test_a_guess_stands_in_the_turtle_as_an_annotation_with_its_confidence(before: Path, adopted: TinyPlan) -> None:
    store = Store()
    store.bulk_load(b"".join(formats.turtle(compare(before, adopted.folder))), RdfFormat.TURTLE)
    assert len(list(store.quads_for_pattern(None, JPP.confidence, None))) == 3
    assert not list(store.quads_for_pattern(None, PROV.wasRevisionOf, None))


@pytest.mark.parametrize("name", formats.NAMES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_format_is_written_the_same_each_time(before: Path, adopted: TinyPlan, name: str, lang: str) -> None:
    first, second = (b"".join(formats.write(compare(before, adopted.folder), name, lang)) for _ in range(2))
    assert first == second
    assert first.decode()


def test_html_and_markdown_show_markup_in_headings_as_text(before: Path, tiny: TinyPlan) -> None:
    tiny.edit(tiny.turtle, "'灯りを減らす'@ja", "'<script>*x*</script>'@ja")
    found = compare(before, tiny.folder)
    shown = b"".join(formats.write(found, "html", "en")).decode()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "\\<script\\>\\*x\\*" in b"".join(formats.write(found, "markdown", "en")).decode()


# What can be compared


@pytest.mark.parametrize("ending", ["nq", "nq.gz", "trig", "ttl", "nt"])
def test_files_of_every_kind_are_read(tmp_path: Path, ending: str) -> None:
    kinds = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES}
    quad = Quad(NamedNode("https://example.org/a"), RDF.type, JPP.Theme)
    written = serialize([quad], format=kinds[ending.partition(".")[0]])
    path = tmp_path / f"a.{ending}"
    path.write_bytes(gzip.compress(written) if ending.endswith("gz") else written)
    assert list(sources.source(path).read()) == [f"{quad} .\n".encode()]


def test_a_build_is_compared_by_itself_or_by_its_folder(tiny: TinyPlan) -> None:
    made = assemble.build(tiny.repo, tiny.out).build
    assert compare(tiny.out, made.folder).same
    assert sources.source(tiny.out).hash == made.manifest["contentHash"]


def test_blank_nodes_are_the_same_whatever_they_are_called(tmp_path: Path) -> None:
    for number, name in enumerate("xy"):
        nodes = [BlankNode(f"{name}{n}") for n in range(3)]
        quads = [
            Quad(NamedNode("https://example.org/a"), JPP.partOf, nodes[0], GRAPH),
            Quad(nodes[0], JPP.partOf, nodes[1], GRAPH),
            Quad(nodes[2], RDF.type, JPP.Theme, GRAPH),
        ]
        (tmp_path / f"{number}.nq").write_bytes(serialize(quads[:: 1 - 2 * number], format=RdfFormat.N_QUADS))
    assert compare(tmp_path / "0.nq", tmp_path / "1.nq").same


def test_more_lines_than_fit_in_memory_are_sorted_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quads = [Quad(NamedNode(f"https://example.org/{n % 7}/{n}"), RDF.type, JPP.Theme, GRAPH) for n in range(50)]
    (tmp_path / "a.nq").write_bytes(serialize(quads, format=RdfFormat.N_QUADS))
    expected = list(sources.source(tmp_path / "a.nq").read())
    monkeypatch.setattr(sources, "_AT_ONCE", 8)
    assert list(sources.source(tmp_path / "a.nq").read()) == expected == sorted(expected)


texts = st.text('ab "\\<>_:.\n日', max_size=6)


@given(st.sets(st.tuples(st.integers(0, 3), texts)), st.sets(st.tuples(st.integers(0, 3), texts)))
def test_the_difference_is_that_of_the_sets(old: set, new: set) -> None:
    def source(rows: set) -> sources.Source:
        lines = sorted(
            f"{Quad(NamedNode(f'{iris.ID}1322{n}-x/e'), RDF.value, Literal(text), GRAPH)} .\n".encode()
            for n, text in rows
        )
        return sources.Source("x", "", lambda: iter(lines))

    found = diff.compare(source(old), source(new))
    assert (found.added, found.removed) == (len(new - old), len(old - new))
    assert found.statements == [len(old), len(new)]


# The command


def test_the_exit_code_says_whether_anything_differs(
    kgtool: Callable[..., Outcome], before: Path, tiny: TinyPlan
) -> None:
    assert kgtool("diff", before, tiny.folder).code == 0
    tiny.append(tiny.turtle, "<measure/2> a jpp:Measure .")
    assert kgtool("diff", before, tiny.folder).code == 1


def test_the_command_writes_json_that_says_what_changed(
    kgtool: Callable[..., Outcome], before: Path, tiny: TinyPlan
) -> None:
    tiny.edit(tiny.turtle, "'灯りを減らす'@ja", "'灯りをへらす'@ja")
    (plan,) = json.loads(kgtool("diff", before, tiny.folder, "--format", "json").out)["plans"]
    assert plan["changed"][0]["aspects"] == {"label": ["灯りを減らす", "灯りをへらす"]}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.txt", b"", "diff-input"), ("a.nq", b"<x", "diff-syntax"), ("missing.nq", None, "file-missing")],
)
def test_what_cannot_be_read_ends_with_2(
    kgtool: Callable[..., Outcome], tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    outcome = kgtool("diff", tmp_path / name, tmp_path / name)
    assert outcome.code == 2
    assert f"error[{code}]" in outcome.err


def test_a_folder_with_nothing_in_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="diff-input"):
        sources.source(tmp_path)


def test_what_is_parsed_again_is_what_was_compared(before: Path) -> None:
    lines = b"".join(sources.source(before).read())
    assert len(set(parse(lines, RdfFormat.N_QUADS))) == lines.count(b"\n")
