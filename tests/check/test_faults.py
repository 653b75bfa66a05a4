"""Take things out of the real data: the check says exactly what is missing, in which file and on which line of it.

Some fifteen things of a kind are taken out at once, since a check of the whole repository takes seconds and a hundred of
them minutes. What must be found is worked out from the text of the files that are left.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kgtool import repo as repos
from kgtool.check import run
from kgtool.repo import Repo

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
ALIGNMENT = f"alignments/{KIYOSE}--{KODAIRA}.sssom.tsv"
Place = tuple[str, str, int, int]  # code, file, line, and the first line of the place in the plan's own text


class Copy:
    """A copy of this repository whose files a test changes; a block is a subject with all that follows it."""

    def __init__(self, repo: Repo, root: Path) -> None:
        for name in ("ontology", "data", "shapes", "queries"):
            shutil.copytree(repo.root / name, root / name)
        self.root = root
        self.texts = {
            path.relative_to(root / "data").as_posix(): path.read_text("utf-8")
            for path in (root / "data").rglob("*")
            if path.suffix in (".ttl", ".tsv")
        }

    def blocks(self, file: str, pattern: str) -> dict[str, str]:
        """Blocks whose first line begins so, by subject."""
        found = re.findall(rf"^(?:{pattern}).*\n(?:    .*\n)*", self.texts[file], re.M)
        return {block.split(" ", 1)[0]: block for block in found}

    def block(self, file: str, subject: str) -> str:
        return self.blocks(file, re.escape(subject) + " ")[subject]

    def cut(self, file: str, old: str, new: str = "") -> None:
        assert self.texts[file].count(old) == 1, f"{old!r} stands {self.texts[file].count(old)} times in {file}"
        self.texts[file] = self.texts[file].replace(old, new)

    def cut_with_all_below(self, file: str, subject: str) -> None:
        for block in self.blocks(file, re.escape(subject[:-1]) + "[/>]").values():
            self.cut(file, block + "\n")

    def line(self, file: str, subject: str, *within: str) -> int:
        """The line on which a subject's block begins, or on which texts in the block do, each after the one before."""
        block, offset = self.block(file, subject), 0
        for text in within:
            offset = block.index(text, offset)
        return self.texts[file].count("\n", 0, self.texts[file].index("\n" + block) + 1 + offset) + 1

    def source_line(self, file: str, subject: str) -> int:
        """The first line of the plan's text at which the subject is stated."""
        (span,) = re.findall(r"jpp:statedAt (char:\d+\\,\d+)", self.block(file, subject))
        return int(re.findall(r"jpp:firstLine (\d+)", self.block(file, span))[0])

    def never_mentioned(self) -> list[Place]:
        """The surfaces of the things that no element mentions."""
        mentions = "".join(
            re.findall(r"jpp:mentions .*\n", self.texts[f"{KIYOSE}/plan.ttl"] + self.texts[f"{KODAIRA}/plan.ttl"])
        )
        mentioned = set(re.findall(r"thing(?::|\\/)([\w-]+)", mentions))
        return [
            ("thing-never-mentioned", file, self.line(file, subject, "jpp:surface", f'"{surface}"'), 0)
            for file in self.texts
            if file.startswith("reference/")
            for subject, block in self.blocks(file, "thing:").items()
            if subject.removeprefix("thing:") not in mentioned
            for written in re.findall(r"jpp:surface ([^;]*?) [;.]\n", block)
            for surface in re.findall(r'"([^"]*)"', written)
        ]

    def found(self) -> list[Place]:
        for file, text in self.texts.items():
            (self.root / "data" / file).write_text(text, "utf-8")
        report = run.check(repos.find(self.root), run.Options("fast", "off", use_cache=False), lambda text: None)
        return sorted(
            (f.code, f.location.file.removeprefix("data/"), f.location.line, f.source.line if f.source else 0)
            for f in report.findings
        )


@pytest.fixture
def copy(repo: Repo, tmp_path: Path) -> Copy:
    return Copy(repo, tmp_path / "copy")


