"""Headings, items, paragraphs and rows of a plan's text: each with all the lines it is folded over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from kgtool.intake.drafting import marks
from kgtool.intake.drafting.lines import PrintedLine, wrap_width
from kgtool.intake.drafting.marks import LineMark

_SENTENCE = re.compile(r"[。｡]")
_LONG = 70
"""Columns beyond which a line without mark is running text even without a full stop."""
_FOLDED = 0.85
_OFTEN, _SHORT = 3, 30
"""How often a line of how many characters stands in a text that is a heading by itself, even where a line before is full."""


@dataclass(frozen=True)
class TextBlock:
    """Lines that belong together. ``mark`` is how the first begins; ``sentence`` says that it is running text."""

    lines: tuple[PrintedLine, ...]
    mark: LineMark
    sentence: bool
    row: bool = False

    @property
    def first(self) -> PrintedLine:
        return self.lines[0]

    @property
    def text(self) -> str:
        """The lines joined, as the sentence or the title that they make."""
        return "".join(line.text for line in self.lines)

    @property
    def title(self) -> str:
        """The text without its mark."""
        rest = "".join(line.text for line in self.lines[1:])
        return (self.mark.title + rest).strip()

    @property
    def name(self) -> str:
        """The title by which a heading is recognised again: without white space, brackets and a colon around it."""
        return heading_name(self.title)


def standing_name(block: TextBlock) -> str:
    """Return how a standing heading is recognised again: by its mark and its name."""
    return block.mark.key if block.mark.label else f"{block.mark.key}|{block.name}"


def heading_name(title: str) -> str:
    """Return a heading without white space and what may stand around it: brackets, a colon, a bullet."""
    name = re.sub(r"\s+", "", title)
    name = re.sub(r"^[「『【＜<〈《≪［〔■□◆◇●○◎▼▶]+|[」』】＞>〉》≫］〕：:]+$", "", name)
    return name


def read(lines: Sequence[PrintedLine], words: Container[str] = (), labels: Container[str] = ()) -> list[TextBlock]:
    """Return the blocks of a text; furniture is left out.

    ``words`` are those known to stand before numbers, ``labels`` those that may stand in the line of the text that they head.
    """
    content = [line for line in lines if not line.furniture]
    known = _Words(words, _repeated_words(content), _repeated_labels(content, labels))
    wide = wrap_width(content)
    seen = Counter(line.text for line in content)
    standing = {
        text for text, count in seen.items() if count >= _OFTEN and len(text) <= _SHORT and not _SENTENCE.search(text)
    }
    return list(_joined(content, known, wide, standing))


class _Words:
    """The words that stand before numbers: those of the lexicon and those that this text prints before several.

    ``labels`` are the headings that this text prints in the line of what they head.
    """

    def __init__(self, known: Container[str], seen: Container[str], labels: Container[str]) -> None:
        self.known, self.seen, self.labels = known, seen, labels

    def __contains__(self, word: object) -> bool:
        return word in self.known or word in self.seen


def _repeated_words(lines: Sequence[PrintedLine]) -> set[str]:
    """Words that stand before at least two different numbers in lines that are no sentences."""
    found: dict[str, set[str]] = {}
    for line in lines:
        if _SENTENCE.search(line.text) or len(line.cells) > 2:
            continue
        mark = marks.mark(line.text)
        if mark.word:
            found.setdefault(mark.word, set()).add(mark.code)
    return {word for word, codes in found.items() if len(codes) > 1}


def _repeated_labels(lines: Sequence[PrintedLine], known: Container[str]) -> set[str]:
    """Known headings that stand often in the line of their text."""
    found = Counter(mark.label for line in lines if (mark := marks.labelled(line.text)) and mark.label in known)
    return {label for label, count in found.items() if count >= _OFTEN}


def _joined(lines: Sequence[PrintedLine], words: _Words, wide: int, standing: set[str]) -> Iterator[TextBlock]:
    """Blocks in order; a short line that is printed often begins one of its own."""
    at = 0
    while at < len(lines):
        block = _begun(lines[at], words)
        at += 1
        while at < len(lines) and _goes_on(block, lines[at], words, wide, lines[at].text in standing):
            block = _longer(block, lines[at])
            at += 1
        yield block


def _begun(line: PrintedLine, words: _Words) -> TextBlock:
    if (labelled := marks.labelled(line.text)) and labelled.label in words.labels:
        return TextBlock((line,), labelled, sentence=True)
    mark = marks.mark(line.text, words)
    if mark.word and mark.word not in words:
        mark = LineMark("", "", "", 0, line.text)
    row = len(line.cells) > 2 or "\t" in line.text or (len(line.cells) == 2 and not mark.style)
    return TextBlock((line,), mark, _running(line.text, mark, row), row and not _SENTENCE.search(line.text))


def _running(text: str, mark: LineMark, row: bool) -> bool:
    return bool(_SENTENCE.search(text)) or (not mark.style and not row and len(text) * 2 > _LONG)


def _goes_on(block: TextBlock, line: PrintedLine, words: _Words, wide: int, often: bool) -> bool:
    """Whether a line carries on the block above it; ``often`` says that it is a short line that stands often in the text."""
    last = block.lines[-1]
    if not line.apart and not block.row and _unfinished(last.text, line.text):
        return True
    if often or _begun(line, words).mark.style not in ("", "「") or block.row or marks.subtitle(line.text):
        return False
    full = wide > 50 and last.indent + last.width >= _FOLDED * wide
    if last.text.endswith(("。", "｡")):
        return False
    if line.apart:
        return full and block.sentence and last.page != line.page
    if full:
        return True
    hanging = block.mark.style and block.mark.title and line.indent > block.first.indent
    return bool(hanging) and last.width * 2 > wide and len(line.cells) == 1


def _unfinished(text: str, after: str) -> bool:
    """Whether a line stops in the middle of a phrase: after a comma or a particle, or before a particle."""
    return (text.endswith(("、", "，")) or bool(re.search(r"..........[がはを]$", text))) or (
        after.startswith("の") and not _SENTENCE.search(text) and len(after) < 12
    )


def _longer(block: TextBlock, line: PrintedLine) -> TextBlock:
    sentence = block.sentence or bool(_SENTENCE.search(block.text + line.text))
    return replace(block, lines=(*block.lines, line), sentence=sentence)


def repeated(blocks: Sequence[TextBlock]) -> Counter[str]:
    """Count how often each heading is printed, by its mark's key and its name."""
    return Counter(f"{b.mark.key}|{b.name}" for b in blocks if not b.sentence and not b.row)
