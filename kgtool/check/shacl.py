"""SHACL: which nodes of the data break which shape.

Shapes are SHACL Core. pySHACL is the reference. An engine is a function from shapes and data to sorted results, so
that a faster one can take its place and be compared with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kgtool.check.finding import ValidationResult
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDFS, SH

if TYPE_CHECKING:
    from rdflib import Graph

_TEXTS = {SH["name"], SH.message, RDFS.comment}
_SIMPLE = re.compile(r"\^?<[^<>]*>")


class ShapesInput(NamedTuple):
    """A data graph and the markers of compiled shapes, both N-Triples; and the focus nodes whose results count."""

    text: str
    markers: str
    own: Collection[str]


Engine = Callable[[Iterable[Statement], Iterable[Statement]], list[ValidationResult]]


def pyshacl(shapes: Iterable[Statement], data: Iterable[Statement]) -> list[ValidationResult]:
    """Validate with pySHACL, without inference."""
    from pyshacl import validate
    from rdflib import Graph

    from kgtool.check.terms import to_rdflib

    shapes_graph, data_graph = Graph(), Graph()
    to_rdflib((s for s in shapes if s.predicate not in _TEXTS), shapes_graph)
    _flatten(shapes_graph)
    to_rdflib(data, data_graph)
    _, results, text = validate(data_graph, shacl_graph=shapes_graph, inference="none", inplace=True)
    if not isinstance(results, Graph):
        raise RuntimeError(f"pySHACL failed: {text}")
    return _read_report(results)


def _flatten(shapes: Graph) -> None:
    """Give property shapes the targets of their node shape, where it does nothing else.

    The results are the same, and pySHACL then runs each property shape once over all its nodes instead of once a node:
    about a third of the time.
    """
    from rdflib import RDF, URIRef

    targets = [URIRef(SH.base + name) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")]
    property_ = URIRef(SH.base + "property")
    for node in list(shapes.subjects(RDF.type, URIRef(SH.base + "NodeShape"))):
        aims = [(predicate, o) for predicate in targets for o in shapes.objects(node, predicate)]
        for shape in list(shapes.objects(node, property_)) if aims else ():
            for predicate, o in aims:
                shapes.add((shape, predicate, o))
            shapes.remove((node, property_, shape))


def fast(shapes: Iterable[Statement], data: Iterable[Statement]) -> list[ValidationResult]:
    """Validate with the compiled engine of the ``fast`` extra. Raises ``ImportError`` when it is not installed."""
    return with_compiled(compile(shapes), ntriples(data))


def compile(shapes: Iterable[Statement]) -> Any:
    """Return shapes as the fast engine wants them, to validate many graphs. Raises ``ImportError`` without it."""
    import shacl

    return shacl.Shapes.from_text(ntriples(shapes), format="ntriples")


def try_to_compile(shapes: Iterable[Statement]) -> Any:
    """Return what ``compile`` does, or the exception by which the engine fails: to be raised where it is used."""
    try:
        return compile(shapes)
    except Exception as error:  # whatever a compiled engine may raise, at its import too
        return error


def with_compiled(compiled: Any, data: str, own: Collection[str] | None = None) -> list[ValidationResult]:
    """Validate N-Triples with the fast engine; keep what concerns the nodes in ``own``. Raises whatever it may raise."""
    if isinstance(compiled, Exception):
        raise compiled
    report = compiled.validate_text(data, format="ntriples")
    return sorted(
        {
            ValidationResult(
                _named(r.focus_node),
                _simple(r.path or ""),
                _named(r.value or ""),
                f"<{r.component_iri}>",
                f"<{r.severity_iri}>",
                _named(r.source_shape or ""),
            )
            for r in report.results
            if own is None or _named(r.focus_node) in own
        }
    )


def read(text: str) -> list[Statement]:
    """Return N-Triples as statements."""
    quads = parse(text.encode(), RdfFormat.N_TRIPLES)
    return [Statement(q.subject, q.predicate, q.object) for q in quads]


def ntriples(statements: Iterable[Statement]) -> str:
    """Return statements as N-Triples."""
    data = serialize((Triple(*statement) for statement in statements), format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data.decode()


def _named(term: str) -> str:
    return "_:" if term.startswith("_:") else term


def _simple(path: str) -> str:
    return path if _SIMPLE.fullmatch(path) else ""


def _read_report(graph: Graph) -> list[ValidationResult]:
    """Read a validation report (SHACL, section 3.6)."""
    from rdflib import URIRef

    from kgtool.check.terms import ntriples

    found = set()
    for node in graph.objects(None, URIRef(SH.base + "result")):
        value = {str(p).removeprefix(SH.base): o for p, o in graph.predicate_objects(node)}
        path = value.get("resultPath")
        inverse = graph.value(path, URIRef(SH.base + "inversePath")) if path is not None else None
        shown = "^" + ntriples(inverse) if inverse is not None else ntriples(path)
        found.add(
            ValidationResult(
                ntriples(value.get("focusNode")),
                _simple(shown),
                ntriples(value.get("value")),
                ntriples(value.get("sourceConstraintComponent")),
                ntriples(value.get("resultSeverity")),
                ntriples(value.get("sourceShape")),
            )
        )
    return sorted(found)
