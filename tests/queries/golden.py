"""The golden answers: ``python -m tests.queries.golden`` rewrites them all; review the difference before a commit.

``golden/`` has every format; ``golden-questions/`` has every question, asked of three invented plans, one file each.
``python -m tests.queries.golden ID …`` rewrites those of some questions only.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from pyoxigraph import BlankNode

from kgtool import results
from kgtool.build import store
from kgtool.corpus import layout as repos
from kgtool.rdf import reader
from kgtool.results import RenderOptions
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question
from kgtool.sparql.tokens import form
from tests import ROOT
from tests.queries import three_plans
from tests.small_build import SmallBuild

REPO = repos.find(ROOT)
FOLDER = Path(__file__).with_name("golden")
QUESTIONS = Path(__file__).with_name("golden-questions")
ENDINGS = {"table": "txt", "markdown": "md", "turtle": "ttl", "ntriples": "nt", "json": "srj", "xml": "srx"}
PREFIXES = {
    "graph": "https://w3id.org/jp-plan/graph/",
    "id": "https://w3id.org/jp-plan/id/",
    "jpp": "https://w3id.org/jp-plan/ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "unused": "https://example.org/unused#",
}
CONTROLS = "https://w3id.org/jp-plan/id/hard/16"  # XML 1.0 cannot write it
_JPP = "PREFIX jpp: <https://w3id.org/jp-plan/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
QUERIES = {
    "hard": _JPP + "SELECT DISTINCT ?s ?value ?label { ?s a|jpp:value|rdfs:label ?x . OPTIONAL { ?s jpp:value ?value } "
    'OPTIONAL { ?s rdfs:label ?label } FILTER STRSTARTS(STR(?s), "https://w3id.org/jp-plan/id/hard") } ORDER BY ?s ?value',
    "plans": _JPP + "SELECT ?plan ?class ?startFiscalYear ?endFiscalYear { ?plan a ?class ; jpp:startFiscalYear "
    "?startFiscalYear . OPTIONAL { ?plan jpp:endFiscalYear ?endFiscalYear } } ORDER BY ?plan",
    "nothing": "SELECT ?s ?p { ?s ?p ?s } ORDER BY ?s",
    "no-columns": _JPP + "SELECT * { jpp:Goal a|rdfs:label 'Goal'@en }",
    "yes": "ASK {}",
    "no": "ASK { <urn:x> ?p ?o }",
    "graph": _JPP
    + "CONSTRUCT { ?s a ?class ; rdfs:label ?label } WHERE { ?s a ?class ; jpp:order ?n ; rdfs:label ?label }",
    "hard-graph": _JPP + "CONSTRUCT WHERE { ?s jpp:value ?value }",
    "no-graph": "CONSTRUCT WHERE { ?s ?p ?s }",
}


def outputs(folder: Path) -> dict[str, str]:
    """Return file name → content for every query in every format that fits it; blank nodes are given one name."""
    found: dict[str, str] = {}
    opened = store.newest(SmallBuild(folder / "build").out).open()
    for name, text in QUERIES.items():
        for format in results.FORMATS.own:
            if form(text) not in results.FORMATS.load(format).FORMS:
                continue
            for lang in ("ja", "en") if results.for_people(format) else ("en",):
                asked = (
                    text if format != "xml" else text.replace("STRSTARTS(", f"(?s != <{CONTROLS}>) FILTER STRSTARTS(")
                )
                answer = store.stream(opened, asked).collect()
                if results.for_people(format):
                    labels = reader.labels(lambda sparql: store.stream(opened, sparql).rows, answer.iris(), lang)
                    answer = replace(answer, labels=labels)
                content = results.render(
                    format, answer, RenderOptions(lang, f"{name} | <b>&", "about <it>", PREFIXES, 100)
                )
                for blank in {term.value for row in answer.rows for term in row if isinstance(term, BlankNode)}:
                    content = content.replace(blank, "BLANK")
                for blank in {triple.object.value for triple in answer.triples if isinstance(triple.object, BlankNode)}:
                    content = content.replace(blank, "BLANK")
                found[f"{name}.{lang}.{ENDINGS.get(format, format)}"] = content
    return found


def answered(question: Question) -> str:
    """Return the golden answer to a question: with its parameters given and, if it may, left open."""
    parts = []
    for given in three_plans.ways(question):
        answer = store.stream(three_plans.store(), three_plans.query(REPO, question, given).text).collect()
        rows = "".join(f"{' | '.join(map(three_plans.short, row))}\n" for row in answer.rows)
        parts.append(f"== {' '.join([question.id, *given])}\n{' | '.join(answer.columns)}\n{rows}")
    return "\n".join(parts)


def file(id_: str) -> Path:
    """Return where the golden answer to a question stands."""
    return QUESTIONS / f"{id_}.txt"


def main(ids: list[str]) -> None:
    """Write the golden answers to some questions, or every file anew, and delete those that nothing makes any more."""
    for id_ in ids:
        file(id_).write_text(answered(catalogue.find(REPO, id_)), encoding="utf-8", newline="")
    if ids:
        return
    questions = {file(question.id).name: answered(question) for question in catalogue.catalogue(REPO)}
    with tempfile.TemporaryDirectory() as folder:
        for target, written in ((FOLDER, outputs(Path(folder))), (QUESTIONS, questions)):
            target.mkdir(exist_ok=True)
            for path in target.iterdir():
                if path.name not in written:
                    path.unlink()
            for name, content in written.items():
                (target / name).write_text(content, encoding="utf-8", newline="")


if __name__ == "__main__":
    main(sys.argv[1:])
