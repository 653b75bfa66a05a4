"""Each rule of queries/derived on a graph that fits one screen, with the triples it must give and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, parse

from kgtool.base.errors import InputError
from kgtool.build import parts, store
from kgtool.corpus import units
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import DQV, JPP, SKOS, XSD
from kgtool.sparql import catalogue
from tests import ROOT
from tests.tiny_plan import TinyPlan

RULES = sorted((ROOT / "queries" / "derived").glob("*.rq"))
HEAD = """\
@prefix : <https://example.org/> .
@prefix dqv: <http://www.w3.org/ns/dqv#> .
@prefix jpp: <https://w3id.org/jp-plan/ns#> .
@prefix metric: <https://w3id.org/jp-plan/id/metric/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sssom: <https://w3id.org/sssom/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

# rule: (what is stated, what follows)
CASES = {
    "version-in-force": (
        """
        :d1 jpp:versionOf :p ; jpp:status :draft ; jpp:asOf "2026-12" .    # a draft gives way to what was adopted, whatever its date
        :a1 jpp:versionOf :p ; jpp:status <https://w3id.org/jp-plan/id/plan-status/adopted> ; jpp:asOf "2026-03-25" .
        :a2 jpp:versionOf :p ; jpp:status <https://w3id.org/jp-plan/id/plan-status/adopted> ; prov:wasRevisionOf :a1 .
        :d2 jpp:versionOf :p ; jpp:status :draft ; prov:wasRevisionOf :a2 .    # the draft of the next revision
        :z1 jpp:versionOf :q ; jpp:asOf "2025-08-12" . :b1 jpp:versionOf :q ; jpp:asOf "2025-11-01" .
        :only jpp:versionOf :r .
        """,
        ":a2 jpp:versionInForceOf :p . :b1 jpp:versionInForceOf :q . :only jpp:versionInForceOf :r .",
    ),
    "used-in": (
        """
        :hall jpp:usedIn :p .    # said in its folder, and not again
        :a jpp:inVersion :v ; jpp:mentions :hall, :police . :v jpp:versionOf :p .
        :b jpp:inVersion :w ; jpp:mentions :police . :w jpp:versionOf :q . :police jpp:usedIn :r .
        """,
        ":police jpp:usedIn :p, :q .",
    ),
    "commitment": (
        """
        :c1 a jpp:CommitmentAnnotation ; oa:hasTarget :a ; oa:hasBody :strive .
        :c2 a jpp:ThemeAnnotation ; oa:hasTarget :b ; oa:hasBody :strive .    # no commitment
        """,
        ":a jpp:commitment :strive .",
    ),
    "completeness": (
        """
        :a a jpp:Measure ; jpp:inVersion :v . :b a jpp:Measure ; jpp:inVersion :v . :c a jpp:Measure ; jpp:inVersion :v .
        :g1 jpp:gapIn :a ; jpp:gapProperty skos:notation ; jpp:gapReason :lost .
        :g2 jpp:gapIn :a ; jpp:gapProperty jpp:partOf ; jpp:gapReason :lost .
        :g3 jpp:gapIn :b ; jpp:gapProperty skos:notation ; jpp:gapReason :lost .
        # titles are counted for goals, not for measures
        :g4 jpp:gapIn :b ; jpp:gapProperty rdfs:label ; jpp:gapReason :lost .
        :g5 jpp:gapIn :other ; jpp:gapProperty skos:notation ; jpp:gapReason :lost .
        :d a jpp:Measure ; jpp:inVersion :v .              # the plan prints neither: nothing is lacking, nothing is there
        :g6 jpp:gapIn :d ; jpp:gapProperty skos:notation ; jpp:gapReason <https://w3id.org/jp-plan/id/gap-reason/prints-none> .
        :g7 jpp:gapIn :d ; jpp:gapProperty jpp:partOf ; jpp:gapReason <https://w3id.org/jp-plan/id/gap-reason/prints-none> .
        :w a jpp:Goal ; jpp:inVersion :w1 .
        """,
        """
        <https://example.org/v/quality/code-completeness> a dqv:QualityMeasurement ; dqv:computedOn :v ;
          dqv:isMeasurementOf metric:code-completeness ; dqv:value 0.333 ; jpp:expectedCount 3 ; jpp:presentCount 1 .
        <https://example.org/v/quality/parent-completeness> a dqv:QualityMeasurement ; dqv:computedOn :v ;
          dqv:isMeasurementOf metric:parent-completeness ; dqv:value 0.667 ; jpp:expectedCount 3 ; jpp:presentCount 2 .
        <https://example.org/w1/quality/title-completeness> a dqv:QualityMeasurement ; dqv:computedOn :w1 ;
          dqv:isMeasurementOf metric:title-completeness ; dqv:value 1.0 ; jpp:expectedCount 1 ; jpp:presentCount 1 .
        """,
    ),
    "corresponds": (
        """
        :m1 a jpp:Correspondence ; sssom:subject_id :a ; sssom:object_id :b .
        :m2 a jpp:Correspondence ; sssom:subject_id :c ; sssom:object_id sssom:NoTermFound .
        :m3 a jpp:Correspondence ; sssom:subject_id sssom:NoTermFound ; sssom:object_id :d .
        :m4 sssom:subject_id :e ; sssom:object_id :f .     # not one of our correspondences
        """,
        ":a jpp:correspondsTo :b . :b jpp:correspondsTo :a .",
    ),
    "listed-name": (
        """
        :row a jpp:PlanListing ; rdfs:label "水の計画"@ja ; jpp:lists :w . :w rdfs:label "水の計画"@ja, "Water plan"@en .
        :chapter a jpp:PlanListing ; rdfs:label "Announced"@en ; jpp:lists :w .    # has a name of its own
        :unsettled a jpp:PlanListing ; rdfs:label "森の計画"@ja .
        """,
        ':row rdfs:label "Water plan"@en .',
    ),
    "period": (
        """
        :w a jpp:ComprehensivePlan . :draft jpp:versionOf :w ; jpp:startFiscalYear 2026 ; jpp:endFiscalYear 2035 .
        :adopted jpp:versionOf :w ; jpp:startFiscalYear 2026 ; jpp:endFiscalYear 2036 .    # they differ in the last year
        :s a jpp:SectoralPlan . :row jpp:lists :s ; jpp:decidedInFiscalYear 2020 ; jpp:durationYears 5 . :name jpp:lists :s .
        :elsewhere jpp:lists :other ; jpp:endFiscalYear 2030 .                             # described in another folder
        """,
        ":w jpp:startFiscalYear 2026 . :s jpp:decidedInFiscalYear 2020 ; jpp:durationYears 5 .",
    ),
    "sdg": (
        """
        :gap jpp:gapProperty jpp:contributesTo ; jpp:gapIn :silent .
        :health skos:relatedMatch sdg:3 . :schools skos:relatedMatch sdg:4, sdg:5 . :roads skos:relatedMatch sdg:9 .
        :a a jpp:Measure ; jpp:inVersion :silent .
        :t1 a jpp:ThemeAnnotation ; oa:hasTarget :a ; oa:hasBody :health ; jpp:confidence 0.75 .
        :t2 a jpp:ThemeAnnotation ; oa:hasTarget :a ; oa:hasBody :schools ; jpp:confidence 0.9 .
        :t3 a jpp:ThemeAnnotation ; oa:hasTarget :a ; oa:hasBody :roads ; jpp:confidence 0.74 .   # not what it is mainly about
        :t4 a jpp:Mention ; oa:hasTarget :a ; oa:hasBody :roads ; jpp:confidence 0.9 .            # no theme
        :part a jpp:Direction ; jpp:partOf :a ; jpp:inVersion :silent .
        :t5 a jpp:ThemeAnnotation ; oa:hasTarget :part ; oa:hasBody :roads ; jpp:confidence 0.9 . # the measure does not carry it
        :x a jpp:Measure ; jpp:inVersion :speaking .
        :t6 a jpp:ThemeAnnotation ; oa:hasTarget :x ; oa:hasBody :health ; jpp:confidence 0.9 .   # its plan names its own
        """,
        ":a jpp:inferredContributesTo sdg:3, sdg:4, sdg:5 .",
    ),
    "theme": (
        """
        :t1 a jpp:ThemeAnnotation ; oa:hasTarget :a ; oa:hasBody :roads . :roads skos:broader :town .
        :t2 a jpp:ThemeAnnotation ; oa:hasTarget :a ; oa:hasBody :housing . :housing skos:broader :town .
        :t3 a jpp:Mention ; oa:hasTarget :a ; oa:hasBody :bridge . :bridge skos:broader :town .
        """,
        ":a jpp:theme :roads, :housing ; jpp:themeGroup :town .",
    ),
    "unit": (
        """
        :vision a jpp:Vision . :goal a jpp:Goal ; jpp:partOf :vision .
        :measure a jpp:Measure ; jpp:partOf :goal . :direction a jpp:Direction ; jpp:partOf :measure .
        :note a jpp:TermDefinition ; jpp:partOf :direction .
        :policy a jpp:ManagementPolicy . :principle a jpp:Principle ; jpp:partOf :policy .
        :project a jpp:CrossCuttingProject . :facet a jpp:ProjectFacet ; jpp:partOf :project ; jpp:fromPerspectiveOf :goal .
        :listed a jpp:PlanListing ; jpp:listedUnder :policy .
        """,
        """
        :measure jpp:unit :measure . :direction jpp:unit :measure . :note jpp:unit :measure .
        :policy jpp:unit :policy . :principle jpp:unit :policy .
        :project jpp:unit :project . :facet jpp:unit :project .
        """,
    ),
    "unit-corresponds": (
        """
        :m1 a jpp:Correspondence ; sssom:subject_id :d1 ; sssom:object_id :e1 .
        :m2 a jpp:Correspondence ; sssom:subject_id :d2 ; sssom:object_id :e1 .
        :m3 a jpp:Correspondence ; sssom:subject_id :d1 ; sssom:object_id sssom:NoTermFound .
        :m4 a jpp:Correspondence ; sssom:subject_id :d1 ; sssom:object_id :vision .      # no unit holds it
        :d1 jpp:unit :a . :d2 jpp:unit :a . :e1 jpp:unit :b .
        """,
        ":a jpp:unitCorrespondsTo :b . :b jpp:unitCorrespondsTo :a .",
    ),
    "within": (
        """
        :direction jpp:partOf :measure . :measure jpp:partOf :goal . :goal jpp:partOf :vision .
        # a lost parent is not filled in, but what is printed under a heading is within it
        :gap jpp:gapIn :orphan ; jpp:gapProperty jpp:partOf .
        :orphan jpp:listedUnder :part . :part jpp:partOf :vision . :image jpp:partOf :orphan .
        :row jpp:listedUnder :goal .    # a row of a table has lost no parent
        """,
        """
        :direction jpp:within :measure, :goal, :vision . :measure jpp:within :goal, :vision .
        :goal jpp:within :vision . :image jpp:within :orphan, :part, :vision .
        :orphan jpp:within :part, :vision . :part jpp:within :vision .
        """,
    ),
}


