"""From Python: open a build, ask, get rows of Python values."""

from __future__ import annotations

import ast
import builtins
import datetime
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

import kgtool
from kgtool import api
from kgtool.api import OpenBuild
from kgtool.base import errors
from kgtool.base.errors import KgtoolError, UsageError
from kgtool.build.store import Build
from kgtool.rdf import iris
from kgtool.rdf.vocab import XSD
from tests import ROOT
from tests.queries import three_plans
from tests.small_build import SmallBuild

JPP = f"PREFIX jpp: <{iris.NS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
PLANS = JPP + "SELECT ?plan ?class ?from { ?plan a ?class ; jpp:startFiscalYear ?from } ORDER BY ?plan"


@pytest.fixture(scope="module")
def build(small_out: Path) -> OpenBuild:
    return kgtool.open_build(ROOT, out=small_out)


def test_three_lines_give_rows(small_out: Path) -> None:
    build = kgtool.open_build(ROOT, out=small_out)
    answer = build.ask("statements-in-a-graph", graph="graph:hard")
    assert [(row.statements, row.subjects) for row in answer] == [(22, 21), (2, 2)]


def test_rows_are_named_tuples_of_python_values(build: OpenBuild) -> None:
    rows = build.query(PLANS)
    assert rows.columns == ("plan", "class", "from")
    assert len(rows) == 2
    assert rows[0] == ("https://w3id.org/jp-plan/id/99998-moto-1", iris.NS + "ComprehensivePlan", 2026)
    assert (rows[0].plan, rows[0].class_, rows[0].from_) == tuple(rows[0])
    assert [row.from_ for row in rows[:]] == [2026, 2021]
    assert rows.dicts()[1]["from"] == 2021


def test_labels_stand_in_place_of_iris_and_leave_the_rest(build: OpenBuild) -> None:
    rows = build.query(PLANS)
    assert rows.labels("ja")[1] == ("先計画", "総合計画", 2021)
    assert rows.labels("en")[1] == ("Saki's plan", "Comprehensive plan", 2021)
    assert rows[1].class_ == iris.NS + "ComprehensivePlan"


def test_the_language_is_japanese_unless_it_is_chosen(small_out: Path, build: OpenBuild) -> None:
    assert build.query(PLANS).labels()[1].plan == "先計画"
    english = kgtool.open_build(ROOT, out=small_out, lang="en")
    assert english.query(PLANS).labels()[1].plan == "Saki's plan"
    assert english.query(PLANS).labels("ja")[1].plan == "先計画"
    for asked in (lambda: kgtool.open_build(ROOT, out=small_out, lang="fr"), lambda: build.query(PLANS).labels("fr")):
        with pytest.raises(UsageError, match="lang"):
            asked()


def test_a_question_that_takes_a_language_is_asked_in_that_of_the_build(tmp_path: Path) -> None:
    made = SmallBuild(tmp_path / "build", three_plans.quads())
    said = {}
    for lang in ("ja", "en"):
        build = kgtool.open_build(ROOT, out=made.out, lang=lang)
        said[lang] = build.ask("goals", plan="99991-aoba-1")[0].abstract
        assert build.ask("goals", plan="99991-aoba-1", lang="en")[0].abstract == "What Children thrive is."
    assert said == {"ja": "子どもが育つの要旨。", "en": "What Children thrive is."}


