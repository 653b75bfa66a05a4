"""What is measured of independent readings, and how many published judgements the readers accept."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kgtool.build import agreement, alpha
from kgtool.rdf import iris, readings
from kgtool.rdf.vocab import DCTERMS, DQV, JPP, RDF, SKOS

PLAN, VERSION = "99998-asagiri-1", "99998-asagiri-1/draft"
HEAD = "\t".join(readings.COLUMNS) + "\n"
ON = f"{iris.ID}{VERSION}/quality/agreement"


def store(*rows: str, more: str = "", name: str = f"{PLAN}.tsv") -> Store:
    """A store with readings, one a row: reader, kind, element, values that lead, other values."""
    found = Store()
    table = HEAD
    for row in rows:
        reader, kind, element, main, *others = row.split()
        values = [(value, "yes") for value in main.split(",") if value != "-"] + [(value, "no") for value in others]
        for value, leads in values or [("-", "")]:
            here, _, counterpart = value.partition(">")
            table += "\t".join((reader, kind, f"{VERSION}/{element}", here, counterpart, leads, "")) + "\n"
    found.bulk_extend(Quad(*triple, NamedNode("urn:readings")) for triple in readings.read(table.encode(), name))
    prefixes = f"""@prefix jpp: <{iris.NS}> . @prefix oa: <http://www.w3.org/ns/oa#> . @prefix theme: <{iris.THEME}> .
        @prefix sdg: <{iris.SDG}> . @prefix sssom: <https://w3id.org/sssom/> . @prefix id: <{iris.ID}> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @base <{iris.ID}{VERSION}/> ."""
    found.load((prefixes + more).encode(), RdfFormat.TURTLE)
    return found


def figures(found: Store) -> dict[str, dict[str, str]]:
    """Each measurement by the end of its IRI: its values by the local name of the property."""
    made: dict[str, dict[str, str]] = {}
    for quad in agreement.quads(found):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, (NamedNode, Literal))
        local = quad.predicate.value.replace("#", "/").rpartition("/")[2]
        made.setdefault(quad.subject.value.partition("/quality/agreement")[2], {})[local] = quad.object.value
    return made


def test_several_values_are_compared_value_by_value() -> None:
    found = figures(
        store(
            "a theme measure/1 water roads",
            "b theme measure/1 water",
            "a theme measure/2 roads",
            "b theme measure/2 roads",
        )
    )
    expected = alpha.measure([[(True, False), (True, True)], [(True, True), (False, False)]])
    assert expected is not None
    assert found["-theme"]["value"] == f"{expected.alpha:.3f}"
    assert found["-theme"]["lowerBound"] == f"{expected.lower:.3f}"
    assert found["-theme"]["upperBound"] == f"{expected.upper:.3f}"
    assert found["-theme"]["readCount"] == "2"
    assert found["-main-theme"]["value"] == "1.000"


def test_single_values_are_compared_as_they_are() -> None:
    found = figures(
        store("a city-word x - town", "b city-word x - government", "a city-word y - town", "b city-word y - town")
    )
    expected = alpha.measure([[("town", "government")], [("town", "town")]])
    assert expected is not None
    assert found["-city-word"]["value"] == f"{expected.alpha:.3f}"
    assert "-main-city-word" not in found  # nobody said what leads


def test_a_reader_who_found_nothing_disagrees_with_one_who_did_and_one_who_did_not_look_does_not() -> None:
    looked = figures(store("a theme m/1 water", "b theme m/1 -", "a theme m/2 water", "b theme m/2 water"))
    absent = figures(
        store("a theme m/1 water", "a theme m/2 water", "b theme m/2 water", "a theme m/3 roads", "b theme m/3 roads")
    )
    assert looked["-theme"]["value"] != "1.000"
    assert absent["-theme"]["value"] == "1.000"
    assert absent["-theme"]["readCount"] == "2"


