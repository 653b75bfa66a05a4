"""The slots of SSSOM 1.1: which there are, what their values are, and by which property the graph says them.

Source: the LinkML schema of SSSOM, https://w3id.org/sssom/schema/ (package sssom-schema 1.1).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pyoxigraph import NamedNode

from kgtool.rdf.vocab import DCTERMS, OWL, PAV, PROV, RDF, RDFS, SEMAPV, SKOS, SSSOM, XSD


class Kind(Enum):
    """What the values of a slot are: an entity is a CURIE, an entity type one of ``ENTITY_TYPES``."""

    TEXT = "text"
    ENTITY = "entity"
    IRI = "iri"
    DATE = "date"
    NUMBER = "number"
    ENTITY_TYPE = "entity type"


class Slot(NamedTuple):
    """A slot: what its values are, whether it may have several, whether a value of the set holds for its mappings.

    ``property`` is that of the schema where it differs from the slot's name. Numbers run from ``least`` to 1.
    """

    kind: Kind = Kind.TEXT
    several: bool = False
    propagated: bool = False
    property: NamedNode | None = None
    least: int = 0


BUILT_IN = {
    "linkml": "https://w3id.org/linkml/",
    "owl": OWL.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "semapv": SEMAPV.base,
    "skos": SKOS.base,
    "sssom": SSSOM.base,
    "xsd": XSD.base,
}
"""The prefixes that every table has without declaring them."""

ENTITY_TYPES = {
    "owl class": OWL.Class,
    "owl object property": OWL.ObjectProperty,
    "owl data property": OWL.DataProperty,
    "owl annotation property": OWL.AnnotationProperty,
    "owl named individual": OWL.NamedIndividual,
    "skos concept": SKOS.Concept,
    "rdfs resource": RDFS.Resource,
    "rdfs class": RDFS.Class,
    "rdfs literal": RDFS.Literal,
    "rdfs datatype": RDFS.Datatype,
    "rdf property": RDF.Property,
    "composed entity expression": SSSOM.ComposedEntityExpression,
}

_OF_BOTH = {
    "creator_id": Slot(Kind.ENTITY, several=True, property=DCTERMS.creator),
    "creator_label": Slot(several=True),
    "license": Slot(Kind.IRI, property=DCTERMS.license),
    "subject_type": Slot(Kind.ENTITY_TYPE, propagated=True),
    "subject_source": Slot(Kind.ENTITY, propagated=True),
    "subject_source_version": Slot(propagated=True),
    "object_type": Slot(Kind.ENTITY_TYPE, propagated=True),
    "object_source": Slot(Kind.ENTITY, propagated=True),
    "object_source_version": Slot(propagated=True),
    "predicate_type": Slot(Kind.ENTITY_TYPE, propagated=True),
    "mapping_provider": Slot(Kind.IRI, propagated=True),
    "cardinality_scope": Slot(several=True, propagated=True),
    "mapping_tool": Slot(propagated=True),
    "mapping_tool_id": Slot(Kind.ENTITY, propagated=True),
    "mapping_tool_version": Slot(propagated=True),
    "mapping_date": Slot(Kind.DATE, propagated=True, property=DCTERMS.created),
    "publication_date": Slot(Kind.DATE, property=DCTERMS.issued),
    "subject_match_field": Slot(Kind.ENTITY, several=True, propagated=True),
    "object_match_field": Slot(Kind.ENTITY, several=True, propagated=True),
    "subject_preprocessing": Slot(Kind.ENTITY, several=True, propagated=True),
    "object_preprocessing": Slot(Kind.ENTITY, several=True, propagated=True),
    "similarity_measure": Slot(propagated=True),
    "curation_rule": Slot(Kind.ENTITY, several=True, propagated=True),
    "curation_rule_text": Slot(several=True, propagated=True),
    "see_also": Slot(Kind.IRI, several=True, property=RDFS.seeAlso),
    "other": Slot(),
    "comment": Slot(property=RDFS.comment),
}
_OF_MAPPING = {
    "record_id": Slot(Kind.ENTITY),
    "subject_id": Slot(Kind.ENTITY),
    "subject_label": Slot(),
    "subject_category": Slot(),
    "predicate_id": Slot(Kind.ENTITY),
    "predicate_label": Slot(),
    "predicate_modifier": Slot(),
    "object_id": Slot(Kind.ENTITY),
    "object_label": Slot(),
    "object_category": Slot(),
    "mapping_justification": Slot(Kind.ENTITY),
    "author_id": Slot(Kind.ENTITY, several=True, property=PAV.authoredBy),
    "author_label": Slot(several=True),
    "reviewer_id": Slot(Kind.ENTITY, several=True),
    "reviewer_label": Slot(several=True),
    "mapping_source": Slot(Kind.ENTITY),
    "mapping_cardinality": Slot(),
    "review_date": Slot(Kind.DATE),
    "confidence": Slot(Kind.NUMBER),
    "reviewer_agreement": Slot(Kind.NUMBER, least=-1),
    "match_string": Slot(several=True),
    "similarity_score": Slot(Kind.NUMBER),
    "issue_tracker_item": Slot(Kind.ENTITY),
}
_OF_SET = {
    "sssom_version": Slot(),
    "curie_map": Slot(),
    "mapping_set_id": Slot(Kind.IRI),
    "mapping_set_version": Slot(property=OWL.versionInfo),
    "mapping_set_source": Slot(Kind.IRI, several=True, property=PROV.wasDerivedFrom),
    "mapping_set_title": Slot(property=DCTERMS.title),
    "mapping_set_description": Slot(property=DCTERMS.description),
    "mapping_set_confidence": Slot(Kind.NUMBER),
    "issue_tracker": Slot(Kind.IRI),
    "extension_definitions": Slot(),
}

OF_MAPPING = _OF_BOTH | _OF_MAPPING
"""The names that columns may have without a definition."""
OF_SET = _OF_BOTH | _OF_SET
"""The keys that the metadata block may have without a definition."""
SLOTS = OF_MAPPING | OF_SET
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
"""The columns that every table has."""


def property_of(slot: str) -> NamedNode:
    """Return the property of a standard slot in the graph: that of the schema, else the term of SSSOM with its name.

    The ends and the predicate of a mapping keep the names of their slots: the schema takes ``owl:annotatedSource`` and
    so on, which OWL 2 DL allows on blank nodes only.
    """
    return SLOTS[slot].property or SSSOM[slot]
