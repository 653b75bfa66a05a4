"""The table of all municipalities is what the generator makes, has all 1,741 of them, and agrees with another list."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from tests import ROOT
from tools.municipalities import FOLDER, LICENCE, NO_GOVERNMENT, TABLE, Municipality, check_digit, municipalities, table

OTHER = Path(os.environ.get("KGTOOL_LOCALGOVJP", ROOT.parent / "shared" / "reference" / "localgovjp.csv"))
DIFFERENT = {
    "39405": "梼原町 is written 檮原町 there: two forms of one character, of which the code list has the first"
}


def rows() -> list[Municipality]:
    with (FOLDER / TABLE).open(encoding="utf-8", newline="") as file:
        return [Municipality(**row) for row in csv.DictReader(file)]


def test_there_are_1741_municipalities_of_five_kinds() -> None:
    kinds = Counter(row.kind for row in rows())
    assert kinds == {"city": 772, "designated-city": 20, "special-ward": 23, "town": 743, "village": 183}
    assert kinds.total() == 1741
    assert len({row.area for row in rows()}) == 1741
    assert [row.area for row in rows()] == sorted(row.area for row in rows())
    assert len({row.prefecture for row in rows()}) == 47


def test_codes_end_in_their_check_digit() -> None:
    assert [row.code for row in rows() if row.code != row.area + check_digit(row.area)] == []
    assert (check_digit("13221"), check_digit("13211"), check_digit("22208")) == ("7", "0", "9")


def test_readings_are_hiragana_and_end_as_names_do() -> None:
    assert [row for row in rows() if not all("ぁ" <= char <= "ゖ" for char in row.reading)] == []


def test_the_licence_stands_beside_the_table() -> None:
    assert (FOLDER / LICENCE).read_text("utf-8").startswith("MIT License")


def test_the_generator_leaves_out_wards_of_cities_and_villages_without_a_government() -> None:
    north = next(iter(sorted(NO_GOVERNMENT)))
    codes = [
        {
            "name": "北県",
            "municipalities": [
                {"code": "012025", "name": "港市", "ruby": "みなとし"},
                {"code": f"{north}1", "name": "島村", "ruby": "しまむら"},
                {"code": "011002", "name": "森市", "ruby": "もりし", "wards": [{"code": "011011", "name": "東区"}]},
                {"code": "131016", "name": "丘区", "ruby": "おかく"},
            ],
        }
    ]
    made = list(municipalities(codes))
    assert [(row.code, row.name, row.kind) for row in made] == [
        ("011002", "森市", "designated-city"),
        ("012025", "港市", "city"),
        ("131016", "丘区", "special-ward"),
    ]
    assert table(made).splitlines()[1] == "01100,011002,森市,もりし,北県,designated-city"


def test_another_list_has_the_same_names_readings_and_codes() -> None:
    if not OTHER.is_file():
        pytest.skip(f"{OTHER.name} is not here")
    with OTHER.open(encoding="utf-8-sig", newline="") as file:
        other = {row["lgcode"]: row for row in csv.DictReader(file)}
    ours = {row.code: row for row in rows()}
    assert ours.keys() <= other.keys()
    wards = {code for code in other if code not in ours}
    assert all(" " in other[code]["city"] and other[code]["city"].endswith("区") for code in wards)
    names = {code[:5] for code, row in ours.items() if row.name != other[code]["city"]}
    assert names == DIFFERENT.keys()
    assert {code for code, row in ours.items() if row.reading != other[code]["citykana"]} == set()
    assert all(row.prefecture == other[code]["pref"] for code, row in ours.items())
