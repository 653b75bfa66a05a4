"""W3C's test suite of SHACL, run through the command: `kgtool check --shapes` on each entry of its manifests."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rdflib import RDF, BNode, Graph, Namespace
from rdflib.collection import Collection
from rdflib.compare import to_canonical_graph
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SH = Namespace("http://www.w3.org/ns/shacl#")
_COMPARED = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)


def suite() -> Path | None:
    """The folder of the suite; None where it is not on this machine."""
    folder = Path(os.environ.get("KGTOOL_SOURCES", "")).resolve().parent / "w3c" / "data-shapes"
    return folder if os.environ.get("KGTOOL_SOURCES") and folder.is_dir() else None


@dataclass(frozen=True)
class Entry:
    """One test: the files that it validates, and the report that it wants; None where validation must fail."""

    name: str
    data: Path
    shapes: Path
    wanted: tuple[Graph, Node] | None


def entries(folder: Path) -> Iterator[Entry]:
    """Every validation test of the manifests: each file with tests is the manifest of its own."""
    for manifest in sorted(folder.rglob("*.ttl")):
        graph = Graph().parse(manifest, publicID=manifest.as_uri(), format="turtle")
        for members in graph.objects(None, MF.entries):
            for node in Collection(graph, members):
                if (node, RDF.type, SHT.Validate) in graph:
                    yield _entry(folder, graph, node)


def _entry(folder: Path, graph: Graph, node: Node) -> Entry:
    action, result = graph.value(node, MF.action), graph.value(node, MF.result)
    data, shapes = (_path(graph.value(action, name)) for name in (SHT.dataGraph, SHT.shapesGraph))
    within = _path(node).relative_to(folder)
    name = within.with_suffix("").as_posix() if within.suffix else within.as_posix()
    return Entry(name, data, shapes, None if result == SHT.Failure else (graph, result))


def _path(iri: Node | None) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def conforms(entry: Entry, code: object, out: str) -> bool:
    """Say whether what the command wrote as Turtle, ending with ``code``, is what a test wants."""
    if entry.wanted is None:
        return code == 2
    if code not in (0, 1):
        return False
    found = Graph().parse(data=out, format="turtle")
    report = found.value(None, RDF.type, SH.ValidationReport)
    graph, wanted = entry.wanted
    same = found.value(report, SH.conforms) == graph.value(wanted, SH.conforms)
    return same and Counter(_results(found, report, graph)) == Counter(_results(graph, wanted, graph))


def _results(graph: Graph, report: Node | None, shapes: Graph) -> Iterable[frozenset[tuple[Node, str]]]:
    for result in graph.objects(report, SH.result):
        yield frozenset((p, _shown(graph, o)) for p in _COMPARED for o in graph.objects(result, p))


def _shown(graph: Graph, node: Node) -> str:
    """A term; of a property path its structure; of other blank nodes that they are some."""
    if not isinstance(node, BNode):
        return str(node.n3())
    below, rest = Graph(), [node]
    while rest:
        subject = rest.pop()
        for p, o in graph.predicate_objects(subject):
            if p in _PATH and (subject, p, o) not in below:
                below.add((subject, p, o))
                rest.append(o)
    return "\n".join(sorted(to_canonical_graph(below).serialize(format="nt").splitlines()))


_PATH = {RDF.first, RDF.rest, SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath}
