"""The fields of a question's form: one for each parameter, by its type, with values to choose from by their names.

Up to 100 resources are chosen from a list; of more the field takes a name, and offers those that begin like it.
"""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.base.errors import UsageError
from kgtool.engines import ask
from kgtool.rdf import iris
from kgtool.rdf.vocab import RDF, SKOS
from kgtool.sparql import catalogue
from kgtool.sparql.header import Parameter
from kgtool.web.backend import Backend
from kgtool.web.html import names
from kgtool.web.models.view import View
from kgtool.web.questions import AskedQuestion

_MOST, _MOST_NAMED = 100, 1_000
_KINDS = {
    "boolean": "select",
    "date": "date",
    "integer": "number",
    "decimal": "number",
    "iri": "text",
    "string": "text",
}


class Option(NamedTuple):
    """A value to choose, and its label."""

    value: str
    label: str


class Field(NamedTuple):
    """One field of the form.

    ``kind`` is ``select`` or the type of an ``input``; ``iri`` is the resource that the value names, if the graph
    knows it.

    ``called`` is the label of the example's resource; empty for values that are no IRIs. ``said`` is the value as people
    say it.
    """

    name: str
    kind: str
    title: str
    value: str
    example: str
    optional: bool
    iri: str = ""
    step: str = ""
    choices: tuple[Option, ...] = ()
    called: str = ""
    said: str = ""

    @property
    def is_unknown(self) -> bool:
        """Say whether the value names a resource that the graph does not know."""
        return bool(self.called and self.value and not self.iri)


def of(backend: Backend, view: View, asked: AskedQuestion) -> list[Field]:
    """Return the fields of a question's form, filled with the values that it was asked with."""
    return [_input(backend, view, asked, parameter) for parameter in asked.question.header.params.values()]


def _input(backend: Backend, view: View, asked: AskedQuestion, parameter: Parameter) -> Field:
    name, type_ = parameter.name, parameter.type
    term = asked.values.get(name)
    iri = term.value if isinstance(term, NamedNode) and _is_known(view, term) else ""
    example = catalogue.term(parameter, parameter.example, backend.prefixes, name)
    text, choices = asked.texts.get(name, ""), _choices(backend, view, parameter, example.value)
    kind = "select" if choices and len(choices) <= _MOST else _KINDS[type_]
    value = _chosen(backend, choices, iri) or text
    said = names.full(view, iri) if iri else next((label for value, label in choices if value == text), text)
    if kind == "select" and value and value not in {choice.value for choice in choices}:
        choices = (Option(value, said), *choices)
    if kind == "text" and iri and _leads_to(backend, asked, parameter, said, iri):
        value = said
    step = {"integer": "1", "decimal": "any"}.get(type_, "")
    title, called = parameter.title[view.lang], names.full(view, example.value) if type_ == "iri" else ""
    return Field(name, kind, title, value, parameter.example, parameter.optional, iri, step, choices, called, said)


def _chosen(backend: Backend, choices: tuple[Option, ...], iri: str) -> str:
    """The value of the choice that stands for a resource, by whatever name it was asked for."""
    short = iris.short(iri, backend.prefixes) if iri else ""
    return next((choice.value for choice in choices if choice.value == short), "")


def _leads_to(backend: Backend, asked: AskedQuestion, parameter: Parameter, name: str, iri: str) -> bool:
    """Whether a name is understood as this resource and no other."""
    try:
        found = ask.term(asked.question, parameter, name, backend.prefixes, backend.resolver)
    except UsageError:
        return False
    return found.value == iri


def _choices(backend: Backend, view: View, parameter: Parameter, example: str) -> tuple[Option, ...]:
    if parameter.type == "boolean":
        words = ("はい", "いいえ") if view.lang == "ja" else ("yes", "no")
        return Option("true", words[0]), Option("false", words[1])
    if parameter.name == "lang":
        return Option("ja", "日本語"), Option("en", "English")
    return _alike(backend, view, example) if parameter.type == "iri" else ()


def _alike(backend: Backend, view: View, example: str) -> tuple[Option, ...]:
    """The resources of the concept scheme or class of the example, with their names; none where there are more than 1,000."""
    like = [(SKOS.inScheme, scheme) for scheme in view.objects(example, SKOS.inScheme)]
    for predicate, kind in [*like, *((RDF.type, type_) for type_ in view.types(example))]:
        found = view.subjects(predicate, kind, _MOST_NAMED + 1)
        if 1 < len(found) <= _MOST_NAMED:
            ours = kind.startswith((iris.NS, iris.ID))
            offered = found if ours else [value for value in found if _is_named(value)]
            named = [Option(iris.short(value, backend.prefixes), names.full(view, value)) for value in offered]
            return tuple(sorted(named, key=lambda choice: choice.value))
    return ()


def _is_named(iri: str) -> bool:
    """Whether a resource of a foreign class is ours, or one for which we have names in both languages."""
    return iri.startswith(iris.BASE) or iri in names.terms()


def _is_known(view: View, node: NamedNode) -> bool:
    """Whether the graph says anything of a resource, or in its name."""
    patterns = ((node, None, None, None), (None, None, node, None), (None, None, None, node), (None, node, None, None))
    return any(next(view.store.quads_for_pattern(*pattern), None) is not None for pattern in patterns)
