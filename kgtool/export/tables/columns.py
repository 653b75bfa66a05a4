"""Columns that several tables have."""

from __future__ import annotations

from kgtool.base.languages import Text
from kgtool.export.tables import Column

PLAN = (
    Column("plan", Text("計画のID", "Plan, its id")),
    Column("plan_ja", Text("計画", "Plan (Japanese)")),
    Column("plan_en", Text("計画(英語)", "Plan (English)"), ours=True),
)
ELEMENT = (
    Column("element", Text("要素のIRI", "Element, its IRI"), "anyURI"),
    Column("code", Text("コード", "Code")),
    Column("label_ja", Text("見出し", "Heading (Japanese)")),
    Column("label_en", Text("見出し(英訳)", "Heading (English)"), ours=True),
)
JUDGEMENT = (
    Column("confidence", Text("確からしさ", "Confidence"), "decimal", ours=True),
    Column("method_ja", Text("判断の方法", "Method (Japanese)"), ours=True),
    Column("method_en", Text("判断の方法(英語)", "Method (English)"), ours=True),
)
