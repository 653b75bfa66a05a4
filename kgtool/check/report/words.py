"""The words that several report formats share, in both languages."""

from __future__ import annotations

from typing import NamedTuple

from kgtool.base.languages import Text
from kgtool.check.finding import SEVERITIES, Report

SEVERITY = {"error": Text("エラー", "Error"), "warning": Text("警告", "Warning"), "info": Text("情報", "Info")}

_NAMED = 3
"""How many entries that match nothing are named; the format for programs has all."""

WORDS = {
    "compared": Text(
        "{revision} のときと比べて、新しい指摘{new}件、なくなった指摘{gone}件、前からの指摘{still}件です。",
        "compared with {revision}: findings new {new}, gone {gone}, still there {still}",
    ),
    "gone": Text("なくなった指摘", "Gone"),
    "title": Text("検査結果", "Check report"),
    "by-rule": Text("規則ごとの件数", "Findings by rule"),
    "by-plan": Text("計画ごとの件数", "Findings by plan"),
    "completeness": Text("充足率", "Completeness"),
    "levels": Text("整備の段階と、次の段階が求めるもの", "Curation levels, and what the next one wants"),
    "level": Text("段階", "Level"),
    "next-level": Text("次の段階", "Next level"),
    "reached": Text(
        "すべて満たしています。source.ttl で次の段階にできます", "nothing is missing: source.ttl may declare it"
    ),
    "structure": Text("構造", "structure"),
    "labelled": Text("名称", "labelled"),
    "judged": Text("判断", "judged"),
    "findings": Text("指摘", "Findings"),
    "severity": Text("重大さ", "Severity"),
    "code": Text("コード", "Code"),
    "count": Text("件数", "Count"),
    "rule": Text("規則", "Rule"),
    "plan": Text("計画", "Plan"),
    "name": Text("名前", "Name"),
    "elements": Text("要素", "Elements"),
    "item": Text("項目", "Item"),
    "present": Text("記載数", "Present"),
    "expected": Text("必要数", "Expected"),
    "percent": Text("割合", "Share"),
    "message": Text("内容", "Message"),
    "place": Text("場所", "Place"),
    "source": Text("原文", "Source text"),
    "why": Text("理由", "Why"),
    "remedy": Text("対処", "Remedy"),
    "notices": Text("お知らせ", "Notices"),
    "shared": Text("共通のファイル", "Shared files"),
    "rule-at": Text("規則 {place}", "rule {place}"),
    "source-at": Text("原文 {place}", "source text {place}"),
    "follow": Text("これに続く指摘{number}件 ({codes})", "{number} more follow from it ({codes})"),
    "notice": Text("お知らせ: {text}", "notice: {text}"),
    "contents": Text("目次", "Contents"),
    "skip": Text("指摘へ進む", "Skip to the findings"),
    "by-code": Text("コードから探す", "By code"),
    "of-plans": Text("計画から探す", "By plan"),
}


class CountedNoun(NamedTuple):
    """A noun or sentence with a number: Japanese, English singular, English plural."""

    ja: str
    one: str
    many: str


COUNTED = {
    "error": CountedNoun("エラー{n}件", "{n} error", "{n} errors"),
    "warning": CountedNoun("警告{n}件", "{n} warning", "{n} warnings"),
    "info": CountedNoun("情報{n}件", "{n} info", "{n} info"),
    "finding": CountedNoun("指摘{n}件", "{n} finding", "{n} findings"),
    "file": CountedNoun("{n}ファイル", "{n} file", "{n} files"),
    "rule": CountedNoun("{n}規則", "{n} rule", "{n} rules"),
    "suppressed": CountedNoun(
        "抑制された指摘が{n}件あります。", "{n} finding is suppressed.", "{n} findings are suppressed."
    ),
    "stale": CountedNoun(
        "何にも当てはまらなくなった抑制が{n}件あります。消してください: {entries}",
        "{n} suppression matches nothing any more; delete it: {entries}",
        "{n} suppressions match nothing any more; delete them: {entries}",
    ),
    "mended": CountedNoun(
        "ベースラインのうち{n}件は、もう当てはまりません。--write-baseline で記録し直してください: {entries}",
        "{n} finding of the baseline is gone; write it anew with --write-baseline: {entries}",
        "{n} findings of the baseline are gone; write it anew with --write-baseline: {entries}",
    ),
    "more": CountedNoun(
        "ほかに指摘が{n}件あります。すべてはログにあります。",
        "{n} more finding is in the log only.",
        "{n} more findings are in the log only.",
    ),
    "left-out": CountedNoun(
        "長すぎるため途中までです。指摘{n}件が省かれています。",
        "Cut for length: {n} finding is left out.",
        "Cut for length: {n} findings are left out.",
    ),
}


def say(key: str, lang: str, **fields: str) -> str:
    """Return a word or sentence."""
    return WORDS[key][lang].format(**fields) if fields else WORDS[key][lang]


def counted(number: int, key: str, lang: str, **fields: str) -> str:
    """Return a number with its noun: ``1 error``, ``2 errors``, ``エラー2件``."""
    word = COUNTED[key]
    form = word.ja if lang == "ja" else word.one if number == 1 else word.many
    return form.format(n=f"{number:,}", **fields)


def counts(numbers: dict[str, int], lang: str) -> str:
    """Return how many findings of each severity, worst first: ``0 errors, 2 warnings, 1 info``."""
    return ("、" if lang == "ja" else ", ").join(counted(numbers[severity], severity, lang) for severity in SEVERITIES)


def verdict(report: Report, lang: str) -> str:
    """Return the outcome in one line."""
    files, rules = counted(report.files, "file", lang), counted(len(report.rules), "rule", lang)
    scope = f"({files}、{rules})" if lang == "ja" else f" ({files}, {rules})"
    if not report.findings and report.comparison and report.comparison.still:
        return f"新しい指摘はありません{scope}。" if lang == "ja" else f"Nothing new{scope}."
    if not report.findings:
        return f"すべて問題ありません{scope}。" if lang == "ja" else f"All clear: nothing to mend{scope}."
    return counts({severity: report.count(severity) for severity in SEVERITIES}, lang) + scope


def asides(report: Report, lang: str) -> list[str]:
    """Return what else there is to know: notices, how much is suppressed, what of suppressions and baseline is out of date."""
    said = [notice[lang] for notice in report.notices]
    if report.comparison:
        gone, still = len(report.comparison.gone), len(report.comparison.still)
        counts = {"new": f"{len(report.findings):,}", "gone": f"{gone:,}", "still": f"{still:,}"}
        said.append(say("compared", lang, revision=report.comparison.revision, **counts))
    if report.suppressed:
        said.append(counted(report.suppressed, "suppressed", lang))
    for key, entries in (("stale", report.stale), ("mended", report.mended)):
        if entries:
            named = ", ".join([*entries[:_NAMED], *(["…"] if len(entries) > _NAMED else [])])
            said.append(counted(len(entries), key, lang, entries=named))
    return said