def test_column_names_that_are_no_python_names_are_numbered(build: OpenBuild) -> None:
    rows = build.query("SELECT ?1 ?施策 ?class ?class_ { BIND (1 AS ?1) BIND (2 AS ?施策) BIND (3 AS ?class) }")
    assert rows[0]._fields == ("_0", "施策", "class_", "_3")
    assert rows.dicts() == [{"1": 1, "施策": 2, "class": 3, "class_": None}]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (NamedNode("urn:x"), "urn:x"),
        (BlankNode("b"), "_:b"),
        (Literal("x"), "x"),
        (Literal("森", language="ja"), "森"),
        (Literal("-7", datatype=XSD.integer), -7),
        (Literal("0.50", datatype=XSD.decimal), Decimal("0.50")),
        (Literal("1e3", datatype=XSD.double), 1000.0),
        (Literal("true", datatype=XSD.boolean), True),
        (Literal("0", datatype=XSD.boolean), False),
        (Literal("2025-08-12", datatype=XSD.date), datetime.date(2025, 8, 12)),
        (Literal("2025-08-12Z", datatype=XSD.date), "2025-08-12Z"),
        (Literal("seven", datatype=XSD.integer), "seven"),
        (Literal("x", datatype=XSD.decimal), "x"),
        (Literal("maybe", datatype=XSD.boolean), "maybe"),
        (Literal("P1Y", datatype=XSD.duration), "P1Y"),
    ],
)
def test_a_term_becomes_what_python_has_for_it(term: object, value: object) -> None:
    found = api.value(term)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (2026, "2026"),
        (0.5, "0.500000"),
        (Decimal("0.10"), "0.10"),
        (datetime.date(2026, 4, 1), "2026-04-01"),
        ("13221-kiyose-5", "13221-kiyose-5"),
        (NamedNode("urn:x"), "urn:x"),
    ],
)
def test_python_values_are_taken_as_parameters(value: object, text: str) -> None:
    assert api.text(value) == text


def test_parameters_come_by_name_or_as_a_mapping(build: OpenBuild) -> None:
    by_name = build.ask("statements-in-a-graph", graph="graph:hard")
    assert len(by_name) == 2
    assert list(build.ask("statements-in-a-graph", {"graph": iris.GRAPH + "hard"})) == list(by_name)


def test_what_goes_wrong_is_caught_by_its_class(build: OpenBuild) -> None:
    for asked, kind, code in (
        (lambda: build.ask("no-such-question"), kgtool.UsageError, "question-unknown"),
        (lambda: build.ask("statements-in-a-graph"), kgtool.UsageError, "parameter"),
        (lambda: build.ask("statements-in-a-graph", graph="a b"), kgtool.UsageError, "parameter"),
        (lambda: build.query("SELECT"), kgtool.QuerySyntaxError, "sparql-syntax"),
        (lambda: build.query("DROP ALL"), kgtool.QueryRefusedError, "update-refused"),
        (lambda: build.query("ASK { SERVICE <http://h/> {} }"), kgtool.QueryRefusedError, "service-refused"),
        (lambda: kgtool.open_build("/nonexistent"), kgtool.UsageError, "root-not-found"),
        (lambda: kgtool.open_build(ROOT, out="/nonexistent"), kgtool.BuildError, "store-missing"),
    ):
        with pytest.raises(kind) as caught:
            asked()
        assert caught.value.code == code
        assert isinstance(caught.value, kgtool.KgtoolError)


