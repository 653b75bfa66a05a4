"""Short names from the head words of a passage: the clause that says most, without the verb at its end."""

from __future__ import annotations

import re

from kgtool.suggest.element_wording import ElementWording, Piece
from kgtool.suggest.wording import Corpus, cosine

LONGEST = 40
"""Code points of a short name in Japanese."""
_SHORTEST = 4
_CLAUSE = re.compile(r"[^、。,，]+")
_LEAD = re.compile(
    r"^(?:また|さらに|そのため|このため|なお|そして|一方|加えて|特に|併せて|あわせて|●|○|・|■|[0-9①-⑳.\s]+)+"
)
_TAIL = re.compile(
    r"(?:を(?:図|推進|進め|行|目指|めざ|支援|促進|強化|充実|実施|整備|確保|育成)[^、。]{0,12}|に(?:努め|取り組|つなげ|向け)[^、。]{0,10}"
    r"|し(?:ます|ています|ていきます|ていく|ていること|て|、)?|します|ています|ていきます|います|きます|ます|います"
    r"|こと(?:が(?:でき)?)?|ため|とともに|ほか|など|により|によって|ながら|れる|れて|です)$"
)


def propose(passage: ElementWording, corpus: Corpus) -> tuple[str, Piece] | None:
    """Return a short name of at most 40 characters and the piece that it comes from; None where the passage has no words."""
    whole = corpus.vector(passage.text)
    best: tuple[float, str, Piece] | None = None
    for piece in passage.pieces:
        clauses = _CLAUSE.findall(piece.text)
        for first in range(len(clauses)):
            for last in range(first + 1, len(clauses) + 1):
                name = _trimmed("、".join(clauses[first:last]))
                if last > first + 1 and name.endswith("…"):
                    break
                said = cosine(corpus.vector(name), whole)
                if len(name) >= _SHORTEST and (best is None or said > best[0]):
                    best = (said, name, piece)
    return (best[1], best[2]) if best else None


def _trimmed(clause: str) -> str:
    """A clause without what leads in and the verb that ends it, cut at 40 characters where it is longer."""
    name = _LEAD.sub("", clause)
    shorter = _TAIL.sub("", name)
    name = shorter if len(shorter) >= _SHORTEST else name
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
