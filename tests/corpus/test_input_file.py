"""A file is read once, whatever is asked of it, and says where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kgtool.base.errors import InputError
from kgtool.corpus.input_file import InputFile
from kgtool.rdf import nquads
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import RDF, XSD

TURTLE = """\
@prefix x: <urn:x:> .
# a comment
x:s a x:C ; x:p "森"@ja, 05, "a\\tb" .
x:s x:q [ x:p 1 ] .
"""


def file_of(folder: Path, content: bytes | str, name: str = "a.ttl") -> InputFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return InputFile(path, f"data/{name}")


def test_statements_come_in_the_order_of_the_file_as_they_are_written(tmp_path: Path) -> None:
    subject = NamedNode("urn:x:s")
    *first, inner, last = file_of(tmp_path, TURTLE).statements
    assert first == [
        Statement(subject, RDF.type, NamedNode("urn:x:C")),
        Statement(subject, NamedNode("urn:x:p"), Literal("森", language="ja")),
        Statement(subject, NamedNode("urn:x:p"), Literal("05", datatype=XSD.integer)),
        Statement(subject, NamedNode("urn:x:p"), Literal("a\tb")),
    ]
    assert isinstance(inner.subject, BlankNode)
    assert last == Statement(subject, NamedNode("urn:x:q"), inner.subject)


def test_lines_are_the_statements_cut_into_terms(tmp_path: Path) -> None:
    file = file_of(tmp_path, TURTLE)
    assert [line[:3] for line in file.lines[:4]] == [
        tuple(str(term).encode() for term in statement) for statement in file.statements[:4]
    ]


def test_nothing_is_asked_of_the_file_again(tmp_path: Path) -> None:
    file = file_of(tmp_path, TURTLE)
    before = file.data, file.hash, file.text, file.digest, len(file.lines), len(file.statements)
    file.path.write_text("x", "utf-8")
    assert (file.data, file.hash, file.text, file.digest, len(file.lines), len(file.statements)) == before
    file.path.unlink()
    store = Store()
    file.load(store, "urn:g")
    assert len(store) == len(file.statements)


def test_what_is_made_of_a_file_is_made_once(tmp_path: Path) -> None:
    made = []

    def lengths(file: InputFile) -> int:
        made.append(file)
        return len(file.data)

    file = file_of(tmp_path, TURTLE)
    assert file.once(lengths) == file.once(lengths) == len(TURTLE.encode())
    assert made == [file]


@pytest.mark.parametrize(
    "other",
    [
        TURTLE.replace("# a comment\n", ""),
        TURTLE.replace(" ;", "\n;\n"),
        TURTLE.replace('"森"@ja, 05', '05, "\\u68EE"@ja'),
        TURTLE.replace("[ x:p 1 ]", "_:b") + "_:b x:p 1 .",
        TURTLE.replace("x:", "other:").replace("@prefix other: <urn:other:>", "@prefix other: <urn:x:>"),
        TURTLE + "x:s a x:C .",
    ],
)
def test_layout_comments_and_order_do_not_change_the_digest(tmp_path: Path, other: str) -> None:
    one, same = file_of(tmp_path, TURTLE), file_of(tmp_path, other, "b.ttl")
    assert one.hash != same.hash
    assert one.digest == same.digest


@pytest.mark.parametrize(
    "other",
    [
        TURTLE.replace("森", "林"),
        TURTLE.replace("@ja", "@en"),
        TURTLE.replace("05", "5"),
        TURTLE.replace("[ x:p 1 ]", "[ x:p 2 ]"),
        TURTLE.replace("x:q", "x:r"),
        TURTLE + "x:t a x:C .",
        "",
    ],
)
def test_another_statement_changes_the_digest(tmp_path: Path, other: str) -> None:
    assert file_of(tmp_path, TURTLE).digest != file_of(tmp_path, other, "b.ttl").digest


def test_an_nquads_file_names_its_graphs_itself(tmp_path: Path) -> None:
    content = b'<urn:a> <urn:p> "x" <urn:g> .\n<urn:a> <urn:p> "x" .\n'
    file = file_of(tmp_path, content, "plan.nq")
    assert [line.graph for line in file.lines] == [b"<urn:g>", b""]
    store = Store()
    file.load(store, "urn:other")
    assert b"".join(nquads.lines(store)) == b"".join(sorted(content.splitlines(keepends=True)))


BROKEN = [
    ("a.ttl", b"<urn:x:s> a <urn:x:C> .\n<urn:x:s> a urn:x:C .\n", "turtle-syntax", ":2:13"),
    ("a.ttl", b"@prefix x: <urn:x:> .\n\nx:s x:p y:o .\n", "turtle-syntax", ":3:9"),
    ("a.ttl", b"<urn:x:s> a <urn:x:C> .\n# \xe6\xa3\xae\n# \xff\n", "encoding", ":3"),
    ("a.ttl", b"\xef\xbb\xbf<urn:x:s> a <urn:x:C> .\n", "bom", ":1:1"),
    ("a.ttl", b'<urn:a> <urn:p> 1 ;\n <urn:q> "' + b"x" * (1 << 24) + b'" .\n', "turtle-syntax", ":2"),
    ("a.ttl", b"<urn:x:r> <urn:x:reifies> <<( <urn:x:s> <urn:x:p> <urn:x:o> )>> .", "turtle-syntax", ""),
    ("plan.nq", b"<urn:a> <urn:p> <urn:o> <urn:g> .\n<urn:a> <urn:p> .\n", "nquads-syntax", ":2:17"),
    ("plan.nq", b"<urn:r> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> <urn:g> .\n", "nquads-syntax", ""),
    ("plan.nq", b'<urn:a> <urn:p> "\xff" <urn:g> .\n', "encoding", ":1"),
    ("one--other.sssom.tsv", b"# curie_map:\nsubject_id\tobject_id\n", "alignment", ":2"),
]


@pytest.mark.parametrize(("name", "content", "code", "place"), BROKEN, ids=lambda value: str(value)[:20])
def test_a_broken_file_is_an_error_with_its_place(
    tmp_path: Path, name: str, content: bytes, code: str, place: str
) -> None:
    file = file_of(tmp_path, content, name)
    for look in (lambda: file.statements, lambda: file.lines, lambda: file.digest, lambda: file.load(Store(), "urn:g")):
        with pytest.raises(InputError) as raised:
            look()
        assert (raised.value.code, str(raised.value.place)) == (code, f"data/{name}{place}")


def test_a_text_that_looks_like_a_quoted_triple_is_a_text(tmp_path: Path) -> None:
    (statement,) = file_of(tmp_path, '<urn:a> <urn:p> "see <<( a )>> there" .').statements
    assert statement.object == Literal("see <<( a )>> there")


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    file = InputFile(tmp_path / "a.ttl", "data/a.ttl")
    for look in (lambda: file.data, lambda: file.hash, lambda: file.text, lambda: file.statements):
        with pytest.raises(InputError) as raised:
            look()
        assert (raised.value.code, str(raised.value.place)) == ("file-missing", "data/a.ttl")
