"""What only a file says is compared with the data: a table's labels with the names of the elements."""

from __future__ import annotations

from ..small import CURATION, Small
from ..small import small as small

TABLE = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"


def stale(small: Small) -> list[tuple[str, int, str]]:
    report = small.check(use_cache=True)
    return [(f.location.file, f.location.line, f.value) for f in report.findings if f.code == "label-stale"]


def test_a_label_that_its_element_does_not_have_is_found_at_its_row_until_one_of_the_two_is_mended(
    small: Small,
) -> None:
    assert stale(small) == []
    small.edit(TABLE, "\tKeeping still\t", "\tKeeping quiet\t")
    rows = (small.root / TABLE).read_text("utf-8").split("\n")
    line = next(number for number, row in enumerate(rows, 1) if "Keeping quiet" in row)
    element = "<https://w3id.org/jp-plan/id/99998-asagiri-1/draft/measure/5-1/direction/1>"
    assert stale(small) == [(TABLE, line, element)]
    small.edit(CURATION, '"Keeping still"@en', '"Keeping quiet"@en')
    assert stale(small) == []
    small.edit(TABLE, "\tKeeping quiet\t", "\t\t")  # a label may be left out
    assert stale(small) == []
