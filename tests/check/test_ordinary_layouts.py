"""What is ordinary in a Japanese plan is no error: goals listed before they are printed again, numbers that start anew."""

from __future__ import annotations

from tests.check.small import PLAN, Small


def below(small: Small, element: str, old: str, new: str) -> None:
    """Change what is said of one element of the invented plan."""
    content = (small.root / PLAN).read_text("utf-8")
    start = content.index(f"\n<{element}> a ")
    end = content.index(" .\n", start)
    block = content[start:end]
    assert block.count(old) == 1
    (small.root / PLAN).write_text(content[:start] + block.replace(old, new) + content[end:], "utf-8")


def add_spans(small: Small) -> None:
    """A goal is listed at 230 and its only measure stands at 305, after the next goal at 240."""
    below(small, "measure/2-1", "char:210\\,220", "char:310\\,320")


def test_a_measure_behind_the_next_goal_is_an_error(small: Small) -> None:
    add_spans(small)
    assert "child-after-section" in small.codes()


def test_a_measure_behind_its_goal_that_is_printed_again_is_none(small: Small) -> None:
    add_spans(small)
    below(small, "goal/2", 'skos:notation "2"', 'skos:notation "2" ; jpp:restatedAt char:300\\,310')
    assert not {"child-after-section", "sibling-spans-overlap"} & set(small.codes())


def test_a_measure_behind_the_next_goal_that_is_printed_again_as_well_is_an_error(small: Small) -> None:
    """The goal's own heading comes again before the next goal's first place, which decides nothing."""
    add_spans(small)
    below(small, "goal/2", 'skos:notation "2"', 'skos:notation "2" ; jpp:restatedAt char:380\\,390')
    assert "child-after-section" in small.codes()


def test_numbers_that_start_anew_under_each_goal_are_no_error(small: Small) -> None:
    below(small, "measure/2-1", 'skos:notation "2-1"', 'skos:notation "1"')
    below(small, "measure/3-1", 'skos:notation "3-1"', 'skos:notation "1"')
    assert not small.codes()


def test_a_number_twice_under_one_goal_is_an_error(small: Small) -> None:
    below(small, "measure/2-1", 'skos:notation "2-1"', 'skos:notation "1"')
    below(small, "measure/3-1", 'skos:notation "3-1"', 'skos:notation "1"')
    below(small, "measure/3-1", "jpp:partOf <goal/3>", "jpp:partOf <goal/2>")
    assert small.codes().count("code-repeated") == 2


def test_a_measure_to_which_the_plan_prints_no_goal_is_no_error(small: Small) -> None:
    below(small, "measure/2-1", "    jpp:partOf <goal/2> ;\n", "")
    gap = (
        "<measure/2-1/gap/partOf> a jpp:InformationGap ; jpp:gapIn <measure/2-1> ; jpp:gapProperty jpp:partOf ;\n"
        "    jpp:gapReason id:gap-reason\\/prints-none .\n"
    )
    with (small.root / PLAN).open("a", encoding="utf-8") as file:
        file.write(gap)
    codes = small.codes()
    assert "Measure-listedUnder" not in codes
    assert "Measure-partOf" not in codes


def test_a_version_that_bears_a_month_is_no_error(small: Small) -> None:
    source = "data/99998-asagiri-1/source.ttl"
    small.edit(source, '"2026-04-01"^^xsd:date', '"2021-03"^^xsd:gYearMonth')
    assert not [code for code in small.codes() if "asOf" in code]
