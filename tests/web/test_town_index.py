"""The names among which the field for towns suggests: of every plan, in each way in which people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kgtool.build import assemble
from kgtool.search.names import PLAN
from kgtool.web.models import choice
from kgtool.web.site import Site
from tests.less_known import CARE, TOWN, repository


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of two towns without a name in English."""
    folder: Path = tmp_path_factory.mktemp("towns")
    repo = repository(folder / "plans", CARE, TOWN)
    return Site(repo, assemble.build(repo, folder / "build").build, "http://127.0.0.1:8000/")


def rows_of(site: Site) -> list[tuple[str, list[str], list[str], list[str]]]:
    page = site.find("town-index.json")
    assert page is not None
    rows: list[tuple[str, list[str], list[str], list[str]]] = json.loads(page.made(page.variants[0]).body)
    return rows


def test_every_plan_has_a_row_with_town_plan_and_spellings(small: Site, site: Site) -> None:
    for one in (small, site):
        rows = rows_of(one)
        assert [row[0] for row in rows] == list(choice.ids(one.build))
        assert all(town and plan for row in rows for town, plan in row[1:3])
    assert {"みさきちょう", "misakicho", "misaki"} <= set(next(row for row in rows_of(small) if row[0] == TOWN)[3])


@pytest.mark.parametrize("words", ["みさき", "ミサキ", "misaki", "Misaki-cho", "misakichou", "みさき町", "01999"])
def test_a_town_is_resolved_however_it_is_typed(small: Site, words: str) -> None:
    resolved = small.resolver.resolve(words, PLAN)
    assert [one.plan for one in resolved.matches] == [TOWN]