def test_every_class_of_errors_is_exported() -> None:
    family = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, KgtoolError)}
    typed = {
        name.asname
        for node in ast.walk(ast.parse(Path(kgtool.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "kgtool.base.errors"
        for name in node.names
    }
    assert typed == family
    assert all(getattr(kgtool, name) is getattr(errors, name) for name in family)


def test_truth_and_triples_are_there_for_those_who_ask_for_them(build: OpenBuild) -> None:
    assert build.query("ASK {}").truth is True
    graph = build.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert (len(graph.triples), len(graph)) == (57, 57)


def test_an_answer_becomes_a_data_frame(build: OpenBuild) -> None:
    pytest.importorskip("pandas")
    frame = build.query(PLANS).labels("ja").to_pandas()
    assert list(frame.columns) == ["plan", "class", "from"]
    assert frame["from"].tolist() == [2026, 2021]
    assert frame["plan"].tolist() == ["元計画", "先計画"]


def test_a_data_frame_is_typed_and_leads_from_short_names_to_whole_iris(build: OpenBuild) -> None:
    rows = build.query(
        JPP
        + "SELECT * { VALUES (?plan ?n ?share ?day ?yes ?text ?mixed) { (<https://w3id.org/jp-plan/id/99998-moto-1> 1 0.5 "
        + '"2026-04-01"^^<http://www.w3.org/2001/XMLSchema#date> true "a" 1) (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF "b") } }'
    )
    frame = rows.to_pandas()
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert (kinds["plan"], kinds["n"], kinds["share"], kinds["yes"]) == ("category", "Int64", "Float64", "boolean")
    assert (kinds["text"], kinds["mixed"]) == ("string", "string")
    assert kinds["day"].startswith("datetime64")
    assert frame["plan"][0] == "99998-moto-1"
    assert frame.attrs["iris"]["plan"]["99998-moto-1"] == "https://w3id.org/jp-plan/id/99998-moto-1"
    assert frame.loc[1].drop("mixed").isna().all()


def test_two_resources_of_one_label_stay_two(build: OpenBuild) -> None:
    rows = build.query(f"SELECT * {{ VALUES ?x {{ <{iris.ID}a> <{iris.ID}b> }} }}")
    alike = replace(rows, answer=replace(rows.answer, labels={f"{iris.ID}a": "x", f"{iris.ID}b": "x"}))
    assert alike.to_pandas()["x"].tolist() == ["x (a)", "x (b)"]


def test_an_answer_is_true_as_one_expects(build: OpenBuild) -> None:
    assert [bool(build.query(text)) for text in ("ASK {}", "ASK { FILTER(false) }")] == [True, False]
    assert not build.query("SELECT ?s { ?s <urn:nothing> ?o }")
    assert build.query(PLANS)
    assert build.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert len(list(build.query("CONSTRUCT WHERE { ?s ?p ?o }"))) == 57


def test_a_notebook_shows_a_table_of_the_first_rows_and_no_text_becomes_markup(build: OpenBuild) -> None:
    shown = build.query('SELECT ?n { VALUES ?n { "<script>" } }')._repr_html_()
    assert "&lt;script&gt;" in shown
    many = " ".join(map(str, range(40)))
    shown = build.query(f"SELECT ?n {{ VALUES ?n {{ {many} }} }}")._repr_html_()
    assert shown.count("<tr>") == 31
    assert "40" in shown
    assert "元計画" in build.query(PLANS)._repr_html_()


def test_dir_shows_what_people_may_use(build: OpenBuild) -> None:
    for names in (dir(build), dir(build.query(PLANS)), [n for n in dir(kgtool) if n != "__version__"]):
        assert names
        assert not [name for name in names if name.startswith("_")]
    assert {"ask", "element", "elements", "plan", "query", "route"} <= set(dir(build))
    assert {"open_build", "KgtoolError", "__version__"} >= {n for n in dir(kgtool) if not n.endswith("Error")} - {
        "KgtoolError"
    }
    assert {"to_pandas", "to_networkx", "to_rdflib", "to_parquet", "labels"} <= set(dir(build.query(PLANS)))


def test_an_element_and_a_plan_show_themselves_in_both_languages_with_place_status_and_voice(built: Build) -> None:
    plans = kgtool.open_build(ROOT, out=built.folder.parent)
    card = plans.element("1-111", plan="清瀬")
    assert (card.code, card.is_draft, card.status) == ("1-111", True, "draft")
    shown = card._repr_html_()
    for words in ("子どもの育ち", "children", "素案", "draft", "施策", "Measure", ".txt:63–65", "計画の言葉", "ours"):
        assert words in shown, words
    whole = plans.plan("小平")
    assert whole.places[0].first == 0
    assert "sha256" in whole._repr_html_()
    assert "unverified" in repr(whole)
    assert not [name for name in dir(card) if name.startswith("_")]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda build: build.ask("nope"), "build.questions()"),
        (lambda build: build.ask("plan-periods", comprehensivePlan=["a", "b"]), "a list is not one value"),
        (lambda build: build.plan("どこにもない"), "parameter name"),
        (lambda build: kgtool.open_build(build.build.folder, engine="no"), "oxigraph / rdflib"),
        (lambda build: kgtool.open_build(build.build.folder, timeout=-1), "no number of seconds"),
        (lambda build: kgtool.open_build("/dev/null/no"), "open_build"),
    ],
)
def test_an_error_speaks_of_arguments_of_python(
    build: OpenBuild, ask: Callable[[OpenBuild], object], said: str
) -> None:
    with pytest.raises(kgtool.KgtoolError) as raised:
        ask(build)
    assert said in str(raised.value)
    assert "--" not in raised.value.said("en")[1]


