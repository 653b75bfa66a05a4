"""The plans' wording leaves only where it is asked for and `source.ttl` records that it may."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import BuildError
from kgtool.build.assemble import build
from kgtool.build.store import Build, newest
from kgtool.export.releases import keep
from kgtool.export.wording import require_permission
from kgtool.rdf import iris
from kgtool.web.files import static_site
from tests.tiny_plan import PLAN, VERSION, TinyPlan

LICENCE = (
    f"<{iris.text(PLAN, VERSION)}> <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by/4.0/> ."
)
PERMISSION = f"<{iris.text(PLAN, VERSION)}> <http://purl.org/dc/terms/rights> '元市の許可による'@ja ."


@pytest.fixture
def tiny(tmp_path: Path) -> TinyPlan:
    return TinyPlan(tmp_path)


def built(tiny: TinyPlan, sources: bool = True) -> Build:
    build(tiny.repo, tiny.out, sources=tiny.sources if sources else None)
    return newest(tiny.out)


def test_a_build_without_the_texts_needs_nothing(tiny: TinyPlan) -> None:
    require_permission(built(tiny, sources=False), wanted=False)


def test_wording_leaves_neither_as_a_site_nor_as_a_release_unasked(tiny: TinyPlan, tmp_path: Path) -> None:
    made = built(tiny)
    with pytest.raises(BuildError, match="wording-unasked"):
        static_site.publish(tiny.repo, made, tmp_path / "site", "https://plans.example/")
    with pytest.raises(BuildError, match="wording-unasked"):
        keep.keep(made, tmp_path / "releases", "2026-11-30")
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / "releases").exists()


def test_wording_that_is_asked_for_needs_the_licence_or_the_permission_of_its_text(tiny: TinyPlan) -> None:
    with pytest.raises(BuildError, match="wording-unpermitted"):
        require_permission(built(tiny), wanted=True)


@pytest.mark.parametrize("allowed", [LICENCE, PERMISSION])
def test_permitted_wording_leaves_when_it_is_asked_for(tiny: TinyPlan, allowed: str) -> None:
    tiny.append(tiny.description, allowed)
    require_permission(built(tiny), wanted=True)
