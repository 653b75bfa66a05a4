"""Places of statements in Turtle: the parser means what rdflib's means, and every place is right."""

from __future__ import annotations

import inspect
import os
import re
from inspect import signature
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.term import Node

from kgtool.base.errors import InputError
from kgtool.check import positions, turtle_statements
from kgtool.check.locate import Range
from kgtool.check.positions import NodePositions, parse
from kgtool.check.terms import from_ntriples
from kgtool.corpus.input_file import InputFile

EX = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def suite() -> list[Path | None]:
    """The Turtle files of the W3C test suite but for the list of them; a single None where it is not on this machine."""
    beside = (
        Path(os.environ["KGTOOL_SOURCES"]).parent / "w3c" / "rdf-turtle" if os.environ.get("KGTOOL_SOURCES") else None
    )
    folder = Path(os.environ["KGTOOL_W3C"]) if os.environ.get("KGTOOL_W3C") else beside
    found = sorted(folder.glob("*.ttl")) if folder and folder.is_dir() else [None]
    return [path for path in found if path is None or path.stem != "manifest"]


@pytest.mark.parametrize("path", suite(), ids=lambda path: path.stem if path else "absent")
def test_a_w3c_file_gives_the_graph_or_the_error_that_rdflib_gives(path: Path | None) -> None:
    if path is None:
        pytest.skip("the W3C suite is neither at KGTOOL_W3C nor beside KGTOOL_SOURCES")
    text, base, ours = path.read_text("utf-8"), f"{EX}{path.name}", Graph()
    plain = by_rdflib(text, base)
    if isinstance(plain, Graph):
        parse(text, path.name, ours, base)
        assert set(ours) == set(plain) or isomorphic(ours, plain)
    elif isinstance(plain, BadSyntax):
        with pytest.raises(InputError) as caught:
            parse(text, path.name, ours, base)
        place = caught.value.place
        assert place is not None
        assert (caught.value.code, place.file) == ("turtle-syntax", path.name)
        assert str(caught.value.fields["reason"]) in str(plain)
        assert 1 <= place.line <= plain.lines + 1  # rdflib counts the lines it has read, not those before the error
        assert place.column >= 1
    else:
        with pytest.raises(type(plain)):
            parse(text, path.name, ours, base)


def test_what_is_relied_on_of_rdflib_beyond_its_documentation() -> None:
    """Methods that the parser calls with these parameters, offsets in the text, and the order of an error's arguments."""
    for ours, theirs in ((positions._Parser, SinkParser), (positions._Sink, RDFSink)):
        for name, method in vars(ours).items():
            if inspect.isfunction(method) and name != "__init__":
                assert list(signature(method).parameters) == list(signature(getattr(theirs, name)).parameters), name
    called = []

    class Seen(positions._Parser):  # type: ignore[misc]
        def __getattribute__(self, name: str) -> object:
            called.append(name)
            return super().__getattribute__(name)

    sink = positions._Sink(Graph())
    Seen(sink, baseURI=EX, turtle=True).loadBuf("<s> <p> <o>, [ <q> 1 ] .")
    assert {name for name in vars(positions._Parser) if not name.startswith("_")} <= set(called)
    assert sink.rootFormula is None
    assert len(sink.notes) == 3
    assert list(signature(BadSyntax.__init__).parameters) == ["self", "uri", "lines", "argstr", "i", "why"]
    assert BadSyntax("uri", 2, "text", 3, "why").args == ("uri", 2, "text", 3, "why")


def by_rdflib(text: str, base: str) -> Graph | Exception:
    """What rdflib reads, or how it refuses."""
    try:
        return Graph().parse(data=text, format="turtle", publicID=base)
    except Exception as error:
        return error


