"""What the first lines of a plan say of it as a whole: its name, its period, its date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgtool.extract import values
from kgtool.intake.drafting.blocks import TextBlock
from kgtool.intake.drafting.lexicon import Lexicon
from kgtool.intake.drafting.lines import PrintedLine
from kgtool.intake.drafting.marks import BULLETS

_ERA = r"(?:令和|平成|昭和)\s*(?:元|[0-9０-９]+)"
_WESTERN = r"[（(]?\s*(?:19|20|１９|２０)[0-9０-９]{2}\s*(?:年度?)?\s*[）)]?"
_YEAR = rf"(?:{_ERA}\s*(?:{_WESTERN})?\s*(?:年度?)?\s*(?:{_WESTERN})?|(?:19|20)[0-9]{{2}}\s*年?度?)"
_TO = r"\s*(?:から|[～~〜\-－―—→–])\s*"
_PERIOD = re.compile(rf"(?P<start>{_YEAR}){_TO}(?P<end>{_YEAR})")
_DAY = re.compile(rf"(?P<date>(?:{_ERA}|[12][0-9]{{3}})\s*年\s*[0-9０-９]+\s*月\s*[0-9０-９]+\s*日)")
_MONTH = re.compile(rf"(?P<date>(?:{_ERA}|[12][0-9]{{3}})\s*(?:{_WESTERN})?\s*年\s*[0-9０-９]+\s*月)")
_PLAN = re.compile(r"計画|構想|ビジョン|プラン|戦略|ダイヤモンドプラン")
_DRAFT = re.compile(r"素案|原案|案[)）]|ドラフト|（案）|\(案\)")
_MOST = 25
"""How many blocks the cover may have."""


@dataclass(frozen=True)
class PrintedOnCover:
    """Something that a line prints of the plan: the line's number, what is printed, the year or the date read from it."""

    line: int
    printed: str
    value: str


@dataclass(frozen=True)
class Cover:
    """What the cover of a plan says; ``blocks`` of the text belong to it. What it does not say is empty."""

    blocks: int = 0
    lines: tuple[PrintedLine, ...] = ()
    title: str = ""
    draft: bool = False
    start: PrintedOnCover | None = None
    end: PrintedOnCover | None = None
    date: PrintedOnCover | None = None
    precision: str = ""
    """``day`` or ``month`` of the date."""


def read(blocks: Sequence[TextBlock], lines: Sequence[PrintedLine], lexicon: Lexicon) -> Cover:
    """Return what the first page says, or the lines before the first heading where the text has no pages."""
    count = _length(blocks, lines, lexicon)
    own = [line for block in blocks[:count] for line in block.lines]
    title = next((line.text for line in own if _PLAN.search(line.text) and not _PERIOD.search(line.text)), "")
    start, end = _period(own) or _period(line for line in lines if "期間" in line.text) or (None, None)
    date, precision = _date(own)
    draft = any(_DRAFT.search(line.text) for line in own)
    return Cover(count, tuple(own), title, draft, start, end, date, precision)


def _length(blocks: Sequence[TextBlock], lines: Sequence[PrintedLine], lexicon: Lexicon) -> int:
    paged = bool(lines) and lines[-1].page > 1
    first = [block for block in blocks[: _MOST * 2] if block.first.page == 1]
    if paged and len(first) <= _MOST and not any(block.sentence for block in first):
        return len(first)
    for n, block in enumerate(blocks[:_MOST]):
        reading = lexicon.heading(block.title) if not block.sentence else None
        heading = reading is not None and reading.function.id != "placeholder" and not _PLAN.search(block.title)
        last = n and block.first.apart and not _PLAN.search(block.title) and not _PERIOD.search(block.title)
        if last and n + 1 < len(blocks) and blocks[n + 1].mark.style in tuple(BULLETS):
            return n
        if (
            block.sentence
            or (block.mark.style and block.mark.numbered)
            or heading
            or block.title in ("目次", "基本構想")
        ):
            return n
    return 0


def _period(lines: Iterable[PrintedLine]) -> tuple[PrintedOnCover, PrintedOnCover] | None:
    for line in lines:
        if not (found := _PERIOD.search(line.text)):
            continue
        start, end = values.year(found["start"]), values.year(found["end"])
        if start and end and start < end:
            return (
                PrintedOnCover(line.number, found["start"].strip(), str(start)),
                PrintedOnCover(line.number, found["end"].strip(), str(end)),
            )
    return None


def _date(lines: Sequence[PrintedLine]) -> tuple[PrintedOnCover | None, str]:
    for line in lines:
        if found := _DAY.search(line.text):
            return PrintedOnCover(line.number, found["date"], str(values.date(found["date"]) or "")), "day"
    for line in lines:
        if found := _MONTH.search(line.text):
            return PrintedOnCover(line.number, found["date"], ""), "month"
    return None, ""
