"""Plans of invented towns in many anatomies: how their levels are numbered and called, what stands below a measure.

A plan is generated line by line, together with what is true of it. ``TUNING`` was written before the rules that draft
profiles, and they were made with it in view. ``LATER`` was written when ``TUNING`` was read without a miss; its first run, before
anybody had looked at it, had a mean F1 of 0.815 (measures of three layouts were missed: goals called by unknown words, kanji
numbers behind a word, a measure right behind a table). The rules were mended with it in view since, so it is unseen no more.
``LATEST`` was the next of that kind: a first run of 0.971 (goals as 【目標１】 were missed). ``UNSEEN`` was written last: a first run
of 0.968. One layout told an ending (令和17年度の姿) that the rules have since; the gold of another was wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from benchmarks.intake.scoring import KnownElement, plain

_TOPICS = (
    "子育て支援", "学校教育", "生涯学習", "文化芸術", "健康づくり", "地域医療", "高齢者福祉", "障がい者福祉", "防災対策",
    "消防救急", "交通安全", "農業振興", "商工業", "観光交流", "環境保全", "ごみの減量", "公園緑地", "道路整備", "上下水道",
    "公共交通", "住宅政策", "協働の推進", "情報発信", "行政改革",
)  # fmt: skip
_ENDINGS = ("の充実", "の推進", "の強化", "の支援", "の振興", "の整備")
_GOALS = (
    "子どもの笑顔が輝くまち", "支え合い健やかに暮らすまち", "安全で安心なまち", "仕事と人が集うまち", "自然と共に生きるまち",
    "みんなでつくるまち",
)  # fmt: skip
_SENTENCES = (
    "{0}に取り組む人が増え、暮らしの中に根付いています。",
    "{0}をめぐる状況は年々変わり、これまでの進め方では足りなくなっています。",
    "{0}を支える担い手が減り、続けていくことが難しくなっています。",
    "{0}の窓口を一つにまとめ、相談から支援までを途切れなく行います。",
    "{0}に関わる団体と手を結び、年に一度の集まりを開きます。",
    "{0}の施設を計画に沿って直し、長く使えるようにします。",
)
_ITEMS = ("相談体制の充実", "担い手の育成", "施設の計画的な更新", "情報の発信", "関係団体との連携")
_SERIES = {
    "①": "①②③④⑤⑥⑦⑧⑨", "❶": "❶❷❸❹❺❻❼❽❾", "Ⅰ": "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ", "⑴": "⑴⑵⑶⑷⑸⑹⑺⑻⑼", "一": "一二三四五六七八九", "ア": "アイウエオカキクケ",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A heading that every measure has: ``content`` is one of sentence, paragraphs, bullets, nouns, numbered, table."""

    text: str
    kind: str
    content: str
    bullet: str = "・"


@dataclass(frozen=True)
class Anatomy:
    """How a plan is built. A level is written with {n} for its number, {p} for its parent's and {t} for its title."""

    name: str
    goal: str
    measure: str
    standing: tuple[Standing, ...]
    parts: tuple[str, str, str] = ("第１章　序論", "第２章　基本構想", "第３章　基本計画")
    principle: str = "１　基本理念"
    principles: str = "（{n}）{t}"
    vision: str = "２　将来像"
    goals: str = "３　基本目標"
    digits: str = "full"
    style: str = ""
    """The series of numbers of measures, where they are no plain digits."""
    goal_style: str = ""
    policy: str = ""
    """A level between goals and measures, which is a measure above measures."""
    restated: bool = True
    contents: bool = False
    heads: bool = False
    pages: bool = False
    numbers: bool = False
    two_lines: bool = False
    blanks: bool = True
    wrap: int = 0
    indent: str = ""
    fields: bool = False
    per_goal: int = 3
    count: int = 4
    restart: bool = True


@dataclass
class InventedPlan:
    """The text of a plan, and its elements with the lines that they stand on."""

    text: str
    elements: list[KnownElement] = field(default_factory=list)


def make(anatomy: Anatomy) -> InventedPlan:
    """Return the plan of an anatomy; the same anatomy gives the same plan."""
    return _PlanWriter(anatomy).plan()


