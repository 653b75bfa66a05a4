"""The table of formats: what it says agrees with the engine that writes them, and nothing else says it again."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat

from kgtool import results
from kgtool.rdf import media
from kgtool.rdf.media import Format
from tests import ROOT

FORMATS = [value for value in vars(media).values() if isinstance(value, Format)]
RDF = [*media.GRAPHS.values(), media.TRIG, media.N_QUADS]


@pytest.mark.parametrize("format", RDF, ids=lambda format: format.ending)
def test_a_format_for_rdf_is_the_engines(format: Format) -> None:
    found = RdfFormat.from_extension(format.ending)
    assert found is not None
    assert (found.media_type, found.iri.rpartition("/")[2]) == (format.media_type, format.w3c)
    assert format.rdf == found


@pytest.mark.parametrize("format", media.ROWS.values(), ids=lambda format: format.ending)
def test_a_format_for_rows_is_the_engines(format: Format) -> None:
    found = QueryResultsFormat.from_media_type(format.media_type)
    assert found is not None
    assert found.media_type.partition(";")[0] == format.media_type
    assert found.iri.rpartition("/")[2] == format.w3c
    assert format.results == found


def test_no_two_formats_that_are_offered_together_have_a_name_in_common() -> None:
    for offered in (media.GRAPHS, media.ROWS):
        named = Counter(name for format in offered.values() for name in {format.ending, *format.aliases})
        typed = Counter(name for format in offered.values() for name in (format.media_type, *format.also))
        assert [name for name, count in (named + typed).items() if count > 1] == []


def test_text_is_utf_8() -> None:
    assert media.TURTLE.content_type == "text/turtle; charset=utf-8"
    assert media.JSON_LD.content_type == "application/ld+json"


def test_the_form_of_a_query_decides_what_its_answer_is_given_in() -> None:
    assert [list(media.of_form(form)) for form in ("CONSTRUCT", "DESCRIBE", "SELECT", "ASK")] == [
        *[["ttl", "jsonld", "nt", "rdf"]] * 2,
        *[["json", "xml", "csv", "tsv"]] * 2,
    ]


def test_the_command_line_calls_formats_by_the_names_of_the_table() -> None:
    assert set(results.FORMATS) - {"table", "markdown"} == {format.name for format in FORMATS if format.name}


def test_no_module_but_the_table_spells_a_media_type_of_ours() -> None:
    types = "|".join(re.escape(format.media_type) for format in FORMATS)
    spelled = re.compile(rf"[\"'](?:{types})[\"';]")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / "kgtool").rglob("*.py"))
        if path != ROOT / "kgtool" / "rdf" / "media.py"
        for match in spelled.finditer(path.read_text("utf-8"))
    ]
    assert found == [], "take the format from kgtool/rdf/media.py"
