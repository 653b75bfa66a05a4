"""What plans name by name, and where."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kgtool.base.languages import Text
from kgtool.export.tables import DataTable, TableColumn, columns
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, OA, RDF, SKOS

TABLE = DataTable(
    "mentions",
    Text("計画に出てくる名前", "Names in the plans"),
    Text(
        "人や組織・事業・法令・施設・場所・用語が、どの要素の、原文の何文字目から何文字目に出てくるか。",
        "Which actors, programmes, laws, facilities, places and terms a plan names, in which element and where in its text.",
    ),
    (
        *columns.PLAN,
        *columns.ELEMENT,
        TableColumn("thing", Text("名前のIRI", "Named thing, its IRI"), "anyURI"),
        TableColumn("thing_ja", Text("名前", "Name (Japanese)")),
        TableColumn("thing_en", Text("名前(英訳)", "Name (English)"), ours=True),
        TableColumn("kind_ja", Text("種類", "Kind (Japanese)"), ours=True),
        TableColumn("kind_en", Text("種類(英語)", "Kind (English)"), ours=True),
        TableColumn("start", Text("原文での始まり(文字)", "Start in the source (character)"), "integer"),
        TableColumn("end", Text("原文での終わり(文字)", "End in the source (character)"), "integer"),
    ),
)


def rows(reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each mention, in the order of the IRIs."""
    for plan in sorted({plan for plan, _ in reader.plans()}):
        graph = NamedNode(iris.graph("plan", iris.path_of(plan)))
        for mention in reader.subjects(RDF.type, JPP.Mention, graph=graph):
            element = mention.rpartition("/mention/")[0]
            thing = reader.object(mention, OA.hasBody)
            for place in reader.objects(mention, OA.hasTarget):
                span = iris.read_span(place)
                yield (
                    *reader.head(plan),
                    element,
                    reader.value(element, SKOS.notation),
                    *reader.names(element),
                    thing,
                    *reader.names(thing),
                    *reader.names(next(iter(reader.kinds(thing)), "")),
                    span.start if span else None,
                    span.end if span else None,
                )
