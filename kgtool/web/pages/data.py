"""The downloads: files, licence, sources, how to cite; also as DCAT and VoID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kgtool.build import dataset_description
from kgtool.export import dumps, tables
from kgtool.rdf import media
from kgtool.rdf.vocab import DCTERMS, JPP, PROV
from kgtool.web import dcat, formats
from kgtool.web.backend import Backend
from kgtool.web.html import render
from kgtool.web.models.view import View
from kgtool.web.page import HTML, Page, Parameters, Rendered, Variant

PATH = "data"
_MOST_SOURCES = 20


def paths(backend: Backend) -> Iterator[str]:
    """Yield the only path."""
    yield PATH


def find(backend: Backend, path: str) -> Page | None:
    """Return the page at its path."""
    if path != PATH:
        return None

    def context(view: View, parameters: Parameters) -> Mapping[str, Any]:
        files = dcat.files(backend)
        texts = view.objects(dataset_description.DATASET.value, PROV.wasDerivedFrom)
        return {
            "graphs": [file for file in files if file.name in dumps.GRAPHS],
            "sheets": _sheets(files, view.lang),
            "size": _size,
            "made": all(file.size is not None for file in files),
            "sources": [_source(view, text) for text in texts[:_MOST_SOURCES]],
            "more_sources": len(texts) - _MOST_SOURCES,
            "described": dataset(backend, files, view.lang),
            "title": dataset_description.TITLES,
        }

    def make(variant: Variant, parameters: Parameters) -> bytes | Rendered:
        if variant.lang:
            return people.make(variant, parameters)
        return dcat.write(backend, dcat.dataset_description(backend), variant)

    people = render.html_page(backend, PATH, "data.html", context, variants=(*HTML, *formats.VARIANTS))
    return replace(people, make=make, provisional=dumps.there(backend.build) is None)


def dataset(backend: Backend, files: list[dcat.Download], lang: str) -> dict[str, Any]:
    """Return the dataset as schema.org describes one, for search engines."""
    publisher = {"@type": "Organization", "name": dataset_description.TITLES[lang], "url": backend.url}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": dataset_description.DATASET.value,
        "name": dataset_description.TITLES[lang],
        "alternateName": dataset_description.TITLES["en" if lang == "ja" else "ja"],
        "description": dataset_description.DESCRIPTIONS[lang],
        "url": f"{backend.url}data",
        "license": dataset_description.LICENCE.value,
        "isAccessibleForFree": True,
        "inLanguage": ["ja", "en"],
        "keywords": list(dataset_description.KEYWORDS[lang]),
        "version": backend.manifest["contentHash"],
        "identifier": f"sha256:{backend.manifest['contentHash']}",
        "creator": publisher,
        "publisher": publisher,
        "spatialCoverage": {"@type": "Country", "name": "日本" if lang == "ja" else "Japan"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.title[lang],
                "encodingFormat": file.media_type,
                "contentUrl": f"{backend.url}dumps/{file.name}",
                **({} if file.size is None else {"contentSize": str(file.size)}),
            }
            for file in files
        ],
    }


def _sheets(files: list[dcat.Download], lang: str) -> list[dict[str, Any]]:
    """Each table with its files: the CSV for the page's language comes first, Parquet last where it is."""
    by_name = {file.name: file for file in files}
    endings = ("ja.csv", "csv") if lang == "ja" else ("csv", "ja.csv")

    def of(table: tables.DataTable) -> list[dcat.Download]:
        names = (f"{table.name}.{ending}" for ending in (*endings, media.PARQUET.ending))
        return [by_name[name] for name in names if name in by_name]

    return [{"table": table, "files": of(table)} for table in tables.all_tables()]


def _source(view: View, text: str) -> dict[str, Any]:
    """A text that plans were read from: whose, and how to recognise it."""
    return {
        "iri": text,
        "holder": view.object(text, DCTERMS.rightsHolder),
        "sha256": view.value(text, JPP.sha256),
        "characters": view.number(text, JPP.characterCount),
    }


def _size(number: int) -> str:
    """A size in words, to two digits: bodies of another base differ a little."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= factor:
            amount = number / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return f"{number} B"
