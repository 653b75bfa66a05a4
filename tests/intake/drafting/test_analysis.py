"""The whole way from a text to its layout."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtool.intake.drafting.analysis import LayoutAnalysis
from tests.intake import invented


def test_blocks_of_the_cover_are_not_in_the_tree(kamome: LayoutAnalysis) -> None:
    inside = {line.number for node in kamome.root.below() for line in node.head.lines}
    assert not inside & {line.number for line in kamome.cover.lines}
    assert {line.number for block in kamome.blocks for line in block.lines} >= inside
    assert kamome.text == invented.text()


@pytest.mark.parametrize("text", ["", "\n\n", "町。\n", "\f\f", "１\n" * 8])
def test_a_text_without_headings_is_no_error(analysed: Callable[[str], LayoutAnalysis], text: str) -> None:
    found = analysed(text)
    assert not [node for node in found.root.below() if node.owner]
