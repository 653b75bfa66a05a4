"""The tools, resources and prompts that a language model is offered, on the official package ``mcp``.

Every tool is read-only and asks the same build under the same deadlines as ``kgtool query``.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from kgtool.base.errors import KgtoolError, UsageError
from kgtool.base.version import __version__
from kgtool.build import search_index
from kgtool.engines import ask
from kgtool.engines.ask import Engine
from kgtool.mcp.records import MOST_ROWS, AnswerRecords, Record
from kgtool.mcp.voices import Voices
from kgtool.rdf import iris, media
from kgtool.search import folding
from kgtool.search.index import Index
from kgtool.search.names import ELEMENT, PLAN, NamedResource, Resolution, ResourceKind
from kgtool.search.routing.router import Candidate, Routing
from kgtool.sparql import catalogue
from kgtool.sparql.tokens import Query
from kgtool.web.backend import Backend
from kgtool.web.models import choice

Lang = Annotated[Literal["ja", "en"], Field(description="Language of names and texts in the answer")]
PlanName = Annotated[
    str, Field(description="A plan: its id, the code or name of its city (清瀬, Kiyose); empty for all")
]
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = """\
Plans of Japanese cities as one graph. Rules for whoever quotes from it:
1. Always name the city, the plan and its version, and say when it is a draft or unverified (plans[].notice).
2. Always give the place (places: file, lines, hash). A statement without a place is not to be made.
3. Tell whose voice it is (voice): "plan" is the plan's, "ours" is a judgement or translation of the makers of the data,
   "computed" follows from a rule. Names marked * or ※ are ours.
