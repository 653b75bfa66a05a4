"""What is proposed of invented towns: what the words say, nothing that is recorded already, and the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kgtool.corpus.input_file import InputFile
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.suggest import element_wording, proposal, proposing, themes
from kgtool.suggest.contexts import CommitmentClassifier
from kgtool.suggest.material import Material
from kgtool.suggest.mentions import NamesElsewhere
from kgtool.suggest.naive_bayes import NaiveBayes
from kgtool.suggest.proposal import NONE, Kind, Proposal, ProposedText
from kgtool.suggest.proposing import Background
from kgtool.suggest.wording import Corpus, cosine, grams

PREFIXES = f"""
@prefix jpp: <{iris.NS}> . @prefix id: <{iris.ID}> . @prefix theme: <{iris.THEME}> . @prefix thing: <{iris.THING}> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> .
"""
REFERENCE = """
theme:top a jpp:Theme ; skos:prefLabel "上"@ja .
theme:fishing a jpp:Theme ; skos:broader theme:top ; skos:prefLabel "水産業"@ja ; skos:altLabel "漁港"@ja ;
    skos:definition "魚をとり、育て、売る仕事を支える分野。"@ja ;
    skos:scopeNote "漁船と漁港はここに入る。灯台の歴史は「文化財」に入る。"@ja .
theme:heritage a jpp:Theme ; skos:broader theme:top ; skos:prefLabel "文化財"@ja ; skos:definition "古いものを守る分野。"@ja .
theme:traffic a jpp:Theme ; skos:broader theme:top ; skos:prefLabel "公共交通"@ja ; skos:definition "路線バスと鉄道の分野。"@ja .
thing:kita-ferry a jpp:Facility ; jpp:surface "しおさい号" ; jpp:usedIn id:99002-kita-1 .
thing:minami-hall a jpp:Facility ; jpp:surface "なぎさ会館" ; jpp:usedIn id:99001-minami-1 .
"""
WORDS = {
    "minami": ["漁港を直し、若い漁師の船の購入を助けます。", "路線バスの便数を保ち、鉄道との乗り継ぎを楽にします。",
        "しおさい号と灯台記念センターで客を迎えます。"],
    "kita": ["鉄道と路線バスの時刻を合わせ、乗り継ぎをしやすくします。", "漁師の船と漁港の荷さばき所を新しくします。",
        "古い絵図を集めて次の世代に伝えることに努めます。"],
}  # fmt: skip
VERSION = {"minami": iris.element("99001-minami-1", "first"), "kita": iris.element("99002-kita-1", "first")}


def read(turtle: str) -> GraphReader:
    store = Store()
    store.load((PREFIXES + turtle).encode(), RdfFormat.TURTLE)
    return GraphReader(store)


def town(name: str, more: str = "") -> Material:
    """A version of three directions, each a sentence of the town's text."""
    text, version, said = "", VERSION[name], more
    for number, words in enumerate(WORDS[name], 1):
        at = (len(text), len(text) + len(words))
        text += words + "\n"
        span = iris.span(iris.text(*iris.path_of(version).split("/")), *at)
        said += f"""<{version}/direction/{number}> a jpp:Direction ; jpp:inVersion <{version}> ; rdfs:label "取組{number}"@ja ;
            jpp:statedAt <{span}> .\n"""
    graph = read(said)
    return Material(
        iris.path_of(version).partition("/")[0], version, graph, element_wording.read(graph, version, text), text
    )


def annotated(name: str, themes_: list[str]) -> str:
    return "".join(
        f"<{VERSION[name]}/a/{n}> a jpp:ThemeAnnotation ; oa:hasTarget <{VERSION[name]}/direction/{n}> ;"
        f" oa:hasBody theme:{theme} ; jpp:confidence 0.9 .\n"
        for n, theme in enumerate(themes_, 1)
    )


@pytest.fixture(scope="module")
def proposals() -> list[Proposal]:
    kita = town("kita", annotated("kita", ["traffic", "fishing", "heritage"]))
    return proposing.propose(town("minami"), Background([kita], [kita], read(REFERENCE)))


