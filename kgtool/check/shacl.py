"""SHACL: which nodes of the data break which shape.

pySHACL is the reference. An engine is a function from shapes and data to results, so that a faster one can take its place
and be compared with it. Both are given the same statements, with literals as they are written; nodes of the data without
a name keep the one that they have there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from kgtool.base.languages import Text
from kgtool.check.finding import BLANK, ValidationResult
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import OWL, RDF, RDFS, SH

if TYPE_CHECKING:
    from rdflib import Graph

_TEXTS = frozenset((SH["name"], SH.message, RDFS.comment, RDFS.label))
_TARGETS = frozenset((SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf))
_SIMPLE = re.compile(r"\^?<[^<>]*>")
NO_PREFIXES: Mapping[str, str] = {}
_BLANK = re.compile(r"^(_:[\w.-]+) | (_:[\w.-]+) \.$", re.M)
_NUMBERED = re.compile(r"_:0_b(\d+)")
"""A blank node of the data as the fast engine calls it: they are counted from the first of the shapes on."""


_ALONE = {
    "pyshacl": Text(
        "pySHACLだけが、ここに {component} の違反を見つけました。速いエンジンは見つけていません。値の書き方を確かめてください。",
        "Only pySHACL finds a violation of {component} here; the fast engine does not. Check how the value is written.",
    ),
    "shacl": Text(
        "速いエンジンだけが、ここに {component} の違反を見つけました。pySHACLは見つけていません。値の書き方を確かめてください。",
        "Only the fast engine finds a violation of {component} here; pySHACL does not. Check how the value is written.",
    ),
}


class ShapesInput(NamedTuple):
    """A data graph and the markers of compiled shapes, both N-Triples; and the focus nodes whose results count."""

    text: str
    markers: str
    own: Collection[str]


class CompiledShapes(NamedTuple):
    """Shapes as the fast engine wants them, and how many blank nodes they have."""

    shapes: Any
    blanks: int


Engine = Callable[[Iterable[Statement], Iterable[Statement]], list[ValidationResult]]


def pyshacl(shapes: Iterable[Statement], data: Iterable[Statement]) -> list[ValidationResult]:
    """Validate with pySHACL, without inference; return each result once, sorted."""
    return sorted(set(_by_pyshacl(lifted(shapes), data)))


def fast(shapes: Iterable[Statement], data: Iterable[Statement]) -> list[ValidationResult]:
    """Validate with the compiled engine of the ``fast`` extra. Raises ``ImportError`` when it is not installed."""
    return with_compiled(compile(shapes), ntriples(data))


def with_compiled(
    compiled: CompiledShapes | Exception, data: str, own: Collection[str] | None = None
) -> list[ValidationResult]:
    """Validate N-Triples with the fast engine; keep what concerns the nodes in ``own``. Raises whatever it may raise."""
    if isinstance(compiled, Exception):
        raise compiled
    return sorted({r for r in _by_compiled(compiled, data) if own is None or without_name(r.focus) in own})


def compile(shapes: Iterable[Statement]) -> CompiledShapes:
    """Return shapes as the fast engine wants them, to validate many graphs. Raises ``ImportError`` without it."""
    import shacl

    every = list(shapes)
    text = ntriples([*every, *_targets_of_owl_classes(every)])
    return CompiledShapes(shacl.Shapes.from_text(text, format="ntriples"), len(_blank_nodes(text)))


def _targets_of_owl_classes(shapes: Sequence[Statement]) -> Iterator[Statement]:
    """What makes a class of OWL that is a node shape target its instances, as with pySHACL; SHACL 2.1.3.3 names rdfs:Class."""
    owl_classes = {s.subject for s in shapes if s.predicate == RDF.type and s.object == OWL.Class}
    for shape in (s.subject for s in shapes if s.predicate == RDF.type and s.object == SH.NodeShape):
        if shape in owl_classes and isinstance(shape, NamedNode):
            yield Statement(shape, SH.targetClass, shape)


def try_to_compile(shapes: Iterable[Statement]) -> CompiledShapes | Exception:
    """Return what ``compile`` does, or the exception by which the engine fails: to be raised where it is used."""
    try:
        return compile(shapes)
    except Exception as error:  # whatever a compiled engine may raise, at its import too
        return error


def every_result(
    engine: str, shapes: Iterable[Statement], data: Iterable[Statement], prefixes: Mapping[str, str] = NO_PREFIXES
) -> list[ValidationResult]:
    """Validate with ``pyshacl`` or ``shacl``; return all results as often as the engine gives them, sorted.

    Values of one shape that break it in two ways, as two classes that are missing, make two results (SHACL, section 3.6).
    pySHACL takes ``prefixes`` for queries that declare none.
    """
    if engine == "pyshacl":
        return sorted(_by_pyshacl(shapes, data, prefixes))
    return sorted(_by_compiled(compile(shapes), ntriples(data)))


def without_name(term: str) -> str:
    """Return a term; of a blank node, whose name does not last, what says that it is one."""
    return BLANK if term.startswith("_:") else term


def said_by(result: ValidationResult) -> Text | None:
    """Return which engine alone found a result, in words; None where both did."""
    if not result.engine:
        return None
    component = result.component.strip("<>").rpartition("#")[2]
    text = _ALONE[result.engine]
    return Text(text.ja.format(component=component), text.en.format(component=component))


def read(text: str) -> list[Statement]:
    """Return N-Triples as statements."""
    quads = parse(text.encode(), RdfFormat.N_TRIPLES, lenient=True)
    return [Statement(q.subject, q.predicate, q.object) for q in quads]


def ntriples(statements: Iterable[Statement]) -> str:
    """Return statements as N-Triples."""
    data = serialize((Triple(*statement) for statement in statements), format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data.decode()


def lifted(shapes: Iterable[Statement]) -> list[Statement]:
    """Give property shapes the targets of their node shape, where that does nothing else.

    The results are the same, and pySHACL then runs each property shape once over all its nodes instead of once a node:
    in two thirds of the time. A node shape that is closed, deactivated, part of another or that holds itself to anything
    keeps its property shapes, and so do those that are disjoint with their siblings.
    """
    every = list(shapes)
    parts = {s.object for s in every}
    disjoint = {s.subject for s in every if s.predicate == SH.qualifiedValueShapesDisjoint}
    about: dict[object, list[Statement]] = defaultdict(list)
    for statement in every:
        about[statement.subject].append(statement)
    moved: dict[Statement, list[Statement]] = {}
    for node, said in about.items():
        aims = [s for s in said if s.predicate in _TARGETS]
        if aims and node not in parts and all(map(_lets_go, said)):
            moved |= {
                s: [Statement(s.object, aim.predicate, aim.object) for aim in aims]  # type: ignore[arg-type]
                for s in said
                if s.predicate == SH.property and s.object not in disjoint
            }
    return [found for s in every for found in moved.get(s, [s])]


def _lets_go(said: Statement) -> bool:
    """Whether a node shape of which this is said may do without its property shapes."""
    if said.predicate == RDF.type:
        return said.object == SH.NodeShape
    return said.predicate == SH.property or said.predicate in _TARGETS or said.predicate in _TEXTS


def _by_pyshacl(
    shapes: Iterable[Statement], data: Iterable[Statement], prefixes: Mapping[str, str] = NO_PREFIXES
) -> list[ValidationResult]:
    from pyshacl import validate
    from rdflib import Graph

    from kgtool.check.terms import to_rdflib

    every = list(shapes)
    asked = {s.subject for s in every if s.predicate in (SH.select, SH.ask)}
    shapes_graph, data_graph = Graph(), Graph()
    to_rdflib((s for s in every if s.predicate not in _TEXTS or s.subject in asked), shapes_graph)
    for name, base in prefixes.items():
        data_graph.bind(name, base)
    to_rdflib(data, data_graph)
    _, results, text = validate(data_graph, shacl_graph=shapes_graph, inference="none", inplace=True)
    if not isinstance(results, Graph):
        raise RuntimeError(f"pySHACL failed: {text}")
    return list(_read_report(results))


def _by_compiled(compiled: CompiledShapes, data: str) -> Iterator[ValidationResult]:
    report = compiled.shapes.validate_text(data, format="ntriples")
    names = _Names(data, compiled.blanks)
    for r in report.results:
        yield ValidationResult(
            names.of(r.focus_node),
            _simple(r.path or ""),
            names.of(r.value or ""),
            f"<{r.component_iri}>",
            f"<{r.severity_iri}>",
            without_name(r.source_shape or ""),
            _messages(f"<{r.component_iri}>", (str(Literal(message)) for message in r.messages)),
        )


class _Names:
    """The names that blank nodes have in the data: the fast engine counts them as it meets them."""

    def __init__(self, data: str, before: int) -> None:
        self._data = data
        self._before = before
        self._found: list[str] | None = None

    def of(self, term: str) -> str:
        if not term.startswith("_:"):
            return term
        if self._found is None:
            self._found = _blank_nodes(self._data)
        match = _NUMBERED.fullmatch(term)
        number = int(match[1]) - self._before if match else -1
        return self._found[number] if 0 <= number < len(self._found) else "_:"


def _messages(component: str, messages: Iterable[str]) -> str:
    """What queries say of a result, as N-Triples; nothing for constraints of SHACL Core, of which shapes say it."""
    asked = component == str(SH.SPARQLConstraintComponent) or not component.startswith(f"<{SH.base}")
    return "".join(f"<urn:x> <urn:x> {message} .\n" for message in sorted(messages)) if asked else ""


def _blank_nodes(text: str) -> list[str]:
    """The blank nodes of N-Triples, in the order in which they are first named."""
    return list(dict.fromkeys(subject or value for subject, value in _BLANK.findall(text)))


def _simple(path: str) -> str:
    return path if _SIMPLE.fullmatch(path) else ""


def _read_report(graph: Graph) -> Iterator[ValidationResult]:
    """Read a validation report (SHACL, section 3.6)."""
    from rdflib import URIRef

    from kgtool.check.terms import ntriples

    for node in graph.objects(None, URIRef(SH.base + "result")):
        value = {str(p).removeprefix(SH.base): o for p, o in graph.predicate_objects(node)}
        path = value.get("resultPath")
        inverse = graph.value(path, URIRef(SH.base + "inversePath")) if path is not None else None
        shown = "^" + ntriples(inverse) if inverse is not None else ntriples(path)
        component = ntriples(value.get("sourceConstraintComponent"))
        yield ValidationResult(
            ntriples(value.get("focusNode")),
            _simple(shown),
            ntriples(value.get("value")),
            component,
            ntriples(value.get("resultSeverity")),
            without_name(ntriples(value.get("sourceShape"))),
            _messages(component, (ntriples(o) for o in graph.objects(node, URIRef(SH.resultMessage.value)))),
        )
