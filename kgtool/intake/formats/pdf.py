"""Read a PDF: characters, rules, filled areas and pictures of its pages by PDFium, then their text.

PDFium is imported by this module only, and this module only where a PDF is read: importing it takes 60 ms.
"""

from __future__ import annotations

import ctypes
import hashlib
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from types import TracebackType
from typing import Any

from kgtool.base.errors import InputError, UsageError
from kgtool.base.version import __version__
from kgtool.intake.document import NoteKind, ReadingNote, SourceDocumentText
from kgtool.intake.layout.composition import compose
from kgtool.intake.layout.geometry import Glyph, PageContent, Rectangle, RuledLine
from kgtool.intake.recognition import Recogniser, characters, name_unmapped, recogniser
from kgtool.rdf import media

try:
    import pypdfium2
    import pypdfium2.raw as pdfium
    from pypdfium2.version import PYPDFIUM_INFO
except ImportError:
    raise UsageError("extra-missing", package="pypdfium2", extra="pdf") from None

READER = f"pypdfium2 {PYPDFIUM_INFO.version}"
MOST_PAGES = 3_000
MOST_GLYPHS = 100_000
"""Of one page."""
UNMAPPED = "\ufffd"
_THIN = 3.0
"""Filled areas at most so thick are drawn lines, in points."""
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)}
_JAPANESE = tuple(
    range(first, last + 1)
    for first, last in (
        (0x20, 0x52F),
        (0x1E00, 0x1FFF),
        (0x2000, 0x2BFF),
        (0x2E80, 0x33FF),
        (0x3400, 0x9FFF),
        (0xF900, 0xFAFF),
        (0xFB00, 0xFB06),
        (0xFE10, 0xFE1F),
        (0xFE30, 0xFE4F),
        (0xFF01, 0xFFEF),
        (0x1F100, 0x1F2FF),
        (0x1F300, 0x1FAFF),
        (0x20000, 0x323AF),
    )
)
"""Blocks of Unicode that Japanese print draws on; a character of another block has a font's number taken for its code."""
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


def read(name: str, data: bytes) -> SourceDocumentText:
    """Return the text of a PDF; what its fonts do not tell is recognised where this machine has tesseract with Japanese.

    Raises ``InputError`` as ``PdfFile`` does, and document-without-text where no page has text and none can be recognised.
    """
    with PdfFile(name, data) as file:
        pages = file.pages()
        readers = [f"kgtool {__version__}", READER]
        pictures = [page.number for page in pages if not page.glyphs and _pictured(page)]
        unmapped = [page.number for page in pages if any(glyph.code is not None for glyph in page.glyphs)]
        tool = recogniser() if pictures or unmapped else None
        if tool:
            recognised = characters(tool, file.picture, [*pictures, *unmapped])
            for number in pictures:
                pages[number - 1].glyphs = recognised[number]
            name_unmapped(pages, recognised)
            readers.append(tool.version)
        if not any(page.glyphs for page in pages):
            if not pictures:
                raise InputError("document-empty", name)
            raise InputError("document-without-text", name, pages=_some(pictures), reason=_why(tool))
        composed = compose(pages)
        notes = [
            *composed.notes,
            *(
                ReadingNote(NoteKind.PICTURE, number, composed.pages[number - 1].start, composed.pages[number - 1].end)
                for number in pictures
                if not pages[number - 1].glyphs
            ),
        ]
        return SourceDocumentText(
            composed.text,
            tuple(composed.pages),
            tuple(composed.tables),
            tuple(sorted(notes, key=lambda note: (note.start, note.end, note.kind, note.text))),
            hashlib.sha256(data).hexdigest(),
            media.PDF.media_type,
            ", ".join(readers),
            file.page_count,
            len(data),
        )


def _pictured(page: PageContent) -> bool:
    """Whether pictures cover most of a page, or so much is drawn on it that letters may have been turned into outlines."""
    covered = sum(picture.width * picture.height for picture in page.pictures)
    return covered >= 0.4 * page.width * page.height or page.segments > 400


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")