def first(proposals: list[Proposal], number: int, kind: Kind) -> Proposal:
    element = f"{VERSION['minami']}/direction/{number}"
    return next(one for one in proposals if one.element == element and one.kind is kind and one.rank == 1)


def test_themes_follow_the_words_and_rest_on_a_place(proposals: list[Proposal]) -> None:
    assert first(proposals, 1, Kind.THEME).value == iris.THEME + "fishing"
    assert first(proposals, 2, Kind.THEME).value == iris.THEME + "traffic"
    for one in proposals:
        assert one.evidence, one
        assert 0.01 <= one.confidence <= 0.99


def test_counterparts_are_found_and_none_is_said_with_them(proposals: list[Proposal]) -> None:
    assert first(proposals, 1, Kind.COUNTERPART).value == f"{VERSION['kita']}/direction/2"
    assert first(proposals, 2, Kind.COUNTERPART).value == f"{VERSION['kita']}/direction/1"
    none = {one.element: one for one in proposals if one.value == NONE}
    assert len(none) == 3
    assert none[f"{VERSION['minami']}/direction/3"].confidence > none[f"{VERSION['minami']}/direction/1"].confidence


def test_names_known_elsewhere_and_new_names_are_mentions(proposals: list[Proposal]) -> None:
    said = {one.value for one in proposals if one.kind is Kind.MENTION and one.element.endswith("direction/3")}
    assert said == {
        ProposedText("しおさい号", kind=iris.NS + "Term"),
        ProposedText("灯台記念センター", kind=iris.NS + "Facility"),
    }


def test_a_short_name_is_made_of_words_of_the_passage(proposals: list[Proposal]) -> None:
    for number, words in enumerate(WORDS["minami"], 1):
        name = first(proposals, number, Kind.SHORT_NAME).value
        assert isinstance(name, ProposedText)
        assert 4 <= len(name.ja) <= 40
        assert name.ja in words


def test_what_is_recorded_is_not_proposed_again() -> None:
    kita = town("kita")
    more = annotated("minami", ["fishing"]) + f'<{VERSION["minami"]}/direction/2> jpp:shortName "バス"@ja .'
    here = town("minami", more)
    judged = frozenset({f"{VERSION['minami']}/direction/3"})
    found = proposing.propose(here, Background([], [kita], read(REFERENCE), {VERSION["kita"]: judged}))
    asked = {(one.kind, one.element.rpartition("/")[2]) for one in found}
    assert not {(Kind.THEME, "1"), (Kind.SHORT_NAME, "2"), (Kind.COUNTERPART, "3")} & asked
    assert {(Kind.THEME, "2"), (Kind.SHORT_NAME, "1"), (Kind.COUNTERPART, "1")} <= asked


def test_the_same_is_proposed_each_time_whatever_order_plans_come_in(proposals: list[Proposal]) -> None:
    kita = town("kita", annotated("kita", ["traffic", "fishing", "heritage"]))
    assert proposing.propose(town("minami"), Background([kita], [kita], read(REFERENCE))) == proposals


def test_a_scope_note_counts_for_the_theme_that_it_names() -> None:
    described = {theme.iri.rpartition("/")[2]: theme.described for theme in themes.scheme(read(REFERENCE))}
    assert "灯台の歴史" in described["heritage"]
    assert "灯台の歴史" not in described["fishing"]
    assert "漁船と漁港" in described["fishing"]


def test_judged_passages_teach_words_that_the_scheme_does_not_have() -> None:
    described = themes.scheme(read(REFERENCE))
    kita, minami = town("kita", annotated("kita", ["heritage", "heritage", "heritage"])), town("minami")
    corpus = Corpus([p.words for made in (kita, minami) for p in made.passages])
    scores = [themes.ThemeRanker(described, judged, corpus).rank(minami.passages) for judged in ((), kita.passages)]
    element = f"{VERSION['minami']}/direction/1"
    assert scores[1][element][iris.THEME + "heritage"] > scores[0][element][iris.THEME + "heritage"]


