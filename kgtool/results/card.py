"""A plan or an element as a card: what it is called and where it stands, in both languages, with whose word each part is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from kgtool.base import templates
from kgtool.base.languages import LANGUAGES, Text
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS

NOTICES = {
    "draft": Text(
        "素案です。決定された計画ではありません。引用するときは必ずそう書いてください。",
        "This is a draft, not the adopted plan; say so whenever you quote it.",
    ),
    "unverified": Text("決定版かどうか確かめられていません。", "Whether this version was adopted is not verified."),
    "adopted": Text("決定された版です。", "This version was adopted."),
}
"""What is to be said of a version of each status."""
_TEMPLATE = Path(__file__).with_name("card.html")
_PLAN, _OURS = Text("計画の言葉", "the plan's word"), Text("作成者の言葉", "ours")
_NOT_STATED = Text("記録がありません", "not recorded")


class CardPlace(NamedTuple):
    """Where something stands: the name of the text, its first and last line (0 is the whole text), the hash of the wording."""

    text: str
    first: int
    last: int
    sha256: str


class Part(NamedTuple):
    """A line of the card: a head in both languages, what is said, in which languages, and whose word it is."""

    head: Text
    said: tuple[tuple[str, str], ...]
    voice: Text | None = None


@dataclass(frozen=True)
class ResourceCard:
    """A plan or an element of one. ``said`` has all names and texts by language, ``status`` is the name of its concept."""

    iri: str
    lang: str
    kind: Mapping[str, str]
    code: str
    printed: Mapping[str, str]
    ours: Mapping[str, str]
    abstract: Mapping[str, str]
    plan: Mapping[str, str]
    version: str
    status: str
    places: tuple[CardPlace, ...]

    @property
    def is_draft(self) -> bool:
        """Whether the version is a draft."""
        return self.status == "draft"

    @property
    def notice(self) -> Text:
        """What is to be said of the version whenever it is quoted."""
        return NOTICES.get(self.status, NOTICES["unverified"])

    @property
    def name(self) -> str:
        """What it is called, in the language of the build: as printed, or else by us."""
        names = {**self.printed, **{lang: text for lang, text in self.ours.items() if lang not in self.printed}}
        return names.get(self.lang) or next(iter(names.values()), self.iri)

    def __repr__(self) -> str:
        called = f"{self.code} {self.name}".lstrip()
        return f"<ResourceCard: {called} ({self.version}, {self.status or 'status unknown'})>"

    def __dir__(self) -> list[str]:
        return sorted(name for name in {*vars(type(self)), *vars(self)} if not name.startswith("_"))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return templates.fill(_TEMPLATE, card=self, parts=self._parts())

    def _parts(self) -> list[Part]:
        lines = [f":{one.first}–{one.last}" if one.first else "" for one in self.places]
        places = [f"{p.text}{at} (sha256 {p.sha256[:12]}…)" for p, at in zip(self.places, lines, strict=True)]
        printed = {lang: text for lang, text in self.printed.items() if lang == "ja"}
        ours = {**{lang: text for lang, text in self.printed.items() if lang != "ja"}, **self.ours}
        found = [
            Part(Text("種類", "Kind"), _languages(self.kind)),
            Part(Text("印刷された名前", "Name as printed"), _languages(printed), _PLAN),
            Part(Text("私たちの呼び名・訳", "Our name or translation"), _languages(ours), _OURS),
            Part(Text("要約", "Abstract"), _languages(self.abstract), _OURS),
            Part(Text("計画", "Plan"), _languages(self.plan)),
            Part(Text("版", "Version"), ((self.version, ""),)),
            Part(Text("状態", "Status"), _languages(_both(self.notice))),
            Part(
                Text("場所", "Place"),
                tuple((place, "") for place in places) or _languages(_both(_NOT_STATED)),
                _PLAN if places else None,
            ),
        ]
        return [part for part in found if any(text for text, _ in part.said)]


def read(
    select: Callable[[str], Iterable[Sequence[Any]]],
    labels: Callable[[Sequence[str], str], Mapping[str, str]],
    iri: str,
    lang: str,
) -> ResourceCard:
    """Return a plan or an element; ``select`` answers a SELECT on any engine, ``labels`` names IRIs in a language."""
    said: dict[str, list[Any]] = defaultdict(list)
    for what, value in select(_query(iri)):
        said[what.value].append(value)
    places = {
        CardPlace(t.value, int(a.value), int(b.value), h.value if h else "") for t, a, b, h in select(_places(iri))
    }
    kinds = [one.value for one in said["kind"] if isinstance(one, NamedNode)]
    version, plan, status = (next((one.value for one in said[name]), "") for name in ("version", "plan", "status"))
    return ResourceCard(
        iri,
        lang,
        {one: " / ".join(labels(kinds, one).values()) for one in LANGUAGES},
        next((one.value for one in said["code"]), ""),
        _by_language(said["name"]),
        _by_language(said["short"]),
        _by_language(said["abstract"]),
        {one: labels([plan], one).get(plan, "") for one in LANGUAGES} if plan and plan != iri else {},
        iris.path_of(version) if version else "",
        status.rpartition("/")[2],
        tuple(sorted(places, key=lambda place: (place.text, place.first, place.last))),
    )


def _query(iri: str) -> str:
    node = NamedNode(iri)
    version = f"{{ {node} {JPP.inVersion} ?version }} UNION {{ ?version {JPP.versionInForceOf} {node} }}"
    own = {"code": SKOS.notation, "name": RDFS.label, "short": JPP.shortName, "abstract": DCTERMS.abstract}
    parts = [f'{{ {node} {term} ?value BIND("{what}" AS ?what) }}' for what, term in own.items()]
    parts.append(
        f'{{ {node} {RDF.type} ?value . ?value {RDFS.isDefinedBy} ?module BIND("kind" AS ?what)'
        f" FILTER NOT EXISTS {{ {node} {RDF.type} ?narrow . ?narrow {RDFS.subClassOf} ?value FILTER(?narrow != ?value) }} }}"
    )
    parts.append(f'{{ {version} BIND(?version AS ?value) BIND("version" AS ?what) }}')
    for what, term in (("plan", JPP.versionOf), ("status", JPP.status)):
        parts.append(f'{{ {version} ?version {term} ?value BIND("{what}" AS ?what) }}')
    return f"SELECT DISTINCT ?what ?value WHERE {{ {' UNION '.join(parts)} }} ORDER BY ?what ?value"


def _places(iri: str) -> str:
    """The passage of an element, or the whole text of a plan."""
    node = NamedNode(iri)
    return f"""SELECT DISTINCT ?file ?first ?last ?hash WHERE {{
  {{ {node} {JPP.statedAt} ?span . ?span {JPP.firstLine} ?first ; {JPP.lastLine} ?last ; {OA.hasSource} ?text .
     OPTIONAL {{ ?span {JPP.spanSha256} ?hash }} }}
  UNION
  {{ ?version {JPP.versionInForceOf} {node} ; {JPP.sourceText} ?text . ?text {JPP.sha256} ?hash BIND(0 AS ?first) BIND(0 AS ?last) }}
  ?text {JPP.fileName} ?file
}}"""


def _by_language(found: Iterable[Any]) -> dict[str, str]:
    return {one.language or "ja": one.value for one in found if isinstance(one, Literal)}


def _languages(said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((said[lang], lang) for lang in LANGUAGES if said.get(lang))


def _both(text: Text) -> dict[str, str]:
    return {lang: text[lang] for lang in LANGUAGES}