class _PlanWriter:
    def __init__(self, anatomy: Anatomy) -> None:
        self.anatomy = anatomy
        self.lines: list[str] = []
        self.elements: list[KnownElement] = []
        self.page = 1
        self.town = "ひかげ市"
        self.measures = 0
        self.goals: dict[str, int] = {}

    def plan(self) -> InventedPlan:
        a = self.anatomy
        self.put(f"第六次{self.town}総合計画", "", "令和８年度～令和17年度", "", self.town, "")
        self.new_page()
        if a.contents:
            self.contents()
        self.part(a.parts[0])
        self.heading("１　計画策定の趣旨" if a.digits == "full" else "1 計画策定の趣旨")
        at = self.sentence(0, "計画の策定")
        self.known("Statement", "計画策定の趣旨", "", at - (2 if a.blanks else 1))
        self.part(a.parts[1])
        self.concept()
        self.part(a.parts[2])
        for number, goal in enumerate(_GOALS[: a.count], 1):
            self.goal(number, goal, first=not a.restated)
        return InventedPlan("\n".join(self.lines) + "\n", self.elements)

    # levels

    def concept(self) -> None:
        a = self.anatomy
        self.heading(a.principle)
        for number, title in enumerate(("人を大切にする", "自然を守り育てる", "未来につなぐ"), 1):
            self.known("Principle", title, "", self.put(self.level(a.principles, number, 0, title)))
        self.gap()
        self.heading(a.vision)
        self.vision = "人と緑がつながり　明日をひらくまち　ひかげ"
        line = self.put(self.vision)
        self.at_vision = f"line {line}"
        self.known("Vision", self.vision, "", line)
        self.gap()
        if a.restated:
            self.heading(a.goals)
            for number, goal in enumerate(_GOALS[: a.count], 1):
                line = self.put(
                    self.level(a.goal, number, 0, goal, a.goal_style)
                    + ("【" + goal[:2] + "・暮らし】" if a.fields else "")
                )
                self.known("Goal", goal, self.at_vision, line)
                self.goals[goal] = line
                if a.fields:
                    for part in (goal[:2], "暮らし"):
                        self.known("Field", part, f"line {line}", line)
            self.gap()

    def goal(self, number: int, goal: str, first: bool) -> None:
        a = self.anatomy
        if number > 1:
            self.new_page()
        line = self.put(self.level(a.goal, number, 0, goal, a.goal_style))
        self.gap()
        if first:
            self.known("Goal", goal, self.at_vision, line)
            self.goals[goal] = line
        above = f"line {self.goals[goal]}"
        for order in range(1, a.per_goal + 1):
            parent = above
            if a.policy and order % 2:
                title = _TOPICS[(self.measures * 5 + 3) % len(_TOPICS)] + "の政策"
                line = self.put(self.level(a.policy, (order + 1) // 2, number, title))
                self.gap()
                self.known("Goal" if "政策" in a.policy else "Measure", title, above, line)
                self.upper = f"line {line}"
            if a.policy:
                parent = self.upper
            self.measure(order if a.restart else self.measures + 1, number, parent)

    def measure(self, order: int, number: int, parent: str) -> None:
        a = self.anatomy
        topic = _TOPICS[self.measures % len(_TOPICS)]
        title = topic + _ENDINGS[self.measures % len(_ENDINGS)]
        self.measures += 1
        text = self.level(a.measure, order, number, "" if a.two_lines else title, a.style)
        line = self.put(text.rstrip(" 　"))
        if a.two_lines:
            self.gap()
            self.put(title)
        self.known("Measure", title, parent, line)
        self.gap()
        for standing in a.standing:
            self.standing(standing, topic, f"line {line}")
        self.gap()

    def standing(self, standing: Standing, topic: str, parent: str) -> None:
        line = self.put(standing.text)
        made = getattr(self, f"as_{standing.content}")
        made(standing, topic, parent, line)
        self.gap()

    # what stands below a standing heading

    def as_sentence(self, standing: Standing, topic: str, parent: str, line: int) -> None:
        self.sentence(self.measures, topic)
        self.known(standing.kind, self.bare(standing.text), parent, line)

    def as_paragraphs(self, standing: Standing, topic: str, parent: str, line: int) -> None:
        """Each paragraph a direction; of other kinds, all paragraphs one element, as the hand-made profiles have it."""
        lines = [self.sentence(self.measures + n, topic) for n in range(2)]
        if standing.kind != "Direction":
            self.known(standing.kind, self.bare(standing.text), parent, line)
            return
        for at in lines:
            self.known(standing.kind, "", parent, at)

    def as_bullets(self, standing: Standing, topic: str, parent: str, line: int) -> None:
        for n in range(2 + self.measures % 2):
            self.known(standing.kind, "", parent, self.sentence(self.measures + n, topic, standing.bullet))

    def as_nouns(self, standing: Standing, topic: str, parent: str, line: int) -> None:
        for n in range(2 + self.measures % 2):
            item = f"{topic}に係る{_ITEMS[(self.measures + n) % len(_ITEMS)]}"
            self.known(standing.kind, item, parent, self.put(f"{self.anatomy.indent}{standing.bullet}{item}"))

    def as_numbered(self, standing: Standing, topic: str, parent: str, line: int) -> None:
        for n in range(1, 3 + self.measures % 2):
            item = f"{topic}{_ITEMS[(self.measures + n) % len(_ITEMS)][:2]}の{_ITEMS[n][-2:]}"
            number = (
                _SERIES[standing.bullet][n - 1]
                if standing.bullet in _SERIES
                else standing.bullet.replace("n", self.number(n))
            )
            self.known(standing.kind, item, parent, self.put(f"{self.anatomy.indent}{number} {item}"))
            self.sentence(self.measures + n, topic)

    def as_table(self, standing: Standing, topic: str, parent: str, line: int) -> None:
        self.put("指標名        現状値        目標値")
        for n in range(2):
            name = f"{topic}の{'認知度' if n else '満足度'}"
            at = self.put(f"{name}        {50 + n}.{self.measures % 10}％        {70 + n}％以上")
            self.known(standing.kind, name, parent, at)

    # lines

    def put(self, *lines: str) -> int:
        """Write lines; return the number of the first."""
        number = len(self.lines) + 1
        self.lines += lines
        return number

    def gap(self) -> None:
        if self.anatomy.blanks:
            self.put("")

    def part(self, text: str) -> None:
        self.new_page()
        self.put(text)
        self.gap()

    def heading(self, text: str) -> int:
        line = self.put(text)
        self.gap()
        return line

    def sentence(self, n: int, topic: str, mark: str = "") -> int:
        text = _SENTENCES[n % len(_SENTENCES)].format(topic)
        a = self.anatomy
        if not a.wrap:
            return self.put(f"{a.indent}{mark}{text}")
        text += _SENTENCES[(n + 1) % len(_SENTENCES)].format(topic)
        pieces = [text[at : at + a.wrap] for at in range(0, len(text), a.wrap)]
        return self.put(
            f"{a.indent}{mark}{pieces[0]}", *(f"{a.indent}{'　' if mark else ''}{piece}" for piece in pieces[1:])
        )

    def new_page(self) -> None:
        if self.anatomy.numbers:
            self.put("", f"{self.page:>40}", "")
        self.page += 1
        if self.anatomy.pages:
            self.put("\f" + (f"第六次{self.town}総合計画" if self.anatomy.heads else ""))
            if self.anatomy.heads:
                self.put("")

    def contents(self) -> None:
        self.put("目次", "")
        for n, text in enumerate((*self.anatomy.parts, *_GOALS[: self.anatomy.count], "資料編"), 2):
            self.put(f"{text} {'…' * 12} {n}")
        self.put("")
        self.new_page()

    def known(self, kind: str, title: str, parent: str, line: int) -> None:
        self.elements.append(KnownElement(kind, plain(title), parent, line))

    def number(self, n: int) -> str:
        return str(n) if self.anatomy.digits == "half" else "".join(chr(ord(c) + 0xFEE0) for c in str(n))

    def level(self, template: str, n: int, p: int, title: str, style: str = "") -> str:
        number = _SERIES[style][n - 1] if style else self.number(n)
        return template.format(n=number, p=self.number(p), t=title)

    def bare(self, text: str) -> str:
        text = re.sub(r"^[（(][0-9０-９][）)][ 　]?", "", text.partition("．")[2] or text)
        text = text[2:] if text[1:2] == "　" else text
        return text.strip("【】■◆●○□◎◇☆▼≪≫★〇［］〔〕《》<>＜＞[] 　:：")


TUNING = [
    Anatomy("words and codes, brackets", "基本目標{n}　{t}", "施策{p}－{n}　{t}", (
        Standing("【めざす姿】", "DesiredState", "sentence"), Standing("【現状と課題】", "Statement", "bullets"),
        Standing("【主な取組】", "Direction", "numbered", "①"))),
    Anatomy("bare numbers below goals", "政策目標{n}　{t}", "{n}　{t}", (
        Standing("②成果指標", "Indicator", "table"), Standing("③現状と課題", "Statement", "bullets", "・"),
        Standing("④施策の方向性", "Direction", "nouns", "・")), goals="３　政策目標", fields=True, numbers=True, count=6),
    Anatomy("chapters are goals, sections measures", "第{n}章　{t}", "第{n}節　{t}", (
        Standing("■現状と課題", "Statement", "paragraphs"), Standing("■施策の方向", "Direction", "numbered", "(n)")),
        parts=("序論", "基本構想", "前期基本計画"), principle="１　まちづくりの基本理念", restated=False, pages=True),
    Anatomy("half-width, two lines, tight", "基本目標{n} {t}", "施策{p}-{n}", (
        Standing("めざす姿", "DesiredState", "sentence"), Standing("取組の方向", "Direction", "numbered", "❶")),
        digits="half", two_lines=True, parts=("第1部 序論", "第2部 基本構想", "第3部 基本計画"),
        principle="1 基本理念", principles="({n}) {t}", vision="2 将来像", goals="3 基本目標"),
    Anatomy("three levels", "政策{n}　{t}", "施策{n}　{t}", (
        Standing("◆10年後の姿", "DesiredState", "sentence"), Standing("◆課題", "Statement", "bullets", "○"),
        Standing("◆主な取組", "Direction", "nouns", "・")), policy="基本施策{n}　{t}", goals="３　政策", per_goal=4),
    Anatomy("roman goals, policies with numbers", "基本目標{n}　{t}", "方針{n}　{t}", (
        Standing("目指す姿", "DesiredState", "sentence"), Standing("取組の方向性", "Direction", "paragraphs")),
        goal_style="Ⅰ", restart=False),
    Anatomy("bullets head measures", "まちづくりの柱{n}　{t}", "◆ {t}", (
        Standing("現状", "Statement", "bullets", "●"), Standing("課題", "Statement", "nouns", "●"),
        Standing("これからの取組", "Direction", "numbered", "❶")), goals="３　まちづくりの柱"),
    Anatomy("wrapped lines, pages, heads", "基本目標{n}　{t}", "施策{p}-{n}　{t}", (
        Standing("■目指す姿", "DesiredState", "sentence"), Standing("■現状と課題", "Statement", "bullets", "・"),
        Standing("■取組内容", "Direction", "numbered", "①"), Standing("■指標", "Indicator", "table")),
        wrap=36, pages=True, heads=True, numbers=True, contents=True),
    Anatomy("circled measures", "基本政策{n}　{t}", "{n} {t}", (
        Standing("〔現況と課題〕", "Statement", "bullets", "・"), Standing("〔施策の展開〕", "Direction", "numbered", "(n)")),
        style="①", goals="３　基本政策"),
    Anatomy("codes with three parts", "目標{n}　{t}", "{p}-１-{n}　{t}", (
        Standing("１．あるべき姿", "DesiredState", "sentence"), Standing("２．現状と課題", "Statement", "paragraphs"),
        Standing("３．具体的な取組", "Direction", "nouns", "・"), Standing("４．目標値", "Indicator", "table")), restated=False),
]  # fmt: skip
LATER = [
    Anatomy("outline of measures", "大綱{n}　{t}", "主要施策{n}　{t}", (
        Standing("≪現況≫", "Statement", "paragraphs"), Standing("≪課題≫", "Statement", "bullets", "◎"),
        Standing("≪施策の内容≫", "Direction", "numbered", "①")), goals="３　施策の大綱", count=5),
    Anatomy("kanji numbers", "基本方針{n}　{t}", "施策{n}　{t}", (
        Standing("◇目指すべき姿", "DesiredState", "sentence"), Standing("◇現状・課題", "Statement", "bullets", "・"),
        Standing("◇取組方針", "Direction", "nouns", "・")), goal_style="一", goals="３　まちづくりの基本方針", numbers=True),
    Anatomy("dots in codes", "政策{n}　{t}", "{p}.{n} {t}", (
        Standing("現状", "Statement", "bullets", "・"), Standing("課題", "Statement", "bullets", "・"),
        Standing("施策の展開", "Direction", "numbered", "(n)")), digits="half", principle="1 まちづくりの理念",
        principles="({n}) {t}", vision="2 将来都市像", goals="3 政策", parts=("第1章 序論", "第2章 基本構想", "第3章 基本計画")),
    Anatomy("no numbers on measures, boxes", "基本目標{n}　{t}", "□ {t}", (
        Standing("【目標とする姿】", "DesiredState", "sentence"), Standing("【現状】", "Statement", "paragraphs"),
        Standing("【主要な取組】", "Direction", "paragraphs")), pages=True, contents=True),
    Anatomy("parts and chapters", "第{n}章　{t}", "{n}　{t}", (
        Standing("(1) 現況と課題", "Statement", "paragraphs"), Standing("(2) 基本方針", "Direction", "paragraphs"),
        Standing("(3) 数値目標", "Indicator", "table")), parts=("第１部　総論", "第２部　基本構想", "第３部　基本計画"),
        restated=False, per_goal=4),
    Anatomy("two lines and roman measures", "まちづくりの目標{n}　{t}", "施策{n}", (
        Standing("▼ありたい姿", "DesiredState", "bullets", "・"), Standing("▼取組の方向性", "Direction", "numbered", "❶")),
        style="Ⅰ", two_lines=True, goals="３　まちづくりの目標"),
    Anatomy("running heads, wrapped, indented", "基本目標{n}　{t}", "基本施策{n}　{t}", (
        Standing("●めざすまちの姿", "DesiredState", "sentence"), Standing("●課題", "Statement", "bullets", "・"),
        Standing("●施策の方向", "Direction", "nouns", "・"), Standing("●評価指標", "Indicator", "table")),
        wrap=30, indent="　", pages=True, heads=True, numbers=True, restart=False),
    Anatomy("three levels with codes", "基本目標{n}　{t}", "施策{p}-{n}　{t}", (
        Standing("■背景", "Statement", "paragraphs"), Standing("■施策の目標", "DesiredState", "sentence"),
        Standing("■取組項目", "Direction", "numbered", "①")), policy="基本政策{p}-{n}　{t}", per_goal=4, contents=True),
    Anatomy("tight, few words", "柱{n}　{t}", "取組方針{n}　{t}", (
        Standing("現状と課題", "Statement", "nouns", "・"), Standing("今後の取組", "Direction", "nouns", "・")),
        blanks=False, goals="３　まちづくりの柱"),
    Anatomy("unknown words", "しるべ{n}　{t}", "みちすじ{n}　{t}", (
        Standing("☆こうなっていたい", "Statement", "sentence"), Standing("☆いま気がかりなこと", "Statement", "bullets", "・"),
        Standing("☆ともにすすめること", "Statement", "nouns", "・")), goals="３　五つのしるべ"),
]  # fmt: skip
LATEST = [
    Anatomy("goals in brackets", "【目標{n}】{t}", "施策{p}-{n}　{t}", (
        Standing("〇めざす姿", "DesiredState", "sentence"), Standing("〇現状と課題", "Statement", "bullets", "・"),
        Standing("〇主な取組", "Direction", "nouns", "・")), goals="３　まちづくりの目標"),
    Anatomy("letters", "基本目標{n}　{t}", "施策{n}　{t}", (
        Standing("ア　現状と課題", "Statement", "paragraphs"), Standing("イ　施策の方向", "Direction", "paragraphs"))),
    Anatomy("parts without numbers, codes at measures", "政策目標{n}　{t}", "{p}－{n}　{t}", (
        Standing("【現況】", "Statement", "bullets", "○"), Standing("【課題】", "Statement", "bullets", "○"),
        Standing("【施策の展開】", "Direction", "numbered", "①")), parts=("序論", "基本構想", "後期基本計画"),
        goals="３　政策目標", pages=True),
    Anatomy("sections with numbers", "第{n}節　{t}", "{n}　{t}", (
        Standing("■目指す姿", "DesiredState", "sentence"), Standing("■課題", "Statement", "nouns", "・"),
        Standing("■取組の方向性", "Direction", "nouns", "・")), restated=False),
    Anatomy("half-width roman, contents", "基本目標{n} {t}", "方針{p}-{n} {t}", (
        Standing("◎ありたい姿", "DesiredState", "bullets", "・"), Standing("◎取組内容", "Direction", "numbered", "(n)")),
        digits="half", goal_style="Ⅰ", contents=True, principle="1 基本理念", principles="({n}) {t}", vision="2 将来像",
        goals="3 基本目標"),
    Anatomy("wrapped and tight", "柱{n}　{t}", "基本施策{n}　{t}", (
        Standing("＜現状と課題＞", "Statement", "bullets", "・"), Standing("＜主な取組＞", "Direction", "numbered", "①")),
        wrap=34, blanks=False, goals="３　まちづくりの柱", restart=False),
    Anatomy("indicators first", "分野{n}　{t}", "個別施策{n}　{t}", (
        Standing("●指標", "Indicator", "table"), Standing("●現状", "Statement", "bullets", "・"),
        Standing("●今後の方向性", "Direction", "paragraphs")), goals="３　施策の大綱", numbers=True),
    Anatomy("one standing heading", "基本目標{n}　{t}", "施策{n}　{t}", (Standing("【取組の方向】", "Direction", "nouns", "・"),), count=6),
    Anatomy("triangles", "まちづくりの目標{n}　{t}", "▶ {t}", (
        Standing("［現状と課題］", "Statement", "paragraphs"), Standing("［施策の方向性］", "Direction", "numbered", "①")),
        goals="３　まちづくりの目標", heads=True, pages=True),
    Anatomy("other unknown words", "星{n}　{t}", "手だて{n}　{t}", (
        Standing("★今のすがた", "Statement", "paragraphs"), Standing("★やること", "Statement", "nouns", "・")), goals="３　六つの星"),
]  # fmt: skip

UNSEEN = [
    Anatomy("goals in square brackets", "［基本目標{n}］{t}", "施策{p}－{n}　{t}", (
        Standing("◆めざす姿", "DesiredState", "sentence"), Standing("◆現状と課題", "Statement", "bullets", "・"),
        Standing("◆施策の方向性", "Direction", "nouns", "・"))),
    Anatomy("a year to come", "まちづくりの柱{n}　{t}", "基本施策{p}-{n}　{t}", (
        Standing("令和17年度の姿", "DesiredState", "sentence"), Standing("課題", "Statement", "bullets", "●"),
        Standing("主な取組", "Direction", "numbered", "①")), goals="３　まちづくりの柱"),
    Anatomy("measures in brackets", "目標{n}　{t}", "【施策{n}】{t}", (
        Standing("（１）現状と課題", "Statement", "paragraphs"), Standing("（２）施策の方向", "Direction", "nouns", "・")),
        goals="３　まちづくりの目標"),
    Anatomy("diamonds and pages", "政策{n}　{t}", "◇ {t}", (
        Standing("〈現状と課題〉", "Statement", "bullets", "・"), Standing("〈取組の方向性〉", "Direction", "numbered", "（n）")),
        goals="３　基本政策", pages=True),
    Anatomy("half-width codes, contents", "基本目標{n} {t}", "{p}.{n} {t}", (
        Standing("■ 目指す姿", "DesiredState", "sentence"), Standing("■ 施策の展開", "Direction", "paragraphs")),
        digits="half", contents=True, principle="1 基本理念", principles="({n}) {t}", vision="2 将来像", goals="3 基本目標"),
    Anatomy("kanji chapters", "第{n}章　{t}", "施策{n}　{t}", (
        Standing("１　現状と課題", "Statement", "paragraphs"), Standing("２　施策の内容", "Direction", "numbered", "（n）")),
        restated=False, goal_style="一"),
    Anatomy("indicators in the middle", "分野{n}　{t}", "施策{p}-{n}　{t}", (
        Standing("○めざす姿", "DesiredState", "sentence"), Standing("○成果指標", "Indicator", "table"),
        Standing("○主な取組", "Direction", "nouns", "・")), goals="３　施策の大綱", heads=True),
    Anatomy("tight, wrapped, indented", "基本方針{n}　{t}", "主要施策{n}　{t}", (
        Standing("【現状】", "Statement", "paragraphs"), Standing("【課題】", "Statement", "bullets", "・"),
        Standing("【取組】", "Direction", "bullets", "・")), wrap=36, blanks=False, indent="　", goals="３　基本方針"),
    Anatomy("letters for goals", "基本目標{n}　{t}", "{n}　{t}", (
        Standing("▼10年後の姿", "DesiredState", "bullets", "・"), Standing("▼施策の方向", "Direction", "numbered", "①")),
        goal_style="Ⅰ", per_goal=2),
    Anatomy("words of their own", "あかり{n}　{t}", "しごと{n}　{t}", (
        Standing("☆いま", "Statement", "paragraphs"), Standing("☆これから", "Statement", "nouns", "・")), goals="３　五つのあかり"),
]  # fmt: skip
