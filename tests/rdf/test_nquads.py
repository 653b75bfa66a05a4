"""Lines of N-Quads are cut as a parser would cut them."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from kgtool.build.store import Build
from kgtool.rdf import nquads

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
    terms = str(A).encode(), str(B).encode(), str(object_).encode(), str(graph).encode() if graph else b""
    assert nquads.split(line) == (*terms, line)
    assert nquads.split(line).triple == b"%b %b %b .\n" % terms[:3]
    if graph:
        assert nquads.cut([line]) == [nquads.split(line)]
        assert nquads.graph(line) == terms[3]
        assert nquads.by_triple([line]) == [(b" ".join(terms[:3]), terms[3])]
    assert nquads.subject(line) == terms[0]


def test_every_line_of_a_build_is_cut_as_it_is_parsed(built: Build) -> None:
    lines = (built.folder / "dataset.nq").read_bytes().splitlines(keepends=True)
    for line, quad in zip(nquads.cut(lines), nquads.read(lines), strict=True):
        assert line[:4] == tuple(
            str(term).encode() for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        )


def test_only_an_iri_is_read_as_one() -> None:
    assert nquads.iri(b"<https://example.org/a>") == "https://example.org/a"
    assert nquads.iri(b'"https://example.org/a"') == nquads.iri(b"_:a") == ""


LINES = [
    b'<urn:a> <urn:p> "x"@ja <urn:g> .\n',
    b'<urn:a> <urn:q> "a <b> c \\" <d"@en-GB <urn:g> .\n',
    b'<urn:b> <urn:p> "1"^^<urn:number> <urn:g> .\n',
    b"<urn:b> " + nquads.TYPE + b" <urn:C> <urn:g> .\n",
    b"<urn:c> " + nquads.TYPE + b" <urn:D> <urn:g> .\n",
    "_:b <urn:あ> _:c <urn:g> .\n".encode(),
]


@pytest.mark.parametrize(
    ("names", "subjects", "about", "found"),
    [
        ({b"<urn:p>"}, set(), set(), [0, 2]),
        ({b"<urn:C>"}, set(), set(), [3]),
        ({nquads.TYPE}, set(), set(), [3, 4]),
        (set(), {b"<urn:a>", b"<urn:c>"}, {b"<urn:q>", nquads.TYPE}, [1, 4]),
        ({b"<urn:p>"}, {b"<urn:a>"}, {b"<urn:p>"}, [0, 2]),
        (set(), {b"_:b"}, {"<urn:あ>".encode()}, [5]),
        ({b"<urn:g>", b"<urn:a>"}, set(), {b"<urn:p>"}, []),
    ],
)
def test_lines_are_picked_by_what_they_name_and_what_they_are_about(
    names: set[bytes], subjects: set[bytes], about: set[bytes], found: list[int]
) -> None:
    picked = nquads.pick(b"".join(LINES), names, subjects, about)
    assert picked == nquads.cut(LINES[n] for n in found)
    if not about:
        assert nquads.naming(LINES, names) == [line.text for line in picked]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" .\n", b"  .\n"),
        (b" <urn:g>", b""),
        (b" <urn:g> .", b" <urn:g>."),
        (b" .\n", b" . # comment\n"),
        (b" .\n", b" .\n# comment\n"),
        (b" ", b"\t"),
        (b"> ", b">"),
        (b"urn:", b"\\u0075rn:"),
        (b" .\n", b" .\n\n"),
    ],
)
def test_nothing_is_picked_from_lines_that_cannot_be_cut(line: bytes, old: bytes, new: bytes) -> None:
    picked = nquads.pick(line, {b"<urn:p>"}, {b"<urn:a>", b"<urn:b>", b"<urn:c>", b"_:b"}, {*nquads.split(line)})
    assert picked is not None
    assert len(picked) == 1
    written = line.replace(old, new)
    everything = {b"<urn:p>"}, {*nquads.split(line)}, {*nquads.split(line)}
    assert written == line or nquads.pick(written, *everything) is None
