"""Recognise characters on the picture of a page with tesseract, a program of its own that a machine may have."""

from __future__ import annotations

import html
import os
import re
import shutil
import statistics
import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kgtool.intake.layout.geometry import Glyph, PageContent, Rectangle, around
from kgtool.intake.layout.lines import pieces, vertical_runs

DOTS_PER_INCH = 300
Picture = Callable[[int], tuple[int, int, bytes]]
"""A page's number → width and height in pixels and grey values, at ``DOTS_PER_INCH``."""
_LINE = re.compile(
    r"<span class='ocr_(?:line|caption|header|textfloat)'[^>]*title=\"bbox (\d+) (\d+) (\d+) (\d+);([^\"]*)\"|"
    r"<span class='ocrx_cinfo' title='x_bboxes (\d+) (\d+) (\d+) (\d+); x_conf ([\d.]+)'>([^<]*)</span>"
)
_SETTINGS = ("--psm", "3", "-c", "hocr_char_boxes=1", "-c", "tessedit_create_hocr=1")
_RECOGNISED_FONT = -1
_LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Recogniser:
    """An installed tesseract with Japanese: its path and its version."""

    path: str
    version: str

    def characters(self, picture: tuple[int, int, bytes]) -> list[Glyph]:
        """Return the characters of a picture in points, with confidences from 0 to 1; none where the program fails.

        One thread for each call: the same picture gives the same characters. Cost: 2 to 10 s for a page.
        """
        width, height, grey = picture
        done = subprocess.run(
            [self.path, "stdin", "stdout", "-l", "jpn", "--dpi", str(DOTS_PER_INCH), *_SETTINGS],
            input=b"P5 %d %d 255\n" % (width, height) + grey,
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
        return _even(_glyphs(done.stdout.decode("utf-8", "replace"))) if done.returncode == 0 else []


def recogniser() -> Recogniser | None:
    """Return the tesseract of this machine if it has one that knows Japanese."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        languages = subprocess.run([path, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
        version = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    if "jpn" not in (languages.stdout + languages.stderr).split():
        return None
    first = (version.stdout or version.stderr).splitlines()[:1]
    return Recogniser(path, first[0].strip() if first else "tesseract")


def _glyphs(hocr: str) -> list[Glyph]:
    scale = 72 / DOTS_PER_INCH
    found: list[Glyph] = []
    baseline, size = 0.0, 10.0
    for match in _LINE.finditer(hocr):
        if match[1]:
            x0, y0, x1, y1 = (int(match[n]) * scale for n in range(1, 5))
            stated = re.search(r"x_size ([\d.]+)", match[5])
            upright = y1 - y0 > 2 * (x1 - x0)
            size = x1 - x0 if upright else float(stated[1]) * scale if stated else y1 - y0
            baseline = -1.0 if upright else y1 - 0.12 * size
            continue
        x0, y0, x1, y1 = (int(match[n]) * scale for n in range(6, 10))
        for char in html.unescape(match[11]):
            if not char.isspace():
                level = y1 - 0.12 * size if baseline < 0 else baseline
                confidence = round(float(match[10]) / 100, 3)
                box = (
                    Rectangle(x0, y0, x1, y1)
                    if baseline < 0
                    else Rectangle(x0, level - 0.88 * size, x1, level + 0.12 * size)
                )
                found.append(Glyph(char, box, level, size, _RECOGNISED_FONT, len(found), confidence=confidence))
    return found


def _even(glyphs: list[Glyph]) -> list[Glyph]:
    """Give lines of nearly one height the same height: recognition measures ink, which varies with the letters."""
    if glyphs:
        body = statistics.median(glyph.size for glyph in glyphs)
        for glyph in glyphs:
            if abs(glyph.size - body) < 0.15 * body:
                glyph.size = body
    return glyphs


def characters(tool: Recogniser, picture: Picture, numbers: Sequence[int]) -> dict[int, list[Glyph]]:
    """Return the recognised characters of pages by number; several pages are recognised at a time."""
    with ThreadPoolExecutor(max_workers=max(1, min(4, os.cpu_count() or 1))) as pool:
        # Pages are drawn here one after the other: PDFium works in one thread only
        work = {number: pool.submit(tool.characters, picture(number)) for number in numbers}
        return {number: one.result() for number, one in work.items()}


def name_unmapped(pages: Iterable[PageContent], recognised: dict[int, list[Glyph]]) -> None:
    """Name characters that have no Unicode value by what was recognised where they stand, by majority over the document.

    A number of a font always prints the same character, so each place where it stands is one vote, weighed by its
    confidence. Their share of all places is the confidence. A character that nobody recognised stays U+FFFD.
    """
    votes: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    places: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for page in pages:
        seen = recognised.get(page.number, [])
        runs, level = vertical_runs(page.glyphs)
        printed = [(run, True) for run in runs] + [(one.glyphs, False) for one in pieces(level, page.rules)]
        for run, upright in printed:
            if not any(glyph.code is not None for glyph in run):
                continue
            for glyph, one in _aligned(run, _near(run, seen), upright):
                if glyph.code is not None:
                    votes[glyph.font, glyph.code][_of_width(one.text, glyph)] += one.confidence or 0.0
            for glyph in run:
                if glyph.code is not None:
                    places[glyph.font, glyph.code].append(glyph)
    for key, glyphs in places.items():
        if votes[key]:
            text, weight = max(votes[key].items(), key=lambda item: (item[1], item[0]))
            for glyph in glyphs:
                glyph.text, glyph.confidence = text, round(min(1.0, weight / len(glyphs)), 3)


def _near(run: list[Glyph], seen: list[Glyph]) -> list[Glyph]:
    """The recognised characters, in their order, that stand where a line does."""
    box, em = around(glyph.box for glyph in run), run[0].size
    wider = Rectangle(box.x0 - 0.6 * em, box.y0 - 0.2 * em, box.x1 + 0.6 * em, box.y1 + 0.2 * em)
    return [one for one in seen if wider.holds(one.x, one.y)]


def _aligned(run: list[Glyph], seen: list[Glyph], upright: bool) -> list[tuple[Glyph, Glyph]]:
    """Printed and recognised characters of a line, one to one and in order.

    Recognition reads a line as a whole and is right about its order, but places each character only roughly: so distance
    counts little, and leaving a character without a partner counts more.
    """
    gap, em = 0.6, run[0].size
    cost = [[gap * j for j in range(len(seen) + 1)]]
    for i, glyph in enumerate(run, 1):
        row = [gap * i]
        for j, one in enumerate(seen, 1):
            away = abs(glyph.y - one.y) if upright else abs(glyph.x - one.x)
            together = cost[i - 1][j - 1] + min(0.35, 0.3 * away / em) + (2 * gap if away > 2.5 * em else 0)
            row.append(min(together, cost[i - 1][j] + gap, row[j - 1] + gap))
        cost.append(row)
    pairs = []
    i, j = len(run), len(seen)
    while i and j:
        if cost[i][j] == cost[i - 1][j] + gap:
            i -= 1
        elif cost[i][j] == cost[i][j - 1] + gap:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((run[i], seen[j]))
    return pairs


def _of_width(text: str, glyph: Glyph) -> str:
    """The full or half form of a digit or Latin letter, as wide as it is printed."""
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) == 1 and "!" <= plain <= "~":
        wide = glyph.box.width >= 0.9 * glyph.size
        return chr(ord(plain) + 0xFEE0) if wide else plain if glyph.box.width <= 0.6 * glyph.size else text
    return text
