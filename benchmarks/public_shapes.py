"""Hold data to shapes by plain pySHACL and by both engines of `kgtool check --shapes`; compare and time what they find.

Files are separated by commas. Brick's shapes and classes come with the package brickschema, in an environment of their own,
and its examples (tests/data/) with the source of that package. From Brick 1.3 on, shapes and classes are one file:

    python -m benchmarks.public_shapes ontologies/1.3/Brick.ttl ontologies/1.3/Brick.ttl,goodBuilding.ttl
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import pyshacl
from rdflib import RDF, BNode, Graph, Namespace
from rdflib.term import Node

from kgtool.check import given_shapes
from kgtool.check.finding import Report
from kgtool.check.terms import ntriples

SH = Namespace("http://www.w3.org/ns/shacl#")
Results = Counter[tuple[str, ...]]


def main() -> None:
    shapes, data = ([Path(name) for name in given.split(",")] for given in sys.argv[1:3])
    began = time.perf_counter()
    plain = by_pyshacl(shapes, data)
    print(f"plain pySHACL  {sum(plain.values()):,} results  {time.perf_counter() - began:.1f} s")
    for engine in ("fast", "pyshacl"):
        began = time.perf_counter()
        report = given_shapes.check(given_shapes.files(shapes), given_shapes.files(data), engine, lambda text: None)
        alike = "the same" if results(report) == plain else "OTHERS"
        lost = sum(not finding.location.line or not finding.message("ja") for finding in report.findings)
        print(f"{engine:13}  {alike}, {lost} without line or message  {time.perf_counter() - began:.1f} s")


def by_pyshacl(shapes: list[Path], data: list[Path]) -> Results:
    """Return what plain pySHACL finds: focus node, constraint component and value of each result."""
    graphs = [Graph(), Graph()]
    for graph, files in zip(graphs, (data, shapes), strict=True):
        for file in files:
            graph.parse(file, publicID=file.absolute().as_uri())
    _, found, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1])
    assert isinstance(found, Graph)
    terms = (SH.focusNode, SH.sourceConstraintComponent, SH.value)
    each = found.subjects(RDF.type, SH.ValidationResult)
    return Counter(tuple(_written(found.value(result, term)) for term in terms) for result in each)


def results(report: Report) -> Results:
    """Return the same of a report."""
    return Counter((finding.focus, finding.component, finding.value) for finding in report.findings)


def _written(term: Node | None) -> str:
    return "" if term is None else "_:" if isinstance(term, BNode) else ntriples(term)


if __name__ == "__main__":
    main()
