"""Lines with their place on the page: page numbers, running heads and contents are told apart from what the plan says."""

from __future__ import annotations

from kgtool.intake.drafting import lines


def test_running_heads_and_page_numbers_are_furniture() -> None:
    pages = [f"かもめ町総合計画\n見出し{n}\n本文です。\n{'海山川空町'[n - 1]}の話。\n{n}\n" for n in range(1, 6)]
    found = lines.read("\f".join(pages))
    assert {line.text for line in found if line.furniture == "running-head"} == {"かもめ町総合計画"}
    assert [line.text for line in found if line.furniture == "page-number"] == ["1", "2", "3", "4", "5"]
    assert [line.page for line in found if line.text == "本文です。"] == [1, 2, 3, 4, 5]


def test_a_contents_page_is_furniture_and_a_list_that_ends_in_values_is_not() -> None:
    contents = "\n".join(f"第{n}章　見出し …… {n * 3}" for n in range(1, 7))
    assert all(line.furniture == "contents" for line in lines.read(contents))
    values = "\n".join(f"指標 {value}" for value in (30, 12, 80, 5, 61, 2))
    assert not any(line.furniture for line in lines.read(values))


def test_width_counts_columns_and_a_blank_line_sets_apart() -> None:
    first, second, third = lines.read("　海とAB\n次\n\n終わり\n")
    assert (first.indent, first.width) == (2, 6)
    assert [line.apart for line in (first, second, third)] == [True, False, True]
