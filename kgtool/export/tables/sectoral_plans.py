"""The other plans that a comprehensive plan lists, with their years."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.base.languages import Text
from kgtool.export.tables import DataTable, TableColumn, columns
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf.vocab import JPP, RDF

_YEARS = (JPP.decidedInFiscalYear, JPP.startFiscalYear, JPP.endFiscalYear)
TABLE = DataTable(
    "sectoral-plans",
    Text("挙げられた計画", "Plans listed"),
    Text(
        "計画が表や本文に挙げるほかの計画と、その策定年度と期間。年度が空いているときは、隣の列がその理由を述べる。",
        "The plans that a plan names in tables or in its text, with the years given there. Where one is empty, the next column says why.",
    ),
    (
        *columns.PLAN,
        TableColumn("listing", Text("記載のIRI", "Listing, its IRI"), "anyURI"),
        TableColumn("listed_plan", Text("挙げられた計画のIRI", "Listed plan, its IRI"), "anyURI"),
        TableColumn("label_ja", Text("名称", "Name (Japanese)")),
        TableColumn("label_en", Text("名称(英訳)", "Name (English)"), ours=True),
        TableColumn("listed_under_ja", Text("挙げられている箇所", "Listed under (Japanese)")),
        TableColumn("listed_under_en", Text("挙げられている箇所(英語)", "Listed under (English)"), ours=True),
        TableColumn("decided_in", Text("策定年度", "Decided in fiscal year"), "integer"),
        TableColumn("decided_in_missing", Text("策定年度がない理由", "Why it has no year of decision")),
        TableColumn("start", Text("開始年度", "First fiscal year"), "integer"),
        TableColumn("start_missing", Text("開始年度がない理由", "Why it has no first year")),
        TableColumn("end", Text("終了年度", "Last fiscal year"), "integer"),
        TableColumn("end_missing", Text("終了年度がない理由", "Why it has no last year")),
    ),
)


def rows(reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each plan that a version lists."""
    for plan, version in reader.plans():
        for element in reader.elements(version):
            if JPP.PlanListing.value not in reader.objects(element, RDF.type):
                continue
            under = reader.objects(element, JPP.listedUnder) or reader.objects(element, JPP.partOf)
            gaps = reader.gaps(element)
            years: list[CellValue] = []
            for year in _YEARS:
                years += [reader.number(element, year), reader.both(gaps.get(year.value))]
            yield (
                *reader.head(plan),
                element,
                reader.object(element, JPP.lists),
                *reader.names(element),
                "; ".join(reader.called(place, "ja") for place in under),
                "; ".join(reader.called(place, "en") for place in under),
                *years,
            )
