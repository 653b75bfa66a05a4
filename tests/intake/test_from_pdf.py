"""``kgtool new plan --from plan.pdf``: the text stands beside the PDF, and every place knows its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from kgtool.intake import folder
from kgtool.intake.folder import PlanAnswers
from kgtool.rdf.vocab import JPP
from tests.intake import invented
from tests.intake.small_pdf import PdfPage, pdf

PLAN = "99999-kamome-3"
ADDRESS = "https://www.town.kamome.example.jp/plan.pdf"


def typeset(text: str) -> bytes:
    """The invented plan with 20 lines a page."""
    lines = text.split("\n")
    pages = []
    for start in range(0, len(lines), 20):
        page = PdfPage(width=2000)
        for n, line in enumerate(lines[start : start + 20]):
            if line.strip():
                page.write(60, 80 + 34 * n, line)
        pages.append(page)
    return pdf(pages)


def test_each_place_of_a_plan_from_a_pdf_knows_its_page(repo: Repo, tmp_path: Path) -> None:
    town = Repo(tmp_path, repo.share)
    (tmp_path / "data").mkdir()
    source = tmp_path / "kamome.pdf"
    source.write_bytes(typeset(invented.text()))
    file, data, document = folder.text_of(source)
    assert file == "kamome.pdf.txt"
    assert (tmp_path / file).read_bytes() == data
    assert document is not None
    answers = PlanAnswers(address=ADDRESS)
    files = folder.compose(folder.read(town, PLAN, file, data, document), answers)
    assert f"jpp:pageCount {document.page_count} ;" in files["source.ttl"]
    assert f"jpp:publishedAt <{ADDRESS}> ." in files["source.ttl"]
    assert document.sha256 in files["source.ttl"]
    folder.place(town, PLAN, files)
    made = extraction.extract(town, PLAN, tmp_path)
    assert made.outline.elements
    stated = [element.stated for element in made.outline.elements.values() if element.stated]
    pages = {document.page(start) for start, _ in stated}
    assert len(pages) > 1
    assert made.turtle.count(f"jpp:{JPP.page.value.rpartition('#')[2]} ".encode()) >= len(set(stated))


def test_a_text_read_otherwise_is_not_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "kamome.pdf"
    source.write_bytes(typeset("第１章 趣旨"))
    folder.text_of(source)
    assert folder.text_of(source)[1].decode() == "第１章\u3000趣旨\n"
    (tmp_path / "kamome.pdf.txt").write_text("第１章\n", "utf-8")
    with pytest.raises(InputError) as caught:
        folder.text_of(source)
    assert caught.value.code == "document-read-otherwise"
    assert (tmp_path / "kamome.pdf.txt").read_text("utf-8") == "第１章\n"


def test_a_text_stays_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "kamome.txt"
    source.write_bytes(b"plan\n")
    assert folder.text_of(source) == ("kamome.txt", b"plan\n", None)
