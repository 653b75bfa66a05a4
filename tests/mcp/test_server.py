"""The Model Context Protocol, by the official client: in this process, over stdio, over streamable HTTP."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.server import MCPServer
from pyoxigraph import NamedNode

from kgtool.build import store as stores
from kgtool.build.store import Build
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.engines import ask
from kgtool.mcp import server as servers
from kgtool.mcp.records import MOST_ROWS
from kgtool.mcp.voices import MEANING
from kgtool.results import Answer
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.tokens import Query
from kgtool.web.backend import Backend
from tests import ROOT

T = TypeVar("T")
KIYOSE, KODAIRA = "13221-kiyose-5", "13211-kodaira-4"
QUESTIONS = catalogue.catalogue(layout.find(ROOT))


class InProcess:
    """Answers queries of the build in this process, which takes no time to start."""

    def __init__(self, build: Build) -> None:
        self._store = build.open()

    def answer(self, query: Query, limit: int | None = None, lang: str | None = None) -> Answer:
        return stores.stream(self._store, query.text, query.name, query.first_line).collect(limit)


@pytest.fixture(scope="module")
def backend(repo: Repo, built: Build) -> Backend:
    return Backend(repo, built, "https://example.org/")


@pytest.fixture(scope="module")
def server(backend: Backend, built: Build) -> MCPServer[Any]:
    return servers.make(backend, InProcess(built))


def talk(to: Any, what: Callable[[Client], Awaitable[T]]) -> T:
    async def run() -> T:
        async with Client(to) as client:
            return await what(client)

    with ThreadPoolExecutor(1) as thread:  # of its own: Playwright keeps a loop running in the thread of the tests
        return thread.submit(asyncio.run, run()).result()


def call(to: Any, tool: str, **arguments: Any) -> dict[str, Any]:
    async def called(client: Client) -> dict[str, Any]:
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        assert result.structured_content is not None
        return result.structured_content

    return talk(to, called)


def refused(to: Any, tool: str, **arguments: Any) -> str:
    async def called(client: Client) -> str:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        return str(result.content)

    return talk(to, called)


def plain(value: Any) -> Any:
    """A value of an answer without what was put around it."""
    return value["iri"] if isinstance(value, dict) else value


def values(rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {name: None if term is None else term.value for name, term in zip(columns, row, strict=True)} for row in rows
    ]


def check(answer: dict[str, Any]) -> None:
    """What no answer may lack: plans with version, status and hash; places; voices; what is not known."""
    assert answer["plans"]
    for plan in answer["plans"]:
        assert all(plan[name] for name in ("city", "version", "status", "notice"))
        assert plan["is_draft"] == (plan["plan"] == KIYOSE)
        assert all(text["sha256"] for text in plan["texts"])
    for record in answer["answer"]:
        assert record["places"], record
        assert all(place["sha256"] for place in record["places"])
        assert all(place["text"] for place in record["places"])
        every = (record, *record.get("values", {}).values())
        named = [value for value in every if isinstance(value, dict) and "iri" in value]
        assert all(value["voice"] in MEANING and value["name_voice"] in ("plan", "ours") for value in named)
    assert answer["voices"]["meaning"] == MEANING
    assert answer["not_known"].keys() == {"limits", "gaps", "more_gaps"}
    assert answer["dataset"]["hash"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_question_has_the_values_of_the_catalogue_with_city_place_and_voice(
    server: MCPServer[Any], backend: Backend, built: Build, question: Question
) -> None:
    given = {name: parameter.example for name, parameter in question.header.params.items()}
    answer = call(server, "ask_question", id=question.id, parameters=given)
    terms = ask.values(question, [f"{name}={text}" for name, text in given.items()], backend.prefixes)
    known = ask.ask(backend.store, question, terms)
    check(answer)
    got = [{name: plain(value) for name, value in row["values"].items()} for row in answer["answer"]]
    assert got == values(known.rows[:MOST_ROWS], known.columns)
    spoken = {plan["plan"] for plan in answer["plans"]}
    asked = {value.value.split("/id/")[-1].split("/")[0] for value in terms.values() if isinstance(value, NamedNode)}
    assert spoken >= asked & {KIYOSE, KODAIRA}


def test_a_row_has_the_most_exact_place_that_is_known(server: MCPServer[Any]) -> None:
    stated = call(server, "ask_question", id="goals", parameters={})["answer"]
    assert all(place["role"] != "whole text" for row in stated for place in row["places"])
    named = call(server, "ask_question", id="most-named-things", parameters={"plan": KODAIRA})["answer"]
    places = [place for row in named for place in row["places"]]
    assert {place["role"] for place in places} == {"mention"}
    assert {KODAIRA in place["of"] for place in places} == {True}, "of the plan that was asked about"
    assert all(place["lines"][0] and place["text"] for place in places)


def test_own_words_are_answered_with_what_was_understood(server: MCPServer[Any]) -> None:
    answer = call(server, "ask_in_words", text="清瀬市は空き家について何をすると言っていますか", lang="ja")
    check(answer)
    assert answer["asked"]["question"] == "directions-on-theme"
    assert answer["asked"]["understood"]["plan"]["from_words"] == "清瀬市"
    assert {plan["plan"] for plan in answer["plans"]} == {KIYOSE}
    assert "素案" in answer["plans"][0]["notice"]
    assert answer["voices"]["columns"]["abstract"] == ["ours"]


def test_what_cannot_be_answered_is_refused_and_nothing_is_said(server: MCPServer[Any]) -> None:
    answer = call(server, "ask_in_words", text="Who is the mayor of Kiyose?")
    assert answer["answer"] == []
    assert answer["asked"]["refused"]


def test_an_element_comes_with_its_place_and_tells_the_plans_words_from_ours(server: MCPServer[Any]) -> None:
    answer = call(server, "read_element", element="施策3-331")
    check(answer)
    (element,) = answer["answer"]
    assert element["classes"] == ["Measure"]
    assert element["name_voice"] == "ours", "the English name is a translation"
    assert element["printed_heading"]["voice"] == "plan"
    assert element["places"][0]["lines"] == [608, 608] or element["places"][0]["lines"][0] > 0
    japanese = call(server, "read_element", element="施策3-331", lang="ja")["answer"][0]
    assert japanese["name_voice"] == "plan"
    assert japanese["themes"]


def test_tools_find_compare_follow_and_say_what_is_missing(server: MCPServer[Any]) -> None:
    found = call(server, "find_elements", words="空き家")
    check(found)
    assert any("Vacant" in record["name"] for record in found["answer"])
    both = call(server, "compare_on_theme", theme="防災")
    check(both)
    assert {plain(record["values"]["plan"]).rpartition("/")[2] for record in both["answer"]} == {KIYOSE, KODAIRA}
    followed = call(server, "follow_correspondences", element="1-111", plan="清瀬")
    check(followed)
    missing = call(server, "what_is_missing", plan="Kiyose")
    check(missing)
    assert {plan["plan"] for plan in missing["plans"]} == {KIYOSE}
    check(call(server, "find_plans", name="きよせ"))


def test_sparql_is_read_only(server: MCPServer[Any], built: Build) -> None:
    answer = call(
        server, "sparql", query="SELECT ?s WHERE { ?s a <https://w3id.org/jp-plan/ns#Goal> } ORDER BY ?s LIMIT 3"
    )
    check(answer)
    assert len(answer["answer"]) == 3


def test_errors_reach_the_model_as_messages_with_what_to_do(server: MCPServer[Any]) -> None:
    assert "question-unknown" in refused(server, "ask_question", id="nothing")
    assert "parameter" in refused(server, "ask_question", id="goals", parameters={"plan": "Tachikawa"})
    assert "parameter" in refused(server, "read_element", element="9-999")


def test_resources_and_prompts_are_offered_in_both_languages(server: MCPServer[Any]) -> None:
    async def read(client: Client) -> tuple[str, str, set[str], str]:
        ontology = (await client.read_resource("plans://ontology")).contents[0].text
        guide = (await client.read_resource("plans://guide/ja")).contents[0].text
        prompts = {prompt.name for prompt in (await client.list_prompts()).prompts}
        said = await client.get_prompt("hikaku", {"first": "清瀬", "second": "小平", "theme": "防災"})
        return ontology, guide, prompts, said.messages[0].content.text

    ontology, guide, prompts, said = talk(server, read)
    assert "jpp:Measure a owl:Class" in ontology
    assert all(question.header.title.ja in guide for question in QUESTIONS)
    assert prompts == {"hikaku", "compare", "missing"}
    assert "素案" in said


def command(built: Build) -> list[str]:
    return ["-m", "kgtool", "--root", str(ROOT), "mcp", "--store", str(built.folder.parent)]


def test_over_stdio_the_command_answers_as_in_process(server: MCPServer[Any], built: Build) -> None:
    over = StdioServerParameters(command=sys.executable, args=command(built), cwd=str(ROOT))
    asked = {"id": "goals", "parameters": {"plan": "小平"}}
    assert call(over, "ask_question", **asked)["answer"] == call(server, "ask_question", **asked)["answer"]


@contextmanager
def served(built: Build) -> Iterator[str]:
    """The command over HTTP on a port of its own choice, ended at the end whatever happens."""
    started = [sys.executable, *command(built), "--http", "--port", "0"]
    with subprocess.Popen(started, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            assert said.startswith("kgtool: http://127.0.0.1:"), said
            yield said.split()[1]
        finally:
            process.terminate()


def test_over_streamable_http_the_command_answers_as_in_process(server: MCPServer[Any], built: Build) -> None:
    asked = {"text": "Which measures of Kiyose have no counterpart in Kodaira?"}
    with served(built) as address:
        assert call(address, "ask_in_words", **asked)["answer"] == call(server, "ask_in_words", **asked)["answer"]
