"""Lines: nothing is lost, nothing too wide, no mark on the wrong side of a break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base import wrapping
from kgtool.base.wrapping import columns, fit, wrap

TEXTS = st.text(st.sampled_from("第四期地域保健福祉計画・（前期）「」、。ー plan Fields-of 2021\u3000"), max_size=60)


@given(TEXTS, st.integers(2, 60))
def test_every_character_is_kept_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= width for line in lines)


@given(TEXTS)
def test_pieces_make_up_the_text(text: str) -> None:
    assert "".join(wrapping.pieces(text)) == text


@given(TEXTS, st.integers(30, 60))
def test_a_line_begins_with_no_closing_mark_and_ends_with_no_opening_one(text: str, width: int) -> None:
    spaced = f"計画{text.replace(' ', '')}計画".replace("\u3000", "")
    whole = all(columns(piece) <= width for piece in wrapping.pieces(spaced))
    lines = wrap(spaced, width)
    assert not whole or not any(line[0] in "、。）」・ー" for line in lines)
    assert not whole or not any(line[-1] in "（「" for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("特別支援教育総合推進計画（第二期）・前期計画", 24, ("特別支援教育総合推進計画", "（第二期）・前期計画")),
        ("保健と「福祉」計画", 8, ("保健と", "「福祉」", "計画")),
        ("ジェンダー平等", 8, ("ジェン", "ダー平等")),
        ("計画 (素案)", 10, ("計画 (素", "案)")),
        ("Conserve and create water", 13, ("Conserve and", "create water")),
        ("aaaaaaaaaa", 6, ("aaaaaa", "aaaa")),
        ("otherPlan", 7, ("other", "Plan")),
        ("a 計画", 4, ("a 計", "画")),
        ("子どもの育ち、支える", 8, ("子どもの", "育ち、支", "える")),
        ("これは、ABC です", 6, ("これ", "は、", "ABC で", "す")),
        ("施策", 1, ("施", "策")),
        ("", 4, ("",)),
    ],
)
def test_a_text_breaks_where_japanese_and_english_may(text: str, width: int, lines: tuple[str, ...]) -> None:
    assert wrap(text, width) == lines


def test_the_width_is_measured_as_asked() -> None:
    assert wrap("計画の見出し", 30, lambda text: 10.0 * len(text)) == ("計画の", "見出し")


def test_a_full_width_character_takes_two_columns() -> None:
    assert columns("計画ab") == 6


@pytest.mark.parametrize(
    ("text", "right", "fitted"),
    [("計画", False, "計画  "), ("12", True, "    12"), ("総合計画", False, "総合 …"), ("abcdef", True, "abcdef")],
)
def test_a_cell_is_filled_or_cut_to_its_width(text: str, right: bool, fitted: str) -> None:
    assert fit(text, 6, right) == fitted
    assert columns(fitted) == 6
