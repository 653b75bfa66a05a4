"""Seventy mistakes that people make: each is found, nearly all where it was made, none with a flood of findings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kgtool.check import run
from kgtool.check.finding import Finding
from kgtool.corpus import layout as repos
from kgtool.incremental.parallel import Workers

from .mistakes import CAUSES, MISTAKES, City, Mistake

ELSEWHERE = {"English label deleted", "base deleted"}
"""What is found in another file than the one in which the mistake was made."""
MOST = 5
NEAR = 8


def findings(root: Path) -> tuple[Finding, ...]:
    """What comes first in the report."""
    options = run.Options(engine="fast", owl="off", use_cache=False, workers=Workers(1))
    return tuple(run.check(repos.find(root), options, lambda text: None).first())


@cache
def clean(within: tuple[str, ...], folder: Path) -> frozenset[str]:
    """The fingerprints of what is found without a mistake."""
    city = City(folder, Mistake("none", within, f"{within[0]}/source.ttl", lambda path: None))
    return frozenset(finding.fingerprint for finding in findings(city.root))


def test_there_are_seventy_mistakes_of_which_at_least_sixty_are_found_where_they_were_made() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) == 70
    assert len(MISTAKES) - len(ELSEWHERE) >= 60


@pytest.mark.parametrize("mistake", [*MISTAKES, *CAUSES], ids=str)
def test_a_mistake_is_found_where_it_was_made(
    mistake: Mistake, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city = City(tmp_path / "city", mistake)
    before = clean(mistake.within, tmp_path_factory.getbasetemp() / "clean" / "-".join(mistake.within))
    found = [finding for finding in findings(city.root) if finding.fingerprint not in before]
    assert 0 < len(found) <= (1 if mistake in CAUSES else MOST)
    around = range(city.changed.start - NEAR, city.changed.stop + NEAR)
    places = [(f.location.file.removeprefix("data/"), f.location.line) for f in found]
    near = [
        (file, line)
        for file, line in places
        if (file == mistake.file and (line in around or not line)) or file.startswith(f"{mistake.file}/")
    ]
    assert bool(near) == (mistake.name not in ELSEWHERE), places
