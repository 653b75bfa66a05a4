"""What a query may take."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 30.0
MEMORY = 2 << 30
DOCUMENT = 256 << 20
"""Bytes that an answer as a document may have."""


@dataclass(frozen=True)
class Limits:
    """Bound each query of a pool, and how many there are.

    A query has ``seconds`` to be answered, and as many to wait for a worker; ``memory`` in bytes, beside the open data;
    ``rows`` of an answer, or triples (None: any number); ``size`` in bytes of an answer as values (as a document,
    ``DOCUMENT``). ``workers`` queries run at once, ``waiting`` more wait. SERVICE may call the hosts ``services``; where
    ``public``, no name that leads to a machine that is not on the public internet.
    """

    seconds: float = SECONDS
    memory: int = 1 << 30
    rows: int | None = 100_000
    workers: int = 2
    waiting: int = 32
    services: tuple[str, ...] = ()
    public: bool = True
    size: int = 16 << 20
