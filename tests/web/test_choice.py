"""Which plans a page compares: named by id, code or city; two by default; never more than fit."""

from __future__ import annotations

import pytest

from kgtool.base.errors import UsageError
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.models import choice
from kgtool.web.models.choice import Choice
from kgtool.web.site import Site

KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"


@pytest.fixture(scope="module")
def site(repo: Repo, built: Build) -> Site:
    return Site(repo, built, "http://127.0.0.1:8000/")


def chosen(site: Site, *values: str, least: int = 1) -> Choice:
    return choice.choose(site, site.view("ja"), {"plan": values}, least)


def ids(found: Choice) -> list[str]:
    return [plan.id for plan in found.plans]


def test_without_parameters_the_first_two_plans_are_compared(site: Site) -> None:
    found = chosen(site)
    assert ids(found) == [KODAIRA, KIYOSE]
    assert found.parameters == {}
    assert [plan.name.text for plan in found.plans] == ["小平市", "清瀬市"]
    assert found.plans[1].version.endswith("/draft-2025-08-12")


@pytest.mark.parametrize(
    "value", [KIYOSE, " 13221-kiyose-5 ", "13221", "132217", "清瀬市", "清瀬", "Kiyose City", "Kiyose"]
)
def test_a_plan_is_found_by_id_code_or_city(site: Site, value: str) -> None:
    assert ids(chosen(site, value)) == [KIYOSE]


@pytest.mark.parametrize(
    "value", ["1322", "13221-", "東京都", "<script>", 'x"y', "../13221-kiyose-5", "\x00", "9" * 5_000]
)
def test_what_names_no_plan_is_told_and_the_page_stays_whole(site: Site, value: str) -> None:
    found = chosen(site, value)
    assert found.unknown == (value,)
    assert ids(found) == [KODAIRA, KIYOSE]
    with pytest.raises(UsageError):
        found.refuse_unknown()


def test_empty_values_of_a_form_are_no_mistake(site: Site) -> None:
    assert chosen(site, "", KIYOSE).unknown == ()


def test_the_order_of_the_parameters_is_kept_and_repetition_ignored(site: Site) -> None:
    found = chosen(site, KIYOSE, KODAIRA, "清瀬市")
    assert ids(found) == [KIYOSE, KODAIRA]
    assert found.parameters == {"plan": [KIYOSE, KODAIRA]}


def test_a_page_that_needs_two_plans_gets_two(site: Site) -> None:
    assert ids(chosen(site, KIYOSE, least=2)) == [KIYOSE, KODAIRA]


def test_the_form_offers_every_plan_where_there_are_few(site: Site) -> None:
    found = chosen(site, KIYOSE)
    assert [plan.id for plan in found.offered] == [KODAIRA, KIYOSE]
    assert found.more == 0
