"""The formats that are read and written: one table of media types, endings of files, names, and who else calls them what.

Sources: IANA's media types; W3C's unique URIs for file formats; the EU's authority list of file types.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True)
class Format:
    """A format. ``ending`` is that of its files, without a dot, ``title`` what people call it.

    ``name`` is how the command line calls it where that is not the ending, ``w3c`` and ``eu`` how those lists do.
    ``also`` are media types and ``aliases`` names by which clients ask for it as well.
    """

    ending: str
    media_type: str
    title: str = ""
    name: str = ""
    w3c: str = ""
    eu: str = ""
    also: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type as Content-Type has it: text is UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type

    @property
    def rdf(self) -> RdfFormat:
        """The parser and serialiser of a format for RDF."""
        found = RdfFormat.from_media_type(self.media_type)
        assert found is not None, f"{self.media_type} is no format for RDF"
        return found

    @property
    def results(self) -> QueryResultsFormat:
        """The parser and serialiser of a format for the rows of an answer."""
        found = QueryResultsFormat.from_media_type(self.media_type)
        assert found is not None, f"{self.media_type} is no format for rows"
        return found


TURTLE = Format("ttl", "text/turtle", "Turtle", "turtle", "Turtle", "RDF_TURTLE", aliases=("turtle", "n3"))
JSON_LD = Format(
    "jsonld", "application/ld+json", "JSON-LD", "jsonld", "JSON-LD", "JSON_LD", aliases=("json-ld", "json")
)
N_TRIPLES = Format(
    "nt",
    "application/n-triples",
    "N-Triples",
    "ntriples",
    "N-Triples",
    "RDF_N_TRIPLES",
    aliases=("ntriples", "n-triples"),
)
RDF_XML = Format(
    "rdf", "application/rdf+xml", "RDF/XML", w3c="RDF_XML", eu="RDF_XML", aliases=("rdf+xml", "rdfxml", "xml")
)
TRIG = Format("trig", "application/trig", "TriG", w3c="TriG", eu="RDF_TRIG")
N_QUADS = Format("nq", "application/n-quads", "N-Quads", w3c="N-Quads", eu="RDF_N_QUADS")

RESULTS_JSON = Format(
    "json",
    "application/sparql-results+json",
    "JSON",
    "json",
    "SPARQL_Results_JSON",
    also=("application/json",),
)
RESULTS_XML = Format(
    "xml",
    "application/sparql-results+xml",
    "XML",
    "xml",
    "SPARQL_Results_XML",
    also=("application/xml", "text/xml"),
)
CSV = Format("csv", "text/csv", "CSV", "csv", "SPARQL_Results_CSV", "CSV")
TSV = Format("tsv", "text/tab-separated-values", "TSV", "tsv", "SPARQL_Results_TSV")

ATOM = Format("atom", "application/atom+xml", "Atom")
HTML = Format("html", "text/html", "HTML", "html")
JSON = Format("json", "application/json", "JSON")
PROBLEM = Format("json", "application/problem+json", "JSON")
CSV_METADATA = Format("csv-metadata.json", "application/csvm+json", "JSON")
XML = Format("xml", "application/xml", "XML")
TEXT = Format("txt", "text/plain")
PDF = Format("pdf", "application/pdf")
GZIP = Format("gz", "application/gzip")
N_QUADS_GZIP = Format("nq.gz", GZIP.media_type, "N-Quads")
CSS = Format("css", "text/css")
JAVASCRIPT = Format("js", "text/javascript")
WASM = Format("wasm", "application/wasm")
PARQUET = Format("parquet", "application/vnd.apache.parquet", "Parquet", eu="PARQUET")
SVG = Format("svg", "image/svg+xml", "SVG")
PNG = Format("png", "image/png", "PNG")


def _by_ending(*formats: Format) -> dict[str, Format]:
    return {format.ending: format for format in formats}


GRAPHS = _by_ending(TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What a graph is given in, the first where nothing else is asked for."""
ROWS = _by_ending(RESULTS_JSON, RESULTS_XML, CSV, TSV)
"""What the answer to a SELECT or an ASK is given in, the first where nothing else is asked for."""


def of_form(form: str) -> dict[str, Format]:
    """Return the formats, by ending, for the answer to a query of a form: SELECT, ASK, CONSTRUCT or DESCRIBE."""
    return GRAPHS if form in ("CONSTRUCT", "DESCRIBE") else ROWS
