"""Describe the catalogue of questions as OpenAPI 3.1: one path a question, as the web application serves them."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from kgtool.base import errors
from kgtool.base.errors import QueryError, UsageError
from kgtool.base.languages import Text
from kgtool.rdf import media
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter

_SCHEMAS: dict[str, dict[str, str]] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_TABLE = {"type": "string", "description": "SPARQL 1.1 Query Results CSV and TSV Formats"}
_ROWS: dict[str, dict[str, Any]] = {
    media.CSV.media_type: _TABLE,
    media.RESULTS_JSON.media_type: {"$ref": "#/components/schemas/Results"},
    media.TSV.media_type: _TABLE,
    media.RESULTS_XML.media_type: {"type": "string"},
    media.HTML.media_type: {"type": "string"},
}
_GRAPHS: dict[str, dict[str, Any]] = {
    media.TURTLE.media_type: {"type": "string"},
    media.JSON_LD.media_type: {"type": "object"},
    media.N_TRIPLES.media_type: {"type": "string"},
    media.HTML.media_type: {"type": "string"},
}
_RESULTS = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON Format",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
        "results": {
            "type": "object",
            "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
        },
        "boolean": {"type": "boolean"},
    },
}
_PROBLEM = {
    "type": "object",
    "description": "Problem Details for HTTP APIs (RFC 9457)",
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "remedy")},
        **{name: {"type": "integer"} for name in ("status", "line", "column")},
    },
}
_RETRY = {"Retry-After": {"description": "RFC 9110, 10.2.3", "schema": {"type": "integer"}}}
_ABOUT = {
    "ja": "計画への問いの一覧。引数を一つも渡さなければ、例の値で答える。形式は Accept か、引数 format か、"
    "アドレスの末尾(.csv、.json、.tsv、.xml)で選ぶ。",
    "en": "The catalogue of questions to the plans. Without any parameter a question is answered for its examples. Choose "
    "the format by Accept, by the parameter format, or by an ending of the address (.csv, .json, .tsv, .xml).",
}


def describe(catalogue: list[Question], lang: str, version: str, url: str = "") -> dict[str, Any]:
    """Return the OpenAPI document of a catalogue, texts in ``lang``; keys in the order of the catalogue.

    ``url`` is the root of the site that answers, if one is known.
    """
    title = {"ja": "自治体計画への問い", "en": "Questions to municipal plans"}[lang]
    topics = list(dict.fromkeys(question.topic for question in catalogue))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "description": _ABOUT[lang],
            "version": version,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        **({"servers": [{"url": url.rstrip("/")}]} if url else {}),
        "tags": [{"name": topic} for topic in topics],
        "paths": {f"/queries/{question.id}": {"get": _operation(question, lang)} for question in catalogue},
        "components": {
            "responses": {str(status): _failure(status, said, lang) for status, said in _failures().items()},
            "schemas": {"Problem": _PROBLEM, "Results": _RESULTS},
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
                "content": {kind: {"schema": schema} for kind, schema in kinds.items()},
            },
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _failures()},
        },
    }


@cache
def _failures() -> dict[int, list[Text]]:
    """What is answered instead, by HTTP status: what the classes of errors of requests and queries say of themselves."""
    said: dict[int, list[Text]] = {}
    for kind, family in errors.families().items():
        if issubclass(kind, (UsageError, QueryError)):
            said.setdefault(kind.status, []).append(family.about)
    return dict(sorted(said.items()))


def _failure(status: int, said: list[Text], lang: str) -> dict[str, Any]:
    return {
        "description": {"ja": "", "en": " "}[lang].join(text[lang] for text in said),
        "content": {media.PROBLEM.media_type: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        **({"headers": _RETRY} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}),
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
