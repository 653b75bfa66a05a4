"""OWL: is the ontology consistent, alone and with the plans, by the HermiT reasoner (OWL 2 DL).

HermiT runs on Java and refuses datatypes such as ``xsd:date``, so statements with those are left out; the axioms hold
none. Literals that are none of their datatype are left out too: the shapes tell of them.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kgtool.base.errors import InputError, UsageError
from kgtool.base.languages import Text
from kgtool.check.cross_unit import AllUnits
from kgtool.check.finding import Location, Rule, ValidationResult
from kgtool.check.rules import RuleSet
from kgtool.check.validators import Found, Notes, Validator
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.units import SHARED
from kgtool.rdf import iris
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCTERMS, JPP, OA, OWL, RDF, RDFS, SKOS, XSD

_UNDERSTOOD = {
    XSD.boolean: "true|false|1|0",
    XSD.decimal: r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    XSD.integer: "[+-]?[0-9]+",
    XSD.string: "(?s:.*)",
    RDF.langString: "(?s:.*)",
}
"""Datatypes that the reasoner is given, and what their values look like."""
_TERMS = {OWL.Class, OWL.DatatypeProperty, OWL.ObjectProperty}
_TEXT = {
    RDFS.label,
    RDFS.comment,
    JPP.surface,
    JPP.guard,
    JPP.spanSha256,
    JPP.firstLine,
    JPP.lastLine,
    OA.start,
    OA.end,
}


FREE_TEXT = {
    *(DCTERMS.abstract, DCTERMS.alternative, DCTERMS.title, JPP.shortName),
    *(SKOS.altLabel, SKOS.definition, SKOS.note, SKOS.prefLabel, SKOS.scopeNote),
}
"""Properties of texts of which no axiom says which or how many there may be: what they say contradicts nothing."""
_READINGS = iris.graph("readings")
"""The graphs of independent readings: a third of the data, in four properties of their own that no axiom joins to others."""
_MOST_UNITS = 20
_JAVA_OPTIONS = "JAVA_TOOL_OPTIONS"
_MANY = 50_000
"""From this many statements on, compiling well pays."""
_THING = f"<{OWL.Thing.value}>"
_TEXTS = {
    "OWL-inconsistent": (
        "オントロジーの矛盾",
        "Contradiction",
        "オントロジーとデータを合わせると矛盾します。最近の公理か、互いに素な二つの種類を持つものを見直してください。",
        "The ontology and the data contradict each other. Review recent axioms and things that have two disjoint types.",
        "矛盾したグラフからは何でも導けてしまい、どの答えも信用できません。",
        "From a contradiction anything follows, so no answer could be trusted.",
    ),
    "OWL-unsatisfiable": (
        "空になるクラス",
        "Unsatisfiable class",
        "このクラスに属するものは存在できません。上位クラス、定義域、値域、互いに素の宣言を見直してください。",
        "Nothing can belong to this class. Review its superclasses, domains, ranges and disjointness.",
        "使われた途端にグラフ全体が矛盾します。",
        "The first use of the class makes the whole graph contradictory.",
    ),
}


class OwlValidator(Validator):
    """Consistency of the ontology with the data, by HermiT; of many units, of what they share only."""

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return the two kinds of contradictions."""
        return RULES.values()

    def together(self, all_units: AllUnits, notes: Notes) -> list[Found]:
        """Return what contradicts what; of an ontology that is only carried, where the reasoner is required.

        That ontology is consistent in itself, and what data can break of it (two disjoint kinds, two values of a functional
        property, domains and ranges), shapes and queries find in a tenth of the time. Raises ``UsageError`` (java-missing) and
        ``InputError`` (owl-failed) if required.
        """
        repo = all_units.context.repo
        if all_units.reasoner == "off" or (all_units.reasoner == "auto" and not any(map(repo.owns, repo.ontology))):
            return []
        if java() is None:
            if all_units.reasoner == "required":
                raise UsageError("java-missing")
            notes.tell(
                "Javaが見つからないので、OWLの検査を省きました。",
                "no Java runtime was found; the OWL check was skipped.",
            )
            return []
        reasoned = list(all_units.units)
        if len(reasoned) > _MOST_UNITS:
            reasoned = [unit for unit in reasoned if unit.name == SHARED]
            notes.tell(
                "計画が多いので、OWLの検査は共通のデータだけにしました。",
                "with so many plans, only what they share was checked by the OWL reasoner.",
            )
        graphs = [graph for unit in reasoned for graph in unit.graphs if not graph.iri.startswith(_READINGS)]
        files = repo.files(path for graph in graphs for path in graph.files)

        def find() -> list[ValidationResult]:
            statements = (statement for file in files for statement in file.statements)
            return [ValidationResult(f"<{iri}>") for iri in contradictions(statements)]

        try:
            found = all_units.remembered("owl", files, _seen, find)
        except RuntimeError as error:
            if all_units.reasoner == "required":
                raise InputError("owl-failed", reason=str(error)) from None
            notes.fail(
                f"OWLの推論器が動かなかったので、OWLの検査を省きました: {error}",
                f"the OWL reasoner failed; the OWL check was skipped: {error}",
            )
            return []
        return [(RULES["OWL-inconsistent" if r.focus == _THING else "OWL-unsatisfiable"], r) for r in found]


