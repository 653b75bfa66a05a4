"""Take things out of the real data: the check says exactly what is missing, in which file and on which line of it.

All things of a kind are taken out at once, since a check of the whole repository takes seconds and hundreds of them
take long. What must be found is worked out from the text of the files that are left.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pytest

from kgtool.check import run
from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo

ELSEWHERE = {
    "correspondence-evidence-outside",
    "evidence-outside-element",
    "element-missing",
    "label-stale",
    "successor-unknown",
}
"""Rules about evidence: where an element is cut, what was judged by its passages has its evidence elsewhere, too.

What is gone is no successor of a retired address any more. That an element is missing comes first, and what is
worked out here follows from it (test_causes.py, test_mistakes.py).
"""
KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
PLANS = (KIYOSE, KODAIRA)
ALIGNMENT = f"alignments/{KIYOSE}--{KODAIRA}.sssom.tsv"
Place = tuple[str, str, int, int]  # code, file, line, and the first line of the place in the plan's own text


class Blocks:
    """A Turtle file as what stands between its empty lines: blocks, by subject, which a test may change or cut.

    The key of a second block of a subject, or of one without a subject, begins with a number.
    """

    def __init__(self, text: str) -> None:
        self.blocks: dict[str, str] = {}
        for number, block in enumerate(text.split("\n\n")):
            subject = next((line.split(" ")[0] for line in block.split("\n") if line and line[0] not in "#@"), "")
            self.blocks[f"{number} {subject}" if subject in self.blocks or not subject else subject] = block

    @property
    def text(self) -> str:
        return "\n\n".join(self.blocks.values())

    @cached_property
    def starts(self) -> dict[str, int]:
        """The line on which each block begins, once all changes are made."""
        starts, line = {}, 1
        for subject, block in self.blocks.items():
            starts[subject] = line
            line += block.count("\n") + 2
        return starts

    def line(self, subject: str, *within: str) -> int:
        """The line on which a subject stands, or on which texts of its block do, each after the one before."""
        block = self.blocks[subject]
        offset = block.index(subject.split(" ")[-1])
        for text in within:
            offset = block.index(text, offset)
        return self.starts[subject] + block.count("\n", 0, offset)

    def matching(self, pattern: str) -> list[str]:
        """The subjects whose block begins so."""
        begins = re.compile(pattern)
        return [subject for subject, block in self.blocks.items() if begins.match(block)]

    def values(self, subject: str, predicate: str) -> list[str]:
        """The objects of a predicate, which are no texts."""
        found = re.findall(rf"\s{predicate} ([^;\n]+?) [;.](?:\n|$)", self.blocks[subject])
        return [value for values in found for value in values.split(", ")]


class Copy:
    """A copy of this repository whose data a test changes."""

    def __init__(self, repo: Repo, root: Path) -> None:
        for name in ("ontology", "data", "shapes", "queries"):
            shutil.copytree(repo.root / name, root / name)
        self.root = root
        self.table = (root / "data" / ALIGNMENT).read_text("utf-8")
        self.files = {
            path.relative_to(root / "data").as_posix(): Blocks(path.read_text("utf-8"))
            for path in sorted((root / "data").rglob("*.ttl"))
        }

    def plan(self, plan: str) -> Blocks:
        return self.files[f"{plan}/plan.ttl"]

    def at(self, code: str, plan: str, subject: str, *within: str) -> Place:
        """A finding at a subject of a plan, or at texts in its block."""
        return code, f"{plan}/plan.ttl", self.plan(plan).line(subject, *within), self.source_line(plan, subject)

    def source_line(self, plan: str, subject: str) -> int:
        """The first line of the plan's text at which the subject, or what it is a gap in, is stated; 0 if unknown."""
        values = self.plan(plan).values
        for span in values(subject, "jpp:statedAt"):
            if span in self.plan(plan).blocks:
                return int(values(span, "jpp:firstLine")[0])
        return next((self.source_line(plan, element) for element in values(subject, "jpp:gapIn")), 0)

    def cut_with_all_below(self, plan: str, element: str) -> None:
        blocks = self.plan(plan).blocks
        for subject in [subject for subject in blocks if subject.startswith((element, f"{element[:-1]}/"))]:
            del blocks[subject]

    def never_mentioned(self) -> list[Place]:
        """The surfaces of the things that no element mentions, though a city is said to use them."""
        mentions = "".join(
            re.findall(r"jpp:mentions .*\n", self.plan(KIYOSE).text)
            + re.findall(r"jpp:mentions .*\n", self.plan(KODAIRA).text)
        )
        mentioned = set(re.findall(r"thing(?::|\\/)([\w-]+)", mentions))
        return [
            ("thing-never-mentioned", name, file.line(thing, "jpp:surface", surface), 0)
            for name, file in self.files.items()
            if name.startswith("reference/") or name.endswith("/things.ttl")
            for thing in file.matching("thing:")
            if thing.removeprefix("thing:") not in mentioned and "jpp:usedIn" in file.blocks[thing]
            for written in re.findall(r"jpp:surface ([^;]*?) [;.](?:\n|$)", file.blocks[thing])
            for surface in re.findall(r'"[^"]*"', written)
        ]

    def left_hanging(self, gone: dict[str, list[str]]) -> list[Place]:
        """What was said of elements that are gone: themes, correspondences, terms, repairs, readings; and things unnamed now."""
        places = self.never_mentioned() + self.read_in_vain(gone)
        for number, row in enumerate(self.table.split("\n"), 1):
            for plan, name, code in (
                (KIYOSE, "KIYOSE", "Correspondence-subject_id"),
                (KODAIRA, "KODAIRA", "Correspondence-object_id"),
            ):
                for path in re.findall(rf"^(?:.*\t)?{name}:(\S+)\t", row):
                    if below(path, gone.get(plan, [])):
                        places.append((code, ALIGNMENT, number, 0))
        for plan in PLANS:
            curation = self.files[f"{plan}/curation.ttl"]
            for theme in curation.matching("<.*/theme/"):
                if below(theme[1:-1], gone.get(plan, [])):
                    places.append(("ThemeAnnotation-hasTarget", f"{plan}/curation.ttl", curation.line(theme), 0))
            for term, block in curation.blocks.items():
                if "jpp:defines" in block and below(term.split(" ")[-1][1:-1], gone.get(plan, [])):
                    places.append(("domain-slip", f"{plan}/curation.ttl", curation.line(term), 0))
            for file in (f"{plan}/curation.ttl", f"{plan}/conclusions.ttl"):
                for term, block in self.files[file].blocks.items():
                    if below(term.split(" ")[0][1:-1], gone.get(plan, [])):
                        said = [said for said in ("jpp:shortName", "jpp:role", "jpp:lists") if said in block]
                        places += [("domain-slip", file, self.files[file].line(term, name), 0) for name in said]
                        if "jpp:CommitmentAnnotation" in block:
                            line = self.files[file].line(term, "oa:hasTarget")
                            places.append(("CommitmentAnnotation-hasTarget", file, line, 0))
            for repair in self.plan(plan).matching("<repair/"):
                if below(self.plan(plan).values(repair, "jpp:repairOf")[0][1:-1], gone.get(plan, [])):
                    codes = ("Repair-repairOf", "range-slip")
                    places += [self.at(code, plan, repair, "jpp:repairOf") for code in codes]
        return places

    def read_in_vain(self, gone: dict[str, list[str]]) -> list[Place]:
        """Readings of elements that are gone, each at its first row; one of a counterpart is one of the relation too."""
        places = []
        for path in sorted((self.root / "data" / "readings").glob("*.tsv")):
            first: dict[tuple[str, ...], int] = {}
            for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
                first.setdefault(tuple(row.split("\t")[:3]), number)
            for (_, kind, element), number in first.items():
                plan, _, local = element.partition("/")
                if below(local.partition("/")[2], gone.get(plan, [])):
                    places += [("Reading-readingOf", f"readings/{path.name}", number, 0)] * (
                        1 + (kind == "counterpart")
                    )
        return places

    def found(self) -> list[Place]:
        for name, file in self.files.items():
            (self.root / "data" / name).write_text(file.text, "utf-8")
        report = run.check(
            repos.find(self.root), run.Options(engine="fast", owl="off", use_cache=False), lambda text: None
        )
        return sorted(
            (
                f.code,
                f.location.file.removeprefix("data/"),
                f.location.line,
                f.source.line if f.source and f.code != "domain-slip" else 0,  # of the place that a mention had
            )
            for f in report.findings
            if f.code not in ELSEWHERE
        )


