"""Find names in passages that the mentions of a plan leave out: things known from other plans, and names that nobody knows yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kgtool.extract.mentions import Gazetteer, GazetteerName
from kgtool.rdf import iris
from kgtool.rdf.reader import GraphReader
from kgtool.rdf.vocab import JPP, OA, RDF, SKOS
from kgtool.suggest.element_wording import VersionWording

_ENDINGS = {
    JPP.Facility: "センター|図書館|博物館|美術館|公民館|体育館|児童館|公園|駅|大学",
    JPP.Law: "条例|憲章|条約|法律|大綱",
    JPP.Programme: "計画|プラン|ビジョン|制度|ネットワーク|システム|アプリ|マップ|バス|方針|指針",
    JPP.Actor: "協議会|委員会|審議会|会議|連合会|組合|団体|クラブ|サポーター|ボランティア",
}
"""How names of things end that are of one kind."""
_COMPOUND = re.compile(rf"[\u3005\u4e00-\u9fff\u30a1-\u30ff\u30fcA-Za-z]{{2,16}}?(?:{'|'.join(_ENDINGS.values())})")
_QUOTED = re.compile(r"「([^」]{3,24})」")
_SHORTEST = 4


@dataclass(frozen=True)
class FoundName:
    """A name in a passage: the kind of thing that it names, as the IRI of a class, and where it stands."""

    element: str
    kind: str
    name: str
    spans: tuple[str, ...]
    quoted: bool = False


def recorded(graph: GraphReader) -> dict[str, dict[str, set[str]]]:
    """Return the mentions that are recorded: element → thing → spans."""
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for mention in graph.subjects(RDF.type, JPP.Mention):
        thing = graph.object(mention, OA.hasBody)
        if thing:
            element = mention.rpartition("/mention/")[0]
            found[element].setdefault(thing, set()).update(graph.objects(mention, OA.hasTarget))
    return found


class NamesElsewhere:
    """The names of the reference data that are used in some plans only. ``here`` is the plan that is proposed for."""

    def __init__(self, reference: GraphReader, here: str) -> None:
        self.above: dict[str, str] = {}
        self._reference = reference
        names: dict[str, str] = {}
        applied: set[str] = set()
        for surface, thing in sorted((literal.value, iri) for iri, literal in reference.pairs(JPP.surface)):
            plans = [plan for plan in reference.objects(thing, JPP.usedIn) if plan != here]
            general = reference.object(thing, SKOS.broader) or ""
            if general.startswith(iris.THING):
                self.above[thing] = general
            if here in reference.objects(thing, JPP.usedIn) or not reference.objects(thing, JPP.usedIn):
                applied.add(surface)
            elif plans:
                names.setdefault(surface, self.above.get(thing, ""))
        self._gazetteer = Gazetteer(
            [
                GazetteerName(surface, thing or f"?{surface}")
                for surface, thing in names.items()
                if surface not in applied
            ]
            + [GazetteerName(surface, "") for surface in applied]
        )

    def general(self, thing: str) -> str:
        """Return the concept above a thing, or the thing itself."""
        return self.above.get(thing, thing)

    def kind(self, thing: str, name: str) -> str:
        """Return the class of a thing; where nobody knows it, the one that a name with such an ending has most often."""
        known = self._reference.object(thing, RDF.type) if thing else None
        ending = (kind.value for kind, endings in _ENDINGS.items() if re.search(rf"(?:{endings})$", name))
        return known or next(ending, JPP.Term.value)

    def find(self, passages: VersionWording, known: Mapping[str, Mapping[str, set[str]]]) -> Iterator[FoundName]:
        """Yield names in passages that no recorded mention of the element covers, first known things, then new names."""
        for passage in passages:
            there = known.get(passage.iri, {})
            taken = [span for spans in there.values() for iri in spans if (span := iris.read_span(iri))]
            places: dict[tuple[str, str], list[str]] = defaultdict(list)
            in_brackets: set[str] = set()
            for piece in passage.pieces:
                at = iris.read_span(piece.span)
                if at is None or not piece.text:
                    continue
                for start, end, thing, quoted in _names(piece.text, self._gazetteer):
                    span = _within(at, piece.text, start, end)
                    if not any(span.start < other.end and other.start < span.end for other in taken):
                        name = piece.text[start:end]
                        places[thing, name].append(iris.span(*span))
                        in_brackets |= {name} if quoted else set()
            known_here = {self.general(thing) for thing in there} | set(there)
            for thing, name, spans in _merged(places, known_here):
                quoted = not thing and name in in_brackets
                yield FoundName(passage.iri, self.kind(thing, name), name, spans, quoted)


def _names(text: str, gazetteer: Gazetteer) -> Iterable[tuple[int, int, str, bool]]:
    """Names in one piece: start, end, thing or empty, whether it stands in brackets; without overlap."""
    found = [
        (start, end, thing.removeprefix("?") * (thing[:1] != "?"), False) for start, end, thing in gazetteer.find(text)
    ]
    for pattern, group in ((_QUOTED, 1), (_COMPOUND, 0)):
        for match in pattern.finditer(text):
            start, end = match.span(group)
            free = all(end <= other[0] or other[1] <= start for other in found)
            if free and end - start >= _SHORTEST:
                found.append((start, end, "", group == 1))
    return sorted(found)


def _within(at: iris.Span, text: str, start: int, end: int) -> iris.Span:
    """The span of a part of a piece. Where white space was left out, the whole piece is said instead."""
    if at.end - at.start != len(text):
        return at
    return iris.Span(at.text, at.start + start, at.start + end)


def _merged(places: Mapping[tuple[str, str], list[str]], known: set[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """One mention a known thing or a new name: the thing, empty where nobody knows it, the name, where it stands."""
    things: dict[tuple[str, str], list[tuple[str, list[str]]]] = defaultdict(list)
    for (thing, name), spans in places.items():
        if thing not in known or not thing:
            things[thing, "" if thing else name].append((name, spans))
    for (thing, _), found in sorted(things.items(), key=lambda item: item[0]):
        yield thing, found[0][0], tuple(dict.fromkeys(span for _, each in found for span in each))
