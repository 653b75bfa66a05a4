"""What a list of results shows of an entry."""

from __future__ import annotations

from kgtool.rdf import iris
from kgtool.search.entries import ONTOLOGY_TERM, QUESTION, SearchEntry
from kgtool.search.folding import asked
from kgtool.web import search_results

MEASURE = SearchEntry(
    3,
    iris.element("99998-moto-1", "v", "measure/1"),
    "Measure",
    "99998-moto-1",
    code="1-1",
    names=(("ja", "静かなまち"), ("en", "A quiet town")),
    texts=(("ja", "夜は静かで、星が見えます。"), ("en", "The night is quiet and stars can be seen.")),
    themes=(("theme:night", (("ja", "夜空"), ("en", "Night sky"))),),
    mentions=(("thing:lamp", (("ja", "街灯"), ("en", "Street lamps"), ("", "灯り"))),),
)


def shown(text: search_results.MarkedText) -> str:
    return "".join(f"[{piece}]" if wanted else piece for piece, wanted in text.pieces)


def elsewhere(query: str, lang: str = "ja") -> list[tuple[str, str]]:
    return [(also.of, shown(also.text)) for also in search_results.result(MEASURE, asked(query), lang).elsewhere]


def test_name_and_description_are_in_the_language_of_the_page_with_what_was_wanted_marked() -> None:
    for lang, title, said in (("ja", "[静か]なまち", "夜は[静か]で、星が見えます。"), ("en", "A quiet town", None)):
        result = search_results.result(MEASURE, asked("静か"), lang)
        assert shown(result.title) == title
        if said:
            assert result.said is not None
            assert shown(result.said) == said


def test_what_is_only_found_elsewhere_is_shown_with_whose_it_is() -> None:
    assert elsewhere("静か") == []
    assert elsewhere("town") == [("other", "A quiet [town]")]
    assert elsewhere("夜空") == [("theme", "[夜空]")]
    assert elsewhere("灯り") == [("thing", "[灯り]")]
    assert elsewhere("静か 夜空 灯り") == [("theme", "[夜空]"), ("thing", "[灯り]")]
    assert elsewhere("静か", "en") == [("other", "[静か]なまち")]


def test_a_long_text_is_cut_around_what_was_wanted() -> None:
    long = MEASURE._replace(texts=(("ja", "あ" * 500 + "公園" + "い" * 500),))
    said = search_results.result(long, asked("公園"), "ja").said
    assert said is not None
    text = shown(said)
    assert "[公園]" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 300
    unwanted = search_results.result(long, asked("静か"), "ja").said
    assert unwanted is not None
    assert shown(unwanted).startswith("あ")


def test_a_result_leads_to_the_page_that_people_read() -> None:
    assert search_results.path(MEASURE) == "doc/id/99998-moto-1/v/measure/1"
    assert search_results.path(SearchEntry(2, iris.ID + "question/who", QUESTION)) == "queries/who"
    assert search_results.path(SearchEntry(5, iris.NS + "Measure", ONTOLOGY_TERM)) == "doc/ns#Measure"
