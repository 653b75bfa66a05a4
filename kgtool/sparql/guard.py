"""Refuse queries that update data or call other servers, however such a call is written.

Whether a query calls a SERVICE is decided twice: with code point escapes read inside strings and IRIs only, as Oxigraph
does, and with escapes read everywhere, as SPARQL 1.1 (section 19.2) says. What either reading shows counts. Engines are
looser than the grammar (Oxigraph takes ``SERVICEex:a`` for a call), so in doubt a call is seen, never overlooked.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence

from kgtool.base.errors import QueryRefusedError
from kgtool.sparql.tokens import ESCAPE, Query, Token, beginning, character, form, meanings, place, prefixes, tokens

_SERVICE_IRI = re.compile(r"https?://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:\d+)?(?:[/?#].*)?", re.I)


def check(query: Query, allowed: Iterable[str] | None = ()) -> None:
    """Refuse a query that updates data or calls a host that is not in ``allowed``.

    Hosts are ``host`` or ``host:port``; None allows every call. Raises ``QueryRefusedError``
    (update-refused, service-refused).
    """
    first = beginning(query.text)
    if first and form(query.text) == "UPDATE":
        raise QueryRefusedError("update-refused", place(query, first.offset))
    if allowed is None:
        return
    hosts = {host.lower() for host in allowed}
    for offset, target in services(query.text):
        found = _SERVICE_IRI.fullmatch(target)
        host = found["host"].lower() if found else ""
        if not found or not hosts & {host, f"{host}{found['port'] or ''}"}:
            unclear = {"ja": "(IRIで書かれていない行き先)", "en": "(a target that is no plain IRI)"}
            raise QueryRefusedError(
                "service-refused", place(query, offset), target=target or unclear, host=host or "HOST"
            )


def check_addresses(query: Query) -> None:
    """Refuse a SERVICE call to a host name that resolves to a private address (server-side request forgery).

    A literal address, or ``localhost``, is accepted: whoever allowed it wrote it down. Raises ``QueryRefusedError``
    (service-refused).
    """
    for offset, target in services(query.text):
        found = _SERVICE_IRI.fullmatch(target)
        host = found["host"].lower() if found else ""
        if not (host == "localhost" or _is_address(host) or _is_public(host)):
            private = {"ja": f"{target}(公開されていない番地)", "en": f"{target} (not a public address)"}
            raise QueryRefusedError("service-refused", place(query, offset), target=private, host=host or "HOST")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_public(host: str) -> bool:
    """Whether every address of a name is a public one; a name without any is not."""
    import socket  # only here: every process that asks a query would wait for it

    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found)


def services(text: str) -> list[tuple[int, str]]:
    """Return offset and target of each SERVICE call; the target is empty where it is no plain absolute IRI."""
    if "SERVICE" not in text.upper() and "\\" not in text:
        return []
    expanded = ESCAPE.sub(character, text)
    found = list(_services(tokens(text)))
    return found if expanded == text else found + list(_services(tokens(expanded)))


def _services(found: Sequence[Token]) -> Iterator[tuple[int, str]]:
    if not any("SERVICE" in token.text.upper() for token in found):
        return
    declared = prefixes(found)
    for n, token in enumerate(found):
        rest = [t for t in found[n + 1 : n + 3] if t.text.upper() != "SILENT"]
        following = rest[0] if rest else Token("mark", "", 0)
        if token.kind == "stray":
            yield token.offset, ""
        elif token.kind == "word" and token.text.upper() == "SERVICE":
            yield from ((token.offset, target) for target in _targets(following, declared))
        elif token.kind == "word" and "SERVICE" in token.text.upper():
            yield token.offset, ""
        elif token.kind == "name" and "SERVICE" in token.text.split(":")[0].upper() and following.text == "{":
            graph = n > 0 and found[n - 1].text.upper() in ("GRAPH", "FROM", "NAMED")
            yield from () if graph else ((token.offset, ""),)


def _targets(token: Token, declared: dict[str, set[str]]) -> list[str]:
    """Every IRI that the token may stand for; an empty text where it is none."""
    return meanings(token, declared) or [""]
