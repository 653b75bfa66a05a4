"""Small corpora that the tests of the generator share."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpus import folder, measure
from benchmarks.corpus.sketch import Settings, Stock
from kgtool.corpus.layout import Repo

FAULTY = Settings(seed=5, faults=1)
SMALL = 6


@pytest.fixture(scope="session")
def stock(repo: Repo) -> Stock:
    """What is measured of the real plans."""
    return measure.stock(repo)


@pytest.fixture(scope="session")
def faulty(repo: Repo, stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two real plans and one for each bundle of faults."""
    out = tmp_path_factory.mktemp("corpus") / "faulty"
    list(folder.write(repo, stock, out, SMALL, FAULTY))
    return out


@pytest.fixture(scope="session")
def sound(repo: Repo, stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough plans without faults to compare them with the real ones."""
    out = tmp_path_factory.mktemp("corpus") / "sound"
    list(folder.write(repo, stock, out, 22, Settings(seed=4)))
    return out
