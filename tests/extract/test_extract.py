"""Extraction as a whole: an invented plan of yet another layout, and the two real plans."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode

import kgtool
from kgtool.base.errors import InputError
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.extract import contexts, extraction, source
from kgtool.extract.outline import Mark, OutlineGap
from kgtool.extract.source import SourceText
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, OA, RDF
from tests import ROOT
from tests.third_plan import FIXTURE, ThirdPlan

PLANS = sorted(path.parent.name for path in ROOT.glob("data/*/profile.toml"))


def expected(name: str) -> list[dict[str, str]]:
    """The rows of a table of fixtures/third-plan/expected; ⏎ stands for a line end."""
    with (FIXTURE / "expected" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{key: value.replace("⏎", "\n") for key, value in row.items()} for row in rows]


# A third plan is a new folder and nothing else


def test_the_third_plan_gives_exactly_these_elements(third_plan: ThirdPlan) -> None:
    text = third_plan.text.read_text(encoding="utf-8")
    elements = third_plan.extract().outline.elements.values()
    found = [
        {
            "line": str(element.line),
            "path": element.path,
            "class": element.class_,
            "order": str(element.order),
            "parent": element.parent,
            "listed_under": element.listed_under,
            "type": element.type,
            "notation": element.notation,
            "label": element.label,
            "stated": text[slice(*element.stated)] if element.stated else "",
        }
        for element in elements
    ]
    assert sorted(found, key=lambda row: row["path"]) == sorted(expected("elements.tsv"), key=lambda row: row["path"])


def test_the_third_plan_accounts_for_exactly_these_lines(third_plan: ThirdPlan) -> None:
    ledger = third_plan.extract().outline.ledger
    found = [{"line": str(e.line), "kind": e.kind, "rule": e.rule, "element": e.element} for e in ledger]
    assert found == expected("ledger.tsv")


def test_the_third_plan_has_exactly_these_gaps(third_plan: ThirdPlan) -> None:
    text = third_plan.text.read_text(encoding="utf-8")
    dash = text.index("― |")
    heading = text.index("国際目標との関係")
    assert third_plan.extract().outline.gaps == [
        OutlineGap("goal/2/measure/2", "notation", "lost-in-scan"),
        OutlineGap("sectoral-plan/2", "startFiscalYear", "dash-in-table", (dash, dash + 1)),
        OutlineGap("sectoral-plan/2", "endFiscalYear", "dash-in-table", (dash, dash + 1)),
        OutlineGap("goal/2", "contributesTo", "not-stated", (heading, heading + 8)),
        OutlineGap("version", "targetPopulation", "not-stated"),
    ]


def test_the_third_plan_needs_exactly_these_repairs(third_plan: ThirdPlan) -> None:
    text = third_plan.text.read_text(encoding="utf-8")
    found = [(r.kind, text[slice(*r.at)], r.read, r.element) for r in third_plan.extract().outline.repairs]
    assert found == [
        ("misread-character", "氷", "水", ""),
        ("joined-lines", "◆共に考える 決める前に、住む人へたずねます。", "", "principle/1"),
        ("misread-bullet", "Z", "2", "measure/A-1/direction/2"),
        ("code-spacing", "A－ 2", "A-2", "measure/A-2"),
    ]


def test_the_third_plan_states_exactly_these_facts_and_cells(third_plan: ThirdPlan) -> None:
    text = third_plan.text.read_text(encoding="utf-8")
    outline = third_plan.extract().outline
    assert [(of, name, value, text[slice(*at)], read_as) for of, name, value, at, read_as in outline.facts] == [
        ("version", "startFiscalYear", "2027", "令和9年度から令和18年度まで", "fiscal-year"),
        ("version", "endFiscalYear", "2036", "令和9年度から令和18年度まで", "fiscal-year"),
        ("version", "asOf", "2027-03-05", "（2027年3月5日議決）", "date"),
    ]
    first = text.index("4 教育\t") + 5
    last = text.index("○\n", first + 3)
    assert outline.marks == [
        Mark("measure/A-1", "contributesTo", "4", (first, first + 1)),
        Mark("measure/A-2", "contributesTo", "4", (first + 2, first + 3)),
        Mark("measure/B-1", "contributesTo", "15", (last, last + 1)),
    ]
    targets = {path: element.values for path, element in outline.elements.items() if element.class_ == "DesiredState"}
    assert {path: values["targetYear"][0] for path, values in targets.items()} == {
        "goal/1/desired-state": "2036",
        "goal/2/desired-state": "2032",
    }


def test_the_third_plan_mentions_exactly_these_things(third_plan: ThirdPlan) -> None:
    text = third_plan.text.read_text(encoding="utf-8")
    assert third_plan.extract().mentions == 5
    third_plan.turtle.write_bytes(third_plan.extract().turtle)
    found = [(m.path, m.thing, text[m.start : m.end]) for m in mentions(third_plan.repo, third_plan.id)]
    assert sorted(found) == [
        ("goal/2", "hinata-forest", "森"),
        ("measure/A-1/direction/1/step/2/term/1", "library", "図書館"),
        ("measure/A-2/direction/1", "library", "図 書館"),
        ("measure/B-1", "hinata-forest-care", "森の手入れ"),
        ("vision", "hinata-forest", "森"),
    ]


def test_what_curation_and_alignments_cite_becomes_a_span(third_plan: ThirdPlan) -> None:
    folder = third_plan.root / "data" / "alignments"
    folder.mkdir()
    text_iri = iris.text(third_plan.id, "adopted")
    (folder / f"11111-a-1--{third_plan.id}.sssom.tsv").write_text(f"A:x\t{iris.span(text_iri, 20, 24)}\n")
    (folder / "11111-a-1--22222-b-1.sssom.tsv").write_text(f"A:x\t{iris.span(text_iri, 20, 25)}\n")
    content = third_plan.extract().turtle.decode()
    assert "char:165\\,171 a jpp:SourceSpan" in content
    assert "char:20\\,24 a jpp:SourceSpan" in content
    assert "char:20\\,25" not in content


def test_a_citation_outside_the_text_is_an_error(third_plan: ThirdPlan) -> None:
    folder = third_plan.root / "data" / "alignments"
    folder.mkdir()
    path = folder / f"11111-a-1--{third_plan.id}.sssom.tsv"
    text_iri = iris.text(third_plan.id, "adopted")
    path.write_text(f"A:x\t{iris.span(text_iri, 20, 24)}\nA:y\t{iris.span(text_iri, 20, 99999)}\n")
    with pytest.raises(InputError, match="span 20,99999 is empty or outside the text of 637 code points") as raised:
        third_plan.extract()
    assert str(raised.value.place) == f"data/alignments/{path.name}:2"


def test_lines_by_kind_adds_up_to_the_ledger(third_plan: ThirdPlan) -> None:
    kinds = third_plan.extract().lines_by_kind()
    assert kinds[0] == ("element", 28)
    assert sum(count for _, count in kinds) == len(expected("ledger.tsv"))


def test_the_canonical_turtle_holds_as_many_triples_as_were_counted(third_plan: ThirdPlan) -> None:
    result = third_plan.extract()
    third_plan.turtle.write_bytes(result.turtle)
    assert len(set(InputFile(third_plan.turtle, "plan.ttl").statements)) == result.triples


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_bytes_do_not_depend_on_the_hash_seed(third_plan: ThirdPlan, seed: str) -> None:
    third_plan.turtle.write_bytes(third_plan.extract().turtle)
    arguments = ["--root", str(third_plan.root), "extract", "--check", "--sources", str(third_plan.sources)]
    ended = subprocess.run(
        [sys.executable, "-m", "kgtool", *arguments], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=False
    )
    assert ended.returncode == 0


def test_the_engine_knows_no_city() -> None:
    words = re.compile("kiyose|kodaira|清瀬|小平|hinata|陽向|" + "|".join(PLANS), re.I)
    engine = sorted((Path(kgtool.__file__).parent / "extract").rglob("*.py"))
    assert [path.name for path in engine if words.search(path.read_text(encoding="utf-8"))] == []


# The two real plans


@pytest.fixture(scope="module")
def extractions(repo: Repo, sources: Path) -> dict[str, extraction.Extraction]:
    return {plan: extraction.extract(repo, plan, sources) for plan in PLANS}


@pytest.fixture(scope="module")
def texts(repo: Repo, sources: Path) -> dict[str, SourceText]:
    return {plan: source.read(repo, plan, sources) for plan in PLANS}


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_the_committed_plan_is_what_its_source_gives(
    repo: Repo, extractions: dict[str, extraction.Extraction], plan: str
) -> None:
    made = {"plan.ttl": extractions[plan].turtle, "conclusions.ttl": extractions[plan].conclusions}
    drifted = [name for name, content in made.items() if (repo.plan(plan) / name).read_bytes() != content]
    assert not drifted, f"{drifted} of data/{plan} drifted: run `kgtool extract {plan}` and review the difference"


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_a_second_extraction_gives_the_same_bytes(
    repo: Repo, sources: Path, extractions: dict[str, extraction.Extraction], plan: str
) -> None:
    again = extraction.extract(repo, plan, sources)
    assert (again.turtle, again.conclusions) == (extractions[plan].turtle, extractions[plan].conclusions)


@pytest.mark.sources
@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_real_bytes_do_not_depend_on_the_hash_seed(
    sources: Path, extractions: dict[str, extraction.Extraction], seed: str
) -> None:
    script = (
        "import sys; from pathlib import Path; from kgtool.extract import extraction\nfrom kgtool.corpus import layout\n"
        "for plan in sys.argv[2:]:\n made = extraction.extract(layout.find(), plan, Path(sys.argv[1]))\n"
        " sys.stdout.buffer.write(made.turtle + made.conclusions)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script, str(sources), *PLANS],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    assert printed == b"".join(extractions[plan].turtle + extractions[plan].conclusions for plan in PLANS)


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_the_ledger_accounts_for_every_printed_line_once(
    extractions: dict[str, extraction.Extraction], texts: dict[str, SourceText], plan: str
) -> None:
    printed = [number for number, line in enumerate(texts[plan].text.split("\n"), 1) if line.strip()]
    assert sorted(entry.line for entry in extractions[plan].outline.ledger) == printed


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_every_span_names_its_text_its_lines_and_its_hash(repo: Repo, texts: dict[str, SourceText], plan: str) -> None:
    text = texts[plan]
    facts: dict[str, dict[NamedNode, str]] = {}
    for triple in statements(repo, plan):
        facts.setdefault(triple.subject.value, {})[triple.predicate] = triple.object.value
    spans = {iri: said for iri, said in facts.items() if said.get(RDF.type) == JPP.SourceSpan.value}
    assert spans
    for iri, said in spans.items():
        named = iris.read_span(iri)
        assert named is not None
        assert named.text == said[OA.hasSource] == text.description.text_iri
        selector = facts[said[OA.hasSelector]]
        assert (int(selector[OA.start]), int(selector[OA.end])) == (named.start, named.end)
        assert said[JPP.spanSha256] == text.sha256(named.start, named.end)
        assert int(said[JPP.firstLine]) == text.text.count("\n", 0, named.start) + 1
        assert int(said[JPP.lastLine]) == text.text.count("\n", 0, named.end) + 1
        assert text.text[named.start : named.end] == text.text[named.start : named.end].strip()


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_every_mention_is_a_surface_of_its_thing_or_of_one_that_is_written_alike(
    repo: Repo, texts: dict[str, SourceText], plan: str
) -> None:
    surfaces: dict[str, set[str]] = {}
    related = contexts.rules(repo, plan).related
    for path in repo.things(plan):
        for triple in InputFile(path, path.name).statements:
            if triple.predicate == JPP.surface:
                surfaces.setdefault(triple.subject.value, set()).add("".join(triple.object.value.split()))
    found = list(mentions(repo, plan))
    assert found
    for mention in found:
        printed = "".join(texts[plan].text[mention.start : mention.end].split())
        thing = iris.THING + mention.thing
        assert any(printed in surfaces[named] for named in (thing, *related.get(thing, ()))), mention


class Mention(NamedTuple):
    """One place where an element names a thing."""

    path: str
    thing: str
    start: int
    end: int


def statements(repo: Repo, plan: str) -> Iterator[Statement]:
    return repo.file(repo.plan(plan) / "plan.ttl").statements


def mentions(repo: Repo, plan: str) -> Iterator[Mention]:
    """Every place of every mention in a plan's graph."""
    things: dict[str, str] = {}
    places: dict[str, list[str]] = {}
    for triple in statements(repo, plan):
        if "/mention/" in triple.subject.value:
            if triple.predicate == OA.hasBody:
                things[triple.subject.value] = triple.object.value.removeprefix(iris.THING)
            elif triple.predicate == OA.hasTarget:
                places.setdefault(triple.subject.value, []).append(triple.object.value)
    for mention, thing in things.items():
        for place in places[mention]:
            span = iris.read_span(place)
            assert span is not None
            path = iris.path_of(mention).split("/", 2)[2].split("/mention/")[0]
            yield Mention(path, thing, span.start, span.end)
