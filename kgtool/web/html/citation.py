"""Cite a passage of a plan: in a sentence, as BibTeX and as CSL-JSON, with all by which others find and check it."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, SKOS
from kgtool.web import addresses
from kgtool.web.models import passages, places, plans
from kgtool.web.models.places import TextRange
from kgtool.web.models.view import View

_BIBTEX = re.compile(r"[\\\\&%$#_{}~^]")
_COMMANDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LANGUAGE = {"ja": "japanese", "en": "english"}


class Citation(NamedTuple):
    """A passage as text, BibTeX and CSL-JSON; ``link`` is the page on which it can be read."""

    text: str
    bibtex: str
    csl: str
    link: str


def of(view: View, iri: str, site: str) -> Citation:
    """Cite an element in the view's language; ``site`` is the public address of the site's root.

    With the wording where the build holds it, else with our abstract, which is marked as ours.
    """
    japanese = view.lang == "ja"
    plan = plans.read(view, plans.plan_of(iri))
    edition = plans.version(view, view.object(iri, JPP.inVersion) or plan.version)
    name = view.name(iri)
    title = f"{view.value(iri, SKOS.notation)} {name.text}".strip()
    whole = view.name(plan.iri).text
    status = view.name(edition.status).text if edition.status else ""
    state = ("、" if japanese else ", ").join(filter(None, (status, edition.as_of)))
    at = places.of(view, iri)
    path = passages.address(view, iri) or addresses.document(iri) or ""
    head, _, fragment = path.partition("#")
    link = site + addresses.with_ending(head, f"{view.lang}.html") + (f"#{fragment}" if fragment else "")
    where = place(view, at)
    quoted = _quoted(view, iri)
    if japanese:
        text = f"{plan.name.text}『{whole}』({state})「{title}」、{where}。<{iri}>(読む: {link})。{quoted}"
    else:
        text = f"{plan.name.text}: {whole} ({state}), “{title}”, {where}. <{iri}> (read at {link}). {quoted}"
    note = "; ".join(filter(None, (state, where)))
    return Citation(
        text.replace("()", ""),
        _bibtex(view, iri, plan.name.text, whole, title, edition.as_of, at, note, link),
        _csl(view, iri, plan.name.text, whole, title, edition.as_of, at, status, where),
        link,
    )


def place(view: View, at: TextRange | None) -> str:
    """Return a place in words: page, lines, hash of the passage."""
    if at is None:
        return "箇所は不明" if view.lang == "ja" else "place not known"
    said = view.lines(at.iri) or (
        f"{at.start}–{at.end}文字目" if view.lang == "ja" else f"characters {at.start}–{at.end}"
    )
    hashed = f"SHA-256 {at.sha256}" if at.sha256 else ""
    return ("、" if view.lang == "ja" else ", ").join(filter(None, (said, hashed)))


def _quoted(view: View, iri: str) -> str:
    wording, abstract = view.value(iri, JPP.text), view.text(iri, DCTERMS.abstract)
    if wording:
        return f"「{wording}」"
    if abstract is None:
        return ""
    return (
        f"要約(計画の文ではない): {abstract.text}"
        if view.lang == "ja"
        else f"Abstract (not the plan's words): {abstract.text}"
    )


def _key(iri: str) -> str:
    return iris.path_of(iri).replace("/", ":")


def _bibtex(
    view: View, iri: str, city: str, whole: str, title: str, as_of: str, at: TextRange | None, note: str, link: str
) -> str:
    fields = {
        "author": f"{{{tex(city)}}}",
        "title": tex(title),
        "booktitle": tex(whole),
        "year": as_of[:4],
        "pages": str(at.page) if at and at.page is not None else "",
        "note": tex(note),
        "howpublished": rf"\url{{{iri}}}",
        "url": link,
        "language": _LANGUAGE[view.lang],
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{_key(iri)},\n{lines}}}"


def _csl(
    view: View, iri: str, city: str, whole: str, title: str, as_of: str, at: TextRange | None, status: str, where: str
) -> str:
    abstract = view.text(iri, DCTERMS.abstract)
    item: dict[str, Any] = {
        "id": _key(iri),
        "type": "chapter",
        "author": [{"literal": city}],
        "title": title,
        "container-title": whole,
        "issued": {"date-parts": [[int(part) for part in as_of.split("-")]]} if as_of else None,
        "status": status,
        "page": str(at.page) if at and at.page is not None else None,
        "note": where,
        "abstract": abstract.text if abstract else None,
        "language": view.lang,
        "URL": iri,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def tex(text: str) -> str:
    """Return a text in which no character means something to TeX."""
    return _BIBTEX.sub(lambda found: _COMMANDS.get(found[0], f"\\{found[0]}"), text)