def below(path: str, elements: list[str]) -> bool:
    """Whether a path is that of one of the elements, or of something that belongs to it."""
    return f"{path}/".startswith(tuple(f"{element[1:-1]}/" for element in elements))


@pytest.fixture
def copy(repo: Repo, tmp_path: Path) -> Copy:
    return Copy(repo, tmp_path / "copy")


def test_the_copy_has_no_finding_and_is_the_original(copy: Copy, repo: Repo) -> None:
    assert copy.found() == []
    for name in copy.files:
        assert (copy.root / "data" / name).read_bytes() == (repo.root / "data" / name).read_bytes()


def test_every_missing_ten_year_image_is_found_at_its_measure_or_goal(copy: Copy) -> None:
    gone = {
        KIYOSE: copy.plan(KIYOSE).matching("<measure/[^/>]+/desired-state> a "),
        KODAIRA: copy.plan(KODAIRA).matching("<goal/[^/>]+/desired-state/[^/>]+> a "),
    }
    assert all(gone.values())
    for plan, images in gone.items():
        for image in images:
            copy.cut_with_all_below(plan, image)
    expected = copy.left_hanging(gone)
    expected += [
        copy.at("Measure-desiredState-kiyose", KIYOSE, image.replace("/desired-state", "")) for image in gone[KIYOSE]
    ]
    goals = sorted({image.partition("/desired-state")[0] + ">" for image in gone[KODAIRA]})
    expected += [copy.at("Goal-desiredState-kodaira", KODAIRA, goal) for goal in goals]
    assert copy.found() == sorted(expected)


