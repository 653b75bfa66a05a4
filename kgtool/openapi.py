"""Describe the catalogue of questions as OpenAPI 3.1: one path a question, as the web application serves them."""

from __future__ import annotations

from typing import Any

from kgtool.header import Parameter
from kgtool.questions import Question

_SCHEMAS: dict[str, dict[str, str]] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_ROWS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "text/html",
)
_GRAPHS = ("text/turtle", "application/ld+json", "application/n-triples", "text/html")


def describe(catalogue: list[Question], lang: str, version: str) -> dict[str, Any]:
    """Return the OpenAPI document of a catalogue, texts in ``lang``; keys in the order of the catalogue."""
    title = {"ja": "自治体計画への問い", "en": "Questions to municipal plans"}[lang]
    topics = list(dict.fromkeys(question.topic for question in catalogue))
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version, "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"}},
        "tags": [{"name": topic} for topic in topics],
        "paths": {f"/queries/{question.id}": {"get": _operation(question, lang)} for question in catalogue},
        "components": {
            "schemas": {
                "Problem": {"type": "object", "properties": {"error": {"type": "string"}, "remedy": {"type": "string"}}}
            }
        },
    }


def _operation(question: Question, lang: str) -> dict[str, Any]:
    kinds = _ROWS if question.form in ("SELECT", "ASK") else _GRAPHS
    return {
        "operationId": question.id,
        "tags": [question.topic],
        "summary": question.header.title[lang],
        "description": question.header.description[lang],
        "parameters": [_parameter(parameter, lang) for parameter in question.header.params.values()],
        "responses": {
            "200": {
                "description": ", ".join(question.header.columns) or question.form,
                "content": {kind: {} for kind in kinds},
            },
            "400": {
                "description": {"ja": "引数の誤り", "en": "A parameter is wrong"}[lang],
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
            "503": {"description": {"ja": "混雑または時間切れ", "en": "Too busy, or the deadline passed"}[lang]},
        },
    }


def _parameter(parameter: Parameter, lang: str) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": not parameter.optional and parameter.name != "lang",
        "description": parameter.title[lang],
        "schema": _SCHEMAS[parameter.type],
        "example": _example(parameter),
    }


def _example(parameter: Parameter) -> str | int | float | bool:
    if parameter.type == "integer":
        return int(parameter.example)
    if parameter.type == "decimal":
        return float(parameter.example)
    return parameter.example == "true" if parameter.type == "boolean" else parameter.example
