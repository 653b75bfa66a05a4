"""Make up a plan: chapters, measures, tables; the same seed gives the same plan."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_SUBJECTS = [
    "市民と行政",
    "地域の団体",
    "子育て世代",
    "高齢者とその家族",
    "市内の事業者",
    "学校と家庭",
    "消防団と自主防災組織",
    "若い世代",
    "障がいのある人",
    "農業の担い手",
    "観光に訪れる人",
    "港で働く人々",
]
_THINGS = [
    "公共交通の路線",
    "空き家の活用",
    "河川の水質",
    "道路と橋りょうの点検",
    "特定健診の受診",
    "図書館の蔵書",
    "災害時の避難所",
    "ごみの減量",
    "地場産品の販路",
    "学童保育の定員",
    "上下水道の耐震化",
    "行政手続のオンライン化",
    "文化財の保存",
    "里山の手入れ",
]
_ENDS = [
    "を計画的に進めます。",
    "に取り組み、暮らしの安心を高めます。",
    "について話し合う場を設けます。",
    "を支える仕組みを整えます。",
    "の充実を図り、次の世代に引き継ぎます。",
    "を見直し、限られた財源を生かします。",
    "が十年前に比べて二割ほど減っています。",
    "を求める声が多く寄せられています。",
]
_LINKS = [
    "このため、",
    "また、",
    "さらに、",
    "一方で、",
    "これまでの取組に加えて、",
    "令和７年度の調査では、",
    "国や県と連携しながら、",
    "",
    "",
    "",
    "",
]
_TOPICS = [
    "子育て支援",
    "学校教育",
    "健康づくり",
    "高齢者福祉",
    "防災・減災",
    "公共交通",
    "農林水産業",
    "商工業と雇用",
    "環境の保全",
    "協働のまちづくり",
    "行財政運営",
    "文化とスポーツ",
    "道路・公園",
    "地域福祉",
]
_UNITS = ["人", "％", "件", "か所", "回", "万円", "ha", "km", "団体", "世帯"]
_TOWNS = [
    ("浦見", "うらみ"),
    ("霧岳", "きりたけ"),
    ("潮戸", "しおと"),
    ("芦原野", "あしはらの"),
    ("月代", "つきしろ"),
    ("白鷺", "しらさぎ"),
]
_READINGS = {
    "瑕疵": "かし",
    "涵養": "かんよう",
    "醸成": "じょうせい",
    "賑": "にぎ",
    "繋": "つな",
    "育": "はぐく",
    "漁": "すなど",
    "礎": "いしずえ",
}


@dataclass
class Heading:
    level: int
    text: str


@dataclass
class Text:
    """A paragraph; ``{底|よみ}`` prints ruby and ``{^※１}`` a raised mark."""

    text: str


@dataclass
class Items:
    bullet: str
    items: list[str]


@dataclass
class Cell:
    text: str
    rows: int = 1
    columns: int = 1
    number: bool = False
    upright: bool = False


@dataclass
class Table:
    """Rows of cells; the first is the head."""

    rows: list[list[Cell]]


@dataclass
class Framed:
    title: str
    blocks: list[Text | Items]


@dataclass
class Footnotes:
    notes: list[str]


@dataclass
class Quote:
    text: str
    source: str


Block = Heading | Text | Items | Table | Framed | Footnotes | Quote


@dataclass
class Chapter:
    title: str
    blocks: list[Block] = field(default_factory=list)


@dataclass
class MadeUpPlan:
    title: str
    town: str
    period: str
    chapters: list[Chapter]


class Writer:
    """Writes sentences, tables and lists by chance from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def sentence(self) -> str:
        pick = self.chance.choice
        middle = pick(["", "、", f"、{self.chance.randint(2, 98)}の地区で、", f"（{pick(_THINGS)}を含む。）と"])
        return f"{pick(_LINKS)}{pick(_SUBJECTS)}が関わる{pick(_THINGS)}{middle or 'と'}{pick(_THINGS)}{pick(_ENDS)}"

    def paragraph(self, least: int = 1, most: int = 4) -> str:
        return "".join(self.sentence() for _ in range(self.chance.randint(least, most)))

    def value(self) -> str:
        number = self.chance.choice([1, 10, 100, 1000, 10000])
        plain = (
            f"{self.chance.randint(1, 99) * number:,}"
            if self.chance.random() < 0.6
            else f"{self.chance.uniform(1, 99):.1f}"
        )
        return plain + self.chance.choice(_UNITS)

    def indicator(self) -> str:
        tail = self.chance.choice(
            ["の満足度", "の件数", "に参加した人の割合", "（年間の延べ人数）", "に関する相談の件数（５年間の累計）"]
        )
        return self.chance.choice(_THINGS) + tail

    def items(self, bullet: str) -> Items:
        short = self.chance.random() < 0.5
        made = [
            f"{self.chance.choice(_THINGS)}{self.chance.choice(['の推進', 'の支援', 'の見直し', 'に関する計画'])}"
            if short
            else self.sentence()
            for _ in range(self.chance.randint(2, 5))
        ]
        return Items(bullet, made)

    def table(self, merged: bool, upright: bool) -> Table:
        rows = self.chance.randint(2, 5)
        if merged:
            head = [Cell("区分"), Cell("指標名"), Cell("現状値（令和７年度）"), Cell("目標値（令和13年度）")]
            made: list[list[Cell]] = [head]
            left = rows + 2
            while left > 0:
                span = min(left, self.chance.randint(1, 3))
                for n in range(span):
                    cells = [Cell(self.indicator()), Cell(self.value(), number=True), Cell(self.value(), number=True)]
                    first = (
                        [Cell(self.chance.choice(_TOPICS), rows=span, upright=upright and span > 1)] if n == 0 else []
                    )
                    made.append(first + cells)
                left -= span
            made.append([Cell("合計", columns=2), Cell(self.value(), number=True), Cell("―", number=True)])
            return Table(made)
        head = [Cell("指標"), Cell("単位"), Cell("現状"), Cell("目標")]
        made = [head]
        for _ in range(rows):
            blank = "" if self.chance.random() < 0.1 else self.value()
            made.append(
                [
                    Cell(self.indicator()),
                    Cell(self.chance.choice(_UNITS)),
                    Cell(self.value(), number=True),
                    Cell(blank, number=True),
                ]
            )
        return Table(made)


