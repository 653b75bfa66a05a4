"""What cannot be read is a finding at its place, and everything else is looked at all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.check.unreadable import slips
from kgtool.corpus.input_file import InputFile

from .small import CURATION, KIYOSE, PLAN, SHARED, Small

TABLE = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"
HEAD = "@prefix x: <urn:x:> .\n\n"


def slips_of(tmp_path: Path, text: str | bytes, name: str = "some.ttl") -> list[tuple[str, int]]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(error.code, error.place.line) for error in slips(InputFile(path, name)) if error.place]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x:a x:b 1 .\n", []),
        ("x:a x:b 1\n\nx:c x:d 2 .\n\nx:e x:f ) .\n", [5, 7]),
        ("x:a x:b 1 .\nx:c x:d [ .\nx:e x:f 3 .\nx:g ; 4 .\n", [4, 6]),
        ("y:a x:b 1 .\n\ny:c x:d 2 .\n\ny:e x:f 3 .\n", [3]),  # one prefix
        ("y:a x:b 1 .\n\nz:c x:d 2 .\n", [3, 5]),
        ("x:a x:b 'open .\n", [3]),
    ],
)
def test_each_slip_of_a_file_is_told_of_once_at_its_line(tmp_path: Path, text: str, lines: list[int]) -> None:
    assert slips_of(tmp_path, HEAD + text) == [("turtle-syntax", line) for line in lines]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (f"{HEAD}<<<<<<< HEAD\nx:a x:b 1 .\n=======\nx:a x:b 2 .\n>>>>>>> mine\n", "merge-conflict", 3),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "file-kind", 1),
        ("\n<!DOCTYPE html>\n<html></html>\n", "file-kind", 1),
        ('<?xml version="1.0"?>\n<rdf:RDF/>\n', "file-kind", 1),
        ('[{"@id": "urn:x:a"}]', "file-kind", 1),
        (b"PK\x03\x04\xff\xff", "file-kind", 1),
        (b"@prefix x: <urn:x:> .\n\xff\n", "encoding", 2),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(tmp_path: Path, data: str | bytes, code: str, line: int) -> None:
    assert slips_of(tmp_path, data) == [(code, line)]


def test_each_row_of_a_table_that_cannot_be_read_is_a_finding_and_the_plans_are_checked(small: Small) -> None:
    small.edit(TABLE, "ASAGIRI:measure/4-1", "NOBODY:measure/4-1")
    rows = (small.root / TABLE).read_text("utf-8").split("\n")
    last = len(rows) - 1
    rows[last - 1] += "\tone cell more"
    (small.root / TABLE).write_text("\n".join(rows), "utf-8")
    small.lose_a_code()
    wrong = next(number for number, row in enumerate(rows, 1) if "NOBODY:" in row)
    found = [(f.code, f.location.file, f.location.line) for f in small.check().findings]
    assert [(line) for code, file, line in found if (code, file) == ("alignment", TABLE)] == [wrong, last]
    assert "Measure-notation" in {code for code, _, _ in found}


def test_all_that_cannot_be_read_is_found_in_one_run_though_nothing_can_be_checked_without_what_is_shared(
    few: Small,
) -> None:
    for name in (SHARED, KIYOSE, PLAN):
        with (few.root / name).open("a", encoding="utf-8") as file:
            file.write("\n<urn:x> <urn:y> .\n")
    report = few.check()
    assert {(f.code, f.location.file) for f in report.findings} == {
        ("turtle-syntax", name) for name in (SHARED, KIYOSE, PLAN)
    }
    assert {f.plan for f in report.findings} == {"", "13221-kiyose-5", "99998-asagiri-1"}
    assert any("no other rule" in notice.en for notice in report.notices)


@pytest.mark.parametrize(
    "name",
    [
        "99998-asagiri-1/.DS_Store",
        "99998-asagiri-1/README.md",
        "readings/memo.txt",
        "readings/nobody.tsv",
        "reference/a.txt",
        "alignments/~$a.xlsx",
    ],
)
def test_a_file_that_nobody_reads_is_a_finding_beside_the_others(small: Small, name: str) -> None:
    (small.root / "data" / name).write_bytes(b"\0")
    small.lose_a_code()
    before = small.check(use_cache=True)
    assert {(f.code, f.location.file) for f in before.findings if f.rule.kind == "input"} == {
        ("stray-file", f"data/{name}")
    }
    assert "Measure-notation" in {f.code for f in before.findings}
    (small.root / "data" / name).unlink()
    assert {f.code for f in small.check(use_cache=True).findings} == {f.code for f in before.findings} - {"stray-file"}


def test_the_only_plan_without_one_of_its_files_is_a_finding(few: Small) -> None:
    (few.root / CURATION).unlink()
    (few.root / KIYOSE).unlink()
    assert {(f.code, f.location.file) for f in few.check().findings} == {
        ("plan-incomplete", CURATION),
        ("plan-incomplete", KIYOSE),
    }