RULES = {
    code: Rule(code, "error", Text(*t[0:2]), Text(*t[2:4]), Text(*t[4:6]), "owl", Location("ontology"))
    for code, t in _TEXTS.items()
}
VALIDATOR = OwlValidator()


def java() -> str | None:
    """Return the path of a Java runtime, or None."""
    return shutil.which("java")


def contradictions(statements: Iterable[Statement]) -> list[str]:
    """Return what HermiT finds: IRIs of unsatisfiable classes; ``owl:Thing`` when the whole is inconsistent.

    Cost: a Java process, about a second for two plans. Raises ``RuntimeError``, with a reason in one line, when the
    reasoner itself fails.
    """
    import owlready2

    world = owlready2.World()
    every = [s for s in statements if not _left_out(s)]
    terms = {s.subject for s in every if s.predicate == RDF.type and s.object in _TERMS}
    kept = [Triple(s.subject, s.predicate, s.object) for s in every if not _links(s, terms)]
    data = serialize(kept, format=RdfFormat.N_TRIPLES)
    assert data is not None
    ontology = world.get_ontology("https://w3id.org/jp-plan/check#")
    try:
        ontology.load(fileobj=io.BytesIO(data))
        with ontology, _soon(len(kept)):
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return ["http://www.w3.org/2002/07/owl#Thing"]
    except (owlready2.OwlReadyJavaError, owlready2.OwlReadyOntologyParsingError) as error:
        raise RuntimeError(_reason(str(error))) from None
    return sorted(
        item.iri for item in world.inconsistent_classes() if hasattr(item, "iri") and item.iri != owlready2.Nothing.iri
    )


@contextmanager
def _soon(statements: int) -> Iterator[None]:
    """Let a Java process that runs for seconds only not compile as for hours: half the work for two plans."""
    before = os.environ.get(_JAVA_OPTIONS)
    if statements < _MANY:
        os.environ[_JAVA_OPTIONS] = f"{before or ''} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC".strip()
    try:
        yield
    finally:
        os.environ.pop(_JAVA_OPTIONS, None)
        os.environ.update({_JAVA_OPTIONS: before} if before is not None else {})


def _seen(file: InputFile) -> list[bytes]:
    """The lines of a file that the reasoner is given; of free texts only that there are some."""
    kept = (Triple(s.subject, s.predicate, _without_words(s)) for s in file.statements if not _left_out(s))
    return (serialize(kept, format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)


def _without_words(statement: Statement) -> NamedNode | BlankNode | Literal:
    said = statement.object
    if isinstance(said, Literal) and said.language and statement.predicate in FREE_TEXT:
        return Literal("", language=said.language)
    return said


def _left_out(statement: Statement) -> bool:
    """Dates; imports, since the modules are here already; texts, places and mentions: most of the data, and no axiom."""
    if isinstance(statement.object, Literal):
        return statement.predicate in _TEXT or not _understood(statement.object)
    subject = str(statement.subject)
    return (
        statement.predicate == OWL.imports or "#char=" in subject or "#position=" in subject or "/mention/" in subject
    )


def _understood(literal: Literal) -> bool:
    form = _UNDERSTOOD.get(literal.datatype)
    return form is not None and re.fullmatch(form, literal.value) is not None


def _links(statement: Statement, terms: set[NamedNode | BlankNode]) -> bool:
    """Whether it links terms by another property than OWL's own: to the reasoner they would be things as well."""
    own = statement.predicate.value.startswith((OWL.base, RDF.base, RDFS.base))
    return not own and not terms.isdisjoint((statement.subject, statement.object))


def _reason(text: str) -> str:
    """What went wrong, in one line and without Java's stack."""
    lines = [line.strip() for line in text.removeprefix("Java error message is:").splitlines()]
    return " ".join(line for line in lines if line and not re.match(r"at \S+\(|Picked up ", line))