def sample(things: Iterable[str], keep: Callable[[str], bool] = lambda thing: True) -> list[str]:
    """Some fifteen of the things, evenly over the document, the same on every run."""
    every = [thing for thing in things if keep(thing)]
    assert len(every) >= 9
    return every[:: max(1, len(every) // 15)][:15]


def unrepaired(copy: Copy, file: str) -> Callable[[str], bool]:
    """Elements that no repair refers to."""
    repaired = set(re.findall(r"jpp:repairOf (\S+)", copy.texts[file]))
    return lambda element: element not in repaired


def left_hanging(copy: Copy, plan: str, elements: list[str]) -> list[Place]:
    """What was said of elements that are gone: theme annotations, correspondences; and things that nobody names now."""
    data, curation, gone = f"{plan}/plan.ttl", f"{plan}/curation.ttl", tuple(element[1:-1] for element in elements)
    places = copy.never_mentioned()
    for element in elements:
        themes = copy.blocks(curation, re.escape(element[:-1]) + "/(?:[^ >]*/)?theme/")
        places += [("ThemeAnnotation-hasTarget", curation, copy.line(curation, theme), 0) for theme in themes]
    prefix, code = (
        ("KIYOSE:", "Correspondence-subject_id") if plan == KIYOSE else ("KODAIRA:", "Correspondence-object_id")
    )
    aligned = set()
    for number, row in enumerate(copy.texts[ALIGNMENT].split("\n"), 1):
        for path in re.findall(rf"^(?:.*\t)?{prefix}(\S+)\t", row):
            if path in gone or path.startswith(tuple(f"{element}/" for element in gone)):
                places.append((code, ALIGNMENT, number, 0))
            else:
                aligned.add(path)
    for measure in copy.blocks(data, "<measure/[^/>]+> a "):
        if not any(f"{path}/".startswith(f"{measure[1:-1]}/") for path in aligned):
            places.append(("measure-not-aligned", data, copy.line(data, measure), copy.source_line(data, measure)))
    return places


def test_the_copy_has_no_finding(copy: Copy) -> None:
    assert copy.found() == []


def test_a_missing_ten_year_image_is_found_at_its_measure(copy: Copy) -> None:
    data = f"{KIYOSE}/plan.ttl"
    images = sample(copy.blocks(data, "<measure/[^/>]+/desired-state> a "), unrepaired(copy, data))
    for image in images:
        copy.cut_with_all_below(data, image)
    expected = left_hanging(copy, KIYOSE, images)
    for image in images:
        measure = image.replace("/desired-state", "")
        expected.append(
            ("Measure-desiredState-kiyose", data, copy.line(data, measure), copy.source_line(data, measure))
        )
    assert copy.found() == sorted(expected)


@pytest.mark.parametrize(
    ("plan", "code"), [(KIYOSE, "Measure-direction-kiyose"), (KODAIRA, "Measure-direction-kodaira")]
)
def test_a_missing_direction_is_found_at_its_siblings_or_its_measure(copy: Copy, plan: str, code: str) -> None:
    data = f"{plan}/plan.ttl"
    directions = sample(copy.blocks(data, r"<measure/[^/>]+/direction/\d+> a "), unrepaired(copy, data))
    for direction in directions:
        copy.cut_with_all_below(data, direction)
    expected = left_hanging(copy, plan, directions)
    for measure in {direction.partition("/direction/")[0] + ">" for direction in directions}:
        siblings = copy.blocks(data, re.escape(measure[:-1]) + r"/direction/\d+> a ")
        orders = {int(re.findall(r"jpp:order (\d+)", block)[0]): subject for subject, block in siblings.items()}
        if not orders:
            expected.append((code, data, copy.line(data, measure), copy.source_line(data, measure)))
        elif max(orders) != len(orders):
            last = orders[max(orders)]
            expected.append(("order-hole", data, copy.line(data, last, "jpp:order"), copy.source_line(data, last)))
    assert copy.found() == sorted(expected)


def test_a_missing_mark_of_the_sdg_matrix_is_found_at_the_measures_link(copy: Copy) -> None:
    data = f"{KODAIRA}/plan.ttl"
    cells = sample(copy.blocks(data, "<[^>]+> a jpp:Contribution"))
    expected = []
    for cell in cells:
        (element,) = re.findall(r"oa:hasTarget (\S+)", copy.block(data, cell))
        copy.cut(data, copy.block(data, cell) + "\n")
        expected.append((element, "contribution-without-evidence"))
    assert copy.found() == sorted(
        (code, data, copy.line(data, element, "jpp:contributesTo"), copy.source_line(data, element))
        for element, code in expected
    )


def test_a_missing_link_to_a_goal_is_found_at_the_measures_other_links(copy: Copy) -> None:
    data = f"{KODAIRA}/plan.ttl"
    measures = [s for s, block in copy.blocks(data, "<measure/[^/>]+> a ").items() if "jpp:contributesTo" in block]
    for measure in measures:
        (links,) = re.findall(r"jpp:contributesTo (sdg:.*) ;\n", copy.block(data, measure))
        rest = links.split(", ")[1:]
        assert rest
        copy.cut(data, copy.block(data, measure), copy.block(data, measure).replace(links, ", ".join(rest)))
    assert copy.found() == sorted(
        ("contribution-not-linked", data, copy.line(data, m, "jpp:contributesTo"), copy.source_line(data, m))
        for m in measures
    )


@pytest.mark.parametrize("plan", [KIYOSE, KODAIRA])
def test_a_missing_span_is_found_where_an_element_refers_to_it(copy: Copy, plan: str) -> None:
    data = f"{plan}/plan.ttl"
    everything = "".join(copy.texts.values()).replace("\\", "")
    uses = Counter(re.findall(r"(?:char:|#char=)(\d+,\d+)", everything))
    spans = {
        span: subject
        for subject, block in copy.blocks(data, "<[^>]+> a ").items()
        for span in re.findall(r"jpp:statedAt (char:\S+)", block)
        if "jpp:order" in block and "a jpp:SectoralPlan" not in block and "a jpp:ImplementationPlan" not in block
        if uses[span.removeprefix("char:").replace("\\", "")] == 2  # here, and where it is described
    }
    chosen = sample(spans)
    for span in chosen:
        copy.cut(data, copy.block(data, span) + "\n")
    assert copy.found() == sorted(
        ("PlanElement-statedAt-span", data, copy.line(data, spans[span], f"jpp:statedAt {span}"), 0) for span in chosen
    )


@pytest.mark.parametrize("plan", [KIYOSE, KODAIRA])
def test_a_missing_code_is_found_at_its_measure(copy: Copy, plan: str) -> None:
    data = f"{plan}/plan.ttl"
    measures = sample(s for s, block in copy.blocks(data, "<measure/[^/>]+> a ").items() if "skos:notation" in block)
    for measure in measures:
        block = copy.block(data, measure)
        copy.cut(data, block, re.sub(r' ;\n    skos:notation "[^"]*" \.\n', " .\n", block))
    assert copy.found() == sorted(
        ("Measure-notation", data, copy.line(data, measure), copy.source_line(data, measure)) for measure in measures
    )


@pytest.mark.parametrize("plan", [KIYOSE, KODAIRA])
def test_a_missing_theme_is_found_at_its_element(copy: Copy, plan: str) -> None:
    data, curation = f"{plan}/plan.ttl", f"{plan}/curation.ttl"
    by_element: dict[str, list[str]] = {}
    for annotation in copy.blocks(curation, "<[^>]+> a jpp:ThemeAnnotation"):
        by_element.setdefault(annotation.partition("/theme/")[0] + ">", []).append(annotation)
    elements = sample(by_element, lambda element: len(by_element[element]) == 1)
    for element in elements:
        copy.cut(curation, copy.block(curation, by_element[element][0]) + "\n")
    assert copy.found() == sorted(
        ("ThemedElement-theme", data, copy.line(data, element), copy.source_line(data, element)) for element in elements
    )


@pytest.mark.parametrize("plan", [KIYOSE, KODAIRA])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_missing_abstract_is_found_at_the_one_in_the_other_language(copy: Copy, plan: str, lang: str) -> None:
    data, curation = f"{plan}/plan.ttl", f"{plan}/curation.ttl"
    elements = sample(s for s, block in copy.blocks(curation, "<[^>]+> ").items() if "dcterms:abstract" in block)
    for element in elements:
        block = copy.block(curation, element)
        head, abstracts = block.split("dcterms:abstract ")
        kept = [text for text in re.findall(r'"(?:[^"\\]|\\.)*"@\w\w', abstracts) if not text.endswith(f"@{lang}")]
        assert len(kept) == 1
        copy.cut(curation, block, f"{head}dcterms:abstract {kept[0]} .\n")
    assert copy.found() == sorted(
        (
            "SummarisedElement-abstract",
            curation,
            copy.line(curation, element, "dcterms:abstract"),
            copy.source_line(data, element),
        )
        for element in elements
    )
