"""What docs/extend.md and CONTRIBUTING.md show is what there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from kgtool import results
from kgtool.check import report, validators
from kgtool.corpus import packs
from kgtool.web import site
from tests import ROOT

GUIDE = (ROOT / "docs" / "extend.md").read_text("utf-8")
PROJECT = tomllib.loads((Path(__file__).parent / "town-extension" / "pyproject.toml").read_text("utf-8"))["project"]
REGISTRIES = (report.FORMATS, results.FORMATS, site.FAMILIES, packs.PACKS, validators.VALIDATORS)


def test_the_guide_shows_the_package_of_the_tests() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.S)
    project = tomllib.loads(shown)["project"]
    assert project == {name: PROJECT[name] for name in project}


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.group)
def test_the_guide_tells_every_group_in_both_languages_and_what_an_entry_needs(registry: object) -> None:
    english, japanese = GUIDE.split("## 日本語")
    for text in (english, japanese):
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{registry.group}` |")]
        assert all(re.search(rf"\b{name}\b", row) for name in registry.needs if not name.startswith("_")), row


def test_every_group_is_used_by_the_package_of_the_tests() -> None:
    assert PROJECT["entry-points"].keys() == {registry.group for registry in REGISTRIES}


def test_the_fixture_in_contributing_is_one_of_the_tests() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Write a fixture")[2]
    shown = re.search(r"```\n(.*?)```", text, re.S)
    assert shown is not None
    fixtures = [path.read_text("utf-8") for path in (ROOT / "tests" / "fixtures" / "rules").glob("order-hole*.trig")]
    assert shown[1] in fixtures
