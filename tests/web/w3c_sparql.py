"""W3C's tests of SPARQL 1.1 queries, results and syntax, asked as commands ask and of the endpoint."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kgtool.base.errors import QueryRefusedError, QuerySyntaxError
from kgtool.build import store
from kgtool.corpus import layout
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Pool
from kgtool.rdf import media
from kgtool.rdf.vocab import XSD
from kgtool.results import GRAPHS
from kgtool.sparql import tokens
from kgtool.sparql.tokens import Query
from kgtool.web.site import Site
from tests import ROOT
from tests.small_build import SmallBuild
from tests.web.served import asking

BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
"""Where the names in the manifests are relative to; nothing is asked there."""
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
_NOTHING = NamedNode("urn:x-kgtool:nothing")
_GRAPHS = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "nt": RdfFormat.N_TRIPLES}
_ROWS = {"srx": media.RESULTS_XML, "srj": media.RESULTS_JSON, "tsv": media.TSV, "csv": media.CSV}
_ANSWER = NamedNode("urn:x-kgtool:answer")
_NUMBERS = {
    XSD[name].value
    for name in ("integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger")
}


class Kind(StrEnum):
    """What a test asks for: an answer, or whether the query is one."""

    EVALUATION = "evaluation"
    POSITIVE = "positive syntax"
    NEGATIVE = "negative syntax"


class Outcome(StrEnum):
    """How a test ends. ``VALUE`` is the right answer with a number written in another way."""

    PASSED = "passed"
    VALUE = "other lexical form"
    FAILED = "failed"


@dataclass(frozen=True)
class W3CTest:
    """One test: its name within the suite, the query, the graphs that it is asked of, and the file of the answer."""

    name: str
    kind: Kind
    query: Path
    default: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None

    @property
    def section(self) -> str:
        return self.name.partition("/")[0]

    @property
    def text(self) -> str:
        """The query; what is relative in it is so to its own file."""
        return f"BASE <{address(self.query)}>\n{self.query.read_text('utf-8')}"

    @property
    def dataset(self) -> tuple[list[str], list[str]] | None:
        """The default graphs and the named ones, by their IRIs; None where the query itself names them."""
        if re.search(r"^\s*FROM\b", self.query.read_text("utf-8"), re.M | re.I):
            return None
        default = [address(path) for path in self.default] or [_NOTHING.value]
        return default, [address(path) for path in self.named]


def suite() -> Path | None:
    """The folder of the suite; None where it is not on this machine."""
    beside = Path(os.environ["KGTOOL_SOURCES"]).parent / "w3c" if os.environ.get("KGTOOL_SOURCES") else None
    folder = Path(os.environ["KGTOOL_W3C"]) if os.environ.get("KGTOOL_W3C") else beside
    return folder / "sparql11" if folder and (folder / "sparql11").is_dir() else None


def address(path: Path) -> str:
    """The IRI of a file of the suite, wherever the suite lies."""
    return f"{BASE}{path.parent.name}/{path.name}"


def tests(folder: Path) -> list[W3CTest]:
    """Every test that the manifests list, in their order."""
    return [test for manifest in sorted(folder.glob("*/manifest.ttl")) for test in _listed(manifest)]


def _listed(manifest: Path) -> Iterator[W3CTest]:
    graph = Graph().parse(manifest, publicID=address(manifest), format="turtle")
    section = manifest.parent

    def file(node: Node | None) -> Path | None:
        return section / str(node).rpartition("/")[2] if node is not None else None

    def files(node: Node, predicate: URIRef) -> tuple[Path, ...]:
        return tuple(section / str(found).rpartition("/")[2] for found in sorted(graph.objects(node, predicate)))

    for members in graph.objects(None, MF.entries):
        for node in Collection(graph, members):
            (kind,) = (str(found).removeprefix(MF) for found in graph.objects(node, RDF.type))
            name = f"{section.name}/{re.split('[/#]', str(node))[-1]}"
            action = graph.value(node, MF.action)
            assert action is not None
            if "Syntax" in kind:
                query = file(action)
                assert query is not None
                yield W3CTest(name, Kind.POSITIVE if "Positive" in kind else Kind.NEGATIVE, query)
            else:
                query, result = file(graph.value(action, QT.query)), file(graph.value(node, MF.result))
                assert query is not None
                data = files(action, QT.data), files(action, QT.graphData)
                yield W3CTest(name, Kind.EVALUATION, query, *data, result)


def build(found: Iterable[W3CTest], out: Path) -> store.Build:
    """A build that holds every graph that the tests are asked of, by its IRI."""
    paths = sorted({path for test in found for path in (*test.default, *test.named)})
    quads = [
        Quad(quad.subject, quad.predicate, quad.object, NamedNode(address(path)))
        for path in paths
        for quad in parse(
            path=str(path), format=_GRAPHS[path.suffix[1:]], base_iri=address(path), rename_blank_nodes=True
        )
    ]
    return store.newest(SmallBuild(out, quads).out)


Ask = Callable[[W3CTest, str], bytes | None]
"""Returns an answer in a format, by its ending; None where the query is refused as not being one."""


@contextmanager
def in_process(made: store.Build) -> Iterator[Ask]:
    """Ask the engine as commands and notebooks do."""
    pool = Pool(made, Limits(workers=1))
    pool.start()

    def ask(test: W3CTest, ending: str) -> bytes | None:
        default, named = map(tuple, test.dataset) if test.dataset else (None, None)
        graph = tokens.form(test.text) in GRAPHS
        try:
            with pool.reply(Query(test.text, test.name), "nt" if graph else ending, default, named) as answer:
                return answer.read()
        except (QuerySyntaxError, QueryRefusedError):
            return None

    try:
        yield ask
    finally:
        pool.close()


@contextmanager
def at_endpoint(made: store.Build) -> Iterator[Ask]:
    """Ask the endpoint by the SPARQL protocol, in a form that is posted (section 2.1.2)."""
    types = {format.ending: format.media_type for format in (*_ROWS.values(), media.N_TRIPLES)}
    with asking(Site(layout.find(ROOT), made, "http://127.0.0.1:8000/"), Limits(workers=1)) as client:

        def ask(test: W3CTest, ending: str) -> bytes | None:
            fields = [("query", test.text)]
            for name, iris in zip(("default-graph-uri", "named-graph-uri"), test.dataset or ((), ()), strict=True):
                fields += [(name, iri) for iri in iris]
            head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": f"{types[ending]}, */*;q=0.1"}
            answer = client.post("/sparql", content=urlencode(fields), headers=head)
            if answer.status_code in (400, 403):
                return None
            assert answer.status_code == 200, f"{test.name}: {answer.status_code} {answer.text}"
            return answer.content

        yield ask


def outcome(test: W3CTest, ask: Ask) -> Outcome:
    """Ask, and compare with what the suite wants."""
    if test.result is None:
        given = ask(test, "json")
        accepted = given is not None
        return Outcome.PASSED if accepted is (test.kind is not Kind.NEGATIVE) else Outcome.FAILED
    ending = test.result.suffix[1:]
    given = ask(test, _ROWS[ending].ending if ending in _ROWS else media.N_TRIPLES.ending)
    if given is None:
        return Outcome.FAILED
    wanted, found = _read(test.result.read_bytes(), ending, address(test.result)), _read(given, ending, "")
    if _canonical(found) == _canonical(wanted):
        return Outcome.PASSED
    same_value = _canonical(map(_by_value, found)) == _canonical(map(_by_value, wanted))
    return Outcome.VALUE if same_value else Outcome.FAILED


def _read(content: bytes, ending: str, base: str) -> list[Quad]:
    """Return an answer as statements: a graph as it is, rows as one node each that has what they bind."""
    if ending not in _ROWS:
        format = RdfFormat.TURTLE if base else RdfFormat.N_TRIPLES
        return [Quad(*quad.triple) for quad in parse(content, format, base_iri=base or None)]
    if ending == "csv":
        head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = [dict(zip(head, map(_of_csv, line), strict=True)) for line in lines]
    else:
        results = parse_query_results(content, _ROWS[ending].results)
        if isinstance(results, QueryBoolean):
            return [Quad(_ANSWER, _ANSWER, Literal(bool(results)))]
        assert isinstance(results, QuerySolutions)
        names = [variable.value for variable in results.variables]
        rows = [{name: row[name] for name in names if row[name] is not None} for row in results]
    found = []
    for row in rows:
        node = BlankNode()
        found.append(Quad(_ANSWER, _ANSWER, node))
        found += [Quad(node, NamedNode(f"urn:x-kgtool:{name}"), value) for name, value in row.items()]
    return found


def _of_csv(value: str) -> BlankNode | Literal:
    return BlankNode(f"c{value[2:]}") if value.startswith("_:") else Literal(value)


def _by_value(quad: Quad) -> Quad:
    value = quad.object
    if isinstance(value, Literal) and value.datatype.value in _NUMBERS:
        with suppress(ArithmeticError):
            number = Decimal(value.value).normalize()
            return Quad(quad.subject, quad.predicate, Literal(f"{number:f}", datatype=value.datatype))
    return quad


def _canonical(quads: Iterable[Quad]) -> frozenset[Quad]:
    """Name blank nodes by what is said of them (RDFC-1.0), so that what means the same is the same."""
    made = Dataset(quads)
    made.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(made)


def outcomes(found: Iterable[W3CTest], ask: Ask) -> dict[str, Outcome]:
    """The outcome of every test, by its name."""
    return {test.name: outcome(test, ask) for test in found}


def both(found: Sequence[W3CTest], out: Path) -> dict[str, dict[str, Outcome]]:
    """The outcomes of every test on both roads, by the name of the road."""
    made = build(found, out)
    with in_process(made) as here, at_endpoint(made) as there:
        return {"as commands ask": outcomes(found, here), "endpoint": outcomes(found, there)}
