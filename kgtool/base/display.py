"""Text as it is shown to people: whatever it holds, it cannot pose as something else.

Data, and what other people's servers say, may hold line breaks, terminal escapes, marks that reorder what is shown around
them, or markup. Here they become visible, so that no value can pass for another line, another colour or another text.
"""

from __future__ import annotations

import re

LONGEST = 400

_BREAK = r"(?<![ \t])[ \t]*[\n\r\v\f\x85\u2028\u2029][ \t\n\r\v\f\x85\u2028\u2029]*"
_JAPANESE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_WRAPPED = f"(?<={_JAPANESE}){_BREAK}(?={_JAPANESE})"
"""Compiled when needed, since that takes 5 ms, and few texts have line breaks."""
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls
    "\u00ad\u200b\u2060-\u2064\ufeff"  # take no space
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # turn the direction of the text around them
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # mean nothing to a reader
)
_MARKUP = re.compile(r"[\\`*_\[\]#|~<>&@$]|^[-+]|(?<=\d)[.)](?=\s)|:(?=//|[\w+-]+:)|(?<=www)\.", re.IGNORECASE)
_BY_NUMBER = frozenset("`#|<>&@$:.")  # a backslash would be shown, or not be enough


def visible(text: str) -> str:
    """Return the text on one line: a character that cannot be seen reads ``\\u200f``, a line break is a space.

    Between two Japanese characters a line break is nothing: Japanese that was wrapped has no space there.
    """
    if text.isprintable():  # most texts: nothing of the below is printable
        return text
    return _UNSEEN.sub(_by_number, re.sub(_BREAK, " ", re.sub(_WRAPPED, "", text)))


def visible_lines(text: str) -> str:
    """Return the text as ``visible`` does, with its line ends."""
    return text if text.isprintable() else "\n".join(map(visible, text.split("\n")))


def clip(text: str, longest: int = LONGEST) -> str:
    """Return the text, cut to ``longest`` code points with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def escape_markdown(text: str) -> str:
    """Return text that GitHub-flavoured Markdown shows as it is. The text must be one line."""
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};" if match[0] in _BY_NUMBER else "\\" + match[0], text)


def _by_number(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
