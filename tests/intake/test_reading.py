"""Any document becomes a text with pages, or an error that says what to do."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.intake.document import NoteKind
from kgtool.intake.reading import read_document
from tests.intake.small_pdf import PdfPage, numbered, pdf


def written(folder: Path, data: bytes) -> Path:
    path = folder / "plan"
    path.write_bytes(data)
    return path


def plain_page(*rows: str) -> PdfPage:
    page = PdfPage()
    for n, row in enumerate(rows):
        page.write(60, 100 + 30 * n, row)
    return page


def test_a_pdf_becomes_pages_of_lines(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, pdf([plain_page("第１章 趣旨", "本文"), plain_page("第２章")])))
    assert document.text == "第１章\u3000趣旨\n本文\n\f第２章\n"
    assert [(page.number, document.text[page.start : page.end]) for page in document.pages] == [
        (1, "第１章\u3000趣旨\n本文\n"),
        (2, "第２章\n"),
    ]
    assert [document.page(document.text.index(word)) for word in ("趣旨", "第２章")] == [1, 2]
    assert document.page_count == 2
    assert document.media_type == "application/pdf"
    assert "pypdfium2" in document.reader
    assert [line for _, line in document.lines()] == ["第１章\u3000趣旨", "本文", "第２章", ""]
    assert all(document.text[at : at + len(line)] == line for at, line in document.lines())


def test_the_same_bytes_give_the_same_text(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([plain_page("第１章 趣旨", "本文")]))
    assert read_document(path) == read_document(path)


@pytest.mark.parametrize("char", "①㈱Ⅰ～－｡､ｱﾞ髙﨑𠮟％㎡")
def test_characters_are_as_printed(tmp_path: Path, char: str) -> None:
    assert read_document(written(tmp_path, pdf([plain_page(f"市{char}")]))).text.replace("\u3000", "") == f"市{char}\n"


@pytest.mark.parametrize(
    ("data", "text", "said"),
    [
        ("市\n町\n".encode(), "市\n町\n", None),
        ("市\r\n町\r\n".encode(), "市\n町\n", "CR LF"),
        (b"\xef\xbb\xbf" + "市\n".encode(), "市\n", "UTF-8 BOM"),
        ("市の計画①\n".encode("cp932"), "市の計画①\n", "cp932"),
        ("市の計画\n".encode("utf-16"), "\ufeff市の計画\n".removeprefix("\ufeff"), "UTF-16"),
    ],
)
def test_a_text_is_read_in_the_encodings_of_japan(tmp_path: Path, data: bytes, text: str, said: str | None) -> None:
    document = read_document(written(tmp_path, data))
    assert document.text == text
    assert [note.text for note in document.notes_of(NoteKind.DECODED)] == ([said] if said else [])


def test_form_feeds_count_the_pages_of_a_text(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "表紙\n\f目次\n\f本文\n\f".encode()))
    assert document.page_count == 3
    assert [document.text[page.start : page.end] for page in document.pages] == ["表紙\n", "目次\n", "本文\n"]
    assert document.page(document.text.index("本文")) == 3


def test_characters_without_a_unicode_value_are_never_passed_off_as_sure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    document = read_document(
        written(tmp_path, pdf([plain_page(numbered("第三次計画"), numbered("住民"))], unicode_map=False))
    )
    assert re.sub(r"\s", "", document.text) == "\ufffd" * 7
    unmapped = document.notes_of(NoteKind.UNMAPPED)
    assert "".join(document.text[note.start : note.end] for note in unmapped) == "\ufffd" * 7


def broken() -> bytes:
    return pdf([plain_page("市")])[:400]


def pictures() -> bytes:
    page = PdfPage()
    page.image()
    return pdf([page])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b" \n", "document-empty"),
        (pdf([PdfPage()]), "document-empty"),
        (broken(), "document-broken"),
        (pictures(), "document-without-text"),
        (b"\xff\xfe\x00", "document-kind"),
        (b"PK\x03\x04\x00\x00\x08\x00", "document-kind"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_cannot_be_read_says_where_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, code: str, lang: str
) -> None:
    monkeypatch.setenv("PATH", "")
    path = written(tmp_path, data)
    with pytest.raises(InputError) as caught:
        read_document(path, "keikaku.pdf")
    assert caught.value.code == code
    assert caught.value.exit_code == 2
    assert caught.value.place is not None
    assert caught.value.place.file == "keikaku.pdf"
    assert caught.value.render(lang).count("\n") == 1


def test_only_reading_a_pdf_imports_the_library(tmp_path: Path) -> None:
    path = written(tmp_path, "市\n".encode())
    code = (
        "import sys; from pathlib import Path; from kgtool.intake.reading import read_document; "
        f"read_document(Path({str(path)!r})); sys.exit(any('pdfium' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
