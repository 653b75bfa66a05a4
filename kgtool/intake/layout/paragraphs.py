"""Join the lines of a column to paragraphs, and put blanks where the print has them."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kgtool.intake.layout.geometry import Glyph, Rectangle
from kgtool.intake.layout.lines import LinePiece, pieces, vertical_runs
from kgtool.intake.layout.regions import TextRow
from kgtool.intake.layout.tables import PageCell

_STARTS_ITEM = re.compile(
    r"[・●○◎◯■□◆◇▲△▼▽★☆※•‣❖➢▶►▷→⇒✓✔◦∙·*＊]"
    r"|[①-⑳❶-❿⓫-⓴㉑-㉟㊱-㊿⑴-⒇⒈-⒛ⓐ-ⓩ㋐-㋾Ⅰ-Ⅻⅰ-ⅻ]"
    r"|[(（〔［\[【〈《][^)）〕］\]】〉》]{1,8}[)）〕］\]】〉》]"
    r"|[0-9０-９]{1,3}[)）．.、:：](?![0-9０-９])"
    r"|[0-9０-９]{1,2}[-‐－–—−ー][0-9０-９]{1,2}(?![0-9０-９年月])"
    r"|第[0-9０-９一二三四五六七八九十]{1,3}[章節編部項条]"
    r"|(?:施策|基本目標|政策|目標|基本施策|取組|方針|柱)[0-9０-９一二三四五六七八九十Ⅰ-Ⅻ]"
    r"|(?:注|資料|出典|図|表)[0-9０-９:：)）]"
)
_LEADER = re.compile(r"[…‥・.．･]{3,}[0-9０-９]{1,3}$")
_NUMBERED = re.compile(r"[0-9０-９一二三四五六七八九十ア-ンA-Za-zＡ-Ｚ]{1,3}$")
_NO_START = "、。，．・：；？！）〕］｝〉》」』】〙〗〟’”ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々％%)]},.､｡｣ﾞﾟ"
_CLOSING = "、。，．）〕］｝〉》」』】､｡｣"
"""Before these the print has no blank, only the white part of their own square."""
_NO_END = "（〔［｛〈《「『【〘〖〝‘“([{｢"
Spelled = list[tuple[str, Glyph | None]]
"""Characters with the glyph that prints each; blanks and breaks have none."""


@dataclass(slots=True)
class Paragraph:
    """Lines of one paragraph, cell or heading: its characters, its place, and ruby over ranges of them."""

    spelled: Spelled
    box: Rectangle
    ruby: list[tuple[int, int, str]] = field(default_factory=list)


def spelled(glyphs: Sequence[Glyph]) -> Spelled:
    """Return the characters of a line with blanks where gaps are wider than the line's own spacing.

    A gap of half a character between wide characters is an ideographic space. Digits stay together unless more than
    half a character lies between them, since numbers are set wide in tables.
    """
    if not glyphs:
        return []
    gaps = [after.box.x0 - before.box.x1 for before, after in pairwise(glyphs)]
    size = statistics.median(glyph.size for glyph in glyphs)
    usual = statistics.median_low(gaps) if len(gaps) >= 2 else 0.0
    usual = usual if usual > 0.12 * size else max(0.0, min(usual, 0.0))
    result: Spelled = [(glyphs[0].text, glyphs[0])]
    for (before, after), gap in zip(pairwise(glyphs), gaps, strict=True):
        blank = _blank(before, after, gap - usual)
        if blank:
            result.append((blank, None))
        result.append((after.text, after))
    return result


def _blank(before: Glyph, after: Glyph, gap: float) -> str:
    em = max(before.size, after.size)
    if after.text in _CLOSING or before.text in _NO_END:
        return ""
    wide = _wide(before.text), _wide(after.text)
    if all(wide):
        return "\u3000" if gap >= 0.45 * em else ""
    if _number(before.text) and _number(after.text):
        return " " if gap >= 0.55 * em else ""
    if not any(wide):
        return " " if gap >= 0.17 * em else ""
    return " " if gap >= 0.38 * em else ""


def _wide(text: str) -> bool:
    return unicodedata.east_asian_width(text[0]) in "WF" or text == "\ufffd"


def _number(text: str) -> bool:
    return unicodedata.category(text[0]) == "Nd" or text in ".,．，"


def row_spelled(row: TextRow) -> tuple[Spelled, list[tuple[int, int, str]]]:
    """Return the characters of all pieces on one level, and the ruby over them."""
    result: Spelled = []
    ruby = []
    for one in row.pieces:
        if result:
            last, first = result[-1][0], one.glyphs[0].text
            result.append(("\u3000" if _wide(last) and _wide(first) else " ", None))
        start = len(result)
        part = spelled(one.glyphs)
        place = {id(glyph): start + n for n, (_, glyph) in enumerate(part) if glyph is not None}
        ruby += [(place[id(one.glyphs[a])], place[id(one.glyphs[b - 1])] + 1, words) for a, b, words in one.ruby]
        result += part
    return result, ruby


class LineJoiner:
    """Tells which lines continue the one above; it knows where the document's lines end and how far apart they are."""

    def __init__(self, rows: Iterable[tuple[TextRow, Sequence[Rectangle]]]) -> None:
        """``rows``: each row with the frames around it."""
        edges: Counter[int] = Counter()
        for row, frames in rows:
            if not frames:
                edges[round(row.box.x1 / 2)] += 1
        self._edges = {edge * 2 for edge, count in edges.items() if count >= 4}
        self._pitch: dict[int, float] = {}

    def learn(self, columns: Iterable[Sequence[TextRow]]) -> None:
        """Note the usual distance of lines of each size."""
        seen: dict[int, Counter[float]] = {}
        for rows in columns:
            for above, below in pairwise(rows):
                if abs(above.size - below.size) < 0.05 * above.size:
                    pitch = round(2 * (_baseline(below) - _baseline(above))) / 2
                    if 0.9 * above.size < pitch < 2.6 * above.size:
                        seen.setdefault(round(above.size * 2), Counter())[pitch] += 1
        for size, pitches in seen.items():
            common = max(pitches.values())
            self._pitch[size] = min(pitch for pitch, count in pitches.items() if count >= 0.5 * common)

    def limit(self, row: TextRow, column: Rectangle, frames: Sequence[Rectangle], end: float) -> float:
        """Return where a line could end: at its frame, or at the column's right edge, as other lines of the document tell."""
        if frames:
            return min(frame.x1 for frame in frames)
        beyond = [edge for edge in self._edges if column.x1 - 3 <= edge <= end]
        return max([column.x1, *beyond])

    def continues(
        self, paragraph: Sequence[TextRow], row: TextRow, column: Rectangle, limit: float, start: float
    ) -> bool:
        """Tell whether a row continues a paragraph. ``start`` is where lines of the column or frame begin."""
        last, first = paragraph[-1], paragraph[0]
        size = last.size
        if abs(row.size - size) > 0.08 * size or len(last.pieces) > 1 or len(row.pieces) > 1:
            return False
        pitch = _baseline(row) - _baseline(last)
        usual = self._pitch.get(round(size * 2), 1.9 * size)
        before = _baseline(last) - _baseline(paragraph[-2]) if len(paragraph) > 1 else usual
        if not 0.8 * size < pitch <= 1.12 * max(usual, before) + 0.5 or pitch > 2.6 * size:
            return False
        head, tail = _text(row), _text(last)
        if _STARTS_ITEM.match(head) or _LEADER.search(tail) or not is_full(last, row, limit) or _numbered_heading(row):
            return False
        if abs(row.box.x0 + row.box.x1 - last.box.x0 - last.box.x1) < size and row.box.x0 > last.box.x0:
            # Centred: the first line leaves as little room at its left as at its right
            return last.box.x0 - start <= limit - last.box.x1 + 2 * size
        indent = row.box.x0 - last.box.x0
        if len(paragraph) == 1:
            marked = _STARTS_ITEM.match(tail) or _numbered_heading(last)
            if not -2.4 * size <= indent <= (3.2 * size if marked else 0.4 * size):
                return False
            ended = tail[-1] in "。．"
            return not (ended and abs(indent) < 0.4 * size and first.box.x0 > start + 0.7 * size)
        return abs(indent) <= 0.45 * size