LITERALS = [
    "{n}",
    "-{n}.5",
    "{n}e3",
    f"<{EX}o{{n}}>",
    "例:値{n}",
    '"{n}"',
    "'{n}'",
    '"清瀬市{n}𠮷"@ja',
    '"{n}"@en-GB',
    '"{n}"^^xsd:token',
    f'"{{n}}"^^<{XSD}token>',
    '"tab\\t\\"quote\\" \\u3042\\U00020BB7{n} # no comment"',
    '"""{n} line\nline "two" \'\'\'\r\n\tend"""@ja',
    "'''{n}\n\"\"\" [ ] ; . '''",
]


class Writer:
    """Writes random Turtle and notes, in code points, where everything stands.

    Each predicate but ``a`` occurs once, and each value holds a number of its own or is the only blank node of its
    predicate, so that everything can be found again in the graph.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.text = ""
        self.numbers = count(1000)
        self.predicates: list[tuple[str, URIRef, tuple[int, int]]] = []  # with a predicate that the subject has
        self.values: list[tuple[str, URIRef, str, tuple[int, int]]] = []  # and with the number, if there is one
        self.subjects: dict[str, tuple[str, tuple[int, int]]] = {}  # by the name that the text gives it
        for line in (f"@prefix : <{EX}> .", f"PREFIX 例: <{EX}>", f"@prefix xsd: <{XSD}> ."):
            self.token(line)
        for _ in range(random.randint(1, 4)):
            self.statements()

    def token(self, text: str) -> tuple[int, int]:
        """Write a token after white space; return where it stands."""
        self.text += self.random.choice([" ", "\t", "\n", "\r\n", "   ", "\n\n\t", " # 注 \"'<[(.;,\n", "# 行末\r\n  "])
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def statements(self) -> None:
        kind = self.random.choice([":s{}", "例:節{}", "_:b{}", f"<{EX}i{{}}>", "[", "("])
        if kind == "[":
            self.brackets()
            if self.random.random() < 0.5:
                self.property_list()
        else:
            name = kind.format(self.random.randint(1, 2))
            at = self.collection() if kind == "(" else self.token(name)
            self.subjects.setdefault(name + (str(at) if kind == "(" else ""), (self.property_list(), at))
        self.token(".")

    def property_list(self, typed: bool = False, depth: int = 0) -> str:
        """Write predicates and their objects; return the first predicate that is the subject's alone."""
        names = [f"p{next(self.numbers)}" for _ in range(self.random.randint(1, 3))]
        for name in ["a"] * typed + names:
            if name != (["a"] * typed + names)[0]:
                self.token(self.random.choice([";", ";", ";;"]))
            iri = RDF.type if name == "a" else URIRef(EX + name)
            at = self.token(name if name == "a" else self.random.choice([f"<{EX}{name}>", f":{name}", f"例:{name}"]))
            self.predicates.append((names[0], iri, at))
            opaque = self.random.randint(0, 5) if depth < 2 else -1
            for n in range(self.random.randint(1, 3)):
                if n:
                    self.token(",")
                if n == opaque:
                    shown, at = (
                        "",
                        self.brackets(depth + 1) if self.random.random() < 0.6 else self.collection(depth + 1),
                    )
                else:
                    shown = str(next(self.numbers))
                    at = self.token(self.random.choice(LITERALS).format(n=shown))
                self.values.append((names[0], iri, shown, at))
        return names[0]

    def brackets(self, depth: int = 0) -> tuple[int, int]:
        start, _ = self.token("[")
        inner = self.property_list(self.random.random() < 0.5, depth)
        self.subjects[inner] = (inner, (start, start + 1))
        return start, self.token("]")[1]

    def collection(self, depth: int = 0) -> tuple[int, int]:
        start, _ = self.token("(")
        self.token(f'"{next(self.numbers)}"')
        if depth < 2:
            self.brackets(depth + 1)
        return start, self.token(")")[1]


