"""What repeated headings are for whose words nobody knows (変化のものさし, これからすること), by what stands below them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from kgtool.intake.drafting.blocks import TextBlock, standing_name
from kgtool.intake.drafting.lexicon import HeadingReading, Lexicon

CONTENT = "content"
"""The form of a reading that comes from what stands below a heading, not from its words."""
_MOST, _FEW = 0.6, 3
_PROMISE = re.compile(r"ます[。｡]$")
_BEING = re.compile(r"(?:[てで]い|[てで]お|あり|おり|なり|思い|望み|でき|られ|まれ)ます[。｡]$")
"""How sentences end that say what is, becomes, is wished or suffered, and not what will be done."""
_MEASURED = re.compile(r"[0-9０-９]")


def readings(
    blocks: Sequence[TextBlock], standing: Collection[int], known: Mapping[int, HeadingReading], lexicon: Lexicon
) -> dict[int, HeadingReading]:
    """Return what repeated headings without a known word are for, by their number; those that stay in doubt are not there."""
    found: dict[int, HeadingReading] = {}
    named: dict[str, list[int]] = defaultdict(list)
    for n in standing:
        if n not in known:
            named[standing_name(blocks[n])].append(n)
    for places in named.values():
        parts = [list(_below(blocks, place, standing)) for place in places]
        function = _function(parts, known)
        if function:
            reading = HeadingReading(lexicon.function(function), blocks[places[0]].name, CONTENT, ())
            found |= dict.fromkeys(places, reading)
    return found


def _below(blocks: Sequence[TextBlock], place: int, standing: Collection[int]) -> Iterator[tuple[int, TextBlock]]:
    """The blocks below a repeated heading, up to the next one or the next heading that a word numbers."""
    for n in range(place + 1, len(blocks)):
        block = blocks[n]
        if n in standing or block.mark.word or block.mark.style == "code" or block.mark.style.startswith("第"):
            return
        yield n, block


def _function(parts: list[list[tuple[int, TextBlock]]], known: Mapping[int, HeadingReading]) -> str:
    enough = max(_FEW, _MOST * len(parts))
    if sum(_captioned(part, known) for part in parts) >= enough:
        return "placeholder"
    bodies = [[block for _, block in part] for part in parts]
    if sum(_table_of_values(body) for body in bodies) >= enough:
        return "indicator"
    if sum(_items_with_promises(body) for body in bodies) >= enough:
        return "direction"
    return ""


def _captioned(part: list[tuple[int, TextBlock]], known: Mapping[int, HeadingReading]) -> bool:
    """Whether a caption of a picture follows at once: then the heading stands for the picture."""
    return bool(part) and part[0][0] in known and known[part[0][0]].function.id == "placeholder"


def _table_of_values(body: list[TextBlock]) -> bool:
    """Whether a table follows at once whose rows have numbers in two columns: what is, and what is to be."""
    rows = []
    for block in body:
        if not block.row:
            break
        rows.append(block.first.cells)
    measured = [cells for cells in rows if sum(bool(_MEASURED.search(cell)) for cell in cells[1:]) > 1]
    return bool(measured) and len(measured) >= len(rows) - 1


def _items_with_promises(body: list[TextBlock]) -> bool:
    """Whether two or more items are listed, and sentences say what will be done."""
    items = [block for block in body if block.mark.style]
    sentences = [block.text for block in body if block.sentence]
    promises = [text for text in sentences if _PROMISE.search(text) and not _BEING.search(text)]
    return len(items) > 1 and len(promises) > 1 and len(promises) >= _MOST * len(sentences)
