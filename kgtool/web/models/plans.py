"""Read a plan and its versions, and the named graphs that hold what is said of it."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP
from kgtool.web.models.view import Name, View

KINDS = ("ComprehensivePlan", "SectoralPlan", "ImplementationPlan", "Plan")
_JUDGED = f"{iris.ID}curation-level/judged"


class Version(NamedTuple):
    """A version of a plan: its status and curation level (concepts), the date it stands for, its source text."""

    iri: str
    status: str | None
    level: str | None
    as_of: str
    text: str | None


class Plan(NamedTuple):
    """A plan; ``name`` is that of its municipality, which is ``body``, and ``kind`` its class: one of ``KINDS``.

    ``version`` is the version in force, the plan itself if it has none. Fiscal years are those that this version states,
    of a plan without any those on which all listings of it agree; None if nothing says.
    ``judged`` says that the contents of that version were read and judged (``jpp:curationLevel``): what was not found in
    it is absent. In a plan that was not, it was not looked for.
    """

    id: str
    iri: str
    kind: str
    version: str
    name: Name
    body: str | None
    first: int | None
    last: int | None
    years: int | None
    judged: bool


def read(view: View, iri: str) -> Plan:
    """Read a plan."""
    body, edition = view.object(iri, JPP.responsibleBody), in_force(view, iri)
    return Plan(
        iris.path_of(iri),
        iri,
        kind(view, iri),
        edition,
        view.name(body or iri),
        body,
        view.number(edition, JPP.startFiscalYear),
        view.number(edition, JPP.endFiscalYear),
        view.number(edition, JPP.durationYears),
        view.object(edition, JPP.curationLevel) == _JUDGED,
    )


def kind(view: View, iri: str) -> str:
    """Return the class of a plan: the one of ``KINDS`` that it is declared to be, the first if none."""
    types = view.types(iri)
    return next((kind for kind in KINDS if JPP[kind].value in types), KINDS[0])


def has_version(view: View, iri: str) -> bool:
    """Say whether a resource is a plan with a version of its own: its contents are here, not only its name."""
    return bool(view.subjects(JPP.versionOf, iri, 1))


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


def superseded_by(view: View, version: str | None) -> str | None:
    """Return the version in force of a plan, where a version of it is another one."""
    if not version:
        return None
    found = in_force(view, plan_of(version))
    return found if found not in (version, plan_of(version)) else None


def said_of(iri: str, version: str) -> bool:
    """Say whether a resource is a version or belongs to it."""
    return iri == version or iri.startswith(f"{version}/")


def in_force(view: View, plan: str) -> str:
    """Return the version of a plan that is in force; the plan itself where it has none."""
    return next(iter(view.subjects(JPP.versionInForceOf, plan, 1)), plan)
