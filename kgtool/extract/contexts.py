"""Settle what a name means and in which role it stands, by the text around it, by rules, and by decisions of readers.

A rule (``jpp:ContextRule`` in data/reference) says what follows where a name stands before or after a text: which of two
things it means (``jpp:impliesThing``), or in which role it stands (``jpp:impliesRole``). A decision is a mention in
curation.ttl: its places (``jpp:evidence``) settle what the name there means, its ``jpp:role`` the role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kgtool.base.errors import InputError
from kgtool.corpus.layout import Repo
from kgtool.extract.mentions import Hit
from kgtool.extract.outline import Range
from kgtool.extract.source import SourceText
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, RDF, SKOS

_FEW = frozenset[str]()


@dataclass
class ContextRule:
    """What follows for a thing of certain kinds whose name stands before or after a text. No text: it always follows."""

    kinds: set[str] = field(default_factory=set)
    before: set[str] = field(default_factory=set)
    after: set[str] = field(default_factory=set)
    thing: str = ""
    role: str = ""

    def length(self, kinds: frozenset[str], before: str, after: str) -> int:
        """Return how many characters of text the rule needs here: -1 where it does not apply, 0 where it needs none."""
        if not self.kinds & kinds:
            return -1
        if not self.before and not self.after:
            return 0
        found = [len(text) for text in self.before if before.endswith(text)]
        found += [len(text) for text in self.after if after.startswith(text)]
        return max(found, default=-1)


@dataclass
class ContextRules:
    """The rules of data/reference, and of each thing its kinds (itself, its classes, what is broader) and related things."""

    rules: list[ContextRule]
    kinds: Mapping[str, frozenset[str]]
    related: Mapping[str, frozenset[str]]

    def meaning(self, thing: str, before: str, after: str) -> str:
        """Return the thing that a name means; empty where it can mean several and no rule tells which."""
        kinds = self.kinds.get(thing, _FEW)
        rules = [rule for rule in self.rules if rule.thing and rule.kinds & kinds]
        if not rules:
            return thing
        general = self._best([(rule.length(kinds, before, after), rule.thing) for rule in rules])
        among = sorted({thing} | self.related.get(thing, _FEW))
        return next((found for found in among if general and general in self.kinds.get(found, _FEW)), "")

    def role(self, thing: str, around: Iterable[tuple[str, str]]) -> str:
        """Return the role in which a thing stands at some places of an element; empty where rules do not tell, or differ."""
        kinds = self.kinds.get(thing, _FEW)
        rules = [rule for rule in self.rules if rule.role]
        found = [[(rule.length(kinds, before, after), rule.role) for rule in rules] for before, after in around]
        by_text = [place for place in found if any(n > 0 for n, _ in place)]
        settled = {self._best(place) for place in by_text or found}
        return settled.pop() if len(settled) == 1 else ""

    @staticmethod
    def _best(found: list[tuple[int, str]]) -> str:
        """What follows by the longest text; empty where nothing does, or different things do."""
        most = max((n for n, _ in found), default=-1)
        best = {conclusion for n, conclusion in found if n == most}
        return best.pop() if most >= 0 and len(best) == 1 else ""


@dataclass
class MentionDecision:
    """What curation.ttl says of a mention: the places that are settled by it, and whether it says the role and the method."""

    places: set[Range] = field(default_factory=set)
    role: bool = False
    method: bool = False


@dataclass(frozen=True)
class SettledMention:
    """The places in one element where a name means one thing. ``role`` and ``method`` are those by rule: empty for
    what curation.ttl says or nobody has settled."""

    thing: str
    element: str
    places: tuple[Range, ...]
    role: str
    method: str

    @property
    def path(self) -> str:
        """Its path in the version, as ``measure/1/mention/residents``."""
        return _path(self.element, self.thing)


def settle(
    source: SourceText, hits: Iterable[Hit], rules: ContextRules, decisions: Mapping[str, MentionDecision]
) -> list[SettledMention]:
    """Return the mentions of a text, in the order of their first places, from the names found in it.

    ``decisions`` are those of :func:`decided`, by the path of a mention. Raises ``InputError`` (mention-unknown) for a
    decision about a mention that is not there.
    """
    means = {place: path for path, decision in decisions.items() for place in decision.places}
    places: dict[tuple[str, str], list[Range]] = defaultdict(list)
    unsettled = set()
    for hit in hits:
        thing = rules.meaning(hit.thing, *_around(source.text, hit.at))
        if hit.at in means:
            thing = iris.THING + means[hit.at].rpartition("/")[2]
        elif not thing:
            thing = hit.thing
            unsettled.add(_path(hit.element, thing))
        places[hit.element, thing].append(hit.at)
    found = []
    for (element, thing), at in places.items():
        path = _path(element, thing)
        decision = decisions.get(path, MentionDecision())
        role = "" if path in unsettled or decision.role else rules.role(thing, [_around(source.text, p) for p in at])
        method = "rule" if role and not decision.method else ""
        found.append(SettledMention(thing, element, tuple(at), role, method))
    there = {mention.path: mention.places for mention in found}
    for path, decision in decisions.items():
        if path not in there or not decision.places <= set(there[path]):
            raise InputError("mention-unknown", f"data/{source.description.edition}/curation.ttl", mention=path)
    return found


def decided(repo: Repo, source: SourceText) -> dict[str, MentionDecision]:
    """Read what the plan's curation.ttl says of mentions, by their path in the version."""
    path = repo.plan(source.description.edition) / "curation.ttl"
    version = iris.element(source.description.plan, source.description.version) + "/"
    found: dict[str, MentionDecision] = defaultdict(MentionDecision)
    for statement in repo.file(path).statements if path.is_file() else ():
        subject = statement.subject.value
        if not subject.startswith(version) or "mention" not in subject.split("/")[-2:-1]:
            continue
        decision = found[subject.removeprefix(version)]
        decision.role |= statement.predicate == JPP.role
        decision.method |= statement.predicate == JPP.method
        if statement.predicate == JPP.evidence and (span := iris.read_span(statement.object.value)):
            decision.places.add((span.start, span.end))
    return dict(found)


