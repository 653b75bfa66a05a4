"""The SPARQL endpoint over HTTP: every way to ask, every format, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.engines.limits import Limits
from kgtool.rdf import iris, media
from kgtool.web.server.live import Live
from kgtool.web.site import Site
from tests.web.served import RUNAWAY, TestClient, asking

JSON = {"Accept": "application/sparql-results+json"}
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
PLAN, REFERENCE = iris.graph("plan/13221-kiyose-5"), iris.graph("reference")
RESULTS = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV}
GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


def rows(client: TestClient, query: str, **more: str | list[str]) -> list[dict[str, str]]:
    given = {name.replace("_", "-"): value for name, value in more.items()}
    answer = client.get("/sparql", params={"query": query, **given}, headers=JSON)
    assert answer.status_code == 200, answer.text
    return [{k: v["value"] for k, v in row.items()} for row in answer.json()["results"]["bindings"]]


def count(client: TestClient, query: str = COUNT, **more: str | list[str]) -> int:
    return int(rows(client, query, **more)[0]["n"])


def refused(client: TestClient, query: str, **more: str) -> tuple[int, str]:
    answer = client.get("/sparql", params={"query": query, **more}, headers=JSON)
    return answer.status_code, answer.json()["title"]


@pytest.fixture(scope="module")
def small(repo: Repo, built: Build) -> Iterator[TestClient]:
    """An endpoint with ten rows."""
    with asking(Site(repo, built, "http://127.0.0.1:8000/"), Limits(seconds=60, rows=10, workers=1)) as client:
        yield client


@pytest.fixture(scope="module")
def hurried(repo: Repo, built: Build) -> Iterator[TestClient]:
    """An endpoint with three seconds: enough for what is asked after a worker was ended, on a busy machine too."""
    with asking(Site(repo, built, "http://127.0.0.1:8000/"), Limits(seconds=3, workers=1)) as client:
        yield client


def test_three_ways_to_ask_get_one_answer(client: TestClient) -> None:
    text = "SELECT ?l { <https://w3id.org/jp-plan/id/13221-kiyose-5> <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l"
    answers = [
        client.get("/sparql", params={"query": text}, headers=JSON),
        client.post("/sparql", content=urlencode({"query": text}), headers={**JSON, "Content-Type": FORM}),
        client.post("/sparql", content=text, headers={**JSON, "Content-Type": QUERY}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert "第5次清瀬市長期総合計画" in answers[0].text
    assert answers[0].headers["vary"] == "Accept, Accept-Encoding"


def test_the_request_names_the_graphs(client: TestClient) -> None:
    plan, reference = (count(client, default_graph_uri=graph) for graph in (PLAN, REFERENCE))
    assert 0 < plan < count(client)
    assert count(client, default_graph_uri=[PLAN, REFERENCE]) == plan + reference
    assert count(client, named_graph_uri=PLAN) == 0
    assert count(client, default_graph_uri="urn:nothing") == 0


def test_only_the_graphs_of_the_request_can_be_reached(client: TestClient) -> None:
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert [row["g"] for row in rows(client, text, named_graph_uri=PLAN)] == [PLAN]
    assert rows(client, text, default_graph_uri=PLAN) == []
    named = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{REFERENCE}> {{ ?s ?p ?o }} }}"
    assert count(client, named) > 0
    assert count(client, named, named_graph_uri=PLAN) == 0


def test_the_request_overrides_the_query(client: TestClient) -> None:
    text = f"SELECT (COUNT(*) AS ?n) FROM <{REFERENCE}> {{ ?s ?p ?o }}"
    assert count(client, text) == count(client, default_graph_uri=REFERENCE)
    assert count(client, text, default_graph_uri=PLAN) == count(client, default_graph_uri=PLAN)


@pytest.mark.parametrize("where", ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://example.org/data.ttl"])
def test_nothing_is_read_from_elsewhere(client: TestClient, where: str) -> None:
    assert count(client, f"SELECT (COUNT(*) AS ?n) FROM <{where}> {{ ?s ?p ?o }}") == 0
    named = f"SELECT (COUNT(*) AS ?n) FROM NAMED <{where}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert count(client, named) == 0
    assert count(client, default_graph_uri=where) == 0


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_results_come_in_every_format(client: TestClient, name: str) -> None:
    text = "SELECT ?b ?a { VALUES (?a ?b) { ('x, \"y\"\\n'@en 1) (<urn:a> UNDEF) } } ORDER BY ?b"
    by_name = client.get("/sparql", params={"query": text, "format": name})
    by_type = client.get("/sparql", params={"query": text}, headers={"Accept": media.ROWS[name].media_type})
    assert by_name.content == by_type.content
    assert by_name.headers["content-type"].partition(";")[0] == media.ROWS[name].media_type
    if name == "csv":
        assert list(csv.reader(io.StringIO(by_name.text, newline=""))) == [["b", "a"], ["", "urn:a"], ["1", 'x, "y"\n']]
        return
    found = parse_query_results(by_name.content, RESULTS[name])
    assert [variable.value for variable in found.variables] == ["b", "a"]
    assert [[str(term) for term in row] for row in found] == [
        ["None", "<urn:a>"],
        ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x, \\"y\\"\\n"@en'],
    ]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(("text", "truth"), [("ASK { ?s ?p ?o }", True), ("ASK { <urn:x> ?p ?o }", False)])
def test_yes_and_no_come_in_every_format(client: TestClient, name: str, text: str, truth: bool) -> None:
    answer = client.get("/sparql", params={"query": text, "format": name})
    if name in ("csv", "tsv"):
        assert answer.text.strip() == str(truth).lower()
    else:
        assert bool(parse_query_results(answer.content, RESULTS[name])) is truth


@pytest.mark.parametrize("name", list(GRAPHS))
@pytest.mark.parametrize(
    "text",
    [
        f"DESCRIBE <{iris.ID}13221-kiyose-5>",
        "CONSTRUCT WHERE { ?s <http://www.w3.org/2004/02/skos/core#broader> ?c }",
    ],
)
def test_graphs_come_in_every_format(client: TestClient, name: str, text: str) -> None:
    by_name = client.get("/sparql", params={"query": text, "format": name})
    by_type = client.get("/sparql", params={"query": text}, headers={"Accept": media.GRAPHS[name].media_type})
    assert by_name.content == by_type.content
    assert by_name.headers["content-type"].partition(";")[0] == media.GRAPHS[name].media_type
    plain = client.get("/sparql", params={"query": text, "format": "nt"}).content
    triples = {str(quad.triple) for quad in parse(by_name.content, GRAPHS[name])}
    assert triples == {str(quad.triple) for quad in parse(plain, RdfFormat.N_TRIPLES)}
    assert triples


def test_what_programs_commonly_accept_gets_json(client: TestClient) -> None:
    for accept in ("*/*", "application/json", "application/sparql-results+json;q=0.9, text/turtle"):
        answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept})
        assert answer.json()["boolean"] is True


def test_a_browser_gets_a_page_with_the_answer(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": COUNT}, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert (answer.status_code, answer.headers["content-language"]) == (200, "en")
    assert '<table class="answer"' in answer.text
    wrong = client.get("/sparql", params={"query": "SELECT"}, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_a_format_that_does_not_fit_is_refused_with_those_that_do(client: TestClient) -> None:
    for text, name, known in (("ASK {}", "ttl", "text/csv"), ("DESCRIBE <urn:a>", "csv", "text/turtle")):
        answer = client.get("/sparql", params={"query": text, "format": name})
        assert answer.status_code == 406
        assert known in answer.json()["detail"]


def test_columns_stand_in_the_order_of_the_query(client: TestClient) -> None:
    text = "SELECT * { ?z ?m ?a OPTIONAL { ?a ?y ?b } } LIMIT 1"
    for name in ("csv", "tsv"):
        head = client.get("/sparql", params={"query": text, "format": name}).text.splitlines()[0]
        assert head.replace("?", "").replace("\t", ",") == "z,m,a,y,b"
    assert client.get("/sparql", params={"query": text}, headers=JSON).json()["head"]["vars"] == [
        "z",
        "m",
        "a",
        "y",
        "b",
    ]


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("columns", ["?s ?o", "*"])
@pytest.mark.parametrize("asked", [9, 10, 11, 500])
def test_an_answer_is_whole_or_refused_at_exactly_the_row_limit(
    small: TestClient, name: str, columns: str, asked: int
) -> None:
    text = f"SELECT {columns} {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o }} LIMIT {asked}"
    answer = small.get("/sparql", params={"query": text, "format": name})
    if asked > 10:
        assert (answer.status_code, answer.json()["title"]) == (400, "rows-many")
        assert "LIMIT" in answer.json()["remedy"]
        return
    if name == "csv":
        found = len(list(csv.reader(io.StringIO(answer.text, newline="")))) - 1
    else:
        found = len(list(parse_query_results(answer.content, RESULTS[name])))
    assert found == asked


def test_a_graph_is_whole_or_refused_too(small: TestClient) -> None:
    assert refused(small, "CONSTRUCT WHERE { ?s ?p ?o }", format="nt") == (400, "rows-many")


def test_an_answer_without_end_is_refused(client: TestClient) -> None:
    digits = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcdefgh")
    assert refused(client, f"SELECT ?a ?h {{ {digits} }}", format="csv") == (400, "rows-many")


def test_the_page_of_a_query_shows_the_first_rows_and_says_so(small: TestClient) -> None:
    page = small.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "These are the first" in small.get("/sparql.en.html", params={"query": "SELECT * { ?s ?p ?o }"}).text


def test_an_empty_graph_name_is_none(client: TestClient) -> None:
    assert count(client, default_graph_uri="") == count(client)
    assert count(client, default_graph_uri=["", PLAN]) == count(client, default_graph_uri=PLAN)


def test_relative_iris_are_resolved_against_the_address_of_the_endpoint(client: TestClient) -> None:
    (row,) = rows(client, "SELECT (<id/x> AS ?iri) (STR(<>) AS ?here) {}")
    assert row == {"iri": "http://127.0.0.1:8000/id/x", "here": "http://127.0.0.1:8000/sparql"}


def test_a_function_that_nobody_knows_is_an_error_of_its_expression(client: TestClient) -> None:
    text = "PREFIX f: <urn:f:> SELECT ?n { VALUES ?n { 1 2 } FILTER (?n = 1 || f:g(?n)) BIND (<urn:h>(?n) AS ?none) }"
    assert rows(client, text) == [{"n": "1"}]
    cast = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:integer('7') AS ?n) {}"
    assert rows(client, cast) == [{"n": "7"}]


def test_what_the_engine_would_answer_wrongly_is_refused_with_what_to_write(client: TestClient) -> None:
    wrong = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?c MINUS { ?x ?y 'nothing of this' } } }"
    answer = client.get("/sparql", params={"query": wrong}, headers={**JSON, "Accept-Language": "en"})
    assert (answer.status_code, answer.json()["title"]) == (403, "graph-variable")
    assert "GRAPH ?g" in answer.json()["remedy"]
    right = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?c } MINUS { GRAPH ?g { ?s a <urn:none> } } }"
    assert count(client, right) > 0


def test_scripts_of_other_sites_may_send_what_clients_send(client: TestClient) -> None:
    allowed = client.options("/sparql").headers["access-control-allow-headers"].lower().split(", ")
    assert {"accept", "authorization", "content-type", "x-requested-with"} <= set(allowed)


def test_errors_come_in_the_language_of_the_server_where_the_client_names_none(repo: Repo, built: Build) -> None:
    site, limits = Site(repo, built, "http://127.0.0.1:8000/"), Limits(workers=1)
    with asking(site, limits, Live(site, limits, lang="en")) as client:
        assert "no such page" in client.get("/nothing").json()["detail"]
        assert "ありません" in client.get("/nothing", headers={"Accept-Language": "ja"}).json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/sparql?query=SELECT", 400, "sparql-syntax"),
        ("GET", "/sparql?query=CLEAR%20ALL", 403, "update-refused"),
        ("GET", "/sparql?query=x&query=y", 400, "request"),
        ("POST", "/sparql", 415, "request-type"),
        ("GET", f"/sparql?query={quote(COUNT)}&format=png", 406, "not-acceptable"),
        ("PUT", "/sparql", 405, "method"),
        ("GET", "/nothing", 404, "no-page"),
        ("GET", "/queries/goals.csv?lang=ja&lang=en", 400, "parameter"),
    ],
)
def test_the_type_of_a_problem_leads_to_its_paragraph(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path, headers=JSON)
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["title"]) == (status, status, code)
    assert answer.headers["content-type"] == media.PROBLEM.media_type
    address, _, anchor = problem["type"].partition("#")
    assert anchor == code
    page = client.get(address.removeprefix("http://127.0.0.1:8000"), headers={"Accept": "text/html"})
    assert f'id="{code}"' in page.text


@pytest.mark.parametrize("text", ["SELECT *\nWHERE {\n  ?s ?p }", "ASK { ?s ?p ?o . }\n\n  }", "SELECT ?s WHERE"])
def test_a_syntax_error_is_named_by_line_and_column(client: TestClient, text: str) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={**JSON, "Accept-Language": "en"})
    said = answer.json()
    assert (answer.status_code, said["title"]) == (400, "sparql-syntax")
    assert answer.headers["content-type"] == media.PROBLEM.media_type
    assert said["line"] == len(text.splitlines())
    assert said["column"] >= 1
    assert said["remedy"]


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DROP ALL", "CLEAR ALL", "DELETE WHERE { ?s ?p ?o }",
     "LOAD <file:///etc/passwd>", "PREFIX a: <urn:a>\nWITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_updates_are_refused_however_they_come(client: TestClient, text: str) -> None:
    before = count(client)
    assert refused(client, text) == (403, "update-refused")
    assert client.get("/sparql", params={"update": text}).status_code == 403
    for kind, body in ((FORM, urlencode({"update": text})), (FORM, urlencode({"query": text})), (QUERY, text),
                       ("application/sparql-update", text)):  # fmt: skip
        assert client.post("/sparql", content=body, headers={"Content-Type": kind}).status_code == 403
    assert count(client) == before


@pytest.mark.parametrize("text", ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
                                  "SELECT * { SERVICE SILENT <https://query.wikidata.org/sparql> { ?s ?p ?o } }",
                                  "ASK { BIND (<http://a/> AS ?x) SERVICE ?x { ?s ?p ?o } }"])  # fmt: skip
def test_other_hosts_are_not_called(client: TestClient, text: str) -> None:
    assert refused(client, text) == (403, "service-refused")


@pytest.mark.parametrize(
    ("query_string", "status"),
    [("query=ASK%7B%7D&query=ASK%7B%7D", 400), ("query=%ff", 400), ("query=", 400), ("default-graph-uri=x", 200),
     ("query=ASK%7B%7D&default-graph-uri=no%20iri", 400)],
)  # fmt: skip
def test_a_malformed_request_is_refused(client: TestClient, query_string: str, status: int) -> None:
    assert client.get(f"/sparql?{query_string}").status_code == status


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [("text/plain", b"ASK {}", 415), ("", b"ASK {}", 415), (QUERY, b"ASK { ?s ?p '\xff' }", 400), (FORM, b"", 400),
     (QUERY, b"#" * (1 << 20) + b"\nASK {}", 413), (FORM, b"query=" + b"x" * 10_000_000, 413)],
)  # fmt: skip
def test_a_body_of_another_kind_or_size_is_refused(client: TestClient, kind: str, body: bytes, status: int) -> None:
    answer = client.post("/sparql", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == media.PROBLEM.media_type


def test_a_body_in_pieces_is_measured_too(client: TestClient) -> None:
    pieces = (b"x" * 100_000 for _ in range(100))
    assert client.post("/sparql", content=pieces, headers={"Content-Type": QUERY}).status_code == 413


def test_a_query_that_takes_too_long_is_stopped(hurried: TestClient) -> None:
    answer = hurried.get("/sparql", params={"query": RUNAWAY}, headers={**JSON, "Accept-Language": "en"})
    assert (answer.status_code, answer.json()["title"]) == (504, "timeout")
    assert "3 s" in answer.json()["detail"]
    assert count(hurried) > 0


@pytest.mark.parametrize("text", ["a." * 100_000, '"""' + '\\"""' * 100_000, "ASK { FILTER (" + "(" * 30_000])
def test_a_text_made_to_be_hard_to_read_stops_its_worker_only(hurried: TestClient, text: str) -> None:
    answer = hurried.post("/sparql", content=text, headers={"Content-Type": QUERY})
    assert answer.status_code in (400, 500, 504)
    assert count(hurried) > 0


def test_an_answer_can_be_asked_for_again(client: TestClient) -> None:
    address = f"/sparql?query={quote(COUNT)}&format=json"
    first = client.get(address)
    assert first.headers["cache-control"] == "no-cache"
    assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == first.headers["content-type"]


def test_a_large_answer_comes_compressed(client: TestClient) -> None:
    answer = client.get("/sparql?query=SELECT*%7B?s?p?o%7DLIMIT%201000", headers={**JSON, "Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(json.loads(answer.content)["results"]["bindings"]) == 1_000