# The last direction leaves no hole in the order of its siblings: it is missed by what was said of it
@pytest.mark.parametrize("which", [lambda directions: directions[0], lambda directions: directions[-1]])
def test_a_missing_direction_is_found_at_its_siblings_or_its_measure_or_by_what_was_said_of_it(
    copy: Copy, which: Callable[[list[str]], str]
) -> None:
    gone: dict[str, list[str]] = {plan: [] for plan in PLANS}
    expected = []
    left = {}
    for plan in PLANS:
        siblings: dict[str, list[str]] = {}
        for direction in copy.plan(plan).matching(r"<measure/[^/>]+/direction/\d+> a "):
            siblings.setdefault(direction.partition("/direction/")[0] + ">", []).append(direction)
        for measure, directions in siblings.items():
            lost = which(directions)
            gone[plan].append(lost)
            left[plan, measure] = [direction for direction in directions if direction != lost]
            copy.cut_with_all_below(plan, lost)
    for (plan, measure), directions in left.items():
        orders = [int(copy.plan(plan).values(direction, "jpp:order")[0]) for direction in directions]
        if not orders:
            code = "Measure-direction-kiyose" if plan == KIYOSE else "Measure-direction-kodaira"
            expected.append(copy.at(code, plan, measure))
        elif orders[-1] != len(orders):
            expected.append(copy.at("order-hole", plan, directions[-1], "jpp:order"))
    hanging = copy.left_hanging(gone)
    assert copy.found() == sorted(expected + hanging)
    themed = {file for code, file, _, _ in hanging if code == "ThemeAnnotation-hasTarget"}
    assert themed == {f"{plan}/curation.ttl" for plan in PLANS}


def test_every_missing_mark_of_the_sdg_matrix_is_found_at_the_measures_link(copy: Copy) -> None:
    plan = copy.plan(KODAIRA)
    elements = [plan.values(cell, "oa:hasTarget")[0] for cell in plan.matching("<[^>]+> a jpp:Contribution")]
    assert len(elements) > 50
    for cell in plan.matching("<[^>]+> a jpp:Contribution"):
        del plan.blocks[cell]
    assert copy.found() == sorted(
        copy.at("contribution-without-evidence", KODAIRA, element, "jpp:contributesTo") for element in elements
    )


def test_every_missing_link_to_a_goal_is_found_at_the_element(copy: Copy) -> None:
    plan = copy.plan(KODAIRA)
    expected = []
    linked = [
        subject
        for subject in plan.matching("<(?:measure|project)/[^/>]+> a ")
        if "contributesTo" in plan.blocks[subject]
    ]
    for number, element in enumerate(linked):
        goals = plan.values(element, "jpp:contributesTo")
        kept = goals[1:] if number % 2 else []
        old = f" ;\n    jpp:contributesTo {', '.join(goals)}"
        new = f" ;\n    jpp:contributesTo {', '.join(kept)}" if kept else ""
        assert old in plan.blocks[element]
        plan.blocks[element] = plan.blocks[element].replace(old, new)
        expected += [(element, kept)] * (len(goals) - len(kept))
    places = [
        copy.at("contribution-not-linked", KODAIRA, element, *(["jpp:contributesTo"] if kept else []))
        for element, kept in expected
    ]
    none_left = sorted({element for element, kept in expected if not kept and element.startswith("<measure")})
    places += [copy.at("Measure-contributesTo-kodaira", KODAIRA, measure) for measure in none_left]
    assert copy.found() == sorted(places)


STATED_BY = {
    "Contribution": "Contribution-statedAt",
    "InformationGap": "InformationGap-statedAt",
    "Repair": "Repair-statedAt",
}


def cut_spans(plan: Blocks) -> set[str]:
    """Cut the descriptions of all spans, but those of the plan's version, which no shape looks at."""
    versions = plan.matching(r"id:\S+/\S+ (?!a )")
    kept = {span for version in versions for span in plan.values(version, "jpp:statedAt")}
    spans = set(plan.matching(r"char:\S+ a jpp:SourceSpan")) - kept
    for span in spans:
        del plan.blocks[span]
    return spans