def made_up(
    seed: int, chapters: int, ruby: bool, half_width: bool, merged: bool, upright: bool, bullet: str, notes: bool
) -> MadeUpPlan:
    """Return the plan of a seed, with the difficulties that are asked for."""
    writer = Writer(seed)
    pick = writer.chance.choice
    town, _ = pick(_TOWNS)
    plan = MadeUpPlan(f"第{pick('二三四五六')}次{town}市総合計画", f"{town}市", "令和９年度～令和18年度", [])
    for number in range(1, chapters + 1):
        topic = pick(_TOPICS)
        chapter = Chapter(f"第{number}章　{topic}")
        for measure in range(1, writer.chance.randint(2, 4)):
            chapter.blocks.append(
                Heading(2, f"施策{number}-{measure}　{pick(_TOPICS)}の{pick(['推進', '充実', '振興'])}")
            )
            chapter.blocks.append(Heading(3, pick(["現状と課題", "これまでの取組", "背景"])))
            chapter.blocks.append(Text(_with_ruby(writer, writer.paragraph(2, 4)) if ruby else writer.paragraph(2, 4)))
            if half_width:
                chapter.blocks.append(
                    Text(
                        f"相談は､平日の9:00~17:00に受け付けます｡詳しくは｢市民のしおり｣(A4･{writer.chance.randint(2, 60)}頁)をご覧ください｡"
                    )
                )
            chapter.blocks.append(Heading(3, pick(["主な取組", "取組の方向"])))
            chapter.blocks.append(writer.items(bullet))
            if writer.chance.random() < 0.4:
                chapter.blocks.append(Framed(pick(["10年後の姿", "めざす姿"]), [Text(writer.paragraph(1, 2))]))
            chapter.blocks.append(Heading(3, "成果指標"))
            chapter.blocks.append(writer.table(merged, upright))
            if notes:
                mark = f"※{measure}"
                chapter.blocks.append(
                    Text(f"この指標は、{writer.chance.choice(_THINGS)}{{^{mark}}}の結果によります。{writer.sentence()}")
                )
                chapter.blocks.append(Footnotes([f"{mark}　{writer.chance.choice(_THINGS)}：{writer.sentence()}"]))
            if writer.chance.random() < 0.25:
                chapter.blocks.append(
                    Quote(f"{writer.chance.choice(_THINGS)}は、みんなで守るもの。", "市民会議での発言")
                )
        plan.chapters.append(chapter)
    return plan


def _with_ruby(writer: Writer, text: str) -> str:
    word, reading = writer.chance.choice(list(_READINGS.items()))
    other, said = writer.chance.choice(_TOWNS)
    return f"{{{other}|{said}}}の地では、道路の{{{word}|{reading}}}にも目を配ります。{text}"
