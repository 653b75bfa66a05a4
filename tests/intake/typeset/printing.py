"""Print HTML to PDF with Chromium, where there is one; take from a PDF what plans of cities may lack."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pypdfium2

from tests.intake.small_pdf import assembled, stream


def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def printed(program: str, html: str, folder: Path, name: str) -> Path:
    """Print a page; return the PDF."""
    page, made = folder / f"{name}.html", folder / f"{name}.pdf"
    page.write_text(html, encoding="utf-8")
    subprocess.run(
        [
            program,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={made}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return made


def without_map(data: bytes) -> bytes:
    """Take the tables that name characters out of all fonts of a PDF; everything stays where it was in the file."""
    return re.sub(rb"/ToUnicode \d+ \d+ R", lambda found: b" " * len(found[0]), data)


def scanned(data: bytes, dots_per_inch: int = 200) -> bytes:
    """Return a PDF whose pages are grey pictures of another's pages, as a scanner makes it."""
    document = pypdfium2.PdfDocument(data)
    objects: list[bytes] = []
    kids = []
    tree = 3 * len(document) + 1
    for page in document:
        picture = page.render(scale=dots_per_inch / 72, grayscale=True)
        rows = bytes(picture.buffer)
        grey = b"".join(
            rows[at : at + picture.width] for at in range(0, picture.stride * picture.height, picture.stride)
        )
        width, height = page.get_size()
        number = len(objects)
        objects.append(
            stream(
                f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height}"
                " /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
                zlib.compress(grey, 6),
            )
        )
        objects.append(stream("", f"q {width} 0 0 {height} 0 0 cm /Im Do Q".encode()))
        objects.append(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {width} {height}] /Contents {number + 2} 0 R"
            f" /Resources << /XObject << /Im {number + 1} 0 R >> >> >>".encode()
        )
        kids.append(f"{number + 3} 0 R")
    objects.append(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode())
    objects.append(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    return assembled(objects, tree + 1)