def turtle(text: str) -> set[Triple]:
    return {quad.triple for quad in parse(HEAD + text, RdfFormat.TURTLE)}


def in_graphs(text: str) -> Store:
    """A store with each statement in a graph of its own: a rule must not mind who says what."""
    made = Store()
    for number, quad in enumerate(parse(HEAD + text, RdfFormat.TURTLE)):
        made.add(Quad(*quad.triple, NamedNode(f"https://example.org/graph/{number}")))
    return made


def answer(rule: catalogue.Question, given: Store) -> set[Triple]:
    found = store.query(given, rule.body, rule.name, rule.first_line)
    assert isinstance(found, QueryTriples)
    return {number_by_value(triple) for triple in found}


def number_by_value(triple: Triple) -> Triple:
    """A decimal may be written with or without its last zeros."""
    if isinstance(triple.object, Literal) and triple.object.datatype == XSD.decimal:
        value = f"{float(triple.object.value):.3f}"
        return Triple(triple.subject, triple.predicate, Literal(value, datatype=XSD.decimal))
    return triple


def test_every_rule_has_a_case() -> None:
    differing = sorted({path.stem for path in RULES} ^ set(CASES))
    assert not differing, (
        f"add to CASES in this file a small graph and what follows from it, or take it out: {differing}"
    )


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_gives_the_expected_triples_and_no_others(path: Path) -> None:
    given, expected = CASES[path.stem]
    rule = catalogue.read(InputFile(path, path.name))
    found, wanted = answer(rule, in_graphs(given)), {number_by_value(triple) for triple in turtle(expected)}
    more, less = sorted(map(str, found - wanted)), sorted(map(str, wanted - found))
    assert (more, less) == ([], []), (
        f"{path.name}: mend the rule, or its case in CASES; not expected: {more}; missing: {less}"
    )


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_gives_nothing_from_nothing_and_nothing_new_from_its_own_result(path: Path) -> None:
    rule = catalogue.read(InputFile(path, path.name))
    assert answer(rule, Store()) == set()
    once = in_graphs(CASES[path.stem][0])
    first = answer(rule, once)
    once.extend(Quad(*triple, NamedNode(iris.graph("derived"))) for triple in first)
    assert answer(rule, once) <= first