def lines_and_columns(text: str, at: tuple[int, int]) -> Range:
    """A stretch as a range, counted anew: CRLF and LF end lines; the end is just after the last character."""
    breaks = [0, *(found.end() for found in re.finditer(r"\r\n|\n", text))]

    def place(offset: int) -> tuple[int, int]:
        before = [end for end in breaks if end <= offset]
        return len(before), offset - before[-1] + 1

    (line, column), (end_line, last) = place(at[0]), place(at[1] - 1)
    return Range(line, column, end_line, last + 1)


def parsed(text: str) -> tuple[Graph, NodePositions]:
    graph = Graph()
    return graph, parse(text, "x.ttl", graph)


def subject_with(graph: Graph, predicate: str) -> Node:
    (subject,) = set(graph.subjects(URIRef(EX + predicate)))
    return subject


@given(st.randoms(use_true_random=False))
def test_predicates_stand_where_they_were_written(random: Random) -> None:
    written = Writer(random)
    graph, positions = parsed(written.text)
    for known, predicate, at in written.predicates:
        found = positions.predicate(subject_with(graph, known), predicate)
        assert found == lines_and_columns(written.text, at), (written.text, predicate)


@given(st.randoms(use_true_random=False))
def test_values_stand_where_they_were_written(random: Random) -> None:
    written = Writer(random)
    graph, positions = parsed(written.text)
    for known, predicate, number, at in written.values:
        subject = subject_with(graph, known)
        (value,) = (
            o
            for o in graph.objects(subject, predicate)
            if isinstance(o, BNode) != bool(number) and (not number or number in str(o))
        )
        assert positions.value(subject, predicate, value) == lines_and_columns(written.text, at), (written.text, value)


@given(st.randoms(use_true_random=False))
def test_subjects_stand_where_they_first_occur_and_blank_nodes_where_they_open(random: Random) -> None:
    written = Writer(random)
    graph, positions = parsed(written.text)
    for known, at in written.subjects.values():
        found = positions.subject(subject_with(graph, known))
        assert found == lines_and_columns(written.text, at), (written.text, known)


@given(st.randoms(use_true_random=False))
def test_random_turtle_means_what_rdflib_reads(random: Random) -> None:
    text = Writer(random).text
    graph, _ = parsed(text)
    assert isomorphic(graph, Graph().parse(data=text.replace("\r\n", "\n"), format="turtle"))


@given(st.randoms(use_true_random=False))
def test_one_subject_asked_for_stands_where_it_stands_among_all(random: Random) -> None:
    compare_with_whole(Writer(random).text)


@pytest.mark.parametrize("path", suite(), ids=lambda path: path.stem if path else "absent")
def test_a_subject_of_a_w3c_file_stands_where_it_stands_among_all(path: Path | None) -> None:
    if path is None:
        pytest.skip("the W3C suite is neither at KGTOOL_W3C nor beside KGTOOL_SOURCES")
    compare_with_whole(path.read_text("utf-8"), f"{EX}{path.name}")


def compare_with_whole(text: str, base: str = EX) -> None:
    """Hold what is found in the statements of one subject against what is found in the whole text, if it is sound."""
    file = input_file(text, base)
    try:
        lines, whole = file.lines, parse(text, file.name, Graph(), base)
    except InputError:
        return
    for subject, predicate, value, *_ in [[term.decode() for term in line[:3]] for line in lines]:
        if subject.startswith("<"):
            one, terms = positions.TurtlePositions(file), [from_ntriples(term) for term in (subject, predicate, value)]
            assert one.subject(subject) == whole.subject(terms[0])
            assert one.predicate(subject, predicate) == whole.predicate(*terms[:2])
            if not value.startswith("_:"):
                assert one.value(subject, predicate, value) == whole.value(*terms)