def is_full(row: TextRow, following: TextRow, limit: float) -> bool:
    """Tell whether a line is broken for want of space: the next character, with what may not part from it, did not fit."""
    return limit - row.box.x1 <= _unit(following) + 0.6 * row.size


def _unit(row: TextRow) -> float:
    """The width of what may not be broken at the start of a line."""
    glyphs = row.pieces[0].glyphs
    end = 1
    while end < len(glyphs):
        before, after = glyphs[end - 1].text, glyphs[end].text
        together = (_narrow(before) and _narrow(after)) or after in _NO_START or before in _NO_END
        if not together or end > 12:
            break
        end += 1
    return glyphs[end - 1].box.x1 - glyphs[0].box.x0


def _narrow(text: str) -> bool:
    return not _wide(text) and (text[0].isalnum() or text in ".,-%/")


def _numbered_heading(row: TextRow) -> bool:
    """Whether a row begins with a number and a gap: 「１　計画の趣旨」."""
    found, _ = row_spelled(row)
    head = ""
    for char, glyph in found[:5]:
        if glyph is None:
            return bool(_NUMBERED.fullmatch(head))
        head += char
    return False


def _baseline(row: TextRow) -> float:
    return row.pieces[0].baseline


def _text(row: TextRow) -> str:
    return "".join(one.text for one in row.pieces)


