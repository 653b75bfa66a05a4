"""Words for made-up plans: from short lists of our own and the names of the themes, cut to measured lengths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from benchmarks.corpus.anatomy import Words
from benchmarks.corpus.towns import Town

_JA = (
    "支え合う仕組みを整え",
    "身近な場所で学べるようにし",
    "担い手を育て",
    "情報を分かりやすく届け",
    "古い施設を計画的に直し",
    "使いやすい窓口にあらため",
    "近くの町と力を合わせ",
    "小さな声も聞き取り",
    "無理のない財源で続け",
    "日ごろの備えを確かめ",
    "緑と水辺を守り",
    "若い世代の挑戦を後押しし",
    "誰もが出かけやすい道をつくり",
    "集まる機会を増やし",
    "記録を公開し",
    "相談を一か所で受け止め",
    "空いた建物を生かし",
    "年ごとに成果を確かめ",
)
_JA_END = ("暮らしやすさを高める。", "次の世代へつなぐ。", "安心を広げる。", "町の力を伸ばす。", "みんなで取り組む。")
_JA_MORE = ("の充実", "の推進", "と人づくり", "を支える町", "の仕組み", "に向けた取組", "と交流", "の見直し")
_EN = (
    "sets up ways for people to help each other",
    "offers places to learn close to home",
    "trains those who will carry the work on",
    "explains its decisions in plain words",
    "repairs old buildings according to plan",
    "makes its counters easier to use",
    "works with the towns around it",
    "listens to those who are seldom heard",
    "keeps within its means",
    "practises for emergencies",
    "looks after its woods and streams",
    "backs young people who try new things",
    "builds paths that everyone can use",
    "opens its records",
    "takes every question at one desk",
    "finds new uses for empty houses",
    "looks back at the results every year",
)
_EN_MORE = (
    "and better services",
    "for every age",
    "in all districts",
    "step by step",
    "with the residents",
    "and its people",
)
_NOUNS = (
    ("住民", "residents"),
    ("会館", "hall"),
    ("協議会", "council"),
    ("図書室", "library"),
    ("公園", "park"),
    ("商店会", "shops"),
    ("学校", "schools"),
    ("診療所", "clinics"),
    ("団体", "groups"),
    ("職員", "staff"),
    ("広場", "square"),
    ("バス", "buses"),
    ("教室", "classes"),
    ("計画", "plans"),
    ("条例", "ordinance"),
    ("農園", "farms"),
)


@dataclass
class Writer:
    """Makes up the texts of one plan. No two abstracts of a corpus are the same: each names its town."""

    town: Town
    topics: dict[str, tuple[str, str]]
    rng: Random
    seen: set[str] = field(default_factory=set)

    def text(self, words: Words, theme: str) -> str:
        """Return a text of a measured length on a theme."""
        ja, en = self.topics.get(theme, ("まちづくり", "Town planning"))
        if words.role == "code":
            return "".join(self.rng.choices("123456789", k=words.length))
        if words.role == "printed":
            return ("●" + self._japanese(ja, _JA_MORE, words.length))[: words.length]
        if words.role in ("label", "read"):
            if words.language == "en":
                return self._english(en, _EN_MORE, words.length)
            return self._japanese(ja, _JA_MORE, words.length)[: words.length]
        return (
            self._new(self._sentence_en, en, words.length)
            if words.language == "en"
            else self._new(self._sentence_ja, ja, words.length)
        )

    def _new(self, sentence: Callable[[str, int], str], topic: str, length: int) -> str:
        """A sentence that this plan does not have yet; it grows where so short a one cannot be new."""
        text = sentence(topic, length)
        while text in self.seen:
            length += 1
            text = sentence(topic, length)
        self.seen.add(text)
        return text

    def _japanese(self, start: str, more: tuple[str, ...], length: int) -> str:
        text = start
        while len(text) < length:
            text += self.rng.choice(more)
        return text

    def _english(self, start: str, more: tuple[str, ...], length: int) -> str:
        """Whole words, as many as fit."""
        text = start
        while len(text) < length:
            text += " " + self.rng.choice(more)
        return (
            text[:length] if " " not in text[:length] or len(text) == length else text[: length + 1].rsplit(" ", 1)[0]
        )

    def _sentence_ja(self, topic: str, length: int) -> str:
        end = self.rng.choice(_JA_END)
        text = self._japanese(
            f"{self.town.kana}町は{topic}について、", tuple(f"{part}、" for part in _JA), length - len(end)
        )
        return text[: length - len(end)].rstrip("、") + "、" + end

    def _sentence_en(self, topic: str, length: int) -> str:
        start = f"{self.town.roman.capitalize()}, on {topic[0].lower() + topic[1:]}, {self.rng.choice(_EN)}"
        return self._english(start, tuple(f"and {part}" for part in _EN), length - 1).rstrip(",") + "."


def thing(town: Town, number: int) -> tuple[str, str]:
    """Return the Japanese and English name of a town's ``number``-th thing: no two are the same."""
    round_, index = divmod(number, len(_NOUNS))
    ja, en = _NOUNS[index]
    again = f"第{round_ + 1}" if round_ else ""
    return f"{town.kana}町{again}{ja}", f"{town.roman.capitalize()} {en}{f' {round_ + 1}' if round_ else ''}"