def input_file(text: str, base: str = EX) -> InputFile:
    file = InputFile(Path("x.ttl"), "x.ttl", base)
    file.data = text.encode()
    return file


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("<s> <p> 1.5 . <t> <p> 2 .", 2),
        ("<s> <p> 1.<t> <p> 2 .", 2),
        ('<s> <p> "a . # b", \'c " . \', """d . " <x> """ .\n# <n> <p> 1 .\n<t> <p> "\\" ." .', 2),
        ("@prefix a.b: <u:> .\nPREFIX : <v#>\na.b:s a a.b:t.u . :x :p [ :q 1 . ] .", 2),
        ("<s> <p> ( 1 2 ) ; <q> [ <r> 3 ] .", 1),
        (":s\\.t :p :a%2E, :b\\~.c .", 1),
    ],
)
def test_a_text_is_cut_where_its_statements_end(text: str, number: int) -> None:
    cut = list(turtle_statements._stretches(text))
    assert [text[end - 1] for _, end, _ in cut] == ["."] * number


@pytest.mark.parametrize(
    "text", ["<s> <p> 1", "<s> <p> 1 . @base <x> .", "<s> <p> 'a\n' .", "@base <http://e.org/> . <s> <p> ( 1 ."]
)
def test_a_text_that_cannot_be_cut_is_looked_at_whole(text: str) -> None:
    with pytest.raises(turtle_statements.CutError):
        turtle_statements.TurtleStatements(text, EX)


def test_of_one_finding_only_what_is_said_of_its_subject_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As costly as the whole, or more, where many are asked for."""
    file = input_file("\n".join(f"<s{n}> <p> {n} ." for n in range(300)))
    parsed = []
    monkeypatch.setattr(positions, "parse", lambda text, *rest: parsed.append(text.split()) or parse(text, *rest))
    one = positions.TurtlePositions(file)
    assert one.subject(f"<{EX}s7>") == Range(8, 1, 8, 5)
    assert parsed == [["<s7>", "<p>", "7", "."]]
    for n in range(300):
        assert one.subject(f"<{EX}s{n}>") == Range(n + 1, 1, n + 1, len(f"<s{n}>") + 1)
    assert len(parsed) <= 101


def test_columns_count_code_points() -> None:
    text = '<https://example.org/市> <https://example.org/名> "𠮷野", "清瀬"@ja .'
    _, positions = parsed(text)
    subject, predicate = URIRef(EX + "市"), URIRef(EX + "名")
    assert positions.value(subject, predicate, Literal("𠮷野")) == Range(1, 49, 1, 53)
    assert positions.value(subject, predicate, Literal("清瀬", lang="ja")) == Range(1, 55, 1, 62)


def test_what_was_not_written_has_no_place() -> None:
    _, positions = parsed(f"<{EX}s> <{EX}p> 1 .")
    subject, predicate = URIRef(EX + "s"), URIRef(EX + "p")
    assert positions.value(subject, predicate, Literal(2)) is None
    assert positions.predicate(subject, RDF.type) is None
    assert positions.subject(URIRef(EX + "o")) is None


def test_a_statement_made_twice_stands_where_it_was_made_first() -> None:
    _, positions = parsed(f"<{EX}s> <{EX}p> 1 .\n<{EX}s> <{EX}p> 1 .")
    assert positions.value(URIRef(EX + "s"), URIRef(EX + "p"), Literal(1)) == Range(1, 49, 1, 50)


def test_a_byte_order_mark_takes_no_column() -> None:
    _, positions = parsed(f"\ufeff<{EX}s> <{EX}p> 1 .")
    assert positions.subject(URIRef(EX + "s")) == Range(1, 1, 1, 24)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_an_error_has_line_and_column(line_end: str) -> None:
    text = line_end.join([f"@prefix : <{EX}> .", ':市 :名 "清瀬市"@ja ;', "    :人口 oops ."])
    with pytest.raises(InputError) as caught:
        parsed(text)
    assert str(caught.value.place) == "x.ttl:3:8"


def test_a_text_that_stops_too_early_has_its_error_at_the_end() -> None:
    last = f"<{EX}s> <{EX}p> <{EX}o>"
    with pytest.raises(InputError) as caught:
        parsed(f"# no dot\n{last}\n\n")
    assert str(caught.value.place) == f"x.ttl:2:{len(last) + 1}"
