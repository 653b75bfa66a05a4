"""Lines of N-Quads are cut as a parser would cut them."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, serialize

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


GOOD = [
    b'<urn:a> <urn:b> "x"@ja <urn:g> .\n',
    b'<urn:a> <urn:b> "a <b> c \\" <d"@en-GB <urn:g> .\n',
    b'<urn:a> <urn:b> "\\"@no tag" <urn:g> .\n',
    "<urn:あ> <urn:b> _:c <urn:g> .\n".encode(),
    b"<urn:a>\t<urn:b>\t<urn:c>\t<urn:g>\t.\n# a comment with <no iri>\n",
]
BAD = [
    b"<urn:a> <urn:b> <not an iri> <urn:g> .\n",
    b"<urn:a> <relative> <urn:c> <urn:g> .\n",
    b"<urn:a> <urn:b> <urn:c> <urn:%zz> .\n",
    b'<urn:a> <urn:b> "x"@not_a_tag <urn:g> .\n',
    b'<urn:a> <urn:b> "x"^^<y> <urn:g> .\n',
    b"<urn:a> <urn:b> <urn:c> <urn:g>\n",
]


@pytest.mark.parametrize("data", [b"", *GOOD, b"".join(GOOD)])
def test_lines_are_loaded_as_a_strict_parser_reads_them(data: bytes) -> None:
    store = Store()
    nquads.load(store, data)
    strict = Store()
    strict.bulk_load(data, RdfFormat.N_QUADS)
    assert {*map(str, store)} == {*map(str, strict)} or b"_:" in data
    assert len(store) == len(strict)


@pytest.mark.parametrize("data", BAD)
@pytest.mark.parametrize("before", [b"", b"".join(GOOD)])
def test_what_a_strict_parser_refuses_is_refused_with_its_place(data: bytes, before: bytes) -> None:
    with pytest.raises(SyntaxError) as strict:
        Store().bulk_load(before + data, RdfFormat.N_QUADS)
    with pytest.raises(SyntaxError) as caught:
        nquads.load(Store(), before + data)
    assert (caught.value.lineno, caught.value.offset) == (strict.value.lineno, strict.value.offset)


@pytest.mark.parametrize("line", [line for line in GOOD if b"\t" not in line])
def test_a_plain_line_can_be_cut_as_it_is(line: bytes) -> None:
    assert nquads.is_plain(line * 3)
    assert not nquads.is_plain(line.replace(b" .\n", b"  .\n"))
    assert not nquads.is_plain(line.replace(b" <urn:g>", b""))
    assert not nquads.is_plain(line.replace(b"<urn:b>", b"<urn:\\u0062>"))
    assert not nquads.is_plain(line + b"# comment\n")
