"""OWL: is the ontology consistent, alone and with the plans, by the HermiT reasoner (OWL 2 DL).

HermiT runs on Java and refuses ``xsd:date``, so statements with dates are left out; the axioms hold none.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable

from pyoxigraph import Literal, RdfFormat, Triple, serialize

from kgtool.turtle import Statement
from kgtool.vocab import JPP, OA, OWL, RDFS, XSD

_REFUSED = {XSD.date, XSD.dateTime, XSD.gYear, XSD.time}
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

    Cost: a Java process, about a second for two plans. Raises ``RuntimeError`` when the reasoner itself fails.
    """
    import owlready2

    world = owlready2.World()
    kept = [Triple(s.subject, s.predicate, s.object) for s in statements if not _left_out(s)]
    data = serialize(kept, format=RdfFormat.N_TRIPLES)
    assert data is not None
    ontology = world.get_ontology("https://w3id.org/jp-plan/check#")
    ontology.load(fileobj=io.BytesIO(data))
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return ["http://www.w3.org/2002/07/owl#Thing"]
    except owlready2.OwlReadyJavaError as error:
        raise RuntimeError(str(error)) from None
    return sorted(
        item.iri for item in world.inconsistent_classes() if hasattr(item, "iri") and item.iri != owlready2.Nothing.iri
    )


def _left_out(statement: Statement) -> bool:
    """Dates; imports, since the modules are here already; texts, places and mentions: most of the data, and no axiom."""
    if isinstance(statement.object, Literal):
        return statement.object.datatype in _REFUSED or statement.predicate in _TEXT
    subject = str(statement.subject)
    return (
        statement.predicate == OWL.imports or "#char=" in subject or "#position=" in subject or "/mention/" in subject
    )
