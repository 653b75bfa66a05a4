"""A term of the ontology, at its alphabetical place."""

from __future__ import annotations

import re
from pathlib import Path

from kgtool.base.errors import UsageError
from kgtool.base.languages import Text
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.scaffold import Scaffold, filled, require_checkout, require_known, require_name, titles

KINDS = {
    "class": ("# Classes", "owl:Class"),
    "object": ("# Object properties", "owl:ObjectProperty"),
    "datatype": ("# Datatype properties", "owl:DatatypeProperty"),
    "annotation": ("# Annotation properties", "owl:AnnotationProperty"),
}
_ORDER = ("class", "annotation", "object", "datatype")
_DECLARED = re.compile(r"^jpp:(\w+) a ", re.M)
_MODULE = Text("オントロジーのファイル", "file of the ontology")
_OF = {
    "class": "    rdfs:subClassOf jpp:PlanElement ;  # FILL-IN: what it is a kind of, if anything\n",
    "object": "    rdfs:domain jpp:PlanElement ;  # FILL-IN: what has it; where several classes do, skos:scopeNote says so instead\n"
    "    rdfs:range jpp:PlanElement ;  # FILL-IN: what it leads to, or the same\n",
    "datatype": "    rdfs:domain jpp:PlanElement ;  # FILL-IN: what has it; where several classes do, skos:scopeNote says so instead\n"
    "    rdfs:range xsd:string ;  # FILL-IN: its datatype, or the same\n",
    "annotation": "",
}


def scaffold(repo: Repo, name: str, module: str, kind: str, label: Text | None = None) -> Scaffold:
    """Return a file of ontology/ with one more term; ``kind`` is one of ``KINDS``.

    Raises ``UsageError`` (checkout-missing, name-form, name-unknown, term-exists).
    """
    require_checkout(repo)
    require_name("class" if kind == "class" else "property", name)
    modules = {path.stem: path for path in repo.ontology if path.name != "foreign.ttl"}
    require_known(_MODULE, module, modules)
    for path in modules.values():
        if any(s.subject.value == iris.NS + name for s in repo.file(path).statements):
            raise UsageError("term-exists", repo.name(path), name=name)
    text = modules[module].read_text(encoding="utf-8")
    said = titles(label, "一言の名前", "its name in a few words")
    about = re.search(r"^<([^>]+)> a owl:Ontology", text, re.M)
    block = filled("term.ttl", name=name, type=KINDS[kind][1], of=_OF[kind], about=about[1] if about else "", **said)
    file = Path("ontology", f"{module}.ttl").as_posix()
    return Scaffold(
        {file: inserted(text, kind, name, block)},
        ("tests/test_ontology.py", "tests/docs/test_reference.py"),
        "not Hermit",
    )


def inserted(text: str, kind: str, name: str, block: str) -> str:
    """Return a module with a term among those of its kind, in alphabetical order; the section is made where it is missing."""
    head, *sections = re.split(r"\n\n(?=# (?:Classes|Annotation|Object|Datatype))", text.rstrip("\n"))
    title = KINDS[kind][0]
    if not any(section.partition("\n")[0] == title for section in sections):
        sections.append(title)
    order = [KINDS[known][0] for known in _ORDER]
    sections.sort(key=lambda section: order.index(section.partition("\n")[0]))
    place = next(n for n, section in enumerate(sections) if section.partition("\n")[0] == title)
    parts = sections[place].split("\n\n")
    declared = [(n, match[1]) for n, part in enumerate(parts) if (match := _DECLARED.search(part))]
    end = declared[-1][0] + 1 if declared else 1
    parts.insert(next((n for n, other in declared if other > name), end), block.rstrip("\n"))
    sections[place] = "\n\n".join(parts)
    return "\n\n".join([head, *sections]) + "\n"