def _why(tool: Recogniser | None) -> dict[str, str]:
    if tool is None:
        return {"ja": "日本語の文字認識(tesseract)がありません", "en": "there is no tesseract with Japanese"}
    return {"ja": f"{tool.version} でも読めません", "en": f"{tool.version} recognises nothing"}


class PdfFile:
    """A PDF that is open for reading; use it in a ``with`` statement.

    Raises ``InputError``: document-encrypted, document-broken, document-empty, document-too-large.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise InputError("document-encrypted", name) from None
            raise InputError("document-broken", name, reason=str(error)) from None
        self.page_count = len(self._document)
        if not self.page_count:
            self._document.close()
            raise InputError("document-empty", name)
        if self.page_count > MOST_PAGES:
            self._document.close()
            raise InputError("document-too-large", name, found=f"{self.page_count} pages", most=f"{MOST_PAGES} pages")
        self._open: list[Any] = []

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def pages(self) -> list[PageContent]:
        """Return all pages. Characters without a sure Unicode value are U+FFFD and keep the font's number as ``code``.

        Raises ``InputError``: document-broken, document-too-large. Cost: about 10 ms a page.
        """
        pages = [self._page(number) for number in range(1, self.page_count + 1)]
        _distrust(pages)
        return pages

    def picture(self, number: int, dots_per_inch: int = 300) -> tuple[int, int, bytes]:
        """Draw a page: width and height in pixels, and its grey values row by row."""
        page = self._document[number - 1]
        bitmap = page.render(scale=dots_per_inch / 72, grayscale=True)
        try:
            rows = bytes(bitmap.buffer)
            if bitmap.stride != bitmap.width:
                rows = b"".join(
                    rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)
                )
            return bitmap.width, bitmap.height, rows
        finally:
            bitmap.close()
            page.close()

    def _page(self, number: int) -> PageContent:
        try:
            page = self._document[number - 1]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise InputError("document-broken", f"{self.name}#page={number}", reason=str(error)) from None
        # An open page keeps its fonts at their addresses, which identify them
        self._open.append(page)
        count = pdfium.FPDFText_CountChars(text)
        left, bottom, right, top = page.get_bbox()
        placed = _Placement(left, bottom, right, top, (page.get_rotation() + _sideways(text, count)) % 360)
        content = PageContent(number, placed.width, placed.height)
        if count > MOST_GLYPHS:
            found = f"{count} characters"
            raise InputError(
                "document-too-large", f"{self.name}#page={number}", found=found, most=f"{MOST_GLYPHS} characters"
            )
        content.glyphs = list(_glyphs(text, count, placed))
        text.close()
        drawing = _Drawing(placed, content)
        drawing.objects(pdfium.FPDFPage_CountObjects(page), lambda index: pdfium.FPDFPage_GetObject(page, index), _UNIT)
        drawing.dots()
        return content


class _Placement:
    """How a place in a PDF's page, from below and perhaps turned, becomes one from the upper left corner as seen."""

    def __init__(self, left: float, bottom: float, right: float, top: float, rotation: int) -> None:
        self.left, self.bottom, self.right, self.top, self.rotation = left, bottom, right, top, rotation
        wide, high = right - left, top - bottom
        self.width, self.height = (wide, high) if rotation % 180 == 0 else (high, wide)

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return Rectangle(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _sideways(text: Any, count: int) -> int:
    """By how much a page is to be turned so that most of its text stands upright: 0, 90 or 270 degrees."""
    matrix = pdfium.FS_MATRIX()
    found: Counter[int] = Counter()
    for index in range(0, count, count // 500 + 1):
        if pdfium.FPDFText_IsGenerated(text, index) != 1:
            pdfium.FPDFText_GetMatrix(text, index, matrix)
            found[0 if abs(matrix.a) >= abs(matrix.b) else 90 if matrix.b > 0 else 270] += 1
    turn, most = found.most_common(1)[0] if found else (0, 0)
    return turn if most > 0.6 * found.total() else 0


def _glyphs(text: Any, count: int, placed: _Placement) -> Iterator[Glyph]:
    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    fonts: dict[int, tuple[int, bool]] = {}
    high = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0, 0x20, 0xA0, 0x0A, 0x0D, 0x3000) or pdfium.FPDFText_IsGenerated(text, index) == 1:
            # Blanks are told by distance: which of them a program writes into its file is chance
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if not pdfium.FPDFText_GetLooseCharBox(text, index, loose):
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        box = placed.box(loose.left, loose.bottom, loose.right, loose.top)
        if size < 0.5 or not _on_page(box, placed):
            continue
        thing = pdfium.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in fonts:
            font = pdfium.FPDFTextObj_GetFont(thing)
            mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
            address = ctypes.cast(font, ctypes.c_void_p).value or 0
            fonts[key] = address, mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        font_key, hidden = fonts[key]
        unmapped = pdfium.FPDFText_HasUnicodeMapError(text, index) == 1 or not _plausible(code)
        if unmapped and _without_ink(text, index):
            continue
        start, baseline = placed.point(x.value, y.value)
        if box.height < 0.8 * size and unicodedata.east_asian_width(chr(code)) in "WF":
            # Fonts drawn glyph by glyph (Type 3) give the ink alone: take the square that the character stands in
            box = Rectangle(start, baseline - 0.88 * size, start + size, baseline + 0.12 * size)
        yield Glyph(
            UNMAPPED if unmapped else _RADICALS.get(code, chr(code)),
            box,
            baseline,
            size,
            font_key,
            index,
            code if unmapped else None,
            hidden=hidden,
        )


def _without_ink(text: Any, index: int) -> bool:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return right.value - left.value < 0.05 or top.value - bottom.value < 0.05


def _on_page(box: Rectangle, placed: _Placement) -> bool:
    """Tell whether the centre of a box lies on the page."""
    return 0 <= (box.x0 + box.x1) / 2 <= placed.width and 0 <= (box.y0 + box.y1) / 2 <= placed.height


def _plausible(code: int) -> bool:
    return any(code in block for block in _JAPANESE)


def _distrust(pages: list[PageContent]) -> None:
    """Take back the characters of fonts most of whose characters have no Unicode value: what they state is chance.

    Where most of a document has none, no font with such a character is trusted, and none that states too few to be judged.
    """
    stated: dict[int, Counter[bool]] = defaultdict(Counter)
    for page in pages:
        for glyph in page.glyphs:
            stated[glyph.font][glyph.code is None] += 1
    unmapped = sum(count[False] for count in stated.values())
    mostly = unmapped > sum(count[True] for count in stated.values())
    broken = {
        font
        for font, count in stated.items()
        if count[False] >= count[True] or (mostly and (count[False] or count[True] < 50))
    }
    for page in pages:
        for glyph in page.glyphs:
            if glyph.font in broken and glyph.code is None:
                glyph.text, glyph.code = UNMAPPED, ord(glyph.text[0])


class _Drawing:
    """Gathers the straight lines, filled areas and pictures of a page, those of nested forms too."""

    def __init__(self, placed: _Placement, content: PageContent) -> None:
        self.placed, self.content = placed, content
        self.left_over = 200_000
        self._dots: list[Rectangle] = []

    def objects(self, count: int, get: Any, outer: Matrix) -> None:
        for index in range(count):
            thing = get(index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(thing, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                inner = _times(_matrix(thing), outer)
                self.objects(
                    pdfium.FPDFFormObj_CountObjects(thing),
                    lambda at, form=thing: pdfium.FPDFFormObj_GetObject(form, at),
                    inner,
                )
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                a, b, c, d, e, f = _times(_matrix(thing), outer)
                corners = [(e, f), (a + e, b + f), (c + e, d + f), (a + c + e, b + d + f)]
                self.content.pictures.append(self._around(corners))

    def _path(self, path: Any, outer: Matrix) -> None:
        segments = pdfium.FPDFPath_CountSegments(path)
        self.content.segments += segments
        self.left_over -= segments
        if segments > 400 or self.left_over < 0:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        filled = fill.value != pdfium.FPDF_FILLMODE_NONE and _opaque(path, pdfium.FPDFPageObj_GetFillColor)
        stroked = bool(stroke.value) and _opaque(path, pdfium.FPDFPageObj_GetStrokeColor)
        if not filled and not stroked:
            return
        figures = list(self._figures(path, segments, _times(_matrix(path), outer)))
        if stroked:
            for points, closed in figures:
                for a, b in pairwise([*points, points[0]] if closed else points):
                    self._line(*a, *b)
        if filled:
            boxes = [self._around(points, turned=False) for points, _ in figures if len(points) > 1]
            ring = len(boxes) == 2 and _ring(*boxes)
            for box in boxes[:1] if ring else boxes:
                self._filled(box, outline=bool(ring))

    def _figures(self, path: Any, count: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
        """The sub-paths: their points on the page, and whether they are closed."""
        a, b, c, d, e, f = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[tuple[float, float]] = []
        closed = False
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points, closed
                points, closed = [], False
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            u, v = x.value, y.value
            points.append(self.placed.point(a * u + c * v + e, b * u + d * v + f))
            closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
        if points:
            yield points, closed

    def _around(self, points: list[tuple[float, float]], turned: bool = True) -> Rectangle:
        on_page = [self.placed.point(*point) for point in points] if turned else points
        xs, ys = zip(*on_page, strict=True)
        return Rectangle(min(xs), min(ys), max(xs), max(ys))

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if abs(y0 - y1) < 0.5 and abs(x0 - x1) > 2:
            self.content.rules.append(RuledLine(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < 0.5 and abs(y0 - y1) > 2:
            self.content.rules.append(RuledLine(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def dots(self) -> None:
        """Make lines of rows of dots, which is how dotted rules are drawn."""
        for level in (True, False):
            rows: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
            for dot in self._dots:
                x, y = (dot.x0 + dot.x1) / 2, (dot.y0 + dot.y1) / 2
                at, along = (y, x) if level else (x, y)
                rows[round(at * 2)].append((along, at, dot.width))
            for row in rows.values():
                row.sort()
                start = 0
                for n in range(1, len(row) + 1):
                    if n == len(row) or row[n][0] - row[n - 1][0] > 2.6 * max(1.0, row[n][2]):
                        if n - start >= 6:
                            self.content.rules.append(RuledLine(level, row[start][1], row[start][0], row[n - 1][0]))
                        start = n

    def _filled(self, box: Rectangle, outline: bool) -> None:
        if max(box.width, box.height) <= 2:
            self._dots.append(box)
        elif min(box.width, box.height) <= _THIN:
            if box.width >= box.height:
                self._line(box.x0, (box.y0 + box.y1) / 2, box.x1, (box.y0 + box.y1) / 2)
            else:
                self._line((box.x0 + box.x1) / 2, box.y0, (box.x0 + box.x1) / 2, box.y1)
        elif outline:
            corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1), (box.x0, box.y0)]
            for a, b in pairwise(corners):
                self._line(*a, *b)
        else:
            self.content.areas.append(box)


def _ring(a: Rectangle, b: Rectangle) -> bool:
    """Whether two figures drawn as one are the outer and inner edge of a border."""
    outer, inner = (a, b) if a.width >= b.width else (b, a)
    edges = (inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1)
    return min(inner.width, inner.height) > _THIN and all(-0.1 <= edge <= 2 * _THIN for edge in edges)


def _opaque(path: Any, colour: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return not colour(path, red, green, blue, alpha) or alpha.value > 0


def _matrix(thing: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
        return _UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