def test_published_themes_are_counted_with_those_that_all_and_that_some_readers_found() -> None:
    more = """
        <m/1/t/1> a jpp:ThemeAnnotation ; oa:hasTarget <m/1> ; oa:hasBody theme:water ; jpp:confidence 0.9 .
        <m/1/t/2> a jpp:ThemeAnnotation ; oa:hasTarget <m/1> ; oa:hasBody theme:roads ; jpp:confidence 0.5 .
        <m/1/t/3> a jpp:ThemeAnnotation ; oa:hasTarget <m/1> ; oa:hasBody theme:parks ; jpp:confidence 0.5 .
        <m/9/t/1> a jpp:ThemeAnnotation ; oa:hasTarget <m/9> ; oa:hasBody theme:water ; jpp:confidence 0.5 .  # not read
    """
    found = figures(store("a theme m/1 water roads", "b theme m/1 water", more=more))
    counts = [found["-theme"][name] for name in ("judgementCount", "acceptedByAll", "acceptedByAny")]
    assert counts == ["3", "1", "2"]
    counts = (
        [found["-main-theme"][name] for name in ("judgementCount", "acceptedByAll", "acceptedByAny")]
        if "-main-theme" in found
        else []
    )
    assert counts == []  # both say water: one value only, so alpha is not defined


def test_published_goals_and_counterparts_are_counted() -> None:
    goals = figures(
        store("a goal m/1 3 4", "b goal m/1 3", more="<m/1> jpp:inferredContributesTo sdg:3, sdg:4, sdg:5 .")
    )
    assert [goals["-goal"][name] for name in ("judgementCount", "acceptedByAll", "acceptedByAny")] == ["3", "1", "2"]
    more = """
        <c/1> a jpp:Correspondence ; sssom:subject_id <m/1> ; sssom:predicate_id skos:closeMatch ; sssom:object_id <x/m/1> .
        <c/2> a jpp:Correspondence ; sssom:subject_id <m/1> ; sssom:predicate_id skos:relatedMatch ; sssom:object_id <x/m/2> .
        <c/3> a jpp:Correspondence ; sssom:subject_id <m/2> ; sssom:predicate_id skos:closeMatch ; sssom:object_id sssom:NoTermFound .
    """
    rows = (
        f"a counterpart m/1 closeMatch>{VERSION}/x/m/1 relatedMatch>{VERSION}/x/m/2",
        f"b counterpart m/1 broadMatch>{VERSION}/x/m/1",
        "a counterpart m/2 -",
        "b counterpart m/2 -",
    )
    pair = figures(store(*rows, more=more, name=f"{PLAN}--99997-x-1.tsv"))
    assert pair["-main-counterpart"]["value"] == "1.000"
    assert [pair["-main-counterpart"][name] for name in ("judgementCount", "acceptedByAll", "acceptedByAny")] == [
        "1",
        "1",
        "1",
    ]
    assert pair["-counterpart"]["computedOn"] == f"{iris.ID}alignment/{PLAN}--99997-x-1"


def test_a_kind_of_element_is_measured_by_itself_where_enough_were_read() -> None:
    rows = [
        f"{reader} theme m/{n} {theme}"
        for n in range(5)
        for reader, theme in (("a", "water"), ("b", "roads" if n else "water"))
    ]
    rows += ["a theme v/1 water", "b theme v/1 water"]
    more = " ".join(f"<m/{n}> a jpp:Measure ." for n in range(5))
    found = figures(store(*rows, more=more))
    assert found["-theme/Measure"]["elementClass"] == JPP.Measure.value
    assert found["-theme/Measure"]["readCount"] == "5"
    assert not [end for end in figures(store(*rows[:8], *rows[10:], more=more)) if end.endswith("/Measure")]
    assert not [end for end in figures(store(*rows[:10], more=more)) if end.endswith("/Measure")]  # all there is


def test_what_is_derived_is_a_measurement_of_quality() -> None:
    made = list(agreement.quads(store("a theme m/1 water", "b theme m/1 roads")))
    assert {str(quad.graph_name) for quad in made} == {f"<{iris.graph('derived')}>"}
    assert DQV.QualityMeasurement in {quad.object for quad in made if quad.predicate == RDF.type}
    assert {quad.subject.value for quad in made if isinstance(quad.subject, NamedNode)} == {
        f"{ON}-theme",
        f"{ON}-main-theme",
    }


