"""What is missing, of what, and why."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.base.languages import Text
from kgtool.export.tables import DataTable, TableColumn, columns
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf.iris import NS
from kgtool.rdf.vocab import JPP, SKOS

TABLE = DataTable(
    "gaps",
    Text("欠けている情報", "Missing information"),
    Text(
        "計画に書かれていないこと、読み取りで失われたこと。候補は私たちの推測であり、値ではない。",
        "What a plan does not say or the scan has lost. A candidate is our guess, never the value.",
    ),
    (
        *columns.PLAN,
        *columns.ELEMENT,
        TableColumn("property", Text("欠けている項目(語彙の名)", "What is missing, its term")),
        TableColumn("property_ja", Text("欠けている項目", "What is missing (Japanese)")),
        TableColumn("property_en", Text("欠けている項目(英語)", "What is missing (English)")),
        TableColumn("reason_ja", Text("理由", "Reason (Japanese)")),
        TableColumn("reason_en", Text("理由(英語)", "Reason (English)")),
        TableColumn("candidate", Text("候補", "Candidate"), ours=True),
        *columns.JUDGEMENT,
    ),
)


def rows(reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each gap, and one for each further candidate."""
    for plan, version in reader.plans():
        for about in (plan, version, *reader.elements(version)):
            for gap in reader.subjects(JPP.gapIn, about):
                what = reader.object(gap, JPP.gapProperty) or ""
                head = (
                    *reader.head(plan),
                    about,
                    reader.value(about, SKOS.notation),
                    *reader.names(about),
                    what.removeprefix(NS),
                    *reader.names(what),
                    *reader.names(reader.object(gap, JPP.gapReason)),
                )
                for candidate in reader.objects(gap, JPP.candidate) or [""]:
                    yield (*head, *_candidate(reader, candidate))


def _candidate(reader: TableReader, candidate: str) -> tuple[CellValue, ...]:
    if not candidate:
        return (None, None, None, None)
    resource = reader.object(candidate, JPP.candidateResource)
    return (
        reader.value(candidate, JPP.candidateValue) or reader.called(resource, "ja"),
        reader.decimal(candidate, JPP.confidence),
        *reader.names(reader.object(candidate, JPP.method)),
    )
