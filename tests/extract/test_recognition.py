"""What was recognised from pictures, and how surely, stands in a file of the plan's folder and with each span."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.corpus.layout import RECOGNITION, Repo
from kgtool.extract import recognition
from kgtool.extract.recognition import RecognisedRange, Recognition

HALF = Recognition([RecognisedRange(10, 20, 0.5), RecognisedRange(30, 40, 0.9)])


@pytest.mark.parametrize(
    ("span", "confidence"),
    [
        ((0, 10), None),
        ((20, 30), None),
        ((40, 50), None),
        ((10, 20), 0.5),
        ((12, 14), 0.5),
        ((0, 20), 0.75),
        ((15, 35), 0.85),
        ((10, 40), 0.8),
    ],
)
def test_a_span_is_as_sure_as_its_characters_and_what_the_document_states_is_sure(
    span: tuple[int, int], confidence: float | None
) -> None:
    assert HALF.confidence(*span) == confidence


def test_characters_of_one_line_are_one_row_and_are_read_again(repo: Repo, tmp_path: Path) -> None:
    written = recognition.table([RecognisedRange(4, 6, 0.9), RecognisedRange(0, 4, 0.6), RecognisedRange(7, 9, 1)])
    assert written == "start\tend\tconfidence\n0\t6\t0.700\n7\t9\t1.000\n"
    assert len(read(repo, tmp_path, written, 9).ranges) == 2


@pytest.mark.parametrize(
    "rows",
    [
        "0\t4\t0.9",
        "start\tend\tconfidence\n0\t4",
        "start\tend\tconfidence\n4\t4\t0.9",
        "start\tend\tconfidence\n0\t4\t93",
        "start\tend\tconfidence\n0\t4\tnan",
        "start\tend\tconfidence\n0\t99\t0.9",
        "start\tend\tconfidence\n0\t4\t0.9\n3\t6\t0.9",
    ],
)
def test_a_row_that_is_no_range_of_the_text_is_an_error_with_its_line(repo: Repo, tmp_path: Path, rows: str) -> None:
    with pytest.raises(InputError) as error:
        read(repo, tmp_path, rows + "\n", 9)
    assert error.value.code == "recognition-row"
    assert error.value.place
    assert error.value.place.line == len(rows.splitlines())


def read(repo: Repo, root: Path, rows: str, length: int) -> Recognition:
    folder = root / "data" / "99998-asagiri-1"
    folder.mkdir(parents=True)
    (folder / RECOGNITION).write_text(rows, encoding="utf-8")
    return recognition.read(Repo(root, repo.share), "99998-asagiri-1", length)
