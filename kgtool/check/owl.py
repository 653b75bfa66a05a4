"""OWL: is the ontology consistent, alone and with the plans, by the HermiT reasoner (OWL 2 DL).

HermiT runs on Java and refuses datatypes such as ``xsd:date``, so statements with those are left out; the axioms hold
none. Literals that are none of their datatype are left out too: the shapes tell of them.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import JPP, OA, OWL, RDF, RDFS, XSD

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
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return ["http://www.w3.org/2002/07/owl#Thing"]
    except (owlready2.OwlReadyJavaError, owlready2.OwlReadyOntologyParsingError) as error:
        raise RuntimeError(_reason(str(error))) from None
    return sorted(
        item.iri for item in world.inconsistent_classes() if hasattr(item, "iri") and item.iri != owlready2.Nothing.iri
    )


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
    return " ".join(line for line in lines if line and not re.match(r"at \S+\(", line))
