"""Which themes elements have, in our judgement."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.base.languages import Text
from kgtool.export.tables import DataTable, TableColumn, columns
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf.vocab import JPP, OA, RDF, SKOS

TABLE = DataTable(
    "themes",
    Text("要素の主題", "Themes of elements"),
    Text(
        "どの要素がどの主題に当たるかという、私たちの判断。計画自身が述べたものではない。",
        "Which theme an element is about: our judgement, not a statement of the plan.",
    ),
    (
        *columns.PLAN,
        *columns.ELEMENT,
        *columns.KIND,
        TableColumn("theme", Text("主題のIRI", "Theme, its IRI"), "anyURI", ours=True),
        TableColumn("theme_ja", Text("主題", "Theme (Japanese)"), ours=True),
        TableColumn("theme_en", Text("主題(英語)", "Theme (English)"), ours=True),
        TableColumn("group_ja", Text("主題群", "Group of themes (Japanese)"), ours=True),
        TableColumn("group_en", Text("主題群(英語)", "Group of themes (English)"), ours=True),
        *columns.JUDGEMENT,
    ),
)


def rows(reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each judgement that an element has a theme."""
    for plan, version in reader.plans():
        for element in reader.elements(version):
            head = (
                *reader.head(plan),
                element,
                reader.value(element, SKOS.notation),
                *reader.names(element),
                *reader.kind(element),
            )
            for judgement in reader.subjects(OA.hasTarget, element):
                if JPP.ThemeAnnotation.value in reader.objects(judgement, RDF.type):
                    yield (*head, *_judged(reader, judgement))


def _judged(reader: TableReader, judgement: str) -> tuple[CellValue, ...]:
    theme = reader.object(judgement, OA.hasBody)
    return (
        theme,
        *reader.names(theme),
        *reader.names(reader.object(theme, SKOS.broader) if theme else None),
        reader.decimal(judgement, JPP.confidence),
        *reader.names(reader.object(judgement, JPP.method)),
    )
