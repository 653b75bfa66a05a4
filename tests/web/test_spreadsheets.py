"""Tables of pages as CSV, for people in each language and for programs."""

from __future__ import annotations

import csv
import io

import pytest

from kgtool.web.site import Site


def _table(site: Site, path: str) -> list[dict[str, str]]:
    found = site.file(path)
    assert found is not None, path
    body = found[0].made(found[1]).body
    assert body.startswith(b"\xef\xbb\xbf"), "Excel opens it by a click"
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("page", ["compare", "correspondence", "timeline"])
def test_a_table_for_people_has_heads_and_words_in_one_language(site: Site, page: str) -> None:
    whole, japanese, english = (_table(site, f"{page}.{ending}") for ending in ("csv", "ja.csv", "en.csv"))
    assert len(whole) == len(japanese) == len(english) > 10
    assert any(head.isascii() for head in whole[0])
    assert not any(head.isascii() for head in japanese[0])
    assert all(head.isascii() for head in english[0])
    cities = {value for row in japanese for head, value in row.items() if head.startswith("市区町村")}
    assert cities == {"清瀬市", "小平市"}


def test_words_of_ours_are_translated(site: Site) -> None:
    assert {row["関係"] for row in _table(site, "correspondence.ja.csv")} >= {
        "内容が近い",
        "関連する",
        "対応するものなし",
    }
    assert {row["Treated by the plan"] for row in _table(site, "compare.en.csv")} == {"yes", "not found"}
    assert {row["種類"] for row in _table(site, "timeline.ja.csv")} >= {"総合計画", "個別計画"}
    assert {row["種類(一方)"] for row in _table(site, "correspondence.ja.csv")} >= {"施策", ""}
