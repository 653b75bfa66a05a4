"""Lines of N-Quads are cut as a parser would cut them."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from kgtool import nquads
from kgtool.store import Build

A, B, G = (NamedNode(f"https://example.org/{name}") for name in "abg")


@pytest.mark.parametrize(
    ("object_", "graph"),
    [
        (B, G),
        (B, None),
        (Literal("two words"), G),
        (Literal("a <b> c <d>"), None),
        (Literal('quotes " and <https://example.org/x> .'), G),
        (Literal("ends like a graph <g>"), None),
        (Literal("日本語 の 文", language="ja"), G),
        (Literal("5", datatype=NamedNode("https://example.org/type")), None),
        (Literal("5", datatype=NamedNode("https://example.org/type")), G),
        (BlankNode("c14n1"), G),
        (BlankNode("c14n1"), None),
        (Literal("_:c14n1 _:b"), None),
    ],
)
def test_a_line_is_cut_into_its_terms(object_: NamedNode | Literal | BlankNode, graph: NamedNode | None) -> None:
    quad = Quad(A, B, object_, graph) if graph else Quad(A, B, object_)
    line = serialize([quad], format=RdfFormat.N_QUADS)
    terms = nquads.split(line)
    assert terms == (str(A).encode(), str(B).encode(), str(object_).encode(), str(graph).encode() if graph else b"")


def test_every_line_of_a_build_is_cut_as_it_is_parsed(built: Build) -> None:
    lines = (built.folder / "dataset.nq").read_bytes().splitlines(keepends=True)
    for line, quad in zip(lines, nquads.read(lines), strict=True):
        assert nquads.split(line) == tuple(
            str(term).encode() for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        )


def test_only_an_iri_is_read_as_one() -> None:
    assert nquads.iri(b"<https://example.org/a>") == "https://example.org/a"
    assert nquads.iri(b'"https://example.org/a"') == nquads.iri(b"_:a") == ""
