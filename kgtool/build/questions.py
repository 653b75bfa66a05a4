"""The catalogue of questions as statements of a build. Made once for the same files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kgtool.build.dataset_description import DATASET
from kgtool.corpus.layout import Repo
from kgtool.incremental.cache import DiskCache
from kgtool.incremental.code import code
from kgtool.incremental.dependencies import Dependencies
from kgtool.rdf import iris, nquads
from kgtool.rdf.turtle import Statement
from kgtool.rdf.vocab import DCAT, DCTERMS, RDF, RDFS, SH, SKOS, XSD
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

GRAPH = NamedNode(iris.graph("catalog"))
"""The graph that describes the dataset."""


class QuestionsAsData(NamedTuple):
    """The sorted lines of the statements about all questions, and a fingerprint of each by name."""

    lines: list[bytes]
    fingerprints: dict[str, str]


def of_repository(repo: Repo, cache: DiskCache) -> QuestionsAsData:
    """Return the questions of a repository; what is held is not read again. Raises ``InputError`` (header)."""
    files = repo.files(catalogue.paths(repo))
    hashes = {file.name: cache.hashes.file(file) for file in files}
    seen = code("kgtool.build.questions") | Dependencies({"bytes": hashes})
    held = cache.get("questions", seen)
    if held is not None:
        lines, fingerprints = json.loads(held.content)
        return QuestionsAsData(lines.encode().splitlines(keepends=True), fingerprints)
    made = _made(catalogue.catalogue(repo))
    content = [b"".join(made.lines).decode(), made.fingerprints]
    cache.put("questions", seen, json.dumps(content, ensure_ascii=False).encode())
    return made


def _made(questions: Iterable[Question]) -> QuestionsAsData:
    questions = list(questions)
    quads = [Quad(t.subject, t.predicate, t.object, GRAPH) for t in statements(questions)]
    fingerprints = {
        question.name: hashlib.sha256(f"{question.header}\n{question.body}".encode()).hexdigest()
        for question in questions
    }
    return QuestionsAsData(nquads.sorted_lines(quads), fingerprints)


def statements(questions: Iterable[Question]) -> Iterator[Statement]:
    """Yield the catalogue of questions as executables of SHACL-AF (section 5), so that the graph says what to ask it."""
    for question in questions:
        node = NamedNode(f"{iris.ID}question/{question.id}")
        yield Statement(node, RDF.type, SH.SPARQLExecutable)
        yield Statement(node, RDF.type, SH[f"SPARQL{question.form.title()}Executable"])
        yield Statement(node, SH[question.form.lower()], Literal(question.body.strip() + "\n"))
        yield Statement(node, DCAT.keyword, Literal(question.topic))
        yield Statement(node, DCTERMS.isPartOf, DATASET)
        for lang in ("ja", "en"):
            yield Statement(node, RDFS.label, Literal(question.header.title[lang], language=lang))
            yield Statement(node, RDFS.comment, Literal(question.header.description[lang], language=lang))
        for parameter in question.header.params.values():
            about = NamedNode(f"{node.value}/{parameter.name}")
            yield Statement(node, SH.parameter, about)
            yield Statement(about, RDF.type, SH.Parameter)
            path = NamedNode(f"{iris.ID}parameter/{parameter.name}")
            yield Statement(about, SH.path, path)
            yield Statement(path, RDF.type, RDF.Property)
            yield Statement(path, RDFS.label, Literal(parameter.name))
            if parameter.type == "iri":
                yield Statement(about, SH.nodeKind, SH.IRI)
            else:
                yield Statement(about, SH.datatype, XSD[parameter.type])
            yield Statement(about, SH.optional, Literal(str(parameter.optional).lower(), datatype=XSD.boolean))
            yield Statement(about, SKOS.example, Literal(parameter.example))
            for lang in ("ja", "en"):
                yield Statement(about, SH.name, Literal(parameter.title[lang], language=lang))
