"""Which elements of two plans correspond, in our judgement."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.base.languages import Text
from kgtool.export.tables import DataTable, TableColumn
from kgtool.export.tables.columns import JUDGEMENT
from kgtool.export.tables.reader import CellValue, TableReader
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, RDF, SKOS, SSSOM

_NONE = SSSOM.NoTermFound.value
TABLE = DataTable(
    "correspondences",
    Text("計画どうしの対応", "Correspondences between plans"),
    Text(
        "ある計画の要素が別の計画のどの要素に対応するかという、私たちの判断と理由。「対応なし」と「近いものなし」(関連するものはありうる)も判断である。",
        "Which element of another plan an element corresponds to: our judgement, with the reason. “None”, and “none close” "
        "where something may be related, are judgements too.",
    ),
    (
        TableColumn("correspondence", Text("判断のIRI", "Judgement, its IRI"), "anyURI", ours=True),
        *(
            TableColumn(f"{side}{name}", Text(f"{ja}{ja_name}", f"{en}{en_name}"), kind)
            for side, ja, en in (("first", "一方", "First"), ("second", "他方", "Second"))
            for name, ja_name, en_name, kind in (
                ("_plan", "の計画", ": plan", "string"),
                ("", "の要素のIRI", ": element, its IRI", "anyURI"),
                ("_code", "のコード", ": code", "string"),
                ("_ja", "の見出し", ": heading (Japanese)", "string"),
                ("_en", "の見出し(英訳)", ": heading (English)", "string"),
            )
        ),
        TableColumn("relation", Text("関係(SKOSの名)", "Relation, its SKOS term"), ours=True),
        TableColumn("relation_ja", Text("関係", "Relation (Japanese)"), ours=True),
        TableColumn("relation_en", Text("関係(英語)", "Relation (English)"), ours=True),
        *JUDGEMENT,
        TableColumn("reason_ja", Text("理由", "Reason (Japanese)"), ours=True),
        TableColumn("reason_en", Text("理由(英語)", "Reason (English)"), ours=True),
    ),
)
_RELATIONS = {
    "exactMatch": ("同じ内容", "the same"),
    "closeMatch": ("内容が近い", "close in content"),
    "broadMatch": ("他方のほうが広い", "the second is broader"),
    "narrowMatch": ("他方のほうが狭い", "the second is narrower"),
    "relatedMatch": ("関連する", "related"),
    "none-close": ("近い・広い・狭いものなし", "nothing close, broader or narrower"),
    "none": ("対応なし", "no counterpart"),
}


def rows(reader: TableReader) -> Iterator[tuple[CellValue, ...]]:
    """Yield a row for each judgement, alignment by alignment."""
    for alignment in reader.subjects(RDF.type, SSSOM.MappingSet):
        for judgement in reader.subjects(DCTERMS.isPartOf, alignment):
            if JPP.Correspondence.value in reader.objects(judgement, RDF.type):
                yield _row(reader, judgement)


def _row(reader: TableReader, judgement: str) -> tuple[CellValue, ...]:
    first, second = (reader.object(judgement, end) or "" for end in (SSSOM.subject_id, SSSOM.object_id))
    relation = (reader.object(judgement, SSSOM.predicate_id) or "").removeprefix(SKOS.base)
    if _NONE in (first, second):
        relation = "none" if relation == "relatedMatch" else "none-close"
    return (
        judgement,
        *_side(reader, first),
        *_side(reader, second),
        relation,
        *_RELATIONS.get(relation, (relation, relation)),
        reader.decimal(judgement, JPP.confidence),
        *reader.names(reader.object(judgement, JPP.method)),
        reader.value(judgement, JPP.reason, "ja"),
        reader.value(judgement, JPP.reason, "en"),
    )


def _side(reader: TableReader, element: str) -> tuple[CellValue, ...]:
    if element == _NONE:
        return (None, None, None, None, None)
    version = reader.object(element, JPP.inVersion)
    plan = reader.object(version, JPP.versionOf) if version else None
    return (iris.path_of(plan) if plan else None, element, reader.value(element, SKOS.notation), *reader.names(element))
