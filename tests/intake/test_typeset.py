"""Typeset plans with most of the difficulties at once are read as they were set; ``python -m benchmarks.intake.pdf`` tries all.

Each difficulty by itself is in test_printed.py, without a browser.
"""

from __future__ import annotations

import pytest

from kgtool.intake.document import NoteKind, SourceDocumentText
from kgtool.intake.reading import read_document
from tests.intake.typeset.layouts import TUNED
from tests.intake.typeset.markup import Layout, Typeset, typeset
from tests.intake.typeset.printing import chromium, printed
from tests.intake.typeset.scoring import score

CHROMIUM = chromium()
SOME = [layout for layout in TUNED if layout.name in ("bandright", "upright")]
"""Bands, columns, ruby, footnotes, a ruled table; vertical writing."""


@pytest.fixture(scope="module", params=SOME, ids=lambda layout: layout.name)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Typeset, SourceDocumentText]:
    """A plan as it was set, and as it was read."""
    if CHROMIUM is None:
        pytest.skip("no Chromium to print with")
    layout: Layout = request.param
    plan = typeset(layout)
    path = printed(CHROMIUM, plan.html, tmp_path_factory.mktemp(layout.name), layout.name)
    return plan, read_document(path)


def test_characters_and_cells_are_right(made: tuple[Typeset, SourceDocumentText]) -> None:
    plan, document = made
    found = score(document, "\n".join(plan.text), plan.tables)
    assert found.characters >= 0.995 * found.of_characters, "\n".join(found.differences)
    assert found.cells >= 0.98 * found.of_cells, "\n".join(found.differences)


def test_readings_above_characters_are_notes_about_them(made: tuple[Typeset, SourceDocumentText]) -> None:
    plan, document = made
    read = [(document.text[note.start : note.end], note.text) for note in document.notes_of(NoteKind.RUBY)]
    assert set(plan.ruby) <= set(read)
    lines = set(document.text.split("\n"))
    for base, reading in plan.ruby:
        assert reading not in lines
        assert base + reading not in document.text
        assert reading + base not in document.text


def test_notes_lie_on_their_pages(made: tuple[Typeset, SourceDocumentText]) -> None:
    _, document = made
    assert [page.number for page in document.pages] == list(range(1, document.page_count + 1))
    for note in document.notes:
        page = document.pages[note.page - 1]
        assert page.start <= note.start <= note.end <= page.end
    for table in document.tables:
        assert document.page(table.start) == table.page


def test_each_page_but_the_cover_leaves_out_its_number(made: tuple[Typeset, SourceDocumentText]) -> None:
    _, document = made
    left_out = {note.page for note in document.notes_of(NoteKind.PAGE_NUMBER, NoteKind.FURNITURE)}
    assert left_out >= set(range(2, document.page_count + 1))
