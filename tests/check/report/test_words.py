"""Words in two languages, with numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kgtool.check.report import words
from tests.check.report import examples


@pytest.mark.parametrize("number", [0, 1, 2, 1234])
def test_english_has_one_singular(number: int) -> None:
    assert words.counted(number, "error", "en") == f"{number:,} error" + ("" if number == 1 else "s")
    assert words.counted(number, "error", "ja") == f"エラー{number:,}件"


@pytest.mark.parametrize("key", sorted(words.COUNTED))
def test_forms_of_a_sentence_take_the_same_fields(key: str) -> None:
    fields = {tuple(sorted(re.findall(r"\{(\w+)\}", form))) for form in words.COUNTED[key]}
    assert len(fields) == 1


@pytest.mark.parametrize("key", sorted(words.WORDS))
def test_both_languages_take_the_same_fields(key: str) -> None:
    text = words.WORDS[key]
    assert re.findall(r"\{(\w+)\}", text.ja) == re.findall(r"\{(\w+)\}", text.en)
    assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.ja)
    assert text.en.isascii()


def test_verdict_counts_every_severity() -> None:
    assert words.verdict(examples.nasty(), "en") == "4 errors, 2 warnings, 1 info (12 files, 4 rules)"
    assert words.verdict(examples.nasty(), "ja") == "エラー4件、警告2件、情報1件(12ファイル、4規則)"
    assert words.verdict(examples.one(), "en") == "1 error, 0 warnings, 0 info (1 file, 1 rule)"


def test_verdict_of_a_clear_report_says_so() -> None:
    assert words.verdict(examples.clear(), "en") == "All clear: nothing to mend (1 file, 5 rules)."
    assert words.verdict(examples.clear(), "ja") == "すべて問題ありません(1ファイル、5規則)。"


def test_asides_name_notices_suppressed_and_stale() -> None:
    assert words.asides(examples.one(), "en") == [
        "1 finding is suppressed.",
        "1 suppression matches nothing any more; delete it: x",
    ]
    assert words.asides(replace(examples.one(), suppressed=2, stale=("x", "y")), "en") == [
        "2 findings are suppressed.",
        "2 suppressions match nothing any more; delete them: x, y",
    ]
    assert words.asides(examples.clear(), "ja") == []
