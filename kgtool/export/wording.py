"""Keep the plans' own sentences out of what leaves this machine, unless they were asked for and their city allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kgtool.base.errors import BuildError
from kgtool.build.store import Build
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import DCTERMS, JPP

_GRAPHS = f"{iris.graph('text')}/"


def plans(graphs: Iterable[str]) -> list[str]:
    """Return the plans whose own sentences stand in some graphs: their source texts were at hand when these were made."""
    return [graph.removeprefix(_GRAPHS) for graph in graphs if graph.startswith(_GRAPHS)]


def require_permission(build: Build, wanted: bool) -> None:
    """Raise where a build holds wording that may not be published; nothing for a build without wording.

    It may leave where it is ``wanted`` and ``source.ttl`` records, of each text, a licence (``dcterms:license``) or the
    permission of the city (``dcterms:rights``). Raises ``BuildError``: wording-unasked, wording-unpermitted.
    """
    held = plans(build.manifest["graphs"])
    if held and not wanted:
        raise BuildError("wording-unasked", build.folder.as_posix(), plans=", ".join(held))
    for plan, text in _unpermitted(GraphReader(build.open()), held) if held else ():
        raise BuildError("wording-unpermitted", f"data/{plan}/source.ttl", text=text)


def _unpermitted(reader: GraphReader, held: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the source texts of plans of which no permission is recorded, each after its plan."""
    for plan in held:
        for version in reader.subjects(JPP.versionOf, iris.element(plan)):
            text = iris.text(*iris.path_of(version).split("/"))
            permitted = reader.objects(text, DCTERMS.license) or reader.literals(text, DCTERMS.rights)
            if reader.types(text) and not permitted:
                yield plan, text
