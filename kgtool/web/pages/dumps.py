"""The whole graph as files: RDF and tables."""

from __future__ import annotations

from collections.abc import Iterator

from kgtool.export import columnar, dumps, tables
from kgtool.rdf import media
from kgtool.web.backend import Backend
from kgtool.web.page import Page, Parameters, Rendered, Variant

_PREFIX = "dumps/"
_PACKAGE = f"{_PREFIX}datapackage.json"
_JSON = Variant(media.JSON)
_VARIANTS = (
    *map(
        Variant,
        (media.TURTLE, media.TRIG, media.N_QUADS_GZIP, media.JSON_LD, media.CSV, media.CSV_METADATA, media.PARQUET),
    ),
    Variant(media.CSV, "ja"),
)
_BY_ENDING = {variant.ending: variant for variant in _VARIANTS}


def paths(backend: Backend) -> Iterator[str]:
    """Yield the path of each file."""
    yield from (_PREFIX + name for name in dumps.names())
    yield _PACKAGE


def find(backend: Backend, path: str) -> Page | None:
    """Return the file at a path; the data dictionary of the tables is one."""
    if path == _PACKAGE:
        return Page(
            path, (_JSON,), lambda variant, parameters: tables.data_package(backend.url, columnar.writes_parquet())
        )
    name = path.removeprefix(_PREFIX)
    if not path.startswith(_PREFIX) or name not in dumps.names():
        return None
    file = dumps.folder(backend.repo, backend.build) / name

    def make(variant: Variant, parameters: Parameters) -> Rendered:
        return Rendered(file.read_bytes(), f"{backend.manifest['contentHash']} {name}")

    variant = _BY_ENDING[name.partition(".")[2]]
    digest = backend.manifest["contentHash"] if variant.format == media.N_QUADS_GZIP else ""
    return Page(path, (variant,), make, on_disk=file, digest=digest)