4. What is not known (not_known) is neither zero nor absent: say that it is not known, and why.
5. What no tool answers, say so; do not guess. The plans' own sentences are not in the data, only their places.
Begin with ask_in_words, or with list_questions and ask_question."""
_ONTOLOGY, _GUIDE = "plans://ontology", "plans://guide/{lang}"
P = ParamSpec("P")
R = TypeVar("R")


class PlanTools:
    """What the tools do, for one build. Thread-safe: each call has look-ups of its own."""

    def __init__(self, backend: Backend, engine: Engine) -> None:
        """``engine`` answers questions and queries, with deadlines."""
        self._backend, self._engine = backend, engine
        self._voices = Voices(backend.store, backend.prefixes)

    @cached_property
    def _index(self) -> Index:
        return Index(search_index.folder(self._backend.build, self._backend.repo))

    def _records(self, lang: str) -> AnswerRecords:
        return AnswerRecords(self._backend, self._voices, lang)

    def find_plans(self, name: str, lang: str) -> Record:
        """Return the plans, or those that go by a name."""
        ids = [one.plan for one in self._resolved(name, PLAN)] if name else list(choice.ids(self._backend.build))
        records = self._records(lang)
        found = [records.resource(iris.element(plan)) for plan in ids]
        return records.whole(found, [], [], {"tool": "find_plans", "name": name})

    def find_elements(self, words: str, plan: str, kind: str, lang: str, most: int) -> Record:
        """Return what has the words in its name, description or themes."""
        records, chosen = self._records(lang), self._plan_id(plan)
        found = self._index.find(folding.asked(words), chosen, kind, 0, most) if folding.asked(words) else None
        rows = []
        for entry in found.entries if found else ():
            rows.append({**records.resource(entry.iri), "kind": entry.kind, "places": records.places(entry.iri)})
        asked = {"tool": "find_elements", "words": words, "plan": chosen, "kind": kind}
        cut = bool(found and found.total > len(rows))
        return records.whole(rows, [iris.element(chosen)] if chosen else [], [], asked, cut=cut)

    def read_element(self, element: str, plan: str, lang: str) -> Record:
        """Return one element with its place, what is around it, and what is said of it."""
        iri, records = self._element(element, plan), self._records(lang)
        record = {**records.element(iri), "gaps": records.gaps(iri)}
        for part, question in (("themes", "why-this-theme"), ("judgements", "judgements-about")):
            record[part] = self._answer(question, {"element": iri}, lang)["answer"]
        return records.whole([record], [iri], [], {"tool": "read_element", "element": iri})

    def list_questions(self, words: str, lang: str) -> Record:
        """Return the questions of the catalogue, or those that some words may mean."""
        routing = self._backend.router.route(words) if words else None
        chosen = [one.question for one in routing.candidates] if routing else list(self._backend.questions.values())
        return {
            "questions": [
                {
                    "id": question.id,
                    "topic": question.topic,
                    "title": question.header.title[lang],
                    "description": question.header.description[lang],
                    "parameters": {
                        name: {
                            "title": parameter.title[lang],
                            "type": parameter.type,
                            "example": parameter.example,
                            "optional": parameter.optional,
                        }
                        for name, parameter in question.header.params.items()
                    },
                }
                for question in chosen
            ]
        }

    def ask_question(self, id_: str, parameters: dict[str, str], lang: str) -> Record:
        """Return the answer to a question of the catalogue."""
        return self._answer(id_, parameters, lang)

    def ask_in_words(self, text: str, lang: str) -> Record:
        """Return the answer to the question that a text is taken for, and what else it might have been."""
        routing = self._backend.router.route(text)
        taken = routing.taken
        if taken is None:
            return self._refused(routing, lang)
        answer = self._answer(taken.question.id, {name: value.text for name, value in taken.values.items()}, lang)
        answer["asked"] |= {"words": text, **_understood(taken, lang)}
        answer["asked"]["might_also_be"] = [
            {"id": one.question.id, "title": one.question.header.title[lang]} for one in routing.candidates[1:]
        ]
        return answer

    def compare_on_theme(self, theme: str, lang: str) -> Record:
        """Return what each plan says it will do, and what it wants to have come true, on one theme."""
        parts = {
            part: self._answer(question, {"theme": theme}, lang)
            for part, question in (("directions", "directions-on-theme"), ("states", "desired-states-on-theme"))
        }
        rows = [{"part": part, **row} for part, answer in parts.items() for row in answer["answer"]]
        limits = [text for answer in parts.values() for text in answer["not_known"]["limits"]]
        columns: dict[str, Any] = {}
        for answer in parts.values():
            columns |= answer["voices"].get("columns", {})
        ids = [iris.element(plan) for plan in choice.ids(self._backend.build)]
        return self._records(lang).whole(rows, ids, limits, {"tool": "compare_on_theme", "theme": theme}, columns)

    def correspondences(self, element: str, plan: str, lang: str) -> Record:
        """Return what an element and its parts correspond to in other plans, with reasons."""
        return self._answer("correspondences-of-element", {"element": self._element(element, plan)}, lang)

    def what_is_missing(self, plan: str, lang: str) -> Record:
        """Return what a plan, or all plans, do not say or have lost."""
        return self._answer("missing-information", {"plan": plan} if plan else {}, lang)

    def sparql(self, query: str, limit: int, lang: str) -> Record:
        """Return the answer to a read-only query."""
        most = min(limit, MOST_ROWS)
        answer = self._engine.answer(Query(query), most)
        return self._records(lang).sparql(answer, {"tool": "sparql", "query": query}, answer.cut)

    def guide(self, lang: str) -> str:
        """Return how the catalogue is laid out, with all its questions."""
        lines = [_INSTRUCTIONS, ""]
        for question in self._backend.questions.values():
            takes = ", ".join(question.header.params)
            lines.append(
                f"- {question.id} ({takes}): {question.header.title[lang]}. {question.header.description[lang]}"
            )
        return "\n".join(lines) + "\n"

    def ontology(self) -> str:
        """Return the ontology, in Turtle."""
        return "\n".join(self._backend.repo.file(path).text for path in self._backend.repo.ontology)

    def _answer(self, id_: str, parameters: dict[str, str], lang: str) -> Record:
        question = catalogue.find(self._backend.repo, id_)
        texts = {name: str(value) for name, value in parameters.items() if value != ""}
        if "lang" in question.header.params:
            texts.setdefault("lang", lang)
        taken: dict[str, str] = {}
        values = ask.values(
            question,
            [f"{name}={text}" for name, text in texts.items()],
            self._backend.prefixes,
            self._backend.resolver,
            lambda parameter, text, one: taken.update({parameter.name: one.name(lang)}),
        )
        answer = self._engine.answer(ask.query(question, values), MOST_ROWS + 1)
        asked = {
            "question": id_,
            "title": question.header.title[lang],
            "parameters": {name: term.value for name, term in values.items()},
            "taken_for": taken,
        }
        return self._records(lang).answer(question, answer, [term.value for term in values.values()], asked)

    def _refused(self, routing: Routing, lang: str) -> Record:
        reason = routing.refusal[lang] if routing.refusal else ""
        near = [{"id": one.question.id, "title": one.question.header.title[lang]} for one in routing.candidates]
        return self._records(lang).whole([], [], [reason], {"words": routing.text, "refused": reason, "near": near})

    def _plan_id(self, plan: str) -> str:
        return self._resolved(plan, PLAN)[0].plan if plan else ""

    def _element(self, element: str, plan: str) -> str:
        if element.startswith(iris.ID):
            return element
        found = self._resolved(element, ELEMENT)
        chosen = self._plan_id(plan)
        fitting = [one for one in found if not chosen or one.plan == chosen]
        if len(fitting) != 1:
            raise _unclear(Resolution(element, tuple(fitting or found)))
        return fitting[0].iri

    def _resolved(self, name: str, kind: ResourceKind) -> list[NamedResource]:
        found = self._backend.resolver.resolve(name, kind)
        if not found.matches:
            raise _unclear(found)
        return list(found.matches)


def _unclear(found: Resolution) -> UsageError:
    listed = found.matches or found.near
    near = ", ".join(f"{one.name('ja')} ({iris.path_of(one.iri)})" for one in listed) or "-"
    reason = {
        "ja": f"{found.text!r} はどれのことか分かりません",
        "en": f"{found.text!r} stands for none, or for several",
    }
    return UsageError("parameter", name="name", reason=reason, remedy=near)


def _understood(taken: Candidate, lang: str) -> Record:
    return {
        "understood": {
            name: {"value": value.called(lang), "from_words": value.words or None}
            for name, value in taken.values.items()
        },
        "not_said": list(taken.missing),
    }


def _speaking(tool: Callable[P, R]) -> Callable[P, R]:
    """Let an error of ours reach the model as a message, with its code and what to do."""

    @wraps(tool)
    def said(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return tool(*args, **kwargs)
        except KgtoolError as error:
            raise ToolError(error.render("ja" if kwargs.get("lang") == "ja" else "en")) from None

    return said


def make(backend: Backend, engine: Engine) -> MCPServer[Any]:
    """Return a server of one build; it runs on stdio or streamable HTTP (``run``)."""
    tools = PlanTools(backend, engine)
    server: MCPServer[Any] = MCPServer(
        "jp-plan-kg",
        title="Municipal plans of Japan / 自治体の総合計画",
        instructions=_INSTRUCTIONS,
        version=__version__,
        website_url=backend.url,
        log_level="WARNING",
    )
    _tools(server, tools)

    @server.resource(_ONTOLOGY, title="Ontology (Turtle)", mime_type=media.TURTLE.media_type)
    def ontology() -> str:
        return tools.ontology()

    @server.resource(_GUIDE, title="Guide and questions / 手引きと問い", mime_type=media.TEXT.media_type)
    def guide(lang: str) -> str:
        return tools.guide("ja" if lang == "ja" else "en")

    @server.prompt(title="二つの市を比べる")
    def hikaku(first: str, second: str, theme: str) -> str:
        return (
            f"{first}と{second}の計画が「{theme}」について何をするとしているかを比べてください。compare_on_theme を使い、"
            "市・計画・版(素案ならそう書く)・行番号を必ず添え、計画の言葉と私たちの判断を区別し、分からないことは"
            "分からないと書いてください。"
        )

    @server.prompt(title="Compare two cities")
    def compare(first: str, second: str, theme: str) -> str:
        return (
            f"Compare what the plans of {first} and {second} say they will do on “{theme}”. Use compare_on_theme. Give the "
            "city, plan, version (say when it is a draft) and lines for everything, tell the plan's voice from judgements, "
            "and say what is not known."
        )

    @server.prompt(title="足りないことを調べる / What is missing")
    def missing(plan: str) -> str:
        return (
            f"{plan}: what_is_missing で欠けている情報とその理由をまとめてください。推定は値として扱わないでください。 / "
            "Summarise what is missing and why with what_is_missing; never treat a guess as a value."
        )

    return server


def run_http(server: MCPServer[Any], listener: socket.socket) -> None:
    """Serve streamable HTTP at ``/mcp`` of a listening socket until the process is asked to end."""
    host = str(listener.getsockname()[0])
    app = server.streamable_http_app(host=host)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def _tools(server: MCPServer[Any], tools: PlanTools) -> None:
    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def find_plans(name: PlanName = "", lang: Lang = "en") -> dict[str, Any]:
        """List the plans, or find one by city, code or id: version, status (draft?), period, source text and hash."""
        return tools.find_plans(name, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def find_elements(
        words: Annotated[str, Field(description="Words to look for in names, abstracts and themes")],
        plan: PlanName = "",
        kind: Annotated[
            str, Field(description="Class, e.g. Measure, Direction, Goal, DesiredState; empty for all")
        ] = "",
        lang: Lang = "en",
        most: Annotated[int, Field(ge=1, le=50)] = 20,
    ) -> dict[str, Any]:
        """Find elements of plans, themes and named things by words, with the place of each in its plan."""
        return tools.find_elements(words, plan, kind, lang, most)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def read_element(
        element: Annotated[str, Field(description="IRI, or code or name: 1-111, 目標12, 施策3-331")],
        plan: PlanName = "",
        lang: Lang = "en",
    ) -> dict[str, Any]:
        """Read one element: heading, our abstract, what is above and below, themes and judgements, gaps, its place."""
        return tools.read_element(element, plan, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def list_questions(
        words: Annotated[str, Field(description="Own words, to see the nearest questions only; empty for all")] = "",
        lang: Lang = "en",
    ) -> dict[str, Any]:
        """List the questions that the catalogue answers, with parameters and what each answer does not say."""
        return tools.list_questions(words, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def ask_question(
        id: Annotated[str, Field(description="Id of a question, from list_questions")],
        parameters: Annotated[
            dict[str, str] | None,
            Field(description="Values by name; cities, themes, codes and IRIs are all understood"),
        ] = None,
        lang: Lang = "en",
    ) -> dict[str, Any]:
        """Ask a question of the catalogue."""
        return tools.ask_question(id, parameters or {}, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def ask_in_words(
        text: Annotated[str, Field(description="A question in Japanese or English")], lang: Lang = "en"
    ) -> dict[str, Any]:
        """Ask in one's own words. Says which question was taken; refuses what the catalogue cannot answer."""
        return tools.ask_in_words(text, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def compare_on_theme(
        theme: Annotated[str, Field(description="A theme: 子育て, disaster, theme:housing")], lang: Lang = "en"
    ) -> dict[str, Any]:
        """Compare what all plans say they will do, and the future they picture, on one theme."""
        return tools.compare_on_theme(theme, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def follow_correspondences(
        element: Annotated[str, Field(description="IRI, or code or name of an element")],
        plan: PlanName = "",
        lang: Lang = "en",
    ) -> dict[str, Any]:
        """Follow an element to its counterparts in other plans, with kind of match, confidence, reason and places."""
        return tools.correspondences(element, plan, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def what_is_missing(plan: PlanName = "", lang: Lang = "en") -> dict[str, Any]:
        """See what a plan does not say, or what its text has lost, with reasons. A guess is never a value."""
        return tools.what_is_missing(plan, lang)

    @server.tool(annotations=_READ_ONLY)
    @_speaking
    def sparql(
        query: Annotated[str, Field(description="SELECT, ASK, CONSTRUCT or DESCRIBE; updates are refused")],
        limit: Annotated[int, Field(ge=1, le=200)] = 100,
        lang: Lang = "en",
    ) -> dict[str, Any]:
        """Run a read-only SPARQL query under the same deadlines as on the command line."""
        return tools.sparql(query, limit, lang)