def test_every_rule_is_a_construct_of_what_no_plan_states(repo: Repo, built: store.Build) -> None:
    opened = built.open()
    derived = NamedNode(iris.graph("derived"))
    for rule in catalogue.folder(repo, "derived"):
        assert (rule.form, rule.header.params, rule.header.columns) == ("CONSTRUCT", {}, ()), rule.name
    concluded = {(quad.subject, quad.predicate) for quad in opened.quads_for_pattern(None, None, None, derived)}
    predicates = {predicate for _, predicate in concluded}
    of_works = {JPP.decidedInFiscalYear, JPP.durationYears, JPP.endFiscalYear, JPP.startFiscalYear}
    for plan in repo.plans:
        quads = list(opened.quads_for_pattern(None, None, None, NamedNode(iris.graph("plan", plan))))
        terms = {quad.predicate for quad in quads if quad.predicate.value.startswith(iris.NS)}
        assert predicates & terms <= of_works | {
            JPP.usedIn
        }  # things.ttl says of its own things what a rule says of all
        assert not concluded & {(quad.subject, quad.predicate) for quad in quads if quad.predicate in of_works}


# Order


def rule(id_: str, *after: str) -> catalogue.Question:
    names = ", ".join(f'"{name}"' for name in after)
    head = "\n".join(f'#+ {key}.{lang} = "x"' for key in ("title", "description") for lang in ("ja", "en"))
    text = f"{head}\n#+ after = [{names}]\n\nCONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}\n"
    return catalogue.parse(text, id_, "derived", f"queries/derived/{id_}.rq")


