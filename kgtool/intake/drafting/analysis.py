"""Analyse a plan's text by its own layout: lines, blocks, what repeats, the tree, what each part is for."""

from __future__ import annotations

from dataclasses import dataclass

from kgtool.extract.printed_units import PrintedUnits
from kgtool.intake.drafting import blocks as blocks_
from kgtool.intake.drafting import cover, functions, lines, lists, survey, tree
from kgtool.intake.drafting.blocks import TextBlock
from kgtool.intake.drafting.cover import Cover
from kgtool.intake.drafting.lexicon import Lexicon
from kgtool.intake.drafting.lines import PrintedLine
from kgtool.intake.drafting.survey import LayoutSurvey
from kgtool.intake.drafting.tree import LayoutNode


@dataclass(frozen=True)
class LayoutAnalysis:
    """What was found in one text; ``root`` is the tree of its blocks without those of the cover."""

    text: str
    units: PrintedUnits
    lines: list[PrintedLine]
    blocks: list[TextBlock]
    cover: Cover
    survey: LayoutSurvey
    root: LayoutNode


def analyse(text: str, lexicon: Lexicon, units: PrintedUnits) -> LayoutAnalysis:
    """Return the layout of a text; ``units`` are those that values in its tables may have. Takes about a second for 100 pages."""
    printed = lines.read(text)
    found = blocks_.read(printed, lexicon.number_words, lexicon.labels(survey.STANDING))
    front = cover.read(found, printed, lexicon)
    content = found[front.blocks :]
    repeats = survey.survey(content, lexicon)
    root = tree.build(content, repeats, lexicon)
    lists.mend(root)
    functions.assign(root, lexicon)
    return LayoutAnalysis(text, units, printed, content, front, repeats, root)
