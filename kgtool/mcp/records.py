"""What every answer carries: the plans it speaks of with version, status and hash, places in the text, voices, gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kgtool.mcp.voices import MEANING, Voices
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, RDFS
from kgtool.results import Answer, Term
from kgtool.results.card import NOTICES
from kgtool.sparql.catalogue import Question
from kgtool.web.backend import Backend
from kgtool.web.models import choice, gaps, mentions, places, plans
from kgtool.web.models.view import View

Record = dict[str, Any]
MOST_ROWS, MOST_GAPS, MOST_PLANS, MOST_MENTIONS = 200, 40, 20, 2
_PLAN_PATH = re.compile(rf"{re.escape(iris.ID)}(\d{{5}}-[^/]+)(?:/|$)")
_ROLES = {"heading": JPP.statedAt, "body": JPP.bodyAt}
_UNJUDGED = {
    "ja": "この計画の中身はまだ判断されていません。見つからないことは、ないことを意味しません。",
    "en": "The contents of this plan have not been judged: that something is not found does not mean that it is absent.",
}
_EMPTY = {
    "ja": "条件に合うものが見つかりませんでした。計画に書かれていないことは、市が何もしていないことを意味しません。",
    "en": "Nothing met the conditions. That a plan does not say something does not mean that the city does nothing.",
}
_CUT = {"ja": "行が多いので途中までです。", "en": "There are more rows than are shown."}


class AnswerRecords:
    """Makes records of one dataset in one language."""

    def __init__(self, backend: Backend, voices: Voices, lang: str) -> None:
        """``lang`` is ja or en."""
        self._backend, self._voices, self.lang = backend, voices, lang
        self.view: View = backend.view(lang)

    def answer(self, question: Question, answer: Answer, given: Sequence[str], asked: Record) -> Record:
        """Return the answer to a question with all that belongs to it; ``given`` are the IRIs of its parameters."""
        rows = list(answer.rows)[:MOST_ROWS]
        voices = self._voices.of_columns(question)
        limits = [question.header.description[self.lang]]
        voiced = {
            name for row in rows for name, term in zip(answer.columns, row, strict=True) if isinstance(term, Literal)
        }
        columns = {name: voices[name] for name in answer.columns if name in voiced and voices.get(name)}
        records = self._rows(answer.columns, rows, given)
        return self.whole(records, given, limits, asked, columns, len(answer.rows) > MOST_ROWS)

    def sparql(self, answer: Answer, asked: Record, cut: bool) -> Record:
        """Return the answer to a query of somebody's own: whose voice a literal is it cannot tell."""
        rows: list[Sequence[Term]] = (
            list(answer.rows)
            if answer.form == "SELECT"
            else [(triple.subject, triple.predicate, triple.object) for triple in answer.triples]
        )
        columns = answer.columns if answer.form == "SELECT" else ("subject", "predicate", "object")
        records = (
            self._rows(columns, rows) if answer.truth is None else [{"values": {"truth": answer.truth}, "places": []}]
        )
        return self.whole(records, (), [], asked, {}, cut)

    def whole(
        self,
        records: list[Record],
        given: Iterable[str],
        limits: list[str],
        asked: Record,
        columns: dict[str, Any] | None = None,
        cut: bool = False,
    ) -> Record:
        """Return records with the plans that they speak of, voices, and what is not known.

        A record that names no element of a plan has the places where the things that it names are mentioned, or else the
        whole texts: it is about what is in them.
        """
        named = [iri for record in records for iri in _iris(record)]
        spoken = _plans((*named, *given)) or list(choice.ids(self._backend.build))
        about = [self.plan(plan) for plan in spoken[:MOST_PLANS]]
        for record in records:
            record["places"] = record.get("places") or _texts(record, about)
        return {
            "asked": asked,
            "plans": about,
            "answer": records,
            "voices": {"meaning": MEANING, **({"columns": columns} if columns else {})},
            "not_known": self._not_known(records, named, about, limits, cut),
            "dataset": {"hash": self._backend.manifest["contentHash"], "site": self._backend.url},
        }

    def plan(self, plan: str) -> Record:
        """Return a plan with the version in force, its status and the texts that it was read from, with their hashes."""
        read = plans.read(self.view, iris.element(plan))
        version = plans.version(self.view, read.version)
        status = version.status.rpartition("/")[2] if version.status else ""
        texts = [
            {
                "role": "whole text",
                "plan": plan,
                "text": self.view.value(text, JPP.fileName),
                "sha256": self.view.value(text, JPP.sha256),
            }
            for text in self.view.objects(version.iri, JPP.sourceText)
        ]
        return {
            "plan": plan,
            "iri": read.iri,
            "title": self.view.name(read.iri).text,
            "city": self.view.name(read.body).text if read.body else "",
            "version": iris.path_of(version.iri),
            "status": status,
            "is_draft": status == "draft",
            "notice": NOTICES.get(status, NOTICES["unverified"])[self.lang],
            "as_of": version.as_of or None,
            "first_fiscal_year": read.first,
            "last_fiscal_year": read.last,
            "judged": read.judged,
            "texts": texts,
        }

    def resource(self, iri: str) -> Record:
        """Return a resource as an answer names it: with its name, and whose voice both are.

        The name of an element is the plan's where it is the printed heading; a translation or short name is ours.
        """
        name, voice = self.view.name(iri), self._voices.of_resource(iri)
        code = f"{name.code} " if name.code else ""
        printed = any(text.value == name.text for text in self.view.literals(iri, RDFS.label) if text.language == "ja")
        called = "plan" if printed and voice == "plan" else "ours"
        return {"iri": iri, "name": f"{code}{name.text}", "voice": voice, "name_voice": called}

    def places(self, iri: str) -> list[Record]:
        """Return where an element, or a passage, stands in the text: lines, characters and the hash of the wording."""
        spans = (
            [("evidence", iri)]
            if iris.read_span(iri)
            else [(role, span) for role, predicate in _ROLES.items() for span in self.view.objects(iri, predicate)]
        )
        found = []
        for role, span in spans:
            if place := places.read(self.view, span):
                found.append(
                    {
                        "role": role,
                        "of": iri,
                        "text": self.view.value(place.text, JPP.fileName) or place.text,
                        "lines": [place.first, place.last],
                        "page": place.page,
                        "characters": [place.start, place.end],
                        "sha256": place.sha256 or self.view.value(place.text, JPP.sha256),
                        "sha256_of": "passage" if place.sha256 else "text",
                    }
                )
        return found

    def _rows(self, columns: Sequence[str], rows: Sequence[Sequence[Term]], given: Sequence[str] = ()) -> list[Record]:
        asked = _plans(given) or list(choice.ids(self._backend.build))
        made = []
        for row in rows:
            record: Record = {"values": {name: self._term(term) for name, term in zip(columns, row, strict=True)}}
            named = [term.value for term in row if isinstance(term, NamedNode)]
            stated = [place for iri in dict.fromkeys(named) for place in self.places(iri)]
            record["places"] = stated or self._mentions(named, _plans(named) or asked)
            made.append(record)
        return made

    def _mentions(self, named: Sequence[str], chosen: Sequence[str]) -> list[Record]:
        """Where some plans name the things of a row: a few places in each."""
        things = [iri for iri in dict.fromkeys(named) if mentions.kind(self.view, iri)]
        spots = [
            spot
            for thing in things
            for plan in chosen
            for mention in mentions.first(self.view, thing, iris.element(plan), MOST_MENTIONS)
            for spot in mention.spots[:1]
        ]
        return [{**place, "role": "mention"} for spot in spots for place in self.places(spot.around)]

    def _term(self, term: Term) -> Any:
        if isinstance(term, NamedNode):
            return self.resource(term.value)
        if isinstance(term, Literal):
            return term.value
        return None if term is None else f"_:{term.value}" if isinstance(term, BlankNode) else str(term)

    def _not_known(
        self, records: list[Record], named: list[str], about: list[Record], limits: list[str], cut: bool
    ) -> Record:
        said = [*limits, *([] if records else [_EMPTY[self.lang]]), *([_CUT[self.lang]] if cut else [])]
        said += [f"{plan['plan']}: {_UNJUDGED[self.lang]}" for plan in about if not plan["judged"]]
        versions = [iris.element(plan["version"]) for plan in about]
        lacking = [gap for iri in dict.fromkeys((*named, *versions)) for gap in self.gaps(iri)]
        return {"limits": said, "gaps": lacking[:MOST_GAPS], "more_gaps": max(0, len(lacking) - MOST_GAPS)}

    def gaps(self, iri: str) -> list[Record]:
        """Return what a resource does not say and ought to, with the reason; guesses are ours and no values."""
        return [
            {
                "of": iri,
                "property": gap.local,
                "reason": self.view.name(gap.reason).text if gap.reason else None,
                "guesses": [
                    {
                        "value": self.view.name(guess.resource).text if guess.resource else guess.text,
                        "confidence": guess.confidence,
                        "voice": "ours",
                    }
                    for guess in gap.guesses
                ],
            }
            for gap in gaps.of(self.view, iri)
        ]

    def element(self, iri: str) -> Record:
        """Return an element: what it is, its own words' place, what stands around it, and what we say of it."""
        printed = next((text.value for text in self.view.literals(iri, RDFS.label) if text.language == "ja"), None)
        abstract = self.view.text(iri, DCTERMS.abstract)
        kinds = sorted(kind.removeprefix(iris.NS) for kind in self.view.types(iri) if kind.startswith(iris.NS))
        word = self.view.object(iri, JPP.localType)
        return {
            **self.resource(iri),
            "classes": kinds,
            "called_by_the_plan": self.view.name(word).text if word else None,
            "printed_heading": {"text": printed, "voice": "plan"} if printed else None,
            "abstract": {"text": abstract.text, "language": abstract.lang, "voice": "ours"} if abstract else None,
            "above": [self.resource(one) for one in self.view.objects(iri, JPP.partOf)],
            "below": [self.resource(one) for one in self.view.ordered(self.view.subjects(JPP.partOf, iri))],
            "places": self.places(iri),
        }


def _texts(record: Record, about: list[Record]) -> list[Record]:
    """The whole texts of the plans that a record names; of all that the answer is about, where it names none."""
    named = _plans(_iris(record))
    return [place for plan in about if not named or plan["plan"] in named for place in plan["texts"]]


def _plan(iri: str) -> str:
    found = _PLAN_PATH.match(iri)
    return found[1] if found else ""


def _plans(named: Iterable[str]) -> list[str]:
    """The plans to which resources belong, sorted."""
    return sorted({_plan(iri) for iri in named} - {""})


def _iris(record: Record) -> Iterable[str]:
    """The resources that a record names: itself, or those among its values."""
    if "iri" in record:
        yield record["iri"]
    yield from (value["iri"] for value in record.get("values", {}).values() if isinstance(value, dict))
