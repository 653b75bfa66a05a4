"""What tests of drafted profiles share: the words of headings, and the blocks and the tree of a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtool.corpus.layout import Repo
from kgtool.extract import printed_units
from kgtool.intake.drafting import analysis, lexicon
from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.lexicon import Lexicon
from tests.intake import invented


@pytest.fixture(scope="session")
def words(repo: Repo) -> Lexicon:
    return lexicon.read(repo)


@pytest.fixture(scope="session")
def kamome(words: Lexicon, repo: Repo) -> LayoutAnalysis:
    """The layout of the invented plan, which a test does not change."""
    return analysis.analyse(invented.text(), words, printed_units.read(repo))


@pytest.fixture
def analysed(words: Lexicon, repo: Repo) -> Callable[[str], LayoutAnalysis]:
    units = printed_units.read(repo)
    return lambda text: analysis.analyse(text, words, units)
