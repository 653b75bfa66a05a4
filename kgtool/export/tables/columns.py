"""Columns that several tables have."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.export.tables import TableColumn

PLAN = (
    TableColumn("plan", Text("計画のID", "Plan, its id")),
    TableColumn("plan_ja", Text("計画", "Plan (Japanese)")),
    TableColumn("plan_en", Text("計画(英語)", "Plan (English)"), ours=True),
)
ELEMENT = (
    TableColumn("element", Text("要素のIRI", "Element, its IRI"), "anyURI"),
    TableColumn("code", Text("コード", "Code")),
    TableColumn("label_ja", Text("見出し", "Heading (Japanese)")),
    TableColumn("label_en", Text("見出し(英訳)", "Heading (English)"), ours=True),
)
JUDGEMENT = (
    TableColumn("confidence", Text("確からしさ", "Confidence"), "decimal", ours=True),
    TableColumn("method_ja", Text("判断の方法", "Method (Japanese)"), ours=True),
    TableColumn("method_en", Text("判断の方法(英語)", "Method (English)"), ours=True),
)