def joined(
    rows: Sequence[tuple[Spelled, list[tuple[int, int, str]]]], breaks: Sequence[str]
) -> tuple[Spelled, list[tuple[int, int, str]]]:
    """Return rows one after the other; ``breaks`` stand between them: nothing, or a blank."""
    result: Spelled = []
    ruby: list[tuple[int, int, str]] = []
    for n, (found, above) in enumerate(rows):
        if n:
            between = breaks[n - 1]
            if not between and result[-1][0].isascii() and found[0][0].isascii() and result[-1][0].isalpha():
                between = " " if found[0][0].isalpha() else ""
            if between:
                result.append((between, None))
        ruby += [(a + len(result), b + len(result), words) for a, b, words in above]
        result += found
    return result, ruby


def cell_paragraph(cell: PageCell) -> Paragraph:
    """Return what stands in a cell as one paragraph: folded lines joined, lines that were broken on purpose apart by a blank."""
    runs, rest = vertical_runs(cell.glyphs)
    if sum(map(len, runs)) > len(rest):
        runs.sort(key=lambda run: -run[0].x)
        return Paragraph([(glyph.text, glyph) for run in runs for glyph in run] + spelled(rest), cell.box)
    rows = _cell_rows(pieces(cell.glyphs))
    pad = min((row.box.x0 - cell.box.x0 for row in rows), default=0.0)
    pad = max(0.0, min(pad, 9.0, min((cell.box.x1 - row.box.x1 for row in rows), default=0.0) + 3))
    breaks = []
    for above, below in pairwise(rows):
        free = cell.box.width - above.box.width - 2 * pad
        full = free <= _unit(below) + 0.6 * above.size and abs(above.size - below.size) < 0.15 * above.size
        breaks.append("" if full and not _STARTS_ITEM.match(_text(below)) else " ")
    found, ruby = joined([row_spelled(row) for row in rows], breaks) if rows else ([], [])
    return Paragraph(found, cell.box, ruby)


def _cell_rows(found: list[LinePiece]) -> list[TextRow]:
    rows: list[list[LinePiece]] = []
    for one in found:
        if rows and abs(one.baseline - rows[-1][0].baseline) <= 0.35 * min(one.size, rows[-1][0].size):
            rows[-1].append(one)
        else:
            rows.append([one])
    result = []
    for row in rows:
        row.sort(key=lambda one: one.box.x0)
        boxes = [one.box for one in row]
        result.append(
            TextRow(
                row,
                Rectangle(boxes[0].x0, min(b.y0 for b in boxes), boxes[-1].x1, max(b.y1 for b in boxes)),
            )
        )
    return result


def starts_item(text: str) -> bool:
    """Tell whether a line begins with a bullet, a number or a mark, so that it continues nothing."""
    return bool(_STARTS_ITEM.match(text))
