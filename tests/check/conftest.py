"""What the tests of the check share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.conftest import faulty as faulty
from tests.benchmarks.conftest import stock as stock

from .rule_fixtures import Mistake
from .small import few as few
from .small import history as history
from .small import small as small


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let ``-k CODE`` select the tests of several rules at once, too, if the rule is one of them."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        for value in callspec.params.values() if callspec else ():
            item.extra_keyword_matches.update(_codes(value))


def _codes(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (mistake.name for mistake in value if isinstance(mistake, Mistake))
    elif isinstance(value, Path) and value.suffix == ".ttl":
        yield from re.findall(r"^jpps:([\w-]+)", value.read_text("utf-8"), re.M)