def rules(repo: Repo, plan: str) -> ContextRules:
    """Read the rules of data/reference, and what they need to know of the things that a plan may name."""
    read: dict[str, ContextRule] = defaultdict(ContextRule)
    kinds: dict[str, set[str]] = defaultdict(set)
    related: dict[str, set[str]] = defaultdict(set)
    named = set()
    for path in repo.things(plan):
        for subject, predicate, object_ in repo.file(path).statements:
            thing, value = subject.value, object_.value
            if predicate == RDF.type and object_ == JPP.ContextRule:
                named.add(thing)
            elif predicate in (RDF.type, SKOS.broader):
                kinds[thing] |= {thing, value}
            elif predicate == SKOS.related and isinstance(object_, NamedNode):
                related[thing].add(value)
            elif predicate == JPP.appliesTo:
                read[thing].kinds.add(value)
            elif predicate == JPP.textBefore:
                read[thing].before.add(value)
            elif predicate == JPP.textAfter:
                read[thing].after.add(value)
            elif predicate == JPP.impliesThing:
                read[thing].thing = value
            elif predicate == JPP.impliesRole:
                read[thing].role = value
    return ContextRules(
        [read[name] for name in sorted(named)],
        {thing: frozenset(found) for thing, found in kinds.items()},
        {thing: frozenset(found) for thing, found in related.items()},
    )


def _around(text: str, at: Range) -> tuple[str, str]:
    """The text of the line before and after a place, without white space."""
    start, end = text.rfind("\n", 0, at[0]) + 1, text.find("\n", at[1])
    before, after = text[start : at[0]], text[at[1] : end if end >= 0 else len(text)]
    return "".join(before.split()), "".join(after.split())


def _path(element: str, thing: str) -> str:
    return f"{element}/mention/{thing.rpartition('/')[2]}".removeprefix("/")
