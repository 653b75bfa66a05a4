"""What the tests of the check share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.conftest import faulty as faulty
from tests.benchmarks.conftest import stock as stock

from .rule_fixtures import Mistake, mistakes
from .small import few as few
from .small import history as history
from .small import small as small

BY_FIXTURE = "test_a_mistake_gives_exactly_the_findings_that_its_fixture_lists"
BY_RULE = "test_a_rule_finds_in_every_fixture_just_what_the_fixture_lists"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Let ``-k CODE`` select the tests of several rules at once, too, if the rule is one of them.

    Each rule is held against each fixture: by rule for who writes a rule, by fixture where all fixtures are looked at.
    """
    for item in items:
        callspec = getattr(item, "callspec", None)
        for value in callspec.params.values() if callspec else ():
            item.extra_keyword_matches.update(_codes(value))
    yield
    if sum(getattr(item, "originalname", "") == BY_FIXTURE for item in items) == len(mistakes()):
        twice = [item for item in items if getattr(item, "originalname", "") == BY_RULE]
        config.hook.pytest_deselected(items=twice)
        items[:] = [item for item in items if item not in set(twice)]


def _codes(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (mistake.name for mistake in value if isinstance(mistake, Mistake))
    elif isinstance(value, Path) and value.suffix == ".ttl":
        yield from re.findall(r"^jpps:([\w-]+)", value.read_text("utf-8"), re.M)