def test_none_stands_for_any(build: OpenBuild) -> None:
    assert list(build.ask("plan-periods", comprehensivePlan=None)) == list(build.ask("plan-periods"))


def test_elements_come_as_a_table(built: Build) -> None:
    build = kgtool.open_build(ROOT, out=built.folder.parent)
    frame = build.elements("Measure", plan="清瀬")
    assert set(frame["class"]) == {"施策"}
    assert set(frame["plan"]) == {"第5次清瀬市長期総合計画"}
    assert frame["element"].is_unique
    assert str(frame["line"].dtype) == "Int64"
    assert len(build.elements(plan="清瀬")) > len(frame) > 20
    assert build.elements("Direction", themes=True)["theme"].notna().any()
    with pytest.raises(UsageError) as caught:
        build.elements("Nonsense")
    assert caught.value.code == "parameter"


def test_an_answer_becomes_a_network_or_a_graph(build: OpenBuild) -> None:
    network = build.query(
        JPP + "SELECT ?plan ?class ?from { ?plan a ?class ; jpp:startFiscalYear ?from }"
    ).to_networkx()
    assert network.number_of_edges() == 2
    assert {data["from"] for _, _, data in network.edges(data=True)} == {"2026", "2021"}
    assert network.nodes[f"{iris.ID}99998-moto-1"]["label"] == "元計画"
    triples = build.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert len(triples.to_rdflib()) == 57
    assert triples.to_networkx().number_of_nodes() > 10
    with pytest.raises(UsageError) as caught:
        build.query("SELECT ?n { VALUES ?n { 1 } }").to_networkx()
    assert caught.value.code == "network-columns"


def test_an_answer_becomes_a_parquet_file(build: OpenBuild, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    rows = build.query(PLANS)
    rows.to_parquet(tmp_path / "plans.parquet")
    assert pandas.read_parquet(tmp_path / "plans.parquet")["from"].tolist() == [2026, 2021]


def test_without_pandas_people_are_told_what_to_do(build: OpenBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without(name: str, *arguments: object, **named: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return original(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError) as caught:
        build.query(PLANS).to_pandas()
    assert caught.value.code == "pandas-missing"


def test_the_graph_as_objects_has_classes_and_individuals(build: OpenBuild) -> None:
    ontology = build.owlready()
    measure = ontology.search_one(iri="*measure/1-1")
    assert [str(label) for label in measure.label] in (
        ["Fewer lights", "灯りを減らす"],
        ["灯りを減らす", "Fewer lights"],
    )
    assert measure.iri.startswith(iris.ID)


def test_the_catalogue_and_the_manifest_are_at_hand(build: OpenBuild) -> None:
    assert "named-graphs" in {question.id for question in build.questions()}
    assert build.manifest["quads"] == 57


def test_the_rdflib_engine_may_be_chosen(small_out: Path) -> None:
    build = kgtool.open_build(ROOT, out=small_out, engine="rdflib", timeout=60)
    assert build.query(PLANS)[0].from_ == 2026


def test_importing_kgtool_imports_next_to_nothing() -> None:
    show = "print([name for name in sys.modules if 'kgtool.' in name or 'oxigraph' in name])"
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import kgtool; {show}"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"
    with pytest.raises(AttributeError, match="no_such_thing"):
        kgtool.no_such_thing  # noqa: B018
    with pytest.raises(AttributeError, match="NoSuchError"):
        kgtool.NoSuchError  # noqa: B018
