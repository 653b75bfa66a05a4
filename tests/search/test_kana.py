"""How words in kana are written, and which tables of readings are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.search import kana
from tests import ROOT, node

KANA = {"ぼうさい": ("防災",), "とくしゅ": ("特殊",), "さぎ": ("詐欺",), "こうえん": ("公園", "後援"), "まち": ("町",)}
CASES = {
    "ぼうさい": ["防災"],
    "とくしゅさぎ": ["特殊詐欺"],
    "こうえん": ["公園", "後援"],
    "まちのぼうさい": ["町の防災"],
    "ぼうさいこうえん": ["防災公園", "防災後援"],
    "どーなつ": [],
    "防災": [],
    "さ": [],
    "さぎ" * 16: [],
    "constructor": [],
}


@pytest.mark.parametrize(("letters", "ways"), CASES.items(), ids=CASES)
def test_a_reading_is_written_in_the_fewest_words_of_the_table(letters: str, ways: list[str]) -> None:
    assert kana.written(letters, KANA) == ways


@node.needed
def test_the_script_of_a_copy_on_files_writes_alike() -> None:
    code = "given.cases.map((letters) => script.written(letters, given.kana))"
    assert node.run(code, {"cases": [*CASES], "kana": KANA}) == [*CASES.values()]


def test_the_carried_readings_are_those_of_a_dictionary_or_of_people(repo: Repo) -> None:
    (path,) = repo.kana
    every = list(kana.rows(path))
    assert every == sorted(set(every)), "python -m tools.kana sorts it"
    assert {row.by.partition(" ")[0] for row in every} == {kana.BY_HAND, "SudachiDict-core"}
    assert [row.word for row in every if row.reading == "こだいら"] == ["小平"]
    assert "Apache License" in path.with_suffix(".LICENSE").read_text("utf-8")


def test_a_city_adds_its_own_readings_to_those_that_are_carried(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    (folder / "kana.tsv").write_text("reading\tword\tby\nかもめまつり\t鴎祭\thand\n", "utf-8")
    read = kana.read(Repo(tmp_path, ROOT).kana)
    assert read["かもめまつり"] == ("鴎祭",)
    assert read["ぼうさい"] == ("防災",)
    assert list(Repo(tmp_path, ROOT).strays()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ぼうさい\t防災\thand\n",
        *(f"reading\tword\tby\n{row}\n" for row in ("ボウサイ\t防災\thand", "ぼうさい\t防災", "あ\t\th")),
    ],
    ids=["empty", "no head", "katakana", "two columns", "no word"],
)
def test_what_is_no_table_of_readings_is_refused_at_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kana.tsv"
    path.write_text(text, "utf-8")
    if not text:
        assert kana.read([path]) == {}
        return
    with pytest.raises(InputError) as caught:
        kana.read([path])
    assert caught.value.code == "kana-table"


def test_a_root_that_stands_alone_has_only_its_own(tmp_path: Path) -> None:
    assert Repo(tmp_path, layout.find(ROOT).share, alone=True).kana == []
