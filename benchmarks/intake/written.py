"""Five plans of invented towns whose anatomy no field of ``layouts.Anatomy`` describes, each written line by line.

Plain words that no lexicon has, sheets of fields, four levels of numbers, a sectoral plan by who acts, and headings that stand in
the line of their text. Their first run, before anybody had changed a rule because of them, had a mean F1 of 0.625 (0.768, 1.000,
0.300, 0.935, 0.123 in that order); the rules were mended with them in view since.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.intake.layouts import InventedPlan
from benchmarks.intake.scoring import KnownElement, plain

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_AREAS = (
    ("育ちを支える", ("保育の場", "学びの場", "若者の居場所")),
    ("暮らしを守る", ("水害への備え", "見守りの輪", "道と橋")),
    ("営みを起こす", ("田畑の担い手", "店と工房", "山の道案内")),
    ("話して決める", ("集落の話合い", "役場の窓口", "お金の使い道")),
)


class _Plan:
    """The lines of a plan and its elements."""

    def __init__(self, cover: str) -> None:
        self.lines = [cover, "", "令和９年度～令和18年度", "", "みずほ野町", "", "\f"]
        self.elements: list[KnownElement] = []

    def put(self, *lines: str) -> int:
        """Write lines; return the number of the last."""
        self.lines += lines
        return len(self.lines)

    def known(self, kind: str, title: str, parent: int, line: int) -> int:
        """Say what stands on a line, and on which line its parent; return the line."""
        self.elements.append(KnownElement(kind, plain(title), f"line {parent}" if parent else "", line))
        return line

    def as_text(self) -> InventedPlan:
        return InventedPlan("\n".join(self.lines) + "\n", self.elements)


def plain_words() -> InventedPlan:
    """Headings in everyday words: いまの様子, 十年たったら, みんなですること, 見つめる数字."""
    p = _Plan("みずほ野町 まちの設計図")
    p.put("町が目指す将来像", "")
    vision = p.known("Vision", "土と水と声のひびくまち", 0, p.put("土と水と声のひびくまち"))
    p.put("")
    for n, (area, topics) in enumerate(_AREAS):
        p.put("")
        goal = p.known("Goal", area, vision, p.put(f"テーマ{'ABCD'[n]}　{area}"))
        p.put(f"{area}ために、町は人の手と時間を惜しみません。", "")
        for k, topic in enumerate(topics, 1):
            measure = p.known("Measure", topic, goal, p.put(f"{'ABCD'[n]}－{k}　{topic}"))
            p.put("", "いまの様子")
            for tail in ("を支える人が十年で半分になりました。", "の場所が足りないという声が届いています。"):
                p.known("Statement", "", measure, p.put(f"・{topic}{tail}"))
            p.put("", "みんなですること")
            for m, verb in enumerate(("相談の日を月に二度設けます。", "手伝う人を募り、講座を開きます。"), 1):
                title = f"{topic}の{('相談日', '手伝い隊')[m - 1]}"
                p.known("Direction", title, measure, p.put(f"{'①②'[m - 1]}{title}"))
                p.put(f"{topic}について、{verb}")
            p.put("", "見つめる数字", "数字の名\t今\t十年後")
            for name in (f"{topic}に満足する人の割合", f"{topic}の手伝い人の数"):
                p.known("Indicator", name, measure, p.put(f"{name}\t3{k}.{n}％\t6{k}.0％"))
            p.put("")
    return p.as_text()


def sheets() -> InventedPlan:
    """A sheet for each measure: its number, its name and the office in charge in rows of two cells, then numbered headings."""
    p = _Plan("第二次みずほ野町総合計画")
    p.put("第１章　基本構想", "", "１　将来像", "")
    vision = p.known("Vision", "野に風　町に灯", 0, p.put("野に風　町に灯"))
    p.put("", "２　基本目標", "")
    goals = []
    for n, (area, _) in enumerate(_AREAS, 1):
        goals.append(p.known("Goal", f"{area}町", vision, p.put(f"基本目標{n}　{area}町".translate(_FULL))))
    p.put("", "\f第２章　基本計画", "")
    number = 0
    for n, (area, topics) in enumerate(_AREAS, 1):
        p.put("", f"基本目標{n}　{area}町".translate(_FULL), "")
        for topic in topics:
            number += 1
            measure = p.known(
                "Measure", f"{topic}の充実", goals[n - 1], p.put(f"施策{number}　{topic}の充実".translate(_FULL))
            )
            p.put(f"担当課\t{topic[:2]}課", f"関係課\t{topic[-2:]}課・総務課", "")
            p.known("DesiredState", "施策の目的", measure, p.put("１．施策の目的"))
            p.put(f"{topic}が町のすみずみまで行き渡っています。", "", "２．現状と課題")
            for tail in ("は担い手が減っています。", "を知らない町民が多くいます。"):
                p.known("Statement", "", measure, p.put(f"○{topic}{tail}"))
            p.put("", "３．取組内容")
            for m, end in enumerate(("の見直し", "の広報", "の連携"), 1):
                p.known("Direction", f"{topic}{end}", measure, p.put(f"（{m}）{topic}{end}".translate(_FULL)))
                p.put(f"{topic}{end}を毎年度行います。")
            p.put("\f")
    return p.as_text()


def deep_numbers() -> InventedPlan:
    """Parts, chapters, sections: chapters are goals, sections measures; below them 1, (1), and a third level of ア."""
    p = _Plan("みずほ野町長期総合計画")
    p.put("第１編　序論", "", "第１章　計画の趣旨", "")
    p.known("Statement", "計画の趣旨", 0, len(p.lines) - 1)
    p.put("この計画は町の十年を定めるものです。", "", "第２編　基本構想", "", "第１章　町の将来像", "")
    vision = p.known("Vision", "緑を継ぎ　人を結ぶ", 0, p.put("緑を継ぎ　人を結ぶ"))
    p.put("", "第３編　基本計画", "")
    for n, (area, topics) in enumerate(_AREAS, 1):
        goal = p.known("Goal", f"{area}まちづくり", vision, p.put(f"第{n}章　{area}まちづくり".translate(_FULL)))
        p.put("")
        for k, topic in enumerate(topics, 1):
            measure = p.known("Measure", topic, goal, p.put(f"第{k}節　{topic}".translate(_FULL)))
            p.put("", "１　現況と課題", "")
            p.known("Statement", "現況と課題", measure, len(p.lines) - 1)
            p.put(
                f"{topic}は古くからの課題です。",
                f"{topic}をめぐる状況は厳しさを増しています。",
                "",
                "２　施策の体系",
                "",
            )
            p.put("３　主要施策", "")
            for m, end in enumerate(("の計画づくり", "の体制づくり"), 1):
                p.known("Direction", topic + end, measure, p.put(f"（{m}）{topic}{end}".translate(_FULL)))
                p.put(f"ア　{topic}{end}を進めます。", f"イ　{topic}{end}を町民に知らせます。")
            p.put("")
    return p.as_text()


def by_actor() -> InventedPlan:
    """A sectoral plan: policies, pillars, and below each what the town, its people and its businesses do."""
    p = _Plan("みずほ野町環境基本計画")
    p.put("第１章　計画の基本的事項", "", "１　計画の目的", "")
    p.known("Statement", "計画の目的", 0, len(p.lines) - 1)
    p.put("この計画は環境の保全を総合的に進めるためのものです。", "", "第２章　望ましい環境像", "")
    vision = p.known("Vision", "水澄み　蛍舞う町", 0, p.put("水澄み　蛍舞う町"))
    p.put("", "第３章　施策の展開", "")
    for n, (area, topics) in enumerate(_AREAS, 1):
        goal = p.known("Goal", f"{area}環境", vision, p.put(f"基本方針{n}　{area}環境".translate(_FULL)))
        p.put("")
        for k, topic in enumerate(topics[:2], 1):
            measure = p.known(
                "Measure", f"{topic}の保全", goal, p.put(f"施策の柱{n}－{k}　{topic}の保全".translate(_FULL))
            )
            p.put("")
            for actor in ("町", "町民", "事業者"):
                p.put(f"【{actor}の取組】")
                for verb in ("点検します。", "記録し、公表します。"):
                    p.known("Direction", "", measure, p.put(f"●{topic}を{actor}の手で{verb}"))
                p.put("")
            p.put("■環境指標", f"{'項目':20}    現状(R8)      目標(R18)")
            name = f"{topic}の調査回数"
            p.known("Indicator", name, measure, p.put(f"{name}        {k}回/年        {n + 4}回/年"))
            p.put("")
    return p.as_text()


def inline() -> InventedPlan:
    """Headings that stand in the line of their text: 現状：…, 課題：…, 対応：…, and goals in Roman brackets."""
    p = _Plan("みずほ野町後期基本計画")
    p.put("１　計画の考え方", "")
    p.known("Statement", "計画の考え方", 0, len(p.lines) - 1)
    p.put("前期の歩みを確かめ、後半の五年を定めます。", "", "２　分野別の取組", "")
    for n, (area, topics) in enumerate(_AREAS):
        goal = p.known("Goal", f"{area}分野", 0, p.put(f"政策{'ⅠⅡⅢⅣ'[n]}　{area}分野"))
        p.put("")
        for k, topic in enumerate(topics, 1):
            measure = p.known("Measure", f"{topic}の推進", goal, p.put(f"施策{k}　{topic}の推進".translate(_FULL)))
            p.known("DesiredState", "", measure, p.put(f"目標：{topic}が町の誇りとなっています。"))
            p.known("Statement", "", measure, p.put(f"現状：{topic}は町の南と北で差があります。"))
            p.known("Statement", "", measure, p.put(f"課題：{topic}を続ける人が足りません。"))
            for verb in ("調べ、地図にします。", "担う団体を助けます。"):
                p.known("Direction", "", measure, p.put(f"取組：{topic}を{verb}"))
            p.put("")
    return p.as_text()


WRITTEN: dict[str, Callable[[], InventedPlan]] = {
    "plain words": plain_words,
    "sheets of fields": sheets,
    "four levels of numbers": deep_numbers,
    "by who acts": by_actor,
    "headings in the line": inline,
}
