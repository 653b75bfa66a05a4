"""Lines that belong together: a folded heading, a paragraph, the row of a table."""

from __future__ import annotations

from kgtool.intake.drafting import blocks, lines


def texts(text: str, *words: str) -> list[str]:
    return [block.text for block in blocks.read(lines.read(text), words)]


def test_a_paragraph_goes_on_to_its_full_stop() -> None:
    wide = "海と山に囲まれたこの町では、人の数が少しずつ減り、働く人も、通う人も、以前とは違う暮らし方を"
    assert texts(f"{wide}\nしています。\n次の段落です。\n") == [f"{wide}しています。", "次の段落です。"]


def test_a_heading_that_stands_often_is_a_block_of_its_own_even_below_a_full_line() -> None:
    wide = "海と山に囲まれたこの町では、人の数が少しずつ減り、働く人も、通う人も、以前とは違う暮らし方を選ぶ時代"
    found = texts("".join(f"{wide}\nめざす姿\n町がにぎわっています。\n" for _ in range(3)))
    assert found.count("めざす姿") == 3


def test_cells_make_a_row_and_a_row_is_no_heading() -> None:
    row, head = blocks.read(lines.read("来る人の数\t10人\t20人\n\n１　海を守る\n"))
    assert row.row
    assert (head.row, head.title) == (False, "海を守る")


def test_a_word_that_is_not_known_counts_only_before_several_numbers() -> None:
    once = blocks.read(lines.read("あかり１　海\n"))
    twice = blocks.read(lines.read("あかり１　海\n\nあかり２　山\n"))
    assert [block.mark.word for block in once] == [""]
    assert [block.mark.word for block in twice] == ["あかり", "あかり"]


def test_a_heading_is_recognised_without_what_stands_around_it() -> None:
    assert {blocks.heading_name(text) for text in ("【 めざす姿 】", "◆めざす姿", "めざす姿：")} == {"めざす姿"}
