"""Keep the plans' own sentences out of what leaves this machine, unless they were asked for and their city allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtool.base.errors import BuildError
from kgtool.build.store import Build
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import DCTERMS, JPP

_GRAPHS = f"{iris.graph('text')}/"


def require_permission(build: Build, wanted: bool) -> None:
    """Raise where a build holds wording that may not be published; nothing for a build without wording.

    Wording is in a build that was made with the source texts. It may leave where it is ``wanted`` and ``source.ttl``
    records, of each text, a licence (``dcterms:license``) or the permission of the city (``dcterms:rights``). Raises
    ``BuildError``: wording-unasked, wording-unpermitted.
    """
    plans = [graph.removeprefix(_GRAPHS) for graph in build.manifest["graphs"] if graph.startswith(_GRAPHS)]
    if plans and not wanted:
        raise BuildError("wording-unasked", build.folder.as_posix(), plans=", ".join(plans))
    for plan, text in _unpermitted(GraphReader(build.open()), plans) if plans else ():
        raise BuildError("wording-unpermitted", f"data/{plan}/source.ttl", text=text)


def _unpermitted(reader: GraphReader, plans: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the source texts of plans of which no permission is recorded, each after its plan."""
    for plan in plans:
        for version in reader.subjects(JPP.versionOf, iris.element(plan)):
            text = iris.text(*iris.path_of(version).split("/"))
            permitted = reader.objects(text, DCTERMS.license) or reader.literals(text, DCTERMS.rights)
            if reader.types(text) and not permitted:
                yield plan, text