def test_what_readers_found_is_counted_whether_it_is_published_or_not_where_two_have_read() -> None:
    more = "<m/1> jpp:inferredContributesTo sdg:3 ."
    found = figures(store("a goal m/1 3 4", "b goal m/1 3 5", "a goal m/2 7", more=more))["-goal"]
    assert (found["foundByAll"], found["foundByAny"]) == ("1", "3")


def test_relations_are_compared_with_their_counterparts() -> None:
    more = """<c/1> a jpp:Correspondence ; sssom:subject_id <m/1> ; sssom:predicate_id skos:broadMatch ;
        sssom:object_id <x/m/1> ."""
    rows = (
        f"a counterpart m/1 closeMatch>{VERSION}/x/m/1",
        f"b counterpart m/1 broadMatch>{VERSION}/x/m/1",
        "a counterpart m/2 -",
        "b counterpart m/2 -",
    )
    found = figures(store(*rows, more=more, name=f"{PLAN}--99997-x-1.tsv"))
    assert found["-main-counterpart"]["value"] == "1.000"
    assert float(found["-main-relation"]["value"]) < 1
    counts = [
        found["-main-relation"][n]
        for n in ("judgementCount", "acceptedByAll", "acceptedByAny", "foundByAll", "foundByAny")
    ]
    assert counts == ["1", "0", "1", "0", "2"]


def test_a_measurement_names_its_readers() -> None:
    made = list(agreement.quads(store("b theme m/1 water", "a theme m/1 roads", "c theme m/2 water")))
    readers = {quad.object.value for quad in made if quad.predicate == DCTERMS.contributor}
    assert readers == {f"{iris.ID}reader/a", f"{iris.ID}reader/b"}


def test_published_roles_and_meanings_of_the_word_for_city_are_counted() -> None:
    roles = figures(
        store(
            "a role m/1/mention/x partner",
            "b role m/1/mention/x partner",
            "a role m/2/mention/x place",
            "b role m/2/mention/x subject",
            more="<m/1/mention/x> jpp:role <role/partner> . <m/2/mention/x> jpp:role <role/place> .",
        )
    )["-role"]
    assert [roles[name] for name in ("judgementCount", "acceptedByAll", "acceptedByAny")] == ["2", "1", "2"]
    rows = [("a", "3,4", "town"), ("b", "3,4", "town"), ("a", "5,6", "town"), ("b", "5,6", "government")]
    table = HEAD + "".join(f"{who}\tcity-word\t{VERSION}#char={at}\t{said}\t\t\t\n" for who, at, said in rows)
    found = store(
        more=f"""<m/1/mention/c> a jpp:Mention ; oa:hasBody <urn:town> ; oa:hasTarget <{iris.TEXT}{VERSION}#char=3,4> .
            <m/2/mention/c> a jpp:Mention ; oa:hasBody <urn:other> ; oa:hasTarget <{iris.TEXT}{VERSION}#char=5,6> ."""
    )
    found.bulk_extend(Quad(*said, NamedNode("urn:readings")) for said in readings.read(table.encode(), f"{PLAN}.tsv"))
    broader = Quad(NamedNode("urn:town"), SKOS.broader, NamedNode(f"{iris.THING}town"))
    made = {q.predicate: q.object for q in agreement.quads(found, [broader])}
    assert [made[p] for p in (JPP.judgementCount, JPP.acceptedByAll)] == [Literal(1), Literal(1)]


def test_published_commitments_are_counted() -> None:
    found = figures(
        store(
            *(
                f"{who} commitment m/direction/{n} - {said}"
                for who in "ab"
                for n, said in ((1, "strive"), (2, "study"))
            ),
            more="""<c/1> a jpp:CommitmentAnnotation ; oa:hasTarget <m/direction/1> ; oa:hasBody id:commitment\\/strive .
                <c/2> a jpp:CommitmentAnnotation ; oa:hasTarget <m/direction/2> ; oa:hasBody id:commitment\\/expand .""",
        )
    )["-commitment"]
    assert [found[name] for name in ("value", "judgementCount", "acceptedByAll")] == ["1.000", "2", "1"]