def test_a_rule_comes_after_all_that_it_names() -> None:
    rules = [rule("a", "c", "b"), rule("b", "d"), rule("c", "d"), rule("d")]
    order = [item.id for item in catalogue.in_order(rules)]
    assert sorted(order) == ["a", "b", "c", "d"]
    assert order[0] == "d"
    assert order[-1] == "a"


def test_the_order_of_rules_is_the_same_every_time() -> None:
    rules = [rule("a", "c", "b"), rule("b"), rule("c"), rule("d", "a")]
    assert len({tuple(item.id for item in catalogue.in_order(rules)) for _ in range(5)}) == 1


@pytest.mark.parametrize(
    "rules",
    [[("a", "a")], [("a", "b"), ("b", "a")], [("a", "b"), ("b", "c"), ("c", "a"), ("d",)]],
    ids=["itself", "each-other", "three"],
)
def test_rules_that_wait_for_each_other_are_refused(rules: list) -> None:
    with pytest.raises(InputError) as caught:
        catalogue.in_order([rule(*names) for names in rules])
    assert caught.value.code == "header"
    assert "circle" in caught.value.render("en")
    assert "循環" in caught.value.render("ja")
    assert caught.value.place.file.startswith("queries/derived/")


def test_a_rule_that_names_no_rule_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        catalogue.in_order([rule("a", "b")])
    assert (caught.value.code, caught.value.place.file) == ("header", "queries/derived/a.rq")


