"""Three invented plans (three-plans.trig, their numbers in three-plans-numbers.trig), and the questions asked of them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.rdf import iris
from kgtool.results import Term
from kgtool.sparql.catalogue import Question
from kgtool.sparql.tokens import Query

GRAPHS = sorted(Path(__file__).parent.glob("three-plans*.trig"))
THIRD = "99993-sora-3"
_NAMES = {
    **{
        f"{iris.ID}{plan}/{version}/": f"{name}:"
        for plan, version, name in (
            ("99991-aoba-1", "draft", "aoba"),
            ("99992-midori-2", "adopted", "midori"),
            (THIRD, "as-received", "sora"),
        )
    },
    f"{iris.TEXT}": "text:",
    iris.ID: "",
    iris.NS: "jpp:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "https://w3id.org/sssom/": "sssom:",
}


@cache
def quads() -> tuple[Quad, ...]:
    return tuple(quad for path in GRAPHS for quad in parse(path=str(path), format=RdfFormat.TRIG))


@cache
def store(without: str = "") -> Store:
    """The graph, which nobody changes; without every statement that names a plan."""
    made = Store()
    made.bulk_extend([quad for quad in quads() if not without or without not in str(quad)])
    return made


def ways(question: Question) -> list[list[str]]:
    """The parameters to ask a question with: all of them, and only those that it needs."""
    table = _stand_ins()
    own = table["values"].get(question.id, {})
    params = question.header.params.values()
    given = {p.name: own.get(p.name, table["examples"].get(p.example, p.example)) for p in params}
    every = [f"{name}={value}" for name, value in given.items()]
    needed = [f"{p.name}={given[p.name]}" for p in params if not p.optional]
    return [every, needed] if every != needed else [every]


def query(repo: Repo, question: Question, given: list[str]) -> Query:
    return ask.query(question, ask.values(question, given, _prefixes(repo)))


def short(term: Term) -> str:
    """A term as a person reads it fastest."""
    if term is None:
        return "-"
    if isinstance(term, NamedNode):
        start = next((start for start in _NAMES if term.value.startswith(start)), "")
        return _NAMES.get(start, "") + term.value[len(start) :]
    if isinstance(term, Literal):
        return f"{term.value}@{term.language}" if term.language else term.value
    return "_:"


@cache
def _prefixes(repo: Repo) -> dict[str, str]:
    return repos.prefixes(repo)


@cache
def _stand_ins() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("stand-ins.toml").read_text("utf-8"))
