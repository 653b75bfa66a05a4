"""Small printed pages, each with one difficulty, are read as they were set: tests/intake/typeset/difficulties.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.corpus.layout import RECOGNITION, Repo
from kgtool.extract import extraction
from kgtool.intake import folder
from kgtool.intake.document import NoteKind, SourceDocumentText
from kgtool.intake.folder import PlanAnswers
from kgtool.intake.reading import read_document
from kgtool.intake.recognition import recogniser
from tests.intake.typeset.difficulties import PAGES, PRINTED
from tests.intake.typeset.scoring import score, without_blanks

PLAN = "99999-mizumichi-1"


@pytest.mark.parametrize("name", PAGES)
def test_each_difficulty_is_read_as_it_was_set(name: str) -> None:
    page = PAGES[name]
    found = score(read_document(PRINTED / f"{name}.pdf"), "\n".join(page.text), list(page.tables))
    assert (found.characters, found.cells) == (found.of_characters, found.of_cells), "\n".join(found.differences)


def test_every_file_has_its_page() -> None:
    assert {path.stem for path in PRINTED.glob("*.pdf")} == {*PAGES, "no-map", "picture"}


def test_what_is_left_out_or_small_is_noted() -> None:
    def notes(name: str, kind: NoteKind) -> list[str]:
        document = read_document(PRINTED / f"{name}.pdf")
        return [note.text or document.text[note.start : note.end] for note in document.notes_of(kind)]

    assert notes("ruby", NoteKind.RUBY) == ["みず", "やま"]
    assert notes("heads", NoteKind.FURNITURE) == ["水と道の町計画"] * 4
    assert notes("heads", NoteKind.PAGE_NUMBER) == ["-1-", "-2-", "-3-", "-4-"]


def unsure(document: SourceDocumentText) -> str:
    notes = document.notes_of(NoteKind.UNMAPPED, NoteKind.RECOGNISED)
    return without_blanks("".join(document.text[note.start : note.end] for note in notes))


def test_without_recognition_no_character_of_a_font_without_a_map_is_sure_and_a_picture_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    document = read_document(PRINTED / "no-map.pdf")
    assert unsure(document) == without_blanks(document.text)
    with pytest.raises(InputError) as caught:
        read_document(PRINTED / "picture.pdf")
    assert caught.value.code == "document-without-text"


@pytest.mark.skipif(recogniser() is None, reason="no tesseract with Japanese")
@pytest.mark.parametrize("name", ["no-map", "picture"])
def test_the_confidence_of_recognised_characters_is_kept_with_each_span(name: str, repo: Repo, tmp_path: Path) -> None:
    town = Repo(tmp_path, repo.share)
    (tmp_path / "data").mkdir()
    source = tmp_path / "plan.pdf"
    source.write_bytes((PRINTED / f"{name}.pdf").read_bytes())
    file, data, document = folder.text_of(source)
    assert document is not None
    assert unsure(document) == without_blanks(document.text)
    files = folder.compose(folder.read(town, PLAN, file, data, document), PlanAnswers(title="水道町計画"))
    assert files[RECOGNITION].startswith("start\tend\tconfidence\n")
    folder.place(town, PLAN, files)
    turtle = extraction.extract(town, PLAN, tmp_path).turtle.decode()
    assert turtle.count("jpp:recognitionConfidence 0.") == turtle.count("a jpp:SourceSpan") > 0