def test_every_missing_span_is_found_wherever_something_refers_to_it(copy: Copy) -> None:
    gone = {name: cut_spans(copy.plan(name)) for name in PLANS}
    expected = []
    for name, spans in gone.items():
        plan = copy.plan(name)
        for subject, block in plan.blocks.items():
            (kind,) = re.findall(r"^\S+ a jpp:(\w+)", block) or ["Plan"]
            stated = STATED_BY.get(kind, "PlanElement-statedAt-span")
            for predicate, code in (
                ("jpp:statedAt", stated),
                ("jpp:bodyAt", "PlanElement-bodyAt"),
                ("jpp:restatedAt", "PlanElement-restatedAt"),
            ):
                lost = spans.intersection(plan.values(subject, predicate))
                expected += [copy.at(code, name, subject, predicate) for _ in lost]
        for file in (f"{name}/curation.ttl", f"{name}/conclusions.ttl"):
            ours = copy.files[file]
            for subject in ours.blocks:
                for span in spans.intersection(ours.values(subject, "jpp:evidence")):
                    expected.append(("Judgement-evidence-span", file, ours.line(subject, span), 0))
        for number, row in enumerate(copy.table.split("\n"), 1):
            for start, end in re.findall(rf"/{name}/[^/#]+#char=(\d+),(\d+)", row):
                if f"char:{start}\\,{end}" in spans:
                    expected.append(("Judgement-evidence-span", ALIGNMENT, number, 0))
    assert copy.found() == sorted(expected)


def test_every_missing_place_of_an_element_is_found_at_the_element(copy: Copy) -> None:
    expected = []
    for name in PLANS:
        plan = copy.plan(name)
        for subject, block in plan.blocks.items():
            if re.match(r"<[^>]+> a jpp:(?:Direction|Measure|DesiredState) ", block):
                plan.blocks[subject] = re.sub(r" ;\n    jpp:statedAt char:\S+", "", block)
                expected.append((name, subject))
    assert copy.found() == sorted(copy.at("PlanElement-statedAt", name, subject) for name, subject in expected)


def test_every_missing_code_is_found_at_its_measure(copy: Copy) -> None:
    expected = []
    for name in PLANS:
        plan = copy.plan(name)
        for measure in plan.matching("<measure/[^/>]+> a "):
            if "skos:notation" in plan.blocks[measure]:
                plan.blocks[measure] = re.sub(r' ;\n    skos:notation "[^"]*"', "", plan.blocks[measure])
                expected.append((name, measure))
    assert copy.found() == sorted(copy.at("Measure-notation", name, measure) for name, measure in expected)


def test_every_missing_theme_is_found_at_its_element(copy: Copy) -> None:
    elements = []
    for name in PLANS:
        curation = copy.files[f"{name}/curation.ttl"]
        for theme in curation.matching("<[^>]+> a jpp:ThemeAnnotation"):
            elements.append((name, theme.partition("/theme/")[0] + ">"))
            del curation.blocks[theme]
    asked = r"<[^>]+> a jpp:(?:DesiredState|Direction|Field|Measure|ProjectFacet) "
    expected = [copy.at("ThemedElement-theme", name, e) for name in PLANS for e in copy.plan(name).matching(asked)]
    rows = [(name, e) for name in PLANS for e in copy.plan(name).matching(r"<sectoral-plan/\d+> a jpp:PlanListing ")]
    assert len(rows) == 33
    expected += [copy.at("PlanListing-theme", *row) for row in rows]
    assert {(name, e) for name in PLANS for e in copy.plan(name).matching(asked)} <= set(elements)
    assert copy.found() == sorted(expected)


def test_every_missing_abstract_is_found_at_the_one_in_the_other_language(copy: Copy) -> None:
    expected = []
    for name in PLANS:
        curation = copy.files[f"{name}/curation.ttl"]
        for number, (subject, block) in enumerate(list(curation.blocks.items())):
            if "dcterms:abstract" in block and "jpp:lists" not in block:  # of a plan listing none is demanded
                head, abstracts = block.split("dcterms:abstract ")
                texts = re.findall(r'"(?:[^"\\]|\\.)*"@(?:ja|en)', abstracts)
                kept = texts[number % 2]
                curation.blocks[subject] = f"{head}dcterms:abstract {kept} ."
                expected.append((name, subject))
    assert copy.found() == sorted(
        (
            "SummarisedElement-abstract",
            f"{name}/curation.ttl",
            copy.files[f"{name}/curation.ttl"].line(subject, "dcterms:abstract"),
            copy.source_line(name, subject),
        )
        for name, subject in expected
    )