def test_a_rule_sees_what_earlier_rules_derived(tiny: TinyPlan) -> None:
    """unit-corresponds needs what unit derives."""
    base = f"{iris.element(tiny.id, tiny.version)}/"
    tiny.append(
        tiny.curation,
        "id:m a jpp:Correspondence ; <https://w3id.org/sssom/subject_id> <measure/1> ; "
        "<https://w3id.org/sssom/object_id> id:other\\/measure\\/1 . id:other\\/measure\\/1 a jpp:Measure .",
    )
    read = units.read_unit(tiny.repo, units.unit(tiny.repo, f"plan/{tiny.id}"))
    parts.derive(read, catalogue.in_order(catalogue.folder(tiny.repo, "derived")))
    found = {quad.object for quad in read.quads_for_pattern(NamedNode(base + "measure/1"), JPP.unitCorrespondsTo, None)}
    assert found == {NamedNode(iris.ID + "other/measure/1")}


# On the real data


def test_measures_lie_within_goals_and_visions_as_far_as_the_plan_says(built: store.Build) -> None:
    rows = store.select(
        built.open(),
        """PREFIX jpp: <https://w3id.org/jp-plan/ns#>
        SELECT (COUNT(DISTINCT ?m) AS ?all) (COUNT(DISTINCT ?w) AS ?above) WHERE {
          ?m a jpp:Measure . OPTIONAL { ?m jpp:within ?goal . ?goal a jpp:Goal . BIND (?m AS ?w) } }""",
    )
    ((all_, above),) = [(int(row["all"].value), int(row["above"].value)) for row in rows]
    gaps = len(list(built.open().quads_for_pattern(None, JPP.gapProperty, JPP.partOf)))
    assert all_ > 30
    assert above == all_ - gaps


def test_a_measure_whose_goal_is_lost_lies_within_the_vision_it_is_printed_under(built: store.Build) -> None:
    """The codes before and after the four measures of Kiyose without a code leave no other vision."""
    rows = store.select(
        built.open(),
        """PREFIX jpp: <https://w3id.org/jp-plan/ns#>
        SELECT (COUNT(DISTINCT ?m) AS ?all) WHERE {
          ?m a jpp:Measure ; jpp:within <https://w3id.org/jp-plan/id/13221-kiyose-5/draft-2025-08-12/vision/2> }""",
    )
    assert [int(row["all"].value) for row in rows] == [9]


def test_agreement_below_085_is_explained_in_both_languages_and_nothing_else_is(built: store.Build) -> None:
    opened = built.open()
    low = {
        quad.subject
        for quad in opened.quads_for_pattern(None, DQV.value, None)
        if any(opened.quads_for_pattern(quad.subject, JPP.readingKind, None)) and float(quad.object.value) < 0.85
    }
    remarks = [
        quad for quad in opened.quads_for_pattern(None, SKOS.note, None) if "/quality/agreement" in quad.subject.value
    ]
    assert low
    assert {(q.subject, q.object.language) for q in remarks} == {(node, lang) for node in low for lang in ("ja", "en")}


def test_every_version_is_measured_by_every_metric_that_fits_it(built: store.Build) -> None:
    opened = built.open()
    for quad in opened.quads_for_pattern(None, DQV.value, None):
        if next(opened.quads_for_pattern(quad.subject, JPP.readingKind, None), None):
            continue  # the agreement of readers: tests/build/test_agreement.py
        (expected,) = opened.quads_for_pattern(quad.subject, JPP.expectedCount, None)
        (present,) = opened.quads_for_pattern(quad.subject, JPP.presentCount, None)
        share = int(present.object.value) / int(expected.object.value)
        assert 0 <= share <= 1
        assert abs(float(quad.object.value) - share) < 0.001
    metrics = {quad.object for quad in opened.quads_for_pattern(None, DQV.isMeasurementOf, None)}
    assert {term for term in metrics if not list(opened.quads_for_pattern(term, None, None))} == set()
