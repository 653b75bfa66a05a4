"""Check queries: rows are what is wrong (queries/checks/, docs/questions.md)."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import QuerySolutions, Store

from kgtool.build import store as stores
from kgtool.check.cross_unit import AllUnits
from kgtool.check.finding import Rule, ValidationResult
from kgtool.check.rules import RuleSet
from kgtool.check.unit_input import UnitInput
from kgtool.check.validators import Found, Notes, Validator
from kgtool.corpus import units
from kgtool.rdf import iris, nquads
from kgtool.sparql.catalogue import Question

_OURS = f"<{iris.BASE}".encode()


class QueryValidator(Validator):
    """The check queries: those about one unit, about two aligned plans, about terms, about all units."""

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return the rule of each check query."""
        return [rule for _, rule in rules.queries]

    def unit(self, unit: UnitInput, notes: Notes) -> list[Found]:
        """Ask the queries about one unit and, where it aligns two plans, those about pairs."""
        return _by_queries(unit) + (_by_pairs(unit) if unit.aligns else [])

    def together(self, all_units: AllUnits, notes: Notes) -> list[Found]:
        """Ask the queries about all units of what the units share."""
        store = all_units.shared_store()
        return [
            (rule, row) for question, rule in all_units.context.scoped("all") for row in query_results(question, store)
        ]


VALIDATOR = QueryValidator()


def query_results(question: Question, dataset: Store) -> Iterable[ValidationResult]:
    """Rows of a check query as results: columns focus, path and value, of which the last two may be unbound."""
    rows = stores.query(dataset, question.body, question.name, question.first_line)
    assert isinstance(rows, QuerySolutions)
    named = {variable.value for variable in rows.variables}
    columns = [name if name in named else "" for name in ("focus", "path", "value")]
    found = {tuple(str(row[name] or "") if name else "" for name in columns) for row in rows}
    for focus, path, value in sorted(found):
        yield ValidationResult(focus, path, value)


def _by_queries(given: UnitInput) -> list[Found]:
    """The rows about the unit's own nodes of the queries that look at one unit; adds its context lines to the store."""
    made, store = given.context, given.store
    around = [line.text for line in given.near]
    if given.name == units.SHARED:
        nquads.load_again(store, around)
        return _rows(given, store, "one", "terms", "shared")
    near = {node for subject in given.subjects for node in made.pointing.get(subject, ())} | given.outside
    around += [*made.ontology_lines("one"), *(line for node in sorted(near) for line in made.about.get(node, ()))]
    nquads.load_again(store, around)
    return _rows(given, store, "one", "all") + _by_terms(given)


def _rows(given: UnitInput, store: Store, *scopes: str) -> list[Found]:
    """The rows about the unit's own nodes of the queries of some scopes."""
    queries = [asked for scope in scopes for asked in given.context.scoped(scope)]
    rows = ((rule, row) for question, rule in queries for row in query_results(question, store))
    return [(rule, row) for rule, row in rows if row.focus in given.own or row.focus[:2] in ("", "_:")]


def _by_terms(given: UnitInput) -> list[Found]:
    """The rows of the queries that look at terms, on a sample: one statement of each predicate and class.

    That is the first subject's; and all about what is not ours or has no name. Units mostly use the same terms: if those
    of one are sound, so are another's.
    """
    made = given.context
    strange = {subject for subject in given.subjects if not subject.startswith(_OURS)}
    others = [line.text for line in given.lines if line.subject in strange or line.object[:1] == b"_"]
    terms = {line.predicate for line in given.lines}
    terms.update(line.object for line in given.lines if line.predicate == nquads.TYPE)
    if not others and terms in made.sound_terms:
        return []
    first: dict[tuple[bytes, ...], tuple[bytes, bytes]] = {}
    for subject, predicate, value, graph, text in given.lines:
        used = (value, graph) if predicate == nquads.TYPE else (predicate,)
        if used not in first or subject[:-1] < first[used][0]:
            first[used] = (subject[:-1], text)
    sample = Store()
    nquads.load_again(sample, [*(line for _, line in first.values()), *others, *made.ontology_lines("terms")])
    found = _rows(given, sample, "terms")
    if not found and not others:
        made.sound_terms.add(frozenset(terms))
    return found


def _by_pairs(given: UnitInput) -> list[Found]:
    """The rows of the queries that look at two plans and their alignment, in a store that has what the unit points to."""
    nquads.load_again(given.store, (line.text for line in given.beyond))
    pairs = given.context.scoped("pair")
    return [(rule, row) for question, rule in pairs for row in query_results(question, given.store)]
