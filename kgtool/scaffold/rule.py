"""A rule of the check, as a SHACL shape or as a check query, and a fixture that breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kgtool.base.errors import UsageError
from kgtool.base.languages import Text
from kgtool.check import validators
from kgtool.check.rules import RuleSet
from kgtool.corpus import layout, units
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import OWL, RDF, RDFS
from kgtool.scaffold import MARK, Scaffold, filled, require_checkout, require_known, require_name, require_new, titles

SEVERITIES = {"error": "Violation", "warning": "Warning", "info": "Info"}
_VALID = "tests/fixtures/rules/valid"
_BASE = f"{iris.ID}99998-asagiri-1/draft/"
_CLASS, _PROPERTY = Text("クラス", "class"), Text("プロパティ", "property")
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_TESTS = ("tests/check/test_rules.py", "tests/check/test_mutation.py", "tests/docs/test_reference.py")
_NODE_SHAPE = re.compile(r"^jpps:(\w+) a sh:NodeShape ;\n", re.M)
_LISTED = re.compile(r"sh:property\s+jpps:[\w-]+(?:,\s+jpps:[\w-]+)*")
_PREFIX = re.compile(r"^@prefix ([\w-]*): <([^>]+)> \.\n", re.M)


def query(repo: Repo, id_: str, severity: str, title: Text | None = None) -> Scaffold:
    """Return the files of a check query that finds, to begin with, what has an editorial note.

    Raises ``UsageError`` (checkout-missing, name-form, file-exists, rule-exists).
    """
    require_checkout(repo)
    require_name("words", id_)
    _require_new(repo, id_)
    said = titles(title, "誤りを一言で", "the fault in a few words")
    return Scaffold(
        {
            f"queries/checks/{id_}.rq": filled("check.rq", severity=severity, **said),
            f"tests/fixtures/rules/{id_}.trig": filled("check.trig", code=id_, severity=severity),
        },
        _TESTS,
        f"{id_} or up_to_date",
    )


def shape(repo: Repo, code: str, severity: str, title: Text | None = None, path: str = "") -> Scaffold:
    """Return the files of a property shape that demands, to begin with, a value: ``Measure-targetYear``.

    ``path`` is the property as a prefixed name; by default the one that the code names. Raises ``UsageError``
    (checkout-missing, name-form, name-unknown, file-exists, rule-exists).
    """
    require_checkout(repo)
    require_name("shape", code)
    _require_new(repo, code)
    prefixes = layout.prefixes(repo)
    ontology = units.read_unit(repo, units.shared(repo))
    class_, name = code.split("-")[:2]
    require_known(_CLASS, class_, (iri.removeprefix(iris.NS) for iri in _declared(ontology, OWL.Class)))
    path = path or _property(name, _declared(ontology, *_PROPERTIES), prefixes)
    require_known(_PROPERTY, path, _curies(_declared(ontology, *_PROPERTIES), prefixes))
    file = f"shapes/{class_}.ttl"
    said = titles(title, "規則の名前を一言で", "the name of the rule in a few words")
    block = filled("shape.ttl", code=code, path=path, severity=SEVERITIES[severity], **said)
    known = (repo.root / file).read_text(encoding="utf-8") if (repo.root / file).is_file() else ""
    before = known or filled("shapes.ttl", class_=class_, **titles(None, "クラスの名前", "the name of the class"))
    return Scaffold(
        {
            file: f"{_with_prefix(listed(before, class_, code), path, prefixes)}\n{block}",
            f"tests/fixtures/rules/{code}.trig": _fixture(repo, code, severity, class_, path, prefixes),
        },
        _TESTS,
        f"{code} or up_to_date",
    )


def listed(text: str, class_: str, code: str) -> str:
    """Return a file of shapes whose node shape of the class names one more property shape."""
    found = _NODE_SHAPE.search(text)
    if found is None or found[1] != class_:
        raise ValueError(f"no node shape jpps:{class_} at the start of a line")
    block, end = text[found.start() :].partition("\n\n")[0], text[found.start() :].partition("\n\n")
    head, rest = text[: found.start()], "".join(end[1:])
    names = _LISTED.search(block)
    if names is None:
        return f"{head}{found[0]}    sh:property jpps:{code} ;\n{block[len(found[0]) :]}{rest}"
    return f"{head}{block[: names.end()]},\n        jpps:{code}{block[names.end() :]}{rest}"


def _require_new(repo: Repo, code: str) -> None:
    known = validators.rules(RuleSet(repo), ours=True)
    if code in known:
        raise UsageError("rule-exists", known[code].location.place, rule=code)
    require_new(repo, [f"tests/fixtures/rules/{code}.trig"])


def _declared(ontology: Store, *kinds: NamedNode) -> list[str]:
    reader = GraphReader(ontology)
    return sorted(iri for kind in kinds for iri in reader.subjects(RDF.type, kind))


def _curies(terms: Iterable[str], prefixes: dict[str, str]) -> list[str]:
    return [f"{name}:{iri[len(base) :]}" for iri in terms for name, base in prefixes.items() if _below(iri, base)]


def _below(iri: str, base: str) -> bool:
    return iri.startswith(base) and re.fullmatch(r"\w[\w-]*", iri[len(base) :]) is not None


def _property(name: str, declared: list[str], prefixes: dict[str, str]) -> str:
    """The property of a local name: ours, or the only one of another vocabulary."""
    found = [curie for curie in _curies(declared, prefixes) if curie.partition(":")[2] == name]
    return next((curie for curie in found if curie.startswith("jpp:")), found[0] if len(found) == 1 else f"jpp:{name}")


def _with_prefix(text: str, path: str, prefixes: dict[str, str]) -> str:
    name = path.partition(":")[0]
    bound = dict(_PREFIX.findall(text))
    if name in bound:
        return text
    lines = sorted(f"@prefix {key}: <{iri}> .\n" for key, iri in {**bound, name: prefixes[name]}.items())
    return "".join(lines) + _PREFIX.sub("", text)


def _fixture(repo: Repo, code: str, severity: str, class_: str, path: str, prefixes: dict[str, str]) -> str:
    """A fixture that takes its values away from one resource of the valid repository, where one has any."""
    name, _, local = path.partition(":")
    data = Store()
    valid = Repo(repo.root / _VALID, repo.share, alone=True)
    for unit in units.units(valid):
        data.extend(units.read_unit(valid, unit))
    removed = _values(data, NamedNode(iris.NS + class_), NamedNode(prefixes[name] + local))
    said = " ".join(str(term) for triple in removed for term in triple)
    used = {
        key: base for key, base in prefixes.items() if key == name or (base in said and not base.startswith(iris.ID))
    }
    written = serialize(
        (Quad(t.subject, t.predicate, t.object, NamedNode("urn:remove")) for t in removed),
        format=RdfFormat.TRIG,
        prefixes=used,
        base_iri=_BASE,
    )
    body = (written or b"").decode().partition("<urn:remove>")[2].replace("\t", "  ")
    nothing = f" {{\n  # {MARK}: no {class_} in {_VALID}/ has {path}; give it to one there, and take it away from it here\n}}\n"
    return filled(
        "shape.trig",
        code=code,
        focus=str(removed[0].subject)[1:-1].removeprefix(_BASE) if removed else f"{MARK}: the resource that is found",
        path=path,
        severity=severity,
        prefixes="".join(f"@prefix {key}: <{base}> .\n" for key, base in sorted(used.items())),
        body=body or nothing,
    )


def _values(data: Store, class_: NamedNode, path: NamedNode) -> list[Triple]:
    """The values of the first resource of a class, or of one below it, that has any: of the invented plan, if it can be."""
    classes = [class_]
    for found in classes:
        below = (quad.subject for quad in data.quads_for_pattern(None, RDFS.subClassOf, found))
        classes += [term for term in below if isinstance(term, NamedNode)]
    members = {quad.subject for found in classes for quad in data.quads_for_pattern(None, RDF.type, found)}
    for subject in sorted(members, key=lambda term: (not str(term).startswith(f"<{_BASE}"), str(term))):
        values = sorted({quad.triple for quad in data.quads_for_pattern(subject, path, None)}, key=str)
        if values:
            return values
    return []
