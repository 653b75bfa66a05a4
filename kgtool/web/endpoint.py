"""Choose the format of the SPARQL endpoint's answer, from the form of the query and what the client accepts."""

from __future__ import annotations

from collections.abc import Sequence

from kgtool.rdf import media
from kgtool.rdf.media import Format
from kgtool.web import negotiate
from kgtool.web.negotiate import MediaRange


def offered(form: str) -> list[Format]:
    """Return the formats in which a query of this form is answered; HTML is the page with the form."""
    return [*media.of_form(form).values(), media.HTML]


def choose(form: str, name: str, accept: Sequence[MediaRange]) -> Format | None:
    """Return the format for a query of this form: by name, else by what the client accepts; None where none fits."""
    formats = offered(form)
    if "/" in name:  # media types: SPARQLWrapper sends what it accepts by this name too
        name, accept = "", negotiate.ranges(name)
    if name:
        return next((format for format in formats if name in (format.ending, *format.aliases)), None)
    known = {format.media_type: format for format in formats} | {
        other: format for format in formats for other in format.also
    }
    return known.get(negotiate.media(accept, list(known)) or "")
