"""Every element of every plan: what it is, what it is called, where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.base.languages import Text
from kgtool.export.tables import DataTable, TableColumn, columns
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf.vocab import DCTERMS, JPP, RDFS, SKOS

TABLE = DataTable(
    "elements",
    Text("計画の要素", "Elements of plans"),
    Text(
        "将来像・目標・施策・方向性など、計画の各部分を一行ずつ。欠けている情報は missing 列にその理由とともに示す。",
        "Each part of a plan (vision, goal, measure, direction, …) in a row. The column “missing” says what is missing and why.",
    ),
    (
        *columns.PLAN,
        TableColumn("version", Text("版", "Version")),
        TableColumn("curation_level", Text("整備の段階", "Curation level")),
        *columns.ELEMENT,
        TableColumn("heading", Text("印刷された見出し", "Heading as printed")),
        *columns.KIND,
        TableColumn("local_type", Text("計画での呼び名", "The city's own word")),
        TableColumn("part_of", Text("直接の上位の要素のIRI", "Element directly above, its IRI"), "anyURI"),
        TableColumn("order", Text("兄弟の中の順", "Order among siblings"), "integer"),
        TableColumn("target_year", Text("目標年度", "Target fiscal year"), "integer"),
        TableColumn("first_line", Text("原文の最初の行", "First line in the source"), "integer"),
        TableColumn("last_line", Text("原文の最後の行", "Last line in the source"), "integer"),
        TableColumn("abstract_ja", Text("要約(私たちによる)", "Abstract, ours (Japanese)"), ours=True),
        TableColumn("abstract_en", Text("要約(英語、私たちによる)", "Abstract, ours (English)"), ours=True),
        TableColumn("missing", Text("欠けている情報と理由", "What is missing, and why")),
    ),
)


def rows(reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each element, in the order of the IRIs."""
    for plan, version in reader.plans():
        level = (reader.object(version, JPP.curationLevel) or "").rsplit("/", 1)[-1]
        head = (*reader.head(plan), version.removeprefix(f"{plan}/"), level)
        for element in reader.elements(version):
            yield (
                *head,
                element,
                reader.value(element, SKOS.notation),
                *reader.names(element),
                reader.value(element, RDFS.label, "ja"),
                *reader.kind(element),
                reader.called(reader.object(element, JPP.localType), "ja"),
                reader.object(element, JPP.partOf),
                reader.number(element, JPP.order),
                reader.number(element, JPP.targetYear),
                *reader.lines(element),
                reader.value(element, DCTERMS.abstract, "ja"),
                reader.value(element, DCTERMS.abstract, "en"),
                _missing(reader, element),
            )


def _missing(reader: TableReader, element: str) -> str:
    """Name what is missing of an element, each with its reason."""
    found = reader.gaps(element)
    return "; ".join(f"{reader.both(name)}: {reader.both(found[name])}" for name in sorted(found))
