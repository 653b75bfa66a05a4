"""Columns that several tables have."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.export.tables import TableColumn

PLAN = (
    TableColumn("plan", Text("計画のID", "Plan, its id")),
    TableColumn("plan_ja", Text("計画", "Plan (Japanese)")),
    TableColumn("plan_en", Text("計画(英語)", "Plan (English)"), ours=True),
    TableColumn("municipality_ja", Text("市区町村", "Municipality (Japanese)")),
    TableColumn("municipality_en", Text("市区町村(英語)", "Municipality (English)")),
)
KIND = (
    TableColumn("kind", Text("種類(語彙の名)", "Kind, its term")),
    TableColumn("kind_ja", Text("種類", "Kind (Japanese)")),
    TableColumn("kind_en", Text("種類(英語)", "Kind (English)")),
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