def test_the_city_that_is_proposed_for_teaches_nothing_of_its_own_themes() -> None:
    """The words of recorded themes reach proposals through ``judged`` alone."""
    kita, reference = town("kita"), read(REFERENCE)
    bare, marked = town("minami"), town("minami", annotated("minami", ["heritage"]))
    of = [
        [one for one in proposing.propose(made, Background([], [kita], reference)) if one.element.endswith("/2")]
        for made in (bare, marked)
    ]
    assert [one for one in of[0] if one.kind is Kind.THEME] == [one for one in of[1] if one.kind is Kind.THEME]


def test_a_classifier_of_two_labels_follows_its_examples() -> None:
    bayes = NaiveBayes([(["努めます"], "strive"), (["努めます"], "strive"), (["作ります"], "implement")])
    assert bayes.predict(["作ります"])[0][0] == "implement"
    assert bayes.predict([])[0][0] == "strive"
    assert sum(share for _, share in bayes.predict(["努めます"])) == pytest.approx(1)
    assert NaiveBayes([]).predict(["x"]) == []


def test_commitments_are_learnt_from_the_ends_of_sentences() -> None:
    kita = town("kita", f"""<{VERSION["kita"]}/c/1> a jpp:CommitmentAnnotation ; oa:hasTarget <{VERSION["kita"]}/direction/3> ;
        oa:hasBody <{iris.ID}commitment/strive> .
        <{VERSION["kita"]}/c/2> a jpp:CommitmentAnnotation ; oa:hasTarget <{VERSION["kita"]}/direction/2> ;
        oa:hasBody <{iris.ID}commitment/implement> .""")  # fmt: skip
    classifier = CommitmentClassifier([kita])
    assert classifier.predict(["道を広げることに努めます。"])[0][0] == f"{iris.ID}commitment/strive"
    assert classifier.predict(["橋を新しくします。"])[0][0] == f"{iris.ID}commitment/implement"


def test_wording_is_compared_without_hiragana_digits_and_width() -> None:
    assert grams("ことができます 12") == {}
    assert grams("ＫＰＩの森") == grams("KPI の 森")
    corpus = Corpus(["漁港の船", "路線バス", "古い絵図"])
    same = cosine(corpus.vector("漁港の船"), corpus.vector("船と漁港"))
    assert 0 < same <= 1.000001
    assert cosine(corpus.vector("漁港"), corpus.vector("バス")) == 0


def test_names_that_apply_to_the_plan_already_are_no_news() -> None:
    names = NamesElsewhere(read(REFERENCE), iris.element("99002-kita-1"))
    found = list(names.find(town("minami").passages, {}))
    assert "しおさい号" not in {one.name for one in found}


def test_what_is_written_can_be_read(proposals: list[Proposal], tmp_path: Path) -> None:
    content = proposal.write(proposals, {"jpp": iris.NS}, "x", f"{VERSION['minami']}/", iris.text("x", "y"))
    path = tmp_path / "proposed.ttl"
    path.write_bytes(content)
    assert proposal.read(InputFile(path, "proposed.ttl")) == proposals


def test_a_name_with_brackets_and_without_is_proposed_once_with_both_places() -> None:
    text, version = "「海辺基本方針」を定める。海辺基本方針で町を守る。", VERSION["minami"]
    span = iris.span(iris.text(*iris.path_of(version).split("/")), 0, len(text))
    graph = read(f"<{version}/direction/1> a jpp:Direction ; jpp:inVersion <{version}> ; jpp:statedAt <{span}> .")
    found = list(NamesElsewhere(read(REFERENCE), "").find(element_wording.read(graph, version, text), {}))
    assert [(one.name, one.quoted, [iris.read_span(s)[1:] for s in one.spans]) for one in found] == [
        ("海辺基本方針", True, [(1, 7), (13, 19)])
    ]
