"""A comparison in each format: words for people, data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kgtool.base import templates
from kgtool.diff import words
from kgtool.diff.difference import Difference
from kgtool.diff.elements import ComparedElement
from kgtool.diff.words import Section
from kgtool.rdf import nquads
from kgtool.rdf.vocab import DCTERMS, ID, JPP, OA, PROV, RDF

NAMES = ("text", "markdown", "html", "json", "turtle", "patch")
_TEMPLATE = Path(__file__).with_name("changes.html")


def write(found: Difference, name: str, lang: str, most: int = 0) -> Iterator[bytes]:
    """Yield a comparison in one of ``NAMES``; ``most`` bounds the lists of the formats for people."""
    if name == "json":
        yield (json.dumps(document(found), ensure_ascii=False, indent=1) + "\n").encode()
    elif name == "turtle":
        yield from turtle(found)
    elif name == "patch":
        yield from patch(found)
    else:
        sections = words.report(found, most)
        made = {"text": _text, "markdown": _markdown, "html": _html}[name](sections, lang)
        yield from (f"{line}\n".encode() for line in made)


def _text(sections: list[Section], lang: str) -> Iterator[str]:
    for number, section in enumerate(sections):
        if number:
            yield ""
        yield f"{'  ' * (section.level - 2)}{section.heading[lang]}"
        for sentence in _sentences(section, lang):
            yield f"{'  ' * (section.level - 1)}{sentence}"


def _markdown(sections: list[Section], lang: str) -> Iterator[str]:
    for number, section in enumerate(sections):
        if number:
            yield ""
        yield f"{'#' * section.level} {_escaped(section.heading[lang])}"
        yield ""
        for sentence in _sentences(section, lang):
            yield f"- {_escaped(sentence)}"


def _escaped(text: str) -> str:
    """Text that Markdown takes as text."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in text)


def _html(sections: list[Section], lang: str) -> list[str]:
    title = {"ja": "二つの版の違い", "en": "What changed"}[lang]
    said = [(section.level, section.heading[lang], list(_sentences(section, lang))) for section in sections]
    return templates.fill(_TEMPLATE, lang=lang, title=title, sections=said).removesuffix("\n").split("\n")


def _sentences(section: Section, lang: str) -> Iterator[str]:
    yield from (sentence[lang] for sentence in section.sentences)
    if section.more:
        yield words.more(section)[lang]


def document(found: Difference) -> dict[str, Any]:
    """Return a comparison as a JSON document, without the statements themselves."""
    return {
        "old": {"name": found.old.name, "contentHash": found.old.hash, "statements": found.statements[0]},
        "new": {"name": found.new.name, "contentHash": found.new.hash, "statements": found.statements[1]},
        "same": found.same,
        "statements": {"added": found.added, "removed": found.removed},
        "plans": [
            {
                "plan": plan.plan,
                "statements": {"removed": plan.statements[0], "added": plan.statements[1]},
                "counts": {kind: list(both) for kind, both in plan.counts.items()},
                "added": [_element(element) for element in plan.added],
                "removed": [_element(element) for element in plan.removed],
                "replaced": [
                    {"old": p.old.iri, "new": p.new.iri, "by": "plan" if p.stated else "guess", "likeness": p.likeness}
                    for p in plan.replaced
                ],
                "changed": [
                    {
                        "old": c.old.iri,
                        "new": c.new.iri,
                        "aspects": {key: list(both) for key, both in c.aspects.items()},
                    }
                    for c in plan.changed
                ],
                "gapsOpened": [gap._asdict() for gap in plan.opened],
                "gapsClosed": [gap._asdict() for gap in plan.closed],
            }
            for _, plan in sorted(found.plans.items())
        ],
        "correspondences": [link._asdict() for link in found.links],
        "others": {kind: dict(sorted(counts.items())) for kind, counts in sorted(found.others.items())},
    }


def _element(element: ComparedElement) -> dict[str, Any]:
    return {**asdict(element), "themes": sorted(element.themes)}


def patch(found: Difference) -> Iterator[bytes]:
    """Yield an RDF Patch, whose ``D`` and ``A`` lines turn the old side into the new one."""
    yield b"TX .\n"
    for sign in "-+":
        for way, line in found.changes():
            if way == sign:
                yield (b"D " if way == "-" else b"A ") + line
    yield b"TC .\n"


def turtle(found: Difference) -> Iterator[bytes]:
    """Yield a comparison as Turtle: PROV for elements, one ``rdf:Statement`` for each statement that differs.

    A statement that was added was generated by the change, one that was removed was invalidated by it, and each is
    part of the graph that makes it. An element that we only think replaces another is an annotation with its confidence.
    """
    change = f"urn:jp-plan:change:{found.old.hash[:16] or 'old'}:{found.new.hash[:16] or 'new'}"
    generated, invalidated = (f"<{term.value}>" for term in (PROV.wasGeneratedBy, PROV.wasInvalidatedBy))
    yield f"<{change}> a <{PROV.Activity.value}> .\n".encode()
    for _, plan in sorted(found.plans.items()):
        for element in plan.added:
            yield f"<{element.iri}> {generated} <{change}> .\n".encode()
        for element in plan.removed:
            yield f"<{element.iri}> {invalidated} <{change}> .\n".encode()
        for number, pair in enumerate(plan.replaced, 1):
            if pair.stated:
                yield f"<{pair.new.iri}> <{PROV.wasRevisionOf.value}> <{pair.old.iri}> .\n".encode()
            else:
                yield (
                    f"<{change}:{plan.plan}:{number}> a <{OA.Annotation.value}> ; <{OA.motivatedBy.value}> "
                    f"<{OA.linking.value}> ; <{OA.hasTarget.value}> <{pair.new.iri}> ; <{OA.hasBody.value}> "
                    f"<{pair.old.iri}> ; <{JPP.confidence.value}> {pair.likeness:.2f} ; <{JPP.method.value}> "
                    f"<{ID['method/rule'].value}> .\n"
                ).encode()
    parts = tuple(f"<{RDF[name].value}>".encode() for name in ("subject", "predicate", "object"))
    for number, (way, line) in enumerate(found.changes(), 1):
        terms = nquads.split(line)
        yield f"<{change}:statement:{number}> a <{RDF.Statement.value}> ; ".encode()
        yield b" ; ".join(b"%b %b" % both for both in zip(parts, terms[:3], strict=True))
        if terms.graph:
            yield b" ; <%b> %b" % (DCTERMS.isPartOf.value.encode(), terms.graph)
        yield f" ; {generated if way == '+' else invalidated} <{change}> .\n".encode()
