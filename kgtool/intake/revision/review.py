"""The page beside a second version: what became of the elements, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from kgtool.base.display import clip
from kgtool.base.languages import Text
from kgtool.intake.revision.carrying import NotCarried
from kgtool.intake.revision.changes import KINDS, VersionChange
from kgtool.intake.revision.elements import VersionElement

WORDS = {
    "kept": Text("そのまま", "kept"),
    "reworded": Text("文が変わった", "reworded"),
    "moved": Text("別の親の下へ移された", "moved"),
    "renumbered": Text("番号が変わった", "renumbered"),
    "split": Text("分かれた", "split"),
    "merged": Text("合わさった", "merged"),
    "added": Text("加わった", "added"),
    "removed": Text("なくなった", "removed"),
}
"""What became of an element, in words."""
_SHOWN = 24
_DOUBTFUL = 0.6


@dataclass
class RevisionReview:
    """What the page says: ``beside`` are files that still speak of the version before, each with how many lines of it.

    ``dropped`` are tables of the profile before that find nothing now, ``unread`` lines that no rule explains; ``drafted``
    says that the profile before did not read the new text, and a new one was drafted.
    """

    title: str
    before: str
    changes: Sequence[VersionChange]
    carried: int
    left: Sequence[NotCarried]
    beside: Sequence[tuple[str, int]] = ()
    dropped: Sequence[str] = ()
    unread: Sequence[tuple[int, str]] = field(default_factory=list)
    drafted: bool = False


def page(review: RevisionReview) -> str:
    """Return the page as Markdown, Japanese first; lines of the plan are cut to 24 characters."""
    return "\n".join([*_language("ja", review), "", *_language("en", review)]) + "\n"


def _language(lang: str, review: RevisionReview) -> list[str]:
    def say(ja: str, en: str) -> str:
        return Text(ja, en)[lang]

    out = [say(f"# {review.title}: 前の版との違い", f"# {review.title}: what is different from the version before"), ""]
    out += [
        say(
            f"前の版({review.before})の要素と、文の近さと位置から機械が突き合わせました。下を上から確かめ、違うものは "
            "curation.ttl の prov:wasRevisionOf を直してください。",
            f"A program matched the elements with those of the version before ({review.before}) by wording and place. Go through "
            "the lists below; where one is wrong, correct prov:wasRevisionOf in curation.ttl.",
        ),
        "",
        say("## 数", "## Counts"),
        "",
    ]
    out += [f"- {WORDS[kind][lang]}: {sum(kind in c.kinds for c in review.changes)}" for kind in KINDS]
    out += [say(f"- 引き継いだ文: {review.carried}", f"- Statements carried over: {review.carried}"), ""]
    doubtful = [c for c in review.changes if c.old and c.new and c.likeness < _DOUBTFUL]
    out += _list(say("## 突き合わせが確かでないもの", "## Matches that are not sure"), lang, doubtful, likeness=True)
    for kind in KINDS[1:]:
        out += _list(f"## {WORDS[kind][lang]}", lang, [c for c in review.changes if kind in c.kinds])
    out += _left(lang, review.left)
    if review.beside:
        out += [say("## 前の版についてのままのもの", "## What still speaks of the version before"), ""]
        out += [f"- `{path}`: {number}" for path, number in review.beside] + [""]
    if review.drafted or review.dropped or review.unread:
        out += [say("## 読み取りの規則", "## Rules of reading"), ""]
    if review.drafted:
        out += [
            say(
                "前の版の profile.toml では読めず、下書きし直しました。",
                "The profile before does not read it; a new one was drafted.",
            ),
            "",
        ]
    out += [f"- {say('当てはまらなくなった', 'finds nothing now')}: `{_first(table)}`" for table in review.dropped]
    out += [
        f"- {say('どの規則にも当てはまらない行', 'no rule explains')} {n}: {clip(line, _SHOWN)}"
        for n, line in review.unread
    ]
    return out


def _list(heading: str, lang: str, changes: Sequence[VersionChange], likeness: bool = False) -> list[str]:
    if not changes:
        return []
    return [heading, "", *(_one(change, likeness) for change in changes), ""]


def _one(change: VersionChange, likeness: bool) -> str:
    sides = (" + ".join(map(_called, change.old)), " + ".join(map(_called, change.new)))
    return f"- {' → '.join(filter(None, sides))}{f' ({change.likeness:.2f})' if likeness else ''}"


def _called(element: VersionElement) -> str:
    name = " ".join(filter(None, (element.notation, element.label or element.wording)))
    return f"{clip(name, _SHOWN)} `{element.path}`"


def _left(lang: str, left: Iterable[NotCarried]) -> list[str]:
    """What was not carried, by the reason."""
    out: list[str] = []
    by_reason = sorted(left, key=lambda one: one.reason.en)
    for reason, group in groupby(by_reason, key=lambda one: one.reason):
        heading = f"引き継がなかったもの: {reason.ja}" if lang == "ja" else f"Not carried over: {reason.en}"
        out += [f"## {heading}", "", *(f"- `{one.path or '.'}`" for one in group), ""]
    return out


def _first(table: str) -> str:
    """The header of a table with its name or pattern."""
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    telling = next((line for line in lines if line.startswith(("name", "match", "property"))), "")
    return clip(f"{lines[0]} {telling}".strip(), 2 * _SHOWN)
