"""What Oxigraph would answer wrongly inside of GRAPH ?g is refused, and nothing else; rdflib is the judge."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store

from kgtool.base.errors import QueryRefusedError
from kgtool.sparql import graph_scopes
from kgtool.sparql.tokens import Query

DATA = """
<g:1> { <s:1> <p:t> <c:A> ; <p:x> "1" ; <p:n> <s:2> . <s:2> <p:t> <c:A> }
<g:2> { <s:3> <p:t> <c:A> . <s:2> <p:x> "1" ; <p:n> <s:3> }
"""
WRONG = [
    "VALUES ?s { <s:1> <s:3> }",
    "{ ?s <p:t> ?c } UNION { VALUES ?s { <s:7> } }",
    "SELECT (COUNT(*) AS ?n) { ?x <p:t> ?c }",
    "SELECT DISTINCT ?c { ?s <p:t> ?c }",
    "?s <p:t> ?c OPTIONAL { SELECT ?s ?v { ?s <p:x> ?v } } FILTER (!BOUND(?v))",
    "SELECT ?s ?g { ?s <p:t> ?c } LIMIT 1",
    "SELECT ?s { ?s <p:t> ?c } LIMIT 1",
    "{ SELECT ?s { ?s ?p ?g } }",
    "?s <p:t> ?c { SELECT ?x { ?x <p:x> ?v } }",
    "{ SELECT ?x { ?x <p:x> ?v } } ?s <p:t> ?c",
    "{ SELECT ?x { ?x <p:x> ?v } } ?s ?p ?c",
    "?s <p:t> ?c MINUS { ?z <p:x> ?v }",
    "?s <p:t> ?c MINUS { FILTER (1 = 1) }",
]
RIGHT = [
    "?s <p:t> ?c VALUES ?s { <s:1> <s:3> }",
    "?s <p:t> ?c { VALUES ?s { <s:1> <s:3> } }",
    "?s <p:t> ?c MINUS { ?s <p:x> ?v }",
    "{ ?s <p:t> ?c MINUS { ?s <p:x> ?v } }",
    "SELECT ?s ?g { ?s <p:t> ?c }",
    "SELECT ?g (COUNT(*) AS ?n) { ?s <p:t> ?c } GROUP BY ?g",
    "?s <p:t> ?c FILTER EXISTS { VALUES ?s { <s:1> } }",
    "?s <p:t> ?c OPTIONAL { ?s <p:x> ?v }",
    "?s <p:t> ?c GRAPH <g:1> { SELECT ?v { ?s <p:x> ?v } }",
    "BIND (1 AS ?s)",
    "",
]


def rows_of_oxigraph(text: str) -> list[list[str]]:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    found = store.query(text, use_default_graph_as_union=True)
    names = sorted(variable.value for variable in found.variables)
    return sorted([str(row[name].value if row[name] is not None else "-") for name in names] for row in found)


def rows_of_rdflib(text: str) -> list[list[str]]:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=DATA, format="trig")
    found = dataset.query(text)
    # rdflib counts variables of MINUS among the columns of SELECT *
    names = sorted(set(map(str, found.vars or ())) - {"v"} if "MINUS" in text else map(str, found.vars or ()))
    return sorted([str(row[name]) if row[name] is not None else "-" for name in names] for row in found)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("group", RIGHT)
def test_what_both_engines_answer_alike_is_asked(group: str) -> None:
    text = f"SELECT * {{ GRAPH ?g {{ {group} }} }}"
    graph_scopes.check(Query(text))
    if "GRAPH <g:1>" not in group and "GROUP BY" not in group:  # there rdflib is wrong itself
        assert rows_of_oxigraph(text) == rows_of_rdflib(text)


ALONE = [
    "SELECT * { ?s <p:t> ?c }",
    "{ SELECT * { ?s <p:t> ?c } }",
    "{ SELECT ?s { ?s <p:t> ?c . ?s ?p ?o } ORDER BY ?s }",
    "{ SELECT * { ?s ?p ?g } }",
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("group", ALONE)
def test_a_subquery_that_keeps_every_solution_is_asked_where_nobody_asks_for_the_graph(group: str) -> None:
    text = f"SELECT ?s {{ GRAPH ?g {{ {group} }} }}"
    graph_scopes.check(Query(text))
    assert rows_of_oxigraph(text) == rows_of_rdflib(text)


@pytest.mark.parametrize("group", ALONE[:3])
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {{ GRAPH ?g {{ {} }} }}",
        "SELECT ?s $g {{ GRAPH ?g {{ {} }} }}",
        "SELECT ?s {{ ?x ?y ?g GRAPH ?g {{ {} }} }}",
    ],
)
def test_it_is_refused_where_somebody_does(group: str, text: str) -> None:
    with pytest.raises(QueryRefusedError):
        graph_scopes.check(Query(text.format(group)))


@pytest.mark.parametrize("group", WRONG)
def test_what_they_answer_differently_is_refused(group: str) -> None:
    text = f"SELECT * {{ GRAPH ?g {{ {group} }} }}"
    with pytest.raises(QueryRefusedError) as caught:
        graph_scopes.check(Query(text))
    assert caught.value.code == "graph-variable"
    assert caught.value.place.column > len("SELECT * { GRAPH ?g")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o MINUS { GRAPH ?g { ?s ?p ?o } } }",
        "SELECT * { GRAPH <g:1> { ?s ?p ?o MINUS { ?x ?y 1 } } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } MINUS { ?x ?y 1 } VALUES ?s { <s:1> } }",
        "SELECT * { SELECT ?s { GRAPH ?g { ?s ?p ?o } } }",
        "SELECT * { ?s ?p 'GRAPH ?g { VALUES ?x { 1 } }' }",
        "SELECT * { GRAPH ?g { ?s ?p ?o",
        "} GRAPH",
    ],
)
def test_outside_of_such_a_group_everything_is_asked(text: str) -> None:
    graph_scopes.check(Query(text))
