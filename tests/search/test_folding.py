"""What counts as the same text, and where in a text a word stands; the same in Python and in search.js."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.search.folding import asked, marked, places, run, spaced
from tests import node

JAPANESE = "防災・減災はﾎﾞｳｻｲとも書く。ＩＣＴ化、令和１４年の「ゔぃジョン」"
ENGLISH = "Ōmiya's disaster-prevention café: helping self-help (2-214) in town"
MIXED = "Ōmiya (大宮) helps"
CASES = [
    *(
        "子育て支援",
        "コソダテ",
        "ｺｿﾀﾞﾃ",
        "こそだて",
        "ヴィジョン",
        "ヽヾ",
        "市ヶ谷",
        "ＳＤＧｓ",
        "①㈱㎏",
        "Ⅲ",
        "令和１４年",
    ),
    *(
        "2-214",
        "２－２１４",
        "2–214",
        "e-mail",
        "Café",
        "CAFE\u0301",
        "Ōmiya",
        "Straße",
        "İstanbul",
        "Σίσυφος",
        "が\u3099",
    ),
    *(
        "か\u3099ぎ",
        "葛\U000e0100飾",
        "𠮷野家",
        "👨‍👩‍👧 家族",
        "a_b",
        "〜・、。「」",
        "ー",
        "々〇",
        "\u3000 空 白\t",
        "<b>&amp;</b>",
        "",
    ),
    *(JAPANESE, ENGLISH, MIXED),
]
QUERIES = [
    "防災",
    "ぼうさい",
    "ict化",
    "14年",
    "ヴぃじょん",
    "2-214",
    "omiya",
    "disas",
    "saster",
    "he",
    "el",
    "self-help",
    "清瀬",
    "・",
    "減災 HELP",
    "help help",
    "- -",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("コソダテ", "こそだて"),
        ("ｺｿﾀﾞﾃ", "こそだて"),
        ("ＳＤＧｓ", "sdgs"),
        ("２－２１４", "2-214"),
        ("防災・減災", "防災減災"),
        ("小平 太郎", "小平太郎"),
        ("Ōmiya", "omiya"),
        ("葛\U000e0100飾", "葛飾"),
        ("市ヶ谷", "市ゖ谷"),
    ],
)
def test_width_case_kana_accents_and_punctuation_make_no_difference(one: str, other: str) -> None:
    assert run(one) == run(other)


@pytest.mark.parametrize(
    ("one", "other"), [("かき", "がき"), ("は", "ぱ"), ("つ", "っ"), ("ビル", "ビール"), ("2-21", "22-1")]
)
def test_letters_that_mean_something_else_stay_apart(one: str, other: str) -> None:
    assert run(one) != run(other)


def test_a_query_is_words_each_once_and_punctuation_asks_for_nothing() -> None:
    assert [word.run for word in asked("防災　ぼうさい 防災 ・ -- 2-214-")] == ["防災", "ぼうさい", "2-214"]
    assert asked("「」、") == ()
    assert [word.words for word in asked("self-help 防災 it化")] == [("self", "help"), (), ()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("防災", ["防災"]),
        ("ぼうさい", ["ﾎﾞｳｻｲ"]),
        ("災減災は", ["災・減災は"]),
        ("ict化", ["ＩＣＴ化"]),
        ("14年", ["１４年"]),
        ("ヴィじょん", ["ゔぃジョン"]),
        ("無", []),
    ],
)
def test_japanese_is_marked_wherever_its_letters_stand_in_a_row(query: str, found: list[str]) -> None:
    assert [piece for piece, wanted in marked("ja", JAPANESE, asked(query)) if wanted] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("omiya", ["Ōmiya"]),
        ("help", ["help", "help"]),
        ("saster", ["saster"]),
        ("he", ["he", "he"]),
        ("el", []),
        ("self-help", ["help", "self", "help"]),
        ("cafe", ["café"]),
    ],
)
def test_english_is_marked_at_the_beginning_of_words_else_inside(query: str, found: list[str]) -> None:
    assert [piece for piece, wanted in marked("en", ENGLISH, asked(query)) if wanted] == found


def test_english_with_other_letters_is_compared_letter_by_letter_too() -> None:
    assert [marked("en", MIXED, asked(query))[1][0] for query in ("大宮", "elps", "miya")] == ["大宮", "elps", "miya"]


@given(st.text(max_size=30), st.text(max_size=5))
def test_marking_loses_nothing(text: str, query: str) -> None:
    for lang in ("ja", "en", ""):
        assert "".join(piece for piece, _ in marked(lang, text, asked(query))) == text


@given(st.text(alphabet="防災ボウさい・aＢc 12", min_size=1, max_size=12), st.data())
def test_any_part_of_a_japanese_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    for word in asked("".join(part.split())):
        assert places("ja", text, word)


@node.needed
def test_the_script_of_a_copy_on_files_folds_asks_and_marks_alike() -> None:
    texts = [("ja", JAPANESE), ("en", ENGLISH), ("", JAPANESE), ("en", MIXED)]
    queries = [*QUERIES, *CASES]
    ours = {
        "run": [run(text) for text in CASES],
        "spaced": [spaced(text) for text in CASES],
        "asked": [[{"run": word.run, "words": [*word.words]} for word in asked(query)] for query in queries],
        "marked": [[list(map(list, marked(lang, text, asked(q)))) for q in queries] for lang, text in texts],
    }
    code = """{
      run: given.cases.map(script.run),
      spaced: given.cases.map(script.spaced),
      asked: given.queries.map(script.asked),
      marked: given.texts.map(([lang, text]) => given.queries.map((q) => script.marked(lang, text, script.asked(q)))),
    }"""
    assert node.run(code, {"cases": CASES, "queries": queries, "texts": texts}) == ours
