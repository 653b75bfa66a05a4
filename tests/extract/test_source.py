"""The source text: its bytes verified, its lines with offsets."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kgtool.base.errors import InputError
from kgtool.corpus.input_file import InputFile
from kgtool.extract import source
from kgtool.extract.source import SourceDescription, SourceLine, SourceText
from tests.third_plan import ThirdPlan

DESCRIPTION = SourceDescription("11111-a-1", "adopted", "a.txt", "", 0)
# Everything that some function somewhere takes for the end of a line or for white space, and characters outside the BMP
TEXT = st.text(
    st.sampled_from("森a1・ \t\u3000\n\n\v\f\x1c\x85\u2028\u2029👨‍👩‍👧\u202e\ufeff𠮟"), max_size=40
) | st.text(max_size=40)


def text_of(text: str) -> SourceText:
    return SourceText(DESCRIPTION, "a.txt", text)


@given(TEXT)
def test_the_lines_with_their_ends_are_the_text(text: str) -> None:
    """Form feeds, which part pages, belong to no line."""
    lines = text_of(text).lines()
    assert "\n".join(line.text for line in lines) == text.replace("\f", "")
    assert [line.number for line in lines] == list(range(1, text.count("\n") + 2))


@given(TEXT)
def test_every_character_of_a_line_knows_its_offset_in_the_text(text: str) -> None:
    for line in text_of(text).lines():
        assert [text[start:end] for start, end in line.offsets] == list(line.text)


@given(TEXT, st.data())
def test_a_span_of_a_line_is_the_same_text_of_the_source_without_white_space_at_its_ends(
    text: str, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from(text_of(text).lines()))
    start = data.draw(st.integers(0, len(line.text)))
    end = data.draw(st.integers(start, len(line.text)))
    if line.text[start:end].strip():
        assert text[slice(*line.span(start, end))].replace("\f", "") == line.text[start:end].strip()
    else:
        with pytest.raises(ValueError, match=f"an empty span on line {line.number}"):
            line.span(start, end)


@given(TEXT)
def test_a_line_is_blank_when_nothing_is_printed_on_it(text: str) -> None:
    for line in text_of(text).lines():
        assert line.blank == (line.text.strip() == "")


@st.composite
def replaced(draw: st.DrawFn) -> tuple[str, SourceLine, str, str]:
    """A text, a line of it, a part of the line and what it is read as."""
    text = draw(TEXT)
    line = draw(st.sampled_from(text_of(text).lines()))
    assume(line.text)
    start = draw(st.integers(0, len(line.text) - 1))
    printed = line.text[start : draw(st.integers(start + 1, len(line.text)))]
    return text, line, printed, draw(st.text("水木火", max_size=8))


@given(replaced())
def test_what_is_not_replaced_keeps_its_offsets(case: tuple[str, SourceLine, str, str]) -> None:
    text, line, printed, read = case
    at = line.text.index(printed)
    new = line.replaced(printed, read)
    assert new.text == line.text.replace(printed, read, 1)
    assert len(new.offsets) == len(new.text)
    outside = [n for n in range(len(new.text)) if not at <= n < at + len(read)]
    assert all(text[slice(*new.offsets[n])] == new.text[n] for n in outside)


@given(replaced())
def test_what_is_replaced_points_at_what_is_printed(case: tuple[str, SourceLine, str, str]) -> None:
    text, line, printed, read = case
    assume(read)
    at = line.text.index(printed)
    new = line.replaced(printed, read)
    first, last = line.offsets[at][0], line.offsets[at + len(printed) - 1][1]
    assert new.span(at, at + len(read)) == (first, last)
    assert text[first:last].replace("\f", "") == printed
    for n in range(at, at + len(read)):
        start, end = new.offsets[n]
        assert first <= start < end <= last


@given(replaced())
def test_offsets_rise_along_a_replaced_line(case: tuple[str, SourceLine, str, str]) -> None:
    _, line, printed, read = case
    offsets = line.replaced(printed, read).offsets
    assert list(offsets) == sorted(offsets)


@given(TEXT, st.data())
def test_a_hash_is_that_of_the_utf_8_bytes_of_a_range(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert text_of(text).sha256(start, end) == hashlib.sha256(text[start:end].encode()).hexdigest()


def test_a_described_text_loads(third_plan: ThirdPlan) -> None:
    description = source.describe(third_plan.repo, third_plan.id)
    assert (description.version, description.file) == ("adopted", "hinata.txt")
    assert description.text_iri == "https://w3id.org/jp-plan/text/99999-hinata-2/adopted"
    assert source.read(third_plan.repo, third_plan.id, third_plan.sources).text == third_plan.text.read_text(
        encoding="utf-8"
    )


TEXT_IRI = "<https://w3id.org/jp-plan/text/99999-hinata-2/adopted> a"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("jpp:SourceText", "jpp:Text", "0 jpp:SourceText, 1 expected"),
        (
            TEXT_IRI,
            f"<https://w3id.org/jp-plan/text/99999-hinata-2/b> a jpp:SourceText .\n{TEXT_IRI}",
            "2 jpp:SourceText",
        ),
        ("jpp:fileName", "jpp:file", "0 fileName of"),
        ('"hinata.txt"', '"hinata.txt", "other.txt"', "2 fileName of"),
        ("jpp:sha256", "jpp:md5", "0 sha256 of"),
        ("jpp:characterCount", "jpp:length", "0 characterCount of"),
        (TEXT_IRI, TEXT_IRI.replace("hinata-2", "hinata-1"), "is not below"),
        ("jpp:characterCount", 'jpp:characterCount "many" ; jpp:length', "characterCount"),
        (TEXT_IRI, TEXT_IRI.replace("/adopted", "/2027/adopted"), "99999-hinata-2/2027/adopted"),
        (TEXT_IRI, TEXT_IRI.replace("/adopted", "/"), "99999-hinata-2/"),
    ],
)
def test_an_incomplete_description_is_an_error(third_plan: ThirdPlan, old: str, new: str, reason: str) -> None:
    third_plan.edit(third_plan.description, old, new)
    with pytest.raises(InputError) as raised:
        source.describe(third_plan.repo, third_plan.id)
    assert (raised.value.code, str(raised.value.place)) == (
        "source-description",
        third_plan.place(third_plan.description),
    )
    assert reason in str(raised.value)


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"", "source-empty", "a.txt"),
        (b" \n\t\n", "source-empty", "a.txt"),
        (b"\xef\xbb\xbfa", "source-bom", "a.txt:1:1"),
        (b"a\nb\r\n", "source-crlf", "a.txt:2"),
        (b"a\n\nb\rc", "source-crlf", "a.txt:3"),
        (b"a\nb\n\xe6\xa3", "encoding", "a.txt:3"),
        ("森".encode("shift_jis"), "encoding", "a.txt:1"),
        ("森".encode("utf-16"), "encoding", "a.txt:1"),
        (b"a", "source-changed", "a.txt"),
    ],
)
def test_other_bytes_than_those_described_are_an_error(tmp_path: Path, content: bytes, code: str, place: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InputError) as raised:
        source.load(DESCRIPTION, InputFile(tmp_path / "a.txt", (tmp_path / "a.txt").as_posix()))
    assert (raised.value.code, str(raised.value.place)) == (code, f"{tmp_path.as_posix()}/{place}")


@pytest.mark.parametrize("file", ["../hinata.txt", "a/b.txt", "", "a\\u0000b"])
def test_the_name_of_the_text_is_that_of_one_file(third_plan: ThirdPlan, file: str) -> None:
    third_plan.edit(third_plan.description, '"hinata.txt"', f'"{file}"')
    with pytest.raises(InputError, match="is no name of a file") as raised:
        source.describe(third_plan.repo, third_plan.id)
    assert raised.value.code == "source-description"


def test_a_wrong_character_count_is_an_error_even_where_the_hash_is_right(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("森", encoding="utf-8")
    described = SourceDescription(
        "11111-a-1", "adopted", "a.txt", hashlib.sha256("森".encode()).hexdigest(), 3, "data/11111-a-1/source.ttl"
    )
    with pytest.raises(InputError, match="the text has 1 code points, jpp:characterCount says 3") as raised:
        source.load(described, InputFile(tmp_path / "a.txt", "a.txt"))
    assert raised.value.code == "source-description"
    assert str(raised.value.place) == "data/11111-a-1/source.ttl"
