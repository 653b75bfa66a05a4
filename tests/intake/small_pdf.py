"""A PDF written by hand, character by character, with a Japanese font that no file needs to carry.

Readers know the widths and the Unicode values of Adobe-Japan1, so the file is small and the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class PdfPage:
    """A page of A4 in points; places are from its upper left corner."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    commands: list[str] = field(default_factory=list)
    picture: bool = False

    def write(self, x: float, y: float, text: str, size: float = 10, spacing: float = 0, mode: int = 0) -> None:
        """Set a line whose baseline is ``y``; ``spacing`` lies between its characters."""
        code = text.encode("utf-16-be").hex()
        self.commands.append(f"BT /F1 {size} Tf {mode} Tr {spacing} Tc 1 0 0 1 {x} {self.height - y} Tm <{code}> Tj ET")

    def upright(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Set a vertical line from ``y`` downwards, each character by itself as browsers do."""
        for n, char in enumerate(text):
            self.write(x, y + (n + 0.88) * size, char, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.commands.append(f"0.5 w {x0} {self.height - y0} m {x1} {self.height - y1} l S")

    def grid(self, xs: Iterable[float], ys: Iterable[float]) -> None:
        xs, ys = list(xs), list(ys)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def image(self) -> None:
        """Cover the page with a picture."""
        self.picture = True
        self.commands.append(f"q {self.width} 0 0 {self.height} 0 0 cm /Im Do Q")


def numbered(text: str) -> str:
    """Other characters, one for each, whose codes are numbers of glyphs that any font has."""
    return "".join(chr(34 + ord(char) % 58) for char in text)


def pdf(pages: list[PdfPage], unicode_map: bool = True) -> bytes:
    """Return the bytes of a PDF. Without ``unicode_map`` its font tells numbers of glyphs only."""
    objects: list[bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content.encode() if isinstance(content, str) else content)
        return len(objects)

    encoding = "UniJIS-UCS2-HW-H" if unicode_map else "Identity-H"
    order = "Japan1" if unicode_map else "Identity"
    descriptor = add(
        "<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [0 -120 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 90 >>"
    )
    widths = " /W [1 632 500]" if unicode_map else ""
    inner = add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe)"
        f" /Ordering ({order}) /Supplement 2 >> /DW 1000{widths} /FontDescriptor {descriptor} 0 R >>"
    )
    font = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /{encoding} /DescendantFonts [{inner} 0 R] >>"
    )
    image = add(
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", b"\xf0")
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        content = add(stream("", "\n".join(page.commands).encode()))
        images = f" /XObject << /Im {image} 0 R >>" if page.picture else ""
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate}"
                f" /Resources << /Font << /F1 {font} 0 R >>{images} >> /Contents {content} 0 R >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    return assembled(objects, catalog)


def assembled(objects: list[bytes], catalog: int) -> bytes:
    """Return a PDF of numbered objects, of which one is the catalogue (ISO 32000-1, section 7.5)."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, catalog, start)
    return bytes(out)


def stream(entries: str, data: bytes) -> bytes:
    """Return a stream object with its dictionary."""
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
