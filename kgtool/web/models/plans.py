"""Read a plan and its versions, and the named graphs that hold what is said of it."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, PROV
from kgtool.web.models.view import Name, View


class Version(NamedTuple):
    """A version of a plan: its status and curation level (concepts), the date it stands for, its source text."""

    iri: str
    status: str | None
    level: str | None
    as_of: str
    text: str | None


class Plan(NamedTuple):
    """A comprehensive plan; ``name`` is that of its municipality, which is ``body``.

    ``version`` is the newest version, the plan itself if it has none. Fiscal years are None if the plan does not say.
    """

    id: str
    iri: str
    version: str
    name: Name
    body: str | None
    first: int | None
    last: int | None
    years: int | None


def read(view: View, iri: str) -> Plan:
    """Read a plan."""
    body = view.object(iri, JPP.responsibleBody)
    return Plan(
        iris.path_of(iri),
        iri,
        _newest(view, iri),
        view.name(body or iri),
        body,
        view.number(iri, JPP.startFiscalYear),
        view.number(iri, JPP.endFiscalYear),
        view.number(iri, JPP.durationYears),
    )


def version(view: View, iri: str) -> Version:
    """Read a version."""
    status, level = view.object(iri, JPP.status), view.object(iri, JPP.curationLevel)
    return Version(iri, status, level, view.value(iri, JPP.asOf), view.object(iri, JPP.sourceText))


def plan_of(iri: str) -> str:
    """Return the plan to which an IRI below ``…/id/<plan>/`` belongs."""
    return iris.element(iris.path_of(iri).partition("/")[0])


def graph(kind: str, iri: str) -> NamedNode:
    """Return the named graph ``kind`` (``plan``, ``theme`` or ``outside``) of the plan to which an IRI belongs."""
    return NamedNode(iris.graph(kind, iris.path_of(plan_of(iri))))


def _newest(view: View, plan: str) -> str:
    """The version of a plan that no other version of it revises."""
    versions = view.subjects(JPP.versionOf, plan)
    revised = {old for version in versions for old in view.objects(version, PROV.wasRevisionOf)}
    return max((version for version in versions if version not in revised), default=plan)
