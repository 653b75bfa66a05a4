"""Collect the names that a plan's text is searched for: of what any city has, of the city's own things, of its governments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kgtool.base.errors import InputError
from kgtool.corpus.layout import Repo
from kgtool.extract import municipality
from kgtool.extract.mentions import Gazetteer, GazetteerName
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, SKOS


def read(repo: Repo, plan: str) -> Gazetteer:
    """Collect the surface forms and guards that apply to a plan, of data/reference and of its things.ttl.

    A thing of data/reference is what any city has, unless ``jpp:usedIn`` limits it to plans. It applies to every plan but those that have
    things of their own below it (``skos:broader``); what one of those is called means that one. The municipality's name
    and its prefecture's are those of the table of all municipalities.

    Raises ``InputError`` (surface) for one that is blank or whose IRI is not ours.
    """
    names = _CollectedNames(surfaces=list(municipality.names(repo, plan)))
    for path in repo.things(plan):
        file = repo.file(path)
        for statement in file.statements:
            names.add(statement, file.name)
        if path.parent.name == plan:
            names.belong(file.statements, iris.element(plan))
    return names.of(iris.element(plan))


@dataclass
class _CollectedNames:
    """Surface forms and guards with their things; of each thing the plans in which it is used, and what is above it."""

    surfaces: list[tuple[str, str]]
    guards: list[tuple[str, str]] = field(default_factory=list)
    used: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    above: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, said: Statement, file: str) -> None:
        """Note what one statement says of a thing."""
        thing, value = said.subject.value, said.object.value
        if said.predicate in (JPP.surface, JPP.guard):
            _usable(thing, value, file)
            (self.surfaces if said.predicate == JPP.surface else self.guards).append((value, thing))
        elif said.predicate == JPP.usedIn:
            self.used[thing].add(value)
        elif said.predicate == SKOS.broader:
            self.above[thing].add(value)

    def belong(self, described: Iterable[Statement], plan: str) -> None:
        """Note that all things described are used in a plan."""
        for said in described:
            self.used[said.subject.value].add(plan)

    def of(self, plan: str) -> Gazetteer:
        """Return the names that apply to a plan."""
        mine = {thing for thing, plans in self.used.items() if plan in plans}
        replaced = {concept for thing in mine for concept in self.above.get(thing, ())}
        own = [(surface, thing) for surface, thing in self.surfaces if thing in mine]
        taken = {surface for surface, _ in own}
        general = {thing for _, thing in (*self.surfaces, *self.guards)} - self.used.keys() - replaced
        found = own + [(s, thing) for s, thing in self.surfaces if thing in general and s not in taken]
        words = {surface for surface, _ in found}
        passed = [word for word, thing in self.guards if thing in mine | general and word not in words]
        return Gazetteer([GazetteerName(*name) for name in found] + [GazetteerName(word, "") for word in passed])


def _usable(thing: str, name: str, file: str) -> None:
    """Raise ``InputError`` (surface) for a name that nothing can be found by, or a thing that no mention can be made of."""
    if not name.strip():
        raise InputError("surface", file, thing=thing, reason={"ja": "空白です", "en": "it is blank"})
    try:
        iris.element(thing.removeprefix(iris.THING))
    except ValueError:
        reason = {"ja": f"{iris.THING} の下のASCIIのIRIではありません", "en": f"it has no ASCII IRI below {iris.THING}"}
        raise InputError("surface", file, thing=thing, reason=reason) from None
