"""A finding in plain words on one line, whatever its data holds.

Data under check may hold line breaks, terminal escapes or marks that reorder what is shown around them. Here they
become visible, so that no value can pose as another line, another colour or another text.
"""

from __future__ import annotations

import re

from kgtool.finding import Finding, Location
from kgtool.report.words import say

LONGEST = 400

_BREAK = re.compile(r"(?<![ \t])[ \t]*[\n\r\v\f\x85\u2028\u2029][ \t\n\r\v\f\x85\u2028\u2029]*")
_JAPANESE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(f"(?<={_JAPANESE}){_BREAK.pattern}(?={_JAPANESE})")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls
    "\u00ad\u200b\u2060-\u2064\ufeff"  # take no space
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # turn the direction of the text around them
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # mean nothing in a report
)


def visible(text: str) -> str:
    """Return the text on one line: a character that cannot be seen reads ``\\u200f``, a line break is a space.

    Between two Japanese characters a line break is nothing: Japanese that was wrapped has no space there.
    """
    if text.isprintable():  # most texts: nothing of the below is printable
        return text
    return _UNSEEN.sub(_escape, _BREAK.sub(" ", _WRAPPED.sub("", text)))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def clip(text: str, longest: int = LONGEST) -> str:
    """Return the text, cut to ``longest`` code points with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def place(finding: Finding) -> Location:
    """Where to point: at the data, or at the rule when no file holds the fault."""
    return finding.location if finding.location.file else finding.rule.location


def where(location: Location) -> str:
    """Return ``file:line:column``, as far as it is known."""
    return visible(str(location.place))


def spot(location: Location) -> str:
    """Return ``file:line``, as far as it is known."""
    return visible(f"{location.file}:{location.line}" if location.line else location.file)


def message(finding: Finding, lang: str, longest: int = LONGEST) -> str:
    """Return what is wrong, on one line."""
    return clip(visible(finding.message(lang)), longest)


def line(finding: Finding, lang: str) -> str:
    """Return ``file:line:column: severity code message``; severity and code are the same in both languages."""
    return f"{where(place(finding))}: {finding.severity} {visible(finding.code)} {message(finding, lang)}"


def related(finding: Finding, lang: str) -> str:
    """Return where the rule stands and where the plan itself says the thing; empty if neither is known."""
    places = [("rule-at", finding.rule.location), ("source-at", finding.source)]
    return " · ".join(say(key, lang, place=spot(at)) for key, at in places if at and at.file)
