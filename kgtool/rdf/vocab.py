"""The namespaces of the vocabularies that Python code refers to: ``SKOS.broader`` is an IRI."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kgtool.rdf import iris


class Namespace:
    """A namespace; ``JPP.Measure`` and ``JPP["Measure"]`` are the IRI of that term, which need not exist."""

    def __init__(self, base: str) -> None:
        self.base = base

    def __getattr__(self, name: str) -> NamedNode:
        """Make an IRI; the next time it is an attribute like any other."""
        made: NamedNode = self.__dict__.setdefault(name, self[name])
        return made

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.base + name)


DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
GRAPHS = Namespace(iris.GRAPH)
ID = Namespace(iris.ID)
JPP = Namespace(iris.NS)
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PAV = Namespace("http://purl.org/pav/")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SSSOM = Namespace("https://w3id.org/sssom/")
VANN = Namespace("http://purl.org/vocab/vann/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
