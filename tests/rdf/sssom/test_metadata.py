"""The metadata block of an SSSOM table: all that YAML allows there, read as text; what is wrong, with its line."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, SSSOM, XSD

from .a_table import HEAD, ROW, SET, about, of_first, read, refused

TITLE = "mapping_set_title: Correspondences of two plans\n"


@pytest.mark.parametrize("mark", ["#", "# ", "#   "])
def test_blanks_behind_the_sign_are_as_one_likes(mark: str) -> None:
    assert read(ROW, mark=mark) == read(ROW)


@pytest.mark.parametrize(
    "written",
    [
        '"Correspondences of two plans"',
        "'Correspondences of two plans'",
        "Correspondences\n  of two\n  plans",
        '"Correspondences\n  of two plans"',
        ">-\n  Correspondences\n  of two plans",
        "Correspondences of two plans   \t",
        "[Correspondences of two plans]",
    ],
)
def test_a_value_may_be_quoted_folded_or_a_list_of_one(written: str) -> None:
    found = read(ROW, head=HEAD.replace(TITLE, f"mapping_set_title: {written}\n"))
    assert set(found) == set(read(ROW))


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_version_is_the_same_version(quote: str) -> None:
    head = HEAD.replace("id:11111-a-1/adopted", f"{quote}id:11111-a-1/adopted{quote}")
    assert set(read(ROW, head=head)) == set(read(ROW))


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_an_empty_value_says_nothing(empty: str) -> None:
    assert DCTERMS.title not in about(read(ROW, head=HEAD.replace(TITLE, f"mapping_set_title: {empty}\n")), SET.value)


@pytest.mark.parametrize("written", ["0.10", "2026-11-21", "1e3", "yes", "0x10", "null "])
def test_a_scalar_is_the_text_that_is_written(written: str) -> None:
    found = about(read(ROW, head=HEAD.replace(TITLE, f"mapping_set_title: '{written}'\n")), SET.value)
    assert found[DCTERMS.title] == {Literal(written, language="en")}
    found = about(read(ROW, head=f"comment: {written.strip()}.0\n{HEAD}"), SET.value)
    assert Literal(f"{written.strip()}.0") in {value for values in found.values() for value in values}


def test_built_in_prefixes_need_no_declaration_and_may_have_theirs() -> None:
    assert "skos" not in HEAD
    declared = "  id: https://w3id.org/jp-plan/id/\n  skos: http://www.w3.org/2004/02/skos/core#\n"
    assert set(read(ROW, head=HEAD.replace("  id: https://w3id.org/jp-plan/id/\n", declared))) == set(read(ROW))


@pytest.mark.parametrize(
    ("definition", "cell", "predicate", "value"),
    [
        ("property: dcterms:source", "minutes", DCTERMS.source, Literal("minutes")),
        (
            "property: dcterms:source\n    type_hint: xsd:integer",
            "12",
            DCTERMS.source,
            Literal("12", datatype=XSD.integer),
        ),
        (
            "property: dcterms:source\n    type_hint: xsd:anyURI",
            "https://a.example/x",
            DCTERMS.source,
            NamedNode("https://a.example/x"),
        ),
        (
            "property: dcterms:source\n    type_hint: linkml:uriOrCurie",
            "id:x",
            DCTERMS.source,
            NamedNode(iris.ID + "x"),
        ),
        ("type_hint: xsd:string", "minutes", NamedNode("http://sssom.invalid/ext_source"), Literal("minutes")),
    ],
)
def test_an_extension_slot_is_said_by_its_property(
    definition: str, cell: str, predicate: NamedNode, value: object
) -> None:
    head = f"{HEAD}  - slot_name: ext_source\n    {definition}\n".replace(
        "curie_map:\n", f"curie_map:\n  dcterms: {DCTERMS.base}\n"
    )
    assert of_first(ROW | {"ext_source": cell}, head=head)[predicate] == {value}
    assert predicate not in of_first(ROW | {"ext_source": ""}, head=head)
    assert about(read(ROW, head=f"ext_source: {cell}\n{head}"), SET.value)[predicate] == {value}


@pytest.mark.parametrize(
    "definition",
    [
        "slot_name: ext source",
        "slot_name: ext_source\n    property: nowhere:source",
        "slot_name: ext_source\n    type_hint: text",
        "slot_name: ext_source\n    label: Source",
        "property: skos:note",
    ],
)
def test_a_definition_that_is_not_valid_defines_nothing(definition: str) -> None:
    head = f"{HEAD}  - {definition}\n"
    assert set(read(ROW, head=head)) == set(read(ROW))
    _, said = refused(ROW | {"ext_source": "x"}, head=head)
    assert "ext_source is neither a slot of SSSOM 1.1 nor declared" in said


def test_a_standard_slot_cannot_be_defined_anew() -> None:
    head = f"{HEAD}  - slot_name: author_label\n    property: skos:note\n"
    assert SSSOM.author_label in of_first(ROW | {"author_label": "x"}, head=head)


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        (f"{HEAD}subject_source: id:11111-a-1/adopted\n", 15, "subject_source stands twice"),
        (HEAD.replace("  id:", "  A: http://a.example/\n  id:"), 7, "A stands twice"),
        (f"reviewers: x\n{HEAD}", 1, "reviewers is neither a slot of SSSOM 1.1 nor declared"),
        (f"author_id: id:x\n{HEAD}", 1, "author_id is neither a slot"),
        (f"{HEAD}this is no key\n", 15, "are not valid YAML"),
        (f'mapping_set_title: "x\n{HEAD.replace(TITLE, "")}', 14, "are not valid YAML"),
        (f"creator_label: {{a: b}}\n{HEAD}", 1, "creator_label is not a text or a list of texts"),
        (f"creator_label: [[a]]\n{HEAD}", 1, "creator_label is not a text or a list of texts"),
        (f"comment: [a, b]\n{HEAD}", 1, "comment has one value only"),
        ("- a\n- b\n", 1, "the metadata block is not made of lines 'key: value'"),
        ("just a sentence\n", 1, "the metadata block is not made of lines"),
        ("? [a]\n: b\n", 1, "the metadata block is not made of lines"),
        ("curie_map: [a]\n", 1, "curie_map is not made of lines"),
        ("curie_map:\n  a: b\n", 2, "curie_map: a is no IRI"),
        ("curie_map:\n  skos: http://a.example/\n", 2, "the prefix skos is http://www.w3.org/2004/02/skos/core#"),
        ("extension_definitions: x\n", 1, "extension_definitions is not made of lines"),
        ("a: " + "[" * 20_000, 1, "recursion depth exceeded"),
        ("a: &x [1]\nb: *y\n", 2, "are not valid YAML"),
        ("a: \x07\n", 1, "are not valid YAML"),
        (f"mapping_date: yesterday\n{HEAD}", 1, "mapping_date 'yesterday' is no date"),
    ],
)
def test_what_is_wrong_is_an_error_with_its_line(head: str, line: int, reason: str) -> None:
    found, said = refused(ROW, head=head)
    assert reason in said
    assert found == line


def test_no_object_is_made_of_a_tag(capfd: pytest.CaptureFixture[str]) -> None:
    head = HEAD.replace(TITLE, "mapping_set_title: !!python/object/apply:os.system [echo made]\n")
    assert about(read(ROW, head=head), SET.value)[DCTERMS.title] == {Literal("echo made", language="en")}
    assert capfd.readouterr().out == ""


def test_a_list_of_lists_of_lists_is_not_spelt_out() -> None:
    bomb = "comment: &a [x, x]\n" + "".join(
        f"k{n}: &{chr(97 + n)} [*{chr(96 + n)}, *{chr(96 + n)}]\n" for n in range(1, 25)
    )
    assert refused(ROW, head=bomb)[0] == 1
