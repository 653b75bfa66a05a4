"""Which paths of the site are what: the live site and the rules of every web server are made from this table.

A thing (``id/…``, ``ns/…``) leads to the document about it with 303. A page is a file in each of its formats and languages.
Pages that take parameters (``Page.takes``) and the SPARQL endpoint are answered by the live site alone.
"""

from __future__ import annotations

import re

_STEPS = "[A-Za-z0-9._~/-]*[A-Za-z0-9_~-]"
THING = f"(?:id|text|graph)/{_STEPS}|(?:ns|shapes)(?:/{_STEPS})?"
"""A regular expression for the paths of things below the base of IRIs, in the common part of PCRE and Python."""
LIKED = r"\s*(?:;\s*charset=[^,;]*)?(?:,|$)"
"""What follows a media type in Accept that is asked for without q, in the same common part and RE2."""
WEIGHED = r"\s*;\s*q=(?:1(?:\.0*)?|0?\.[0-9]*[1-9][0-9]*)\s*(?:,|$)"
"""What follows one whose q is above 0."""
ENDPOINT = "sparql"
"""The path of the SPARQL endpoint; with a query it is none of the files."""
ENGINE = r"(?:sparql|queries/[A-Za-z0-9-]+)(?:\.(?:ja|en)\.html)?|static/engine\.[0-9a-f]+\.js"
"""The paths of the pages of a copy that asks in the browser, and of the worker in which WebAssembly is compiled."""
_THING = re.compile(THING)


def is_thing(path: str) -> bool:
    """Say whether a path below the site's root may be that of a thing."""
    return _THING.fullmatch(path) is not None
